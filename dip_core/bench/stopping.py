"""`bench stopping`: how much worse than its best a run is when a rule ends it.

For pictures whose clean original is known, degraded in eight ways: the gap between the best average
a run ever had and the one that each rule hands over. Rows are written as they are done.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from skimage import data

from dip_core.bench.bench import Answer, Bench, Log
from dip_core.bench.sides import Side, alternate
from dip_core.bench.stopping_runs import (
    DEGRADATIONS,
    Case,
    Extent,
    HandedOver,
    iteration_seconds,
    watched,
)
from dip_core.devices import describe
from dip_core.errors import OptionError, PictureError
from dip_core.files.atomic import whole_file
from dip_core.images import READABLE_SUFFIXES, load_picture
from dip_core.spec import FloatArray

_OVERHEAD = "overhead"
_ROWS = (*DEGRADATIONS, _OVERHEAD)
_EXTENTS = {
    "small": Extent(side=96, quality="fast", iterations=1000, patience=200),
    "full": Extent(side=256, quality="best", iterations=5000, patience=1000),
}
_FEW = 2  # pictures of the small version, which takes a quarter of an hour on two cores
_ROUNDS, _TURN = 12, 25
_SAMPLES: Mapping[str, Callable[[], NDArray[np.uint8]]] = {
    "rocket": data.rocket,
    "coffee": data.coffee,
    "camera": data.camera,
    "astronaut": data.astronaut,
    "chelsea": data.chelsea,
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
        "--device", default="auto", help="auto, cpu, cuda:0 or mps; default: %(default)s"
    )


def run(arguments: argparse.Namespace, log: Log) -> Answer:
    """Run every picture × degradation × seed, writing what there is after each."""
    rows, extent = _rows(arguments.rows), _extent(arguments)
    pictures = dict(_pictures(arguments, extent.side))
    page = _Page(arguments.size, extent)
    for name in rows:
        if name == _OVERHEAD:
            page.overhead = _overhead(extent.side)
            log(f"overhead of all rules together: {page.overhead:+.1%}")
            page.write(arguments.output)
            continue
        for picture, clean in pictures.items():
            for seed in range(arguments.seeds):
                case = watched(name, picture, clean, seed, extent)
                page.cases.append(case)
                log(_line(case))
                page.write(arguments.output)
    return Answer(page.markdown(), page.figures())


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
            parts.append(f"All rules together add {self.overhead:+.1%} to an iteration.\n")
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
    for name in ("seeds", "pictures", "iterations"):
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


def _overhead(side: int) -> float:
    """Return by how much of its time all rules together make an iteration longer."""
    with Side(_judged, side) as judged, Side(_bare, side) as bare:
        plain, seen = alternate([bare, judged], _ROUNDS, _TURN)
    return seen / plain - 1.0


def _judged(side: int) -> Iterator[float]:
    return iteration_seconds(side, judged=True)


def _bare(side: int) -> Iterator[float]:
    return iteration_seconds(side, judged=False)


def _by_rule(cases: Sequence[Case]) -> dict[str, list[HandedOver]]:
    found: dict[str, list[HandedOver]] = defaultdict(list)
    for case in cases:
        for handed_over in case.rules:
            found[handed_over.rule].append(handed_over)
    return dict(found)


def _statistics(found: Sequence[HandedOver]) -> dict[str, float]:
    gaps = np.array([handed_over.gap for handed_over in found])
    return {
        "runs": len(gaps),
        "mean": float(gaps.mean()),
        "p90": float(np.percentile(gaps, 90)),
        "worst": float(gaps.max()),
        "behind": float(np.mean([h.behind for h in found])),
        "worst behind": float(max(h.behind for h in found)),
        "average over raw": float(np.mean([h.average - h.raw for h in found])),
        "ended": float(np.mean([h.ended for h in found])),
    }


def _summary(cases: Sequence[Case]) -> str:
    """Return the rules one below the other: how far below the best average they end a run."""
    heads = (
        "rule",
        "runs",
        "mean gap",
        "90 %",
        "worst",
        "behind a run that withholds nothing",
        "worst",
        "average over raw",
        "ended at",
    )
    lines = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    for rule, found in _by_rule(cases).items():
        s = _statistics(found)
        lines.append(
            f"| {rule} | {s['runs']} | {s['mean']:.2f} dB | {s['p90']:.2f} dB "
            f"| {s['worst']:.2f} dB | {s['behind']:.2f} dB | {s['worst behind']:.2f} dB "
            f"| {s['average over raw']:+.2f} dB | {s['ended']:.0f} |"
        )
    gain = np.mean([case.peak - case.last_raw for case in cases])
    lines += ["", f"The last raw output is {gain:.2f} dB below the best average.", ""]
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
