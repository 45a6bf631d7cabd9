"""What goes between window and run thread: orders one way, reports and endings the other."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from app.model.snapshots import Moment
from dip_core import Box, Estimate, Inputs, IterationReport, RestorationSpec, Restored, Runtime


@dataclass(frozen=True, eq=False)
class Frame:
    """A preview: (H, W, C) bytes that belong into `region` of the result, or everywhere."""

    iteration: int
    pixels: NDArray[np.uint8]
    region: Box | None


@dataclass(frozen=True, eq=False)
class Post:
    """What had gathered: reports without their previews and moments, in order; the newest frame."""

    reports: tuple[IterationReport, ...] = ()
    frame: Frame | None = None
    moments: tuple[Moment, ...] = ()


class Mailbox:
    """One slot between two threads.

    A signal per iteration would fill the event queue of a window that is busy; here the run never
    waits and the window takes what there is when it has time.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reports: list[IterationReport] = []
        self._frame: Frame | None = None
        self._moments: list[Moment] = []

    def put(self, report: IterationReport) -> None:
        """Leave a report; a frame not fetched is replaced. Its pixels must not change later."""
        frame = None
        if report.preview is not None:
            frame = Frame(report.iteration, report.preview, report.region)
            report = replace(report, preview=None)
        with self._lock:
            self._reports.append(report)
            self._frame = frame or self._frame

    def put_moment(self, moment: Moment) -> None:
        """Leave a picture to go back to."""
        with self._lock:
            self._moments.append(moment)

    def take(self) -> Post:
        """Fetch everything and leave the box empty."""
        with self._lock:
            post = Post(tuple(self._reports), self._frame, tuple(self._moments))
            self._reports, self._frame, self._moments = [], None, []
        return post


class Reins:
    """The window's hold on one run, read by the run between iterations.

    Every run has reins of its own, so that what is asked of one never reaches the next.
    """

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._unpaused = threading.Event()
        self._unpaused.set()
        self._abandoned = False

    def pause(self) -> None:
        """Let the run wait after its current iteration."""
        self._unpaused.clear()

    def resume(self) -> None:
        """Let it go on."""
        self._unpaused.set()

    def stop(self) -> None:
        """End the run after its current iteration; a paused one ends too."""
        self._stop.set()
        self._unpaused.set()

    def abandon(self) -> None:
        """End the run, and let nobody bother about its result."""
        self._abandoned = True
        self.stop()

    @property
    def abandoned(self) -> bool:
        """Whether nobody waits for the result."""
        return self._abandoned

    def told_to_stop(self) -> bool:
        """Wait while paused, then return whether the run should end. For the run's own thread."""
        self._unpaused.wait()
        return self._stop.is_set()


@dataclass(frozen=True, eq=False)
class Order:
    """A restoration to be run.

    Whatever the run says carries its order, so that words of an abandoned run are recognised.
    """

    spec: RestorationSpec
    inputs: Inputs
    runtime: Runtime
    mailbox: Mailbox = field(default_factory=Mailbox)
    reins: Reins = field(default_factory=Reins)
    more: int = 0  # go on with the restoration there is, for so many iterations


@dataclass(frozen=True, eq=False)
class Started:
    """The first iteration is about to begin."""

    order: Order
    region: Box
    estimate: Estimate
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Finished:
    """The run is over; `restored` is None when it was stopped before its first iteration.

    display  the restored photo as the screen shows it
    stopped  whether a person stopped it
    """

    order: Order
    restored: Restored | None
    display: QImage | None
    stopped: bool


@dataclass(frozen=True, eq=False)
class Failed:
    """The run cannot go on.

    message       a sentence
    details       the traceback, for a report
    for_the_user  whether the sentence says what to do; else it is a fault of the program
    rescued       the result so far, where there is one
    """

    order: Order
    message: str
    details: str
    for_the_user: bool
    rescued: Finished | None
