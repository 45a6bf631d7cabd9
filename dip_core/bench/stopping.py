"""`bench stopping`: how much worse than its best a run is when a rule ends it.

For pictures whose clean original is known, degraded in eight ways: the gap between the best average
a run ever had and the one that each rule hands over. Rows are written as they are done.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from skimage import data

from dip_core.bench.bench import Answer, Bench, Log
from dip_core.bench.stopping_runs import (
    DEGRADATIONS,
    Case,
    Extent,
    HandedOver,
    judging_seconds,
    watched,
)
from dip_core.devices import describe, usable_cores
from dip_core.errors import OptionError, PictureError
from dip_core.files.atomic import whole_file
from dip_core.images import READABLE_SUFFIXES, load_picture
from dip_core.spec import FloatArray

_OVERHEAD = "overhead"
_ROWS = (*DEGRADATIONS, _OVERHEAD)
_EXTENTS = {
    "small": Extent(side=96, quality="fast", iterations=1000, patience=200),
    "full": Extent(side=256, quality="best", iterations=5000, patience=500),
}
_FEW = 3  # pictures of the small version, which takes a quarter of an hour on two cores
# Of the overhead: rules look at no more samples in a larger picture, so that it falls with size.
_SIDE, _TURNS, _TURN = 256, 12, 30
_SAMPLES: Mapping[str, Callable[[], NDArray[np.uint8]]] = {
    "rocket": data.rocket,
    "coffee": data.coffee,
    "camera": data.camera,
    "astronaut": data.astronaut,
    "coins": data.coins,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `bench stopping` takes."""
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="clean pictures instead of samples"
    )
    parser.add_argument(
        "--size",
        choices=tuple(_EXTENTS),
        default="small",
        help="small takes a quarter of an hour on two cores, full wants a graphics card; "
        "default: %(default)s",
    )
    parser.add_argument("--seeds", type=int, default=1, metavar="N", help="default: %(default)s")
    parser.add_argument(
        "--rows", metavar="NAME,…", help=f"only these of: {', '.join(_ROWS)}; default: all"
    )
    parser.add_argument("--pictures", type=int, metavar="N", help="only the first so many")
    parser.add_argument(
        "--iterations", type=int, metavar="N", help="the length of the run that all rules watch"
    )
    parser.add_argument(
        "--jobs",
        type=int,
        metavar="N",
        help="how many runs at once; default: one for each core, or one on a graphics card",
    )
    parser.add_argument(
        "--device", default="auto", help="auto, cpu, cuda:0 or mps; default: %(default)s"
    )


def run(arguments: argparse.Namespace, log: Log) -> Answer:
    """Run every picture × degradation × seed, writing what there is after each."""
    rows, extent = _rows(arguments.rows), _extent(arguments)
    pictures = dict(_pictures(arguments, extent.side))
    page = _Page(arguments.size, extent)
    if _OVERHEAD in rows:
        page.overhead = _overhead()
        log(f"overhead of all rules together: {page.overhead:+.1%}")
    jobs = [
        (name, picture, clean, seed)
        for name in rows
        if name != _OVERHEAD
        for picture, clean in pictures.items()
        for seed in range(arguments.seeds)
    ]
    for case in _cases(jobs, extent, arguments.jobs):
        page.cases.append(case)
        log(_line(case))
        page.write(arguments.output)
    page.write(arguments.output)
    return Answer(page.markdown(), page.figures())


_Job = tuple[str, str, FloatArray, int]


def _cases(jobs: Sequence[_Job], extent: Extent, at_once: int | None) -> Iterator[Case]:
    """Yield the cases in order; several are worked on at once, each in a process of its own."""
    cores = usable_cores()
    at_once = at_once or (1 if extent.device.startswith("cuda") else cores)
    extent = replace(extent, threads=max(1, cores // at_once))
    if at_once == 1:
        yield from (watched(*job, extent) for job in jobs)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(at_once, len(jobs) or 1), mp_context=context) as processes:
        yield from processes.map(partial(_watched, extent), jobs)


def _watched(extent: Extent, job: _Job) -> Case:
    return watched(*job, extent)


BENCH = Bench("stopping", "how close to its best each rule ends a run", add_arguments, run)


class _Page:
    """The table as far as it has come."""

    def __init__(self, size: str, extent: Extent) -> None:
        self._size, self._extent = size, extent
        self.cases: list[Case] = []
        self.overhead: float | None = None

    def markdown(self) -> str:
        parts = [_summary(self.cases), _details(self.cases)] if self.cases else []
        if self.overhead is not None:
            size = f"{_SIDE}×{_SIDE} pixels"
            parts.append(
                f"All rules together add {self.overhead:+.1%} to an iteration of {size}.\n"
            )
        return "\n".join(parts)

    def figures(self) -> dict[str, Any]:
        return {
            "machine": describe(),
            "size": self._size,
            "extent": asdict(self._extent),
            "overhead": self.overhead,
            "summary": {rule: _statistics(found) for rule, found in _by_rule(self.cases).items()},
            "cases": [asdict(case) for case in self.cases],
        }

    def write(self, folder: Path) -> None:
        for name, text in (
            ("stopping.md", self.markdown()),
            ("stopping.json", json.dumps(self.figures(), indent=1)),
        ):
            with whole_file(folder / name, overwrite=True) as file:
                file.write(text.encode())


def _rows(names: str | None) -> Sequence[str]:
    if names is None:
        return _ROWS
    for name in names.split(","):
        if name not in _ROWS:
            raise OptionError(f"There is no row {name!r} of stopping; known: {', '.join(_ROWS)}.")
    return names.split(",")


def _extent(arguments: argparse.Namespace) -> Extent:
    extent = replace(_EXTENTS[arguments.size], device=arguments.device)
    for name in ("seeds", "pictures", "iterations", "jobs"):
        value = getattr(arguments, name)
        if value is not None and value < 1:
            raise OptionError(f"--{name} is {value}; it must be at least 1.")
    if arguments.iterations is not None:
        extent = replace(extent, iterations=arguments.iterations)
    return extent


# -------------------------------------------------------------------- pictures


def _pictures(arguments: argparse.Namespace, side: int) -> Iterator[tuple[str, FloatArray]]:
    loaded = list(_loaded(arguments.data) if arguments.data else _samples())
    few = len(loaded) if arguments.size == "full" or arguments.data else _FEW
    for name, load in loaded[: arguments.pictures or few]:
        yield name, _middle(name, load(), side)


_Loader = Callable[[], FloatArray]


def _samples() -> Iterator[tuple[str, _Loader]]:
    for name, load in _SAMPLES.items():
        yield name, lambda load=load: _floats(load())  # type: ignore[misc]


def _loaded(folder: Path) -> Iterator[tuple[str, _Loader]]:
    if not folder.is_dir():
        raise PictureError(f"There is no folder {folder}; name a folder of clean pictures.")
    files = [p for p in sorted(folder.iterdir()) if p.suffix.lower() in READABLE_SUFFIXES]
    if not files:
        raise PictureError(f"There are no pictures in {folder}; name a folder of clean pictures.")
    for path in files:
        yield path.stem, lambda path=path: load_picture(path).to_float()  # type: ignore[misc]


def _floats(pixels: NDArray[np.uint8]) -> FloatArray:
    image = pixels.astype(np.float32) / np.float32(255.0)
    return image if image.ndim == 3 else image[..., None]


def _middle(name: str, image: FloatArray, side: int) -> FloatArray:
    top, left = ((length - side) // 2 for length in image.shape[:2])
    if min(top, left) < 0:
        raise PictureError(f"{name} is smaller than {side}×{side} pixels; leave it out.")
    return np.ascontiguousarray(image[top : top + side, left : left + side, :3])


# -------------------------------------------------------------------- figures


def _overhead() -> float:
    """Return by how much of its time all rules together make an iteration longer."""
    without, judged = judging_seconds(_SIDE, _TURNS, _TURN)
    return judged / without - 1.0


def _by_rule(cases: Sequence[Case]) -> dict[str, list[HandedOver]]:
    found: dict[str, list[HandedOver]] = defaultdict(list)
    for case in cases:
        for handed_over in case.rules:
            found[handed_over.rule].append(handed_over)
    return dict(found)


def _statistics(found: Sequence[HandedOver]) -> dict[str, float]:
    gaps = np.array([handed_over.gap for handed_over in found])
    # What handing over the raw output of the same iteration would have lost.
    raw = gaps + [handed_over.average - handed_over.raw for handed_over in found]
    return {
        "runs": len(gaps),
        "mean": float(gaps.mean()),
        "p90": float(np.percentile(gaps, 90)),
        "worst": float(gaps.max()),
        "raw mean": float(raw.mean()),
        "raw worst": float(raw.max()),
        "ended": float(np.mean([h.ended for h in found])),
    }


_HEADS = ("rule", "runs", "mean gap", "90 %", "worst", "raw: mean gap", "worst", "ended at")


def _summary(cases: Sequence[Case]) -> str:
    """Return the rules one below the other: how far below the best average they end a run."""
    lines = [f"| {' | '.join(_HEADS)} |", f"|{' --- |' * len(_HEADS)}"]
    for rule, found in _by_rule(cases).items():
        s = _statistics(found)
        decibels = (s[name] for name in ("mean", "p90", "worst", "raw mean", "raw worst"))
        gaps = " | ".join(f"{value:.2f} dB" for value in decibels)
        lines.append(f"| {rule} | {s['runs']} | {gaps} | {s['ended']:.0f} |")
    gain = np.mean([case.peak - case.last_raw for case in cases])
    over_raw = np.mean([case.peak - case.peak_raw for case in cases])
    said = (
        "A gap is what the best average of a run that withholds nothing has more; where it is "
        "negative, what was handed over is better. "
        f"The best average is {over_raw:.2f} dB above the best raw output, and {gain:.2f} dB above "
        "the last one."
    )
    lines += ["", said, ""]
    return "\n".join(lines)


def _details(cases: Sequence[Case]) -> str:
    rules = list(_by_rule(cases))
    lines = [
        f"| degradation | picture | seed | best (average) | best raw | {' | '.join(rules)} |",
        f"|{' --- |' * (5 + len(rules))}",
    ]
    for case in cases:
        found = {handed_over.rule: handed_over for handed_over in case.rules}
        cells = [
            f"{found[rule].average:.2f} at {found[rule].kept}, gap {found[rule].gap:.2f}"
            if rule in found
            else ""
            for rule in rules
        ]
        lines.append(
            f"| {case.degradation} | {case.picture} | {case.seed} "
            f"| {case.peak:.2f} at {case.peak_at} | {case.peak_raw:.2f} | {' | '.join(cells)} |"
        )
    return "\n".join(lines) + "\n"


def _line(case: Case) -> str:
    (auto,) = (handed_over for handed_over in case.rules if _is_auto(handed_over))
    return (
        f"{case.degradation}, {case.picture}, seed {case.seed}: best {case.peak:.2f} dB at "
        f"{case.peak_at}; auto hands over {auto.average:.2f} dB, gap {auto.gap:.2f}"
    )


def _is_auto(handed_over: HandedOver) -> bool:
    return handed_over.rule == "auto"
