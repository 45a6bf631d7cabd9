"""One table for everything the window's benches measure: what it should be, must be, and is."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

_HEAD = (
    f"{'':<46}{'target':>8}{'limit':>8}{'measured':>10}{'p50':>8}{'p95':>8}{'max':>8}{'own p95':>9}"
)


@dataclass(frozen=True)
class Figure:
    """What was measured, once or for many events, with what it should be and what it must be.

    samples  what was measured; of many events the percentile `at` is what counts
    own      what of that the thread itself computed, on a busy machine less than what passed
    """

    name: str
    samples: tuple[float, ...]
    target: float
    limit: float
    unit: str = "ms"
    at: float = 95
    own: tuple[float, ...] = ()

    @property
    def measured(self) -> float:
        """What counts."""
        return float(np.percentile(self.samples, self.at))

    @property
    def fails(self) -> bool:
        """Whether it is over the limit."""
        return self.measured > self.limit

    def __str__(self) -> str:
        spread = [np.percentile(self.samples, at) for at in (50, 95, 100)]
        told = "".join(f"{value:8.2f}" for value in spread) if len(self.samples) > 1 else " " * 24
        own = f"{np.percentile(self.own, 95):9.2f}" if self.own else " " * 9
        verdict = "ok" if self.measured <= self.target else "over the target"
        return (
            f"{self.name:<46}{self.target:8g}{self.limit:8g}{self.measured:10.2f}{told}{own}"
            f"  {self.unit}  {'OVER THE LIMIT' if self.fails else verdict}"
        )


def single(name: str, measured: float, target: float, limit: float, unit: str = "s") -> Figure:
    """Return a figure that was measured once, or is the median of some rounds."""
    return Figure(name, (measured,), target, limit, unit)


def timed(name: str, events: Iterable[Callable[[], object]], target: float, limit: float) -> Figure:
    """Return how many milliseconds each event takes."""
    passed, own = [], []
    for event in events:
        start, began = time.perf_counter(), time.thread_time()
        event()
        passed.append(1000 * (time.perf_counter() - start))
        own.append(1000 * (time.thread_time() - began))
    return Figure(name, tuple(passed), target, limit, own=tuple(own))


def report(figures: Iterable[Figure]) -> int:
    """Print a table, line by line as it is measured; return 1 if a figure is over its limit."""
    sys.stdout.write(f"{_HEAD}\n")
    failed = False
    for figure in figures:
        sys.stdout.write(f"{figure}\n")
        sys.stdout.flush()
        failed = failed or figure.fails
    return int(failed)
