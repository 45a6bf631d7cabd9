"""Studies as the user sees them: one at a time, never beside a restoration, stopped at once."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QObject, QThread, QTimer, Signal, Slot

from app.control.runs import RunController
from app.control.worker import STACK_BYTES
from app.model.preferences import Preferences
from dip_core import DipError, Runtime, StudyReport

_COLLECT_EVERY_MS = 120
Subject = Callable[[], NDArray[np.float32]]

logger = logging.getLogger(__name__)


class Studying(Protocol):
    """What the thread needs of a study; every `dip_core.Study` is one."""

    def run(
        self, image: NDArray[np.float32], runtime: Runtime | None = None
    ) -> Iterator[StudyReport]:
        """Return what yields a report for each step."""
        ...


class NewestReport:
    """One slot between two threads: a report not fetched is replaced by the next."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._report: StudyReport | None = None

    def put(self, report: StudyReport) -> None:
        """Leave a report."""
        with self._lock:
            self._report = report

    def take(self) -> StudyReport | None:
        """Fetch the newest report, unless it was fetched before."""
        with self._lock:
            report, self._report = self._report, None
        return report


@dataclass(frozen=True, eq=False)
class StudyOrder:
    """A study to be done; whatever it says carries its order.

    subject  makes the picture, (H, W, C) floats, in the thread of the study
    """

    study: Studying
    subject: Subject
    runtime: Runtime
    stop: threading.Event = field(default_factory=threading.Event)
    newest: NewestReport = field(default_factory=NewestReport)


@dataclass(frozen=True, eq=False)
class StudyNews:
    """How far a study is."""

    order: StudyOrder
    report: StudyReport


@dataclass(frozen=True, eq=False)
class StudyEnd:
    """A study is over.

    stopped  whether it was ended before its last step
    failure  a sentence, where it could not go on
    details  the traceback of a fault of the program; else nothing
    """

    order: StudyOrder
    stopped: bool
    failure: str = ""
    details: str = ""


class _Worker(QObject):
    """Does one study at a time; lives in the thread of the studies."""

    ended = Signal(object)

    @Slot(object)
    def execute(self, order: StudyOrder) -> None:
        """Do a study to its end."""
        stopped, failure, details = True, "", ""
        try:
            stopped = _went_through(order)
        except MemoryError:
            failure = QCoreApplication.translate(
                "Studies", "There was not enough memory; choose a smaller picture."
            )
        except DipError as error:
            failure = str(error)
        except Exception as error:
            logger.exception("A study failed")
            said = QCoreApplication.translate("Studies", "Something went wrong: {reason}.")
            failure = said.format(reason=str(error).rstrip(".") or type(error).__name__)
            details = traceback.format_exc()
        self.ended.emit(StudyEnd(order, stopped, failure, details))


def _went_through(order: StudyOrder) -> bool:
    """Take every step; return whether that was stopped."""
    for report in order.study.run(order.subject(), order.runtime):
        order.newest.put(report)
        if order.stop.is_set():
            return report.step < report.steps
    return False


class StudyController(QObject):
    """Starts and stops studies in a thread of their own.

    Restorations and studies never compute side by side: a study is refused while a restoration
    runs, and stopped when one begins all the same.

    changed  whether a study runs is another
    told     a `StudyNews`, some times a second
    ended    a `StudyEnd`, after the last `StudyNews` of its order
    """

    changed = Signal()
    told = Signal(object)
    ended = Signal(object)
    _ordered = Signal(object)

    def __init__(
        self, runs: RunController, preferences: Preferences, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._runs, self._preferences = runs, preferences
        self._order: StudyOrder | None = None
        self._thread = QThread(self)
        self._thread.setObjectName("study")
        self._thread.setStackSize(STACK_BYTES)
        self._worker = _Worker()
        self._worker.moveToThread(self._thread)
        self._ordered.connect(self._worker.execute)
        self._worker.ended.connect(self._on_ended)
        self._collecting = QTimer(self)
        self._collecting.setInterval(_COLLECT_EVERY_MS)
        self._collecting.timeout.connect(self._collect)
        runs.state_changed.connect(self._give_way)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.shutdown)

    @property
    def active(self) -> bool:
        """Whether a study runs, or is about to."""
        return self._order is not None

    def obstacle(self) -> str:
        """Return the sentence that says why no study can be started now, or nothing."""
        if self._runs.active:
            return self.tr("A restoration is running; stop it first, or wait until it is done.")
        return ""

    def start(self, study: Studying, subject: Subject) -> StudyOrder:
        """Do a study; one that runs is stopped, and the new one begins when it has ended."""
        self.stop()
        runtime = Runtime(device=self._preferences.device, threads=self._preferences.threads)
        order = StudyOrder(study, subject, runtime)
        self._order = order
        if not self._thread.isRunning():
            self._thread.start(QThread.Priority.LowPriority)
        self._collecting.start()
        self._ordered.emit(order)
        self.changed.emit()
        return order

    @Slot()
    def stop(self) -> None:
        """End the study after its current step; its figures stay as they are."""
        if self._order is not None:
            self._order.stop.set()

    @Slot()
    def shutdown(self) -> None:
        """End the thread, and wait for the step that is being done."""
        self.stop()
        self._order = None
        self._collecting.stop()
        if self._thread.isRunning():
            self._thread.quit()
            self._thread.wait()

    @Slot()
    def _collect(self) -> None:
        if self._order is not None:
            self._tell(self._order)

    def _tell(self, order: StudyOrder) -> None:
        report = order.newest.take()
        if report is not None:
            self.told.emit(StudyNews(order, report))

    @Slot(object)
    def _on_ended(self, end: StudyEnd) -> None:
        self._tell(end.order)
        if end.order is self._order:
            self._order = None
            self._collecting.stop()
            self.changed.emit()
        self.ended.emit(end)

    @Slot()
    def _give_way(self) -> None:
        if self._runs.active:
            self.stop()
