"""What goes between window and run thread: orders one way, reports and endings the other."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from app.model.scope import Scope
from app.model.snapshots import Moment
from dip_core import (
    Box,
    Estimate,
    Inputs,
    IterationReport,
    Plan,
    RestorationSpec,
    Restored,
    Runtime,
)


@dataclass(frozen=True, eq=False)
class Frame:
    """A preview: (H, W, C) bytes that belong into `region` of the result, or everywhere.

    part  which part of the photo was worked on
    """

    iteration: int
    pixels: NDArray[np.uint8]
    region: Box | None
    part: int = 0


@dataclass(frozen=True, eq=False)
class Post:
    """What had gathered: reports without their previews and moments, in order; the newest frame.

    finished  what parts look like that are done, of several
    origins   the iterations it could go on from by now; None where that is as before
    restored  what the run has made so far, where that was asked for
    """

    reports: tuple[IterationReport, ...] = ()
    frame: Frame | None = None
    finished: tuple[Frame, ...] = ()
    moments: tuple[Moment, ...] = ()
    origins: tuple[int, ...] | None = None
    restored: Restored | None = None


class Mailbox:
    """One slot between two threads.

    A signal per iteration would fill the event queue of a window that is busy; here the run never
    waits and the window takes what there is when it has time.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reports: list[IterationReport] = []
        self._frame: Frame | None = None
        self._finished: list[Frame] = []
        self._moments: list[Moment] = []
        self._origins: tuple[int, ...] | None = None
        self._restored: Restored | None = None

    def put(self, report: IterationReport) -> None:
        """Leave a report; a frame not fetched is replaced, unless it is of a part that is done.

        Its pixels must not change later.
        """
        frame = None
        if report.preview is not None:
            frame = Frame(report.iteration, report.preview, report.region, report.part)
            report = replace(report, preview=None)
        with self._lock:
            self._reports.append(report)
            self._frame = frame or self._frame
            if frame is not None and report.part_over and report.parts > 1:
                self._finished.append(frame)

    def put_moment(self, moment: Moment) -> None:
        """Leave a picture to go back to."""
        with self._lock:
            self._moments.append(moment)

    def put_origins(self, origins: tuple[int, ...]) -> None:
        """Leave the iterations that the run could go on from."""
        with self._lock:
            self._origins = origins

    def put_restored(self, restored: Restored) -> None:
        """Leave what the run has made so far."""
        with self._lock:
            self._restored = restored

    def take(self) -> Post:
        """Fetch everything and leave the box empty."""
        with self._lock:
            post = Post(
                reports=tuple(self._reports),
                frame=self._frame,
                finished=tuple(self._finished),
                moments=tuple(self._moments),
                origins=self._origins,
                restored=self._restored,
            )
            self._reports, self._frame, self._finished, self._moments = [], None, [], []
            self._origins = self._restored = None
        return post


class Reins:
    """The window's hold on one run, read by the run between iterations.

    Every run has reins of its own, so that what is asked of one never reaches the next.
    """

    def __init__(self) -> None:
        self._told = threading.Condition()
        self._paused = self._stopped = self._bookmark = self._abandoned = False
        self._aside = False

    def pause(self) -> None:
        """Let the run wait after its current iteration."""
        self._tell("_paused", told=True)

    def resume(self) -> None:
        """Let it go on."""
        self._tell("_paused", told=False)

    def stop(self) -> None:
        """End the run after its current iteration; a paused one ends too."""
        self._tell("_stopped", told=True)

    def bookmark(self) -> None:
        """Ask for the newest iteration to be put aside, weights and all; also of a paused run."""
        self._tell("_bookmark", told=True)

    def put_aside(self) -> None:
        """Ask for what there is so far, after the current iteration."""
        self._tell("_aside", told=True)

    def abandon(self) -> None:
        """End the run, and let nobody bother about its result."""
        self._abandoned = True
        self.stop()

    def _tell(self, what: str, *, told: bool) -> None:
        with self._told:
            setattr(self, what, told)
            self._told.notify_all()

    @property
    def abandoned(self) -> bool:
        """Whether nobody waits for the result."""
        return self._abandoned

    def told_to_stop(self) -> bool:
        """Wait while paused, then return whether the run should end. For the run's own thread."""
        with self._told:
            self._told.wait_for(lambda: not self._paused or self._stopped or self._bookmark)
            return self._stopped

    def told_to_bookmark(self) -> bool:
        """Return whether a bookmark was asked for since the last time. For the run's own thread."""
        with self._told:
            told, self._bookmark = self._bookmark, False
            return told

    def told_to_put_aside(self) -> bool:
        """Return whether the result so far was asked for since the last time. For the run."""
        with self._told:
            told, self._aside = self._aside, False
            return told


@dataclass(frozen=True, eq=False)
class Order:
    """A restoration to be run.

    Whatever the run says carries its order, so that words of an abandoned run are recognised.

    recorded  what the result is said to be made with, where that is not the spec
    """

    spec: RestorationSpec
    inputs: Inputs
    runtime: Runtime
    mailbox: Mailbox = field(default_factory=Mailbox)
    reins: Reins = field(default_factory=Reins)
    more: int = 0  # go on with the restoration there is, for so many iterations
    scope: Scope = field(default_factory=Scope)
    recorded: RestorationSpec | None = None
    origin: int = 0  # from this iteration instead of the last one

    def continued(self, iterations: int, origin: int = 0) -> Order:
        """Return the order to go on with what this one has left in memory."""
        fresh = replace(self, mailbox=Mailbox(), reins=Reins())
        return replace(fresh, more=iterations, origin=origin)


@dataclass(frozen=True, eq=False)
class Started:
    """The first iteration is about to begin."""

    order: Order
    plan: Plan
    region: Box
    estimate: Estimate
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Finished:
    """The run is over; `restored` is None when it was stopped before its first iteration.

    display  the restored photo as the screen shows it
    stopped  whether a person stopped it
    can_go_on  whether it can be continued with what is in memory
    """

    order: Order
    restored: Restored | None
    display: QImage | None
    stopped: bool
    can_go_on: bool = False


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
