"""One row measured: its classical methods, then a restoration at each quality."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from dip_core.bench.bench import Log
from dip_core.bench.cases import Case, make_case
from dip_core.bench.figures import Figures, Published, RowFigures
from dip_core.bench.rows import Row, Source
from dip_core.bench.scores import scored
from dip_core.catalogue import BASELINES, TASKS
from dip_core.errors import DipError, OptionError
from dip_core.images import Picture, save_picture
from dip_core.options import Spec, settings
from dip_core.outcome import Runtime
from dip_core.photo import Inputs, Restoration
from dip_core.project import set_option
from dip_core.spec import Baseline, Observation, Quality, Task

# A line about a run that is going on, at least so often, in seconds.
_PATIENCE = 30.0


@dataclass(frozen=True)
class Conditions:
    """What a whole table has in common.

    folder      where the pictures are; None takes scikit-image's
    output      where each row gets a folder of its pictures
    side        the most pixels a side may have, 0 for whole pictures, None for the rows' own parts
    iterations  the most iterations of a run, or None for what the task recommends
    """

    folder: Path | None
    output: Path
    qualities: tuple[Quality, ...]
    seed: int = 0
    side: int | None = None
    iterations: int | None = None
    device: str = "auto"
    published: Path | None = None

    def source(self, row: Row) -> Source:
        """Return where a row's picture comes from."""
        return row.sample if self.folder is None else row.supplied


def measure(row: Row, conditions: Conditions, log: Log) -> RowFigures:
    """Make a row's pictures, restore them and score the results.

    Raises a `DipError` where the row cannot be made: the sentence says why.
    """
    if row.task not in TASKS:
        raise OptionError(f"There is no task {row.task} yet.")
    source = conditions.source(row)
    into = conditions.output / row.name
    case = make_case(source, conditions.folder, into, conditions.seed, conditions.side)
    measuring = _Measuring(row, case, conditions, log)
    given = measuring.given()
    baselines = measuring.baselines()
    results = tuple(measuring.restored(quality) for quality in conditions.qualities)
    size = case.inputs.picture if case.inputs.reference is None else case.inputs.reference
    return RowFigures(
        name=row.name,
        title=row.title,
        picture=source.picture,
        size=(size.width, size.height),
        scoring=row.scoring if case.inputs.reference is not None else "by eye",
        clean=f"{row.name}/{case.files['clean']}" if "clean" in case.files else "",
        given=given,
        baselines=baselines,
        results=results,
        published=_published(row, conditions),
        commands=_commands(row, case, measuring.task, conditions, baselines[:1]),
    )


class _Measuring:
    """One row at work."""

    def __init__(self, row: Row, case: Case, conditions: Conditions, log: Log) -> None:
        self._row, self._inputs, self._conditions, self._log = row, case.inputs, conditions, log
        self._files = case.files
        self.task = task_for(row, self._inputs)

    def given(self) -> Figures:
        """Return the degraded picture's own score."""
        file = f"{self._row.name}/{self._files['input']}"
        figures = self._scored(Figures("input", file), self._inputs.picture)
        self._log(f"  input: {_said(figures)}")
        return figures

    def baselines(self) -> tuple[Figures, ...]:
        """Return every classical method that suits, best first; without a truth, as listed."""
        made = []
        for words in self._row.baselines:
            kind, *assignments = words.split()
            if kind in BASELINES:
                made += self._baseline(words, with_options(BASELINES[kind](), assignments))
        # The sort is stable: without scores the row's own order stays.
        return tuple(sorted(made, key=lambda figures: -(figures.psnr or 0.0)))

    def restored(self, quality: Quality) -> Figures:
        """Restore as a user would who chooses the task and this quality."""
        spec = self.task.recommended(quality).replace(seed=self._conditions.seed)
        limit = self._conditions.iterations
        if limit is not None:
            spec = spec.replace(iterations=min(limit, spec.iterations))
        runtime = Runtime(device=self._conditions.device, preview_budget=0.0)
        restoration = Restoration(spec, self._inputs, runtime)
        spoken = time.monotonic()
        for report in restoration:
            if time.monotonic() - spoken > _PATIENCE:
                spoken = time.monotonic()
                self._log(f"  {quality}: iteration {report.iteration} of {report.iterations}")
        restored = restoration.result
        figures = Figures(
            method=quality,
            picture=self._save(quality, restored.picture),
            seconds=round(restored.run.seconds, 2),
            iterations=restored.run.iterations,
            kept=restored.run.kept_iteration,
        )
        figures = self._scored(figures, restored.picture)
        self._log(f"  {quality}: {_said(figures)}")
        return figures

    def _baseline(self, words: str, method: Baseline) -> list[Figures]:
        """Return the figures of a method, none where it says that it does not suit."""
        started = time.perf_counter()
        try:
            image = method.restore(_observation(self._inputs), self.task)
        except DipError:
            return []
        seconds = round(time.perf_counter() - started, 2)
        picture = self._inputs.picture.with_pixels(image)
        figures = Figures(words, self._save(method.kind, picture), seconds=seconds)
        figures = self._scored(figures, picture)
        self._log(f"  {words}: {_said(figures)}")
        return [figures]

    def _scored(self, figures: Figures, picture: Picture) -> Figures:
        scores = scored(picture.to_float(), self._inputs, self._row.scoring)
        if scores is None:
            return figures
        return replace(figures, psnr=round(scores[0], 3), ssim=round(scores[1], 4))

    def _save(self, name: str, picture: Picture) -> str:
        path = f"{self._row.name}/{name}.png"
        save_picture(picture, self._conditions.output / path, overwrite=True)
        return path


def task_for(row: Row, inputs: Inputs) -> Task:
    """Return a row's task with its settings, and with what suits the mask."""
    task: Task = TASKS[row.task]()
    for path, value in row.settings:
        task = set_option(task, path, value, within="task.")
    return task.suited(None if inputs.mask is None else _share(inputs.mask))


_Choice = TypeVar("_Choice", bound=Spec)


def with_options(choice: _Choice, assignments: Sequence[str]) -> _Choice:
    """Return a choice with options set by words such as "noise=12"."""
    for assignment in assignments:
        path, _, value = assignment.partition("=")
        choice = set_option(choice, path, value)
    return choice


def _share(mask: np.ndarray[Any, np.dtype[np.uint8]]) -> np.ndarray[Any, np.dtype[np.float32]]:
    return mask.astype(np.float32) / np.float32(255.0)


def _observation(inputs: Inputs) -> Observation:
    """Return all that a classical method may look at, and not the truth."""
    return Observation(
        image=inputs.picture.to_float(),
        mask=None if inputs.mask is None else _share(inputs.mask),
        valid=inputs.picture.alpha_float(),
        second=None if inputs.second is None else inputs.second.to_float(),
    )


def _said(figures: Figures) -> str:
    parts = [] if figures.psnr is None else [f"{figures.psnr:.2f} dB"]
    parts += [f"{figures.seconds:.1f} s"] if figures.seconds else []
    parts += [f"{figures.iterations} iterations"] if figures.iterations else []
    return ", ".join(parts) or "not scored"


def _published(row: Row, conditions: Conditions) -> Published | None:
    """Look the row's figure up, which is about the supplied picture."""
    if conditions.published is None or conditions.folder is None or not row.published:
        return None
    try:
        values = json.loads(conditions.published.read_text(encoding="utf-8"))
        for key in (*row.published, "deep_prior"):
            values = values[key]
        psnr = values["psnr_rgb"] if isinstance(values, dict) else values[0]
        return Published(round(float(psnr), 2), row.remark)
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


# ------------------------------------------------------------------ the commands


def _commands(
    row: Row, case: Case, task: Task, conditions: Conditions, baselines: Sequence[Figures]
) -> tuple[str, ...]:
    """Return the lines that make the input and each result, to be typed in the output folder."""
    files = {what: f"{row.name}/{name}" for what, name in case.files.items()}
    lines = []
    if case.degraded:
        line = f"dip-studio degrade {files['clean']} -o {files['input']} --overwrite"
        line += f" --with '{case.degraded}' --seed {conditions.seed}"
        lines.append(line + (f" --mask-out {files['mask']}" if "mask" in files else ""))
    words = [f"--task {row.task}", *(f"--set {path}" for path in _task_settings(row, task))]
    words += [f"--{what} {files[what]}" for what in ("mask", "second") if what in files]
    words += [f"--reference {files['clean']}"] if "clean" in files else []
    for figures in baselines:
        of_method = [f"--set {setting}" for setting in figures.method.split()[1:]]
        lines.append(
            f"dip-studio baseline {files['input']} -o {figures.picture} --overwrite "
            f"--method {figures.kind} {' '.join([*of_method, *words])}"
        )
    words += [] if conditions.iterations is None else [f"--iterations {conditions.iterations}"]
    words += [f"--seed {conditions.seed}"]
    for quality in conditions.qualities:
        lines.append(
            f"dip-studio restore {files['input']} -o {row.name}/{quality}.png --overwrite "
            f"--quality {quality} {' '.join(words)}"
        )
    return tuple(lines)


def _task_settings(row: Row, task: Task) -> Sequence[str]:
    """Return the row's settings and those that were chosen to suit the mask."""
    said = [f"task.{path}={value}" for path, value in row.settings]
    named = {path for path, _ in row.settings}
    usual = type(task)()
    for setting in settings(type(task)):
        value = getattr(task, setting.name)
        plain = not isinstance(value, Spec | tuple)
        if plain and setting.name not in named and value != getattr(usual, setting.name):
            said.append(f"task.{setting.name}={value}")
    return said
