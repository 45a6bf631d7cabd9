"""The report of a run: everything a script wants to know, as one JSON object."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dip_core.cli.console import jsonable
from dip_core.cli.places import parts_of
from dip_core.devices import peak_memory, resolve_device
from dip_core.files.atomic import whole_file
from dip_core.metrics import psnr, ssim
from dip_core.outcome import Curves
from dip_core.photo import Inputs, Restored
from dip_core.project import encode
from dip_core.spec import RestorationSpec
from dip_core.version import VERSION


@dataclass(frozen=True)
class Scores:
    """How close the whole picture is to the reference; None where there is none."""

    psnr: float | None = None
    ssim: float | None = None


def score(restored: Restored, inputs: Inputs) -> Scores:
    """Compare the picture that will be saved with the reference."""
    if inputs.reference is None:
        return Scores()
    picture = restored.picture.to_float()
    height, width = picture.shape[:2]
    reference = inputs.reference.to_float()[:height, :width]
    return Scores(psnr(picture, reference), ssim(picture, reference))


def describe_run(spec: RestorationSpec, restored: Restored, scores: Scores) -> dict[str, Any]:
    """Return the report, ready for JSON."""
    run = restored.run
    return {
        "version": VERSION,
        "task": spec.task.kind,
        "network": spec.network.kind,
        "parameters": run.parameters,
        "device": run.device,
        "precision": run.precision,
        "iterations": run.iterations,
        "kept_iteration": run.kept_iteration,
        "stop_reason": run.stop_reason,
        "average": run.span,
        "mixed": dict(run.mixed),
        "backtracks": run.backtracks,
        "restarts": run.restarts,
        "seconds": run.seconds,
        "iterations_per_second": run.iterations / run.seconds if run.seconds > 0.0 else None,
        "peak_memory_bytes": peak_memory(resolve_device(run.device)),
        "psnr": scores.psnr,
        "ssim": scores.ssim,
        "region": vars(restored.region),
        "parts": parts_of(restored),
        "notes": list(restored.notes),
        "spec": encode(spec),
        "curves": _curves(run.curves),
        "rules": {kind: column.tolist() for kind, column in run.curves.rules.items()},
    }


def write_report(report: dict[str, Any], path: Path, *, overwrite: bool) -> None:
    """Write a report, complete or not at all."""
    # A line for each entry: readable, without a line for each value of the curves.
    entries = [
        f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False, allow_nan=False)}"
        for name, value in jsonable(report).items()
    ]
    with whole_file(path, overwrite=overwrite) as file:
        # A file name that is no text has lone surrogates, which JSON knows as \udc80 and so on.
        text = "{\n" + ",\n".join(entries) + "\n}\n"
        file.write(text.encode("utf-8", errors="backslashreplace"))


def _curves(curves: Curves) -> dict[str, list[float]]:
    """Return parallel lists, one value per iteration."""
    columns = {"iteration": curves.iteration, "seconds": curves.seconds, "loss": curves.loss}
    return {name: column.tolist() for name, column in {**columns, **curves.metrics}.items()}
