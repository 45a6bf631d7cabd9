"""How far a run is, for the person at the terminal or the reader of a log."""

from __future__ import annotations

import shutil
import sys
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol, TextIO

from dip_core.cli.console import put, say_json, silence
from dip_core.outcome import IterationReport

# Iterations are timed over this many of the last ones.
_MEMORY = 60
_REDRAW_SECONDS = 0.1
_LINE_SECONDS = 5.0
_TICK_SECONDS = 0.2
# Before that the first, slow iterations would make the estimate wrong.
_ESTIMATE_AFTER = 20
# The first of these that is known is shown: in a hole, the rest of the picture says little.
_SHOWN = (("psnr_average_region", "PSNR under the mask"), ("psnr_average", "PSNR"))


class Listener(Protocol):
    """Whoever wants to see the iterations of a run."""

    def see(self, report: IterationReport) -> None:
        """Look at one iteration."""
        ...

    def close(self) -> None:
        """The run is over."""
        ...


class Pace:
    """Iterations per second of late, and how long the rest will take."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._times: deque[float] = deque(maxlen=_MEMORY)

    def step(self) -> float:
        """Note the end of an iteration; return the time."""
        self._times.append(self._clock())
        return self._times[-1]

    @property
    def rate(self) -> float:
        """Iterations per second; 0 while nothing is known."""
        if len(self._times) < 2 or self._times[-1] <= self._times[0]:
            return 0.0
        return (len(self._times) - 1) / (self._times[-1] - self._times[0])

    def left(self, report: IterationReport) -> float | None:
        """Seconds to the last iteration, or None while that would be a guess."""
        if report.iteration < _ESTIMATE_AFTER or self.rate == 0.0:
            return None
        return (report.iterations - report.iteration) / self.rate


class ProgressBar:
    """One line that is drawn over itself, as wide as the terminal."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._pace = Pace(clock)
        self._drawn = -_REDRAW_SECONDS
        self._length = 0
        self._full, self._empty = ("█", "░") if _can_show("█░", stream) else ("#", "-")

    def see(self, report: IterationReport) -> None:
        """Redraw, though no more often than an eye can follow."""
        now = self._pace.step()
        if report.event:
            self._draw(f"{report.iteration}: {report.event}", "\n")
        elif now - self._drawn < _REDRAW_SECONDS and report.iteration < report.iterations:
            return
        self._drawn = now
        self._draw(self._line(report, shutil.get_terminal_size().columns - 1))

    def close(self) -> None:
        """Leave the line standing."""
        put(self._stream, "\n")

    def _line(self, report: IterationReport, width: int) -> str:
        words = _words(report, self._pace)
        room = width - len(words) - 3
        if room < 8:
            return words[:width]
        done = round(min(room, 40) * report.iteration / report.iterations)
        bar = self._full * done + self._empty * (min(room, 40) - done)
        return f"{bar}  {words}"

    def _draw(self, text: str, end: str = "") -> None:
        # Spaces rather than an escape sequence: not every console of Windows knows those.
        put(self._stream, f"\r{text.ljust(self._length)}{end}")
        self._length = 0 if end else len(text)


class ProgressLines:
    """A plain line every few seconds, for logs and pipes."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._pace = Pace(clock)
        self._written = clock()

    def see(self, report: IterationReport) -> None:
        """Write a line when the last one is old, or when something happened."""
        now = self._pace.step()
        if not report.event and now - self._written < _LINE_SECONDS:
            return
        self._written = now
        event = f"  {report.event}" if report.event else ""
        put(self._stream, f"{_words(report, self._pace)}{event}\n")

    def close(self) -> None:
        """Nothing is left to be said."""


class JsonTicks:
    """One line of JSON a tick on standard output, a few per second."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._told = -_TICK_SECONDS

    def see(self, report: IterationReport) -> None:
        """Write a line when the last one is old, at the end, or when something happened."""
        now = self._clock()
        last = report.iteration >= report.iterations
        if now - self._told < _TICK_SECONDS and not report.event and not last:
            return
        self._told = now
        try:
            say_json(_tick(report))
        except OSError:
            silence(sys.stdout)  # the restoration goes on without its reader

    def close(self) -> None:
        """Nothing is left to be said."""


def duration(seconds: float) -> str:
    """Return seconds as 0:42 or 1:02:03."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _tick(report: IterationReport) -> dict[str, object]:
    return {
        "iteration": report.iteration,
        "iterations": report.iterations,
        "seconds": round(report.elapsed, 3),
        "loss": report.loss,
        "kept": report.kept,
        "event": report.event,
        **({"part": report.part + 1, "parts": report.parts} if report.parts > 1 else {}),
        **report.metrics,
    }


def _words(report: IterationReport, pace: Pace) -> str:
    words = [f"{report.iteration}/{report.iterations}"]
    if report.parts > 1:
        words.append(f"part {report.part + 1} of {report.parts}")
    if pace.rate:
        words.append(f"{pace.rate:.1f} it/s")
    words.append(f"loss {report.loss:.3g}")
    for name, label in _SHOWN:
        if name in report.metrics:
            words.append(f"{label} {report.metrics[name]:.2f} dB")
            break
    left = pace.left(report)
    if left is not None:
        words.append(f"ETA {duration(left)}")
    return "  ".join(words)


def _can_show(text: str, stream: TextIO) -> bool:
    try:
        text.encode(getattr(stream, "encoding", None) or "ascii")
    except UnicodeEncodeError:
        return False
    return True
