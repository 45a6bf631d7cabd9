"""How fast a run goes, how long it still takes, and how both are said."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from dip_core import IterationReport

_SMOOTHING = 0.05  # weight of the newest iteration in the moving average of durations
_LATEST = 4  # the remaining time is judged by the latest quarter of the iterations
_ENOUGH_ITERATIONS = 20
_ENOUGH_SECONDS, _FEWEST = 3.0, 5
# How fast the remaining time follows a shorter estimate: a part of it, so that a few quick
# iterations do not draw it down for good.
_FOLLOWS, _AT_ONCE = 0.02, 1.0
# From here on the time said has turned out wrong, and nothing is said until it is right again.
_WRONG_FACTOR, _WRONG_SECONDS = 1.5, 10.0


@dataclass(frozen=True)
class Progress:
    """Where a run stands.

    rate       iterations per second; None before the first two iterations
    remaining  seconds to the last iteration allowed, rounded for people; None while not known; it
               never grows during a run
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


class Average:
    """A moving average of durations that gives its right value from the first on."""

    def __init__(self, latest: int = 0) -> None:
        """Look back over the last twenty, or over one of `latest` parts of all where it is more."""
        self._latest = latest
        self._count = 0
        self._sum = self._weight = 0.0

    def add(self, duration: float) -> None:
        """Take in one more."""
        self._count += 1
        weight = min(_SMOOTHING, self._latest / self._count) if self._latest else _SMOOTHING
        self._sum += weight * (duration - self._sum)
        self._weight += weight * (1.0 - self._weight)

    @property
    def value(self) -> float:
        """The average; 0 before the first."""
        # Dividing by the sum of the weights corrects the average for having begun at zero.
        return self._sum / self._weight if self._weight else 0.0


class Pace:
    """Follows one run, or one continuation of it, from its reports.

    Speed is a moving average of seconds per iteration, so that a slow start is forgotten; the first
    iteration, which sets everything up, never counts. Between two reports time goes on by
    the clock.
    """

    def __init__(
        self, *, automatic: bool = False, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._automatic = automatic
        self._clock = clock
        self._first: IterationReport | None = None
        self._last: IterationReport | None = None
        self._came: float | None = None  # when the last report came; None while no time goes by
        self._paused = False
        self._seen = 0
        self._now, self._lately = Average(), Average(_LATEST)
        self._share = 0.0
        self._elapsed = 0.0
        self._left, self._told = math.inf, 0.0

    def see(self, reports: Sequence[IterationReport]) -> None:
        """Take in what some iterations reported, in order."""
        for report in reports:
            self._first = self._first or report
            if self._last is not None:
                self._time(report.elapsed - self._last.elapsed)
            self._last = report
            self._seen += 1
            self._share = max(self._share, self._share_of(report))
        if reports and not self._paused:
            self._came = self._clock()

    def pause(self) -> None:
        """Let no time go by until `resume`, or ever after the end."""
        self._elapsed = self._elapsed_now()
        self._paused, self._came = True, None

    def resume(self) -> None:
        """Let time go by again."""
        self._paused, self._came = False, self._clock()

    def _time(self, duration: float) -> None:
        self._now.add(duration)
        self._lately.add(duration)

    def _share_of(self, report: IterationReport) -> float:
        before = self._first.iteration - 1 if self._first else 0
        return min(1.0, (report.iteration - before) / max(1, report.iterations - before))

    @property
    def rate(self) -> float | None:
        """Iterations per second now; None before the first two iterations."""
        seconds = self._now.value
        return 1.0 / seconds if seconds > 0 else None

    @property
    def progress(self) -> Progress:
        """Where the run stands."""
        last = self._last
        if last is None:
            return Progress(automatic=self._automatic)
        self._elapsed = self._elapsed_now()
        return Progress(
            iteration=last.iteration,
            iterations=last.iterations,
            elapsed=self._elapsed,
            rate=self.rate,
            remaining=self._remaining(last),
            share=self._share,
            automatic=self._automatic,
        )

    def _elapsed_now(self) -> float:
        last = self._last.elapsed if self._last else 0.0
        return max(self._elapsed, last + self._since_report())

    def _since_report(self) -> float:
        return self._clock() - self._came if self._came is not None else 0.0

    def _remaining(self, last: IterationReport) -> float | None:
        if self.rate is None or not self._knows_enough(last):
            return None
        each = self._lately.value
        # An iteration that takes longer than others does not bring the end nearer.
        left = (last.iterations - last.iteration) * each - min(each, self._since_report())
        self._follow(left)
        wrong = left > _WRONG_FACTOR * self._left + _WRONG_SECONDS
        return None if wrong else nearest(self._left)

    def _knows_enough(self, last: IterationReport) -> bool:
        begun = self._first.elapsed if self._first else 0.0
        long = last.elapsed - begun >= _ENOUGH_SECONDS and self._seen >= _FEWEST
        return long or self._seen >= _ENOUGH_ITERATIONS

    def _follow(self, left: float) -> None:
        """Bring what is said nearer to a shorter estimate; a longer one is not followed."""
        passed, self._told = self._elapsed - self._told, self._elapsed
        if self._left == math.inf:
            self._left = left
        elif left < self._left:
            slowness = max(_AT_ONCE, _FOLLOWS * left)
            self._left += (left - self._left) * -math.expm1(-passed / slowness)


def rounded(seconds: float) -> float:
    """Round a duration up: to 5 s under a minute, to 10 s under five minutes, then to minutes."""
    step = 5.0 if seconds < 60 else 10.0 if seconds < 300 else 60.0
    return step * math.ceil(seconds / step - 1e-9)


def nearest(seconds: float) -> float:
    """Round a duration that runs out, never by more than a tenth of it."""
    step = 1.0 if seconds < 25 else 5.0 if seconds < 60 else 10.0 if seconds < 300 else 60.0
    return max(1.0, step * round(seconds / step))


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
