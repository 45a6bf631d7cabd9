"""How fast a run goes, how long it still takes, and how both are said."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from dip_core import IterationReport

_SMOOTHING = 0.05  # weight of the newest iteration in the moving average of durations
_ENOUGH_ITERATIONS = 20
_ENOUGH_SECONDS = 3.0


@dataclass(frozen=True)
class Progress:
    """Where a run stands.

    rate       iterations per second; None before the first two iterations
    remaining  seconds to the last iteration allowed, rounded for people; None while not known
    share      of the iterations allowed, in [0, 1]; never falls during a run
    automatic  whether a rule may end the run earlier
    """

    iteration: int = 0
    iterations: int = 0
    elapsed: float = 0.0
    rate: float | None = None
    remaining: float | None = None
    share: float = 0.0
    automatic: bool = False


class Pace:
    """Follows one run, or one continuation of it, from its reports.

    Speed is a moving average of seconds per iteration, so that a slow start is forgotten; the first
    iteration, which sets everything up, never counts.
    """

    def __init__(self, *, automatic: bool = False) -> None:
        self._automatic = automatic
        self._first: IterationReport | None = None
        self._last: IterationReport | None = None
        self._seen = 0
        self._average = 0.0
        self._weight = 0.0
        self._share = 0.0

    def see(self, reports: Sequence[IterationReport]) -> None:
        """Take in what some iterations reported, in order."""
        for report in reports:
            self._first = self._first or report
            if self._last is not None:
                self._time(report.elapsed - self._last.elapsed)
            self._last = report
            self._seen += 1
            self._share = max(self._share, self._share_of(report))

    def _time(self, duration: float) -> None:
        self._average += _SMOOTHING * (duration - self._average)
        self._weight += _SMOOTHING * (1.0 - self._weight)

    def _share_of(self, report: IterationReport) -> float:
        before = self._first.iteration - 1 if self._first else 0
        return min(1.0, (report.iteration - before) / max(1, report.iterations - before))

    @property
    def rate(self) -> float | None:
        """Iterations per second now; None before the first two iterations."""
        # Dividing by the sum of the weights corrects the average for having begun at zero.
        seconds = self._average / self._weight if self._weight else 0.0
        return 1.0 / seconds if seconds > 0 else None

    @property
    def progress(self) -> Progress:
        """Where the run stands."""
        last = self._last
        if last is None:
            return Progress(automatic=self._automatic)
        return Progress(
            iteration=last.iteration,
            iterations=last.iterations,
            elapsed=last.elapsed,
            rate=self.rate,
            remaining=self._remaining(last),
            share=self._share,
            automatic=self._automatic,
        )

    def _remaining(self, last: IterationReport) -> float | None:
        begun = self._first.elapsed if self._first else 0.0
        enough = self._seen >= _ENOUGH_ITERATIONS or last.elapsed - begun >= _ENOUGH_SECONDS
        if self.rate is None or not enough:
            return None
        return rounded((last.iterations - last.iteration) / self.rate)


def rounded(seconds: float) -> float:
    """Round a duration up: to 5 s under a minute, to 10 s under five minutes, then to minutes."""
    step = 5.0 if seconds < 60 else 10.0 if seconds < 300 else 60.0
    return step * math.ceil(seconds / step - 1e-9)


def duration_text(seconds: float) -> str:
    """Say a duration in at most two units: "45 s", "1 min 40 s", "2 h 5 min"."""
    whole = round(seconds)
    hours, minutes = divmod(whole // 60, 60)
    if whole < 60:
        return _say("{seconds} s").format(seconds=whole)
    if hours:
        return _joined(_say("{hours} h").format(hours=hours), _say("{minutes} min"), minutes)
    text = _say("{minutes} min").format(minutes=minutes)
    return _joined(text, _say("{seconds} s"), whole % 60)


def bytes_text(count: int) -> str:
    """Say an amount of memory: "640 MB", "2.1 GB" (of 1024³ bytes)."""
    megabytes = count / 2**20
    if megabytes < 1000:
        return _say("{amount} MB").format(amount=round(megabytes))
    return _say("{amount} GB").format(amount=f"{count / 2**30:.1f}")


def _joined(first: str, pattern: str, amount: int) -> str:
    """Append a second unit, unless there is nothing of it."""
    if not amount:
        return first
    return f"{first} {pattern.format(minutes=amount, seconds=amount)}"


def _say(text: str) -> str:
    return QCoreApplication.translate("Pace", text)
