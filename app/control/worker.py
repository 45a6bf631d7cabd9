"""The threads of the program: one for restorations, a small pool for files.

A restoration is made and iterated in the run thread and never leaves it. The window asks through
queued slots and, because a slot that is running cannot receive another, through `Reins` that are
read between iterations. What comes back is the mailbox and signals with frozen dataclasses.
"""

from __future__ import annotations

import gc
import logging
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QRunnable, QThread, QThreadPool, Signal, Slot

from app.control.checkpoints import Checkpoints
from app.control.mailbox import Failed, Finished, Order, Started
from app.control.moments import Moments, developed
from app.model.display import picture_to_image
from dip_core import (
    Box,
    Checkpoint,
    DipError,
    Estimate,
    Inputs,
    IterationReport,
    OutOfMemoryError,
    Piece,
    Plan,
    RestorationSpec,
    Restored,
    Runtime,
    Still,
    Tiling,
)

# macOS gives Qt's threads 512 KiB, which the linear algebra libraries overflow.
STACK_BYTES = 8 * 2**20
_FILE_THREADS = 2

logger = logging.getLogger(__name__)
T = TypeVar("T")


class Restoring(Protocol):
    """What the worker needs of a restoration; `dip_core.Restoration` is one."""

    plan: Plan
    region: Box
    estimate: Estimate
    notes: tuple[str, ...]

    @property
    def can_go_on(self) -> bool:
        """Whether there is anything left to do, or to be done longer."""
        ...

    @property
    def result(self) -> Restored:
        """What would be handed over now."""
        ...

    def __iter__(self) -> Iterator[IterationReport]:
        """Return what yields a report per iteration."""
        ...

    def go_on(self, iterations: int) -> None:
        """Allow so many more iterations."""
        ...

    def still(self) -> Still:
        """Put the newest average aside."""
        ...

    def checkpoint(self) -> Checkpoint:
        """Copy everything needed to go on from here."""
        ...

    def go_back(self, checkpoint: Checkpoint) -> None:
        """Become what it was at a checkpoint."""
        ...


class MakeRestoration(Protocol):
    """What makes a restoration; `dip_core.Restoration` does."""

    def __call__(
        self,
        spec: RestorationSpec,
        inputs: Inputs,
        runtime: Runtime,
        *,
        tiling: Tiling | None,
        region: Box | None,
        planned: Plan | None,
        done: Sequence[Piece],
    ) -> Restoring:
        """Return a restoration that has not begun."""
        ...


class Worker(QObject):
    """Runs one restoration at a time; lives in the run thread.

    The restoration is kept after its end, so that it can go on, until the next order or `forget`.
    """

    started = Signal(object)
    finished = Signal(object)
    failed = Signal(object)

    def __init__(self, make: MakeRestoration) -> None:
        super().__init__()
        self._make = make
        self._restoration: Restoring | None = None
        self._checkpoints = Checkpoints()
        self._iterations = 0

    @Slot(object)
    def execute(self, order: Order) -> None:
        """Run an order to its end, and say how it ended."""
        failure = None
        try:
            ending = self._run(order)
        except (MemoryError, OutOfMemoryError) as error:
            failure = (_out_of_memory(error, self._iterations), traceback.format_exc(), True)
        except DipError as error:
            failure = (str(error), traceback.format_exc(), True)
        except Exception as error:
            logger.exception("A restoration failed")
            failure = (_fault(error), traceback.format_exc(), False)
        # Only here, past the except blocks, the traceback is gone that held on to the tensors.
        if failure is None:
            self.finished.emit(ending)
        else:
            rescued = self._rescued(order)
            self.forget()
            gc.collect()
            self.failed.emit(Failed(order, *failure, rescued))

    @Slot()
    def forget(self) -> None:
        """Let the restoration and its memory go."""
        self._restoration = None
        self._checkpoints.clear()
        self._iterations = 0

    def _run(self, order: Order) -> Finished:
        restoration = self._continued(order) if order.more else self._made(order)
        self.started.emit(
            Started(
                order,
                restoration.plan,
                restoration.region,
                restoration.estimate,
                tuple(restoration.notes),
            )
        )
        stopped = self._iterate(order, restoration)
        return self._ending(order, stopped)

    def _made(self, order: Order) -> Restoring:
        self.forget()
        self._restoration = self._make(
            order.spec, order.inputs, order.runtime, **order.scope.wanted
        )
        return self._restoration

    def _continued(self, order: Order) -> Restoring:
        if self._restoration is None:
            raise DipError("This run is no longer in memory; start it anew.")
        if order.origin:
            self._restoration.go_back(self._checkpoints[order.origin])
            self._checkpoints.cut(order.origin)
            order.mailbox.put_origins(self._checkpoints.iterations)
        self._restoration.go_on(order.more)
        return self._restoration

    def _iterate(self, order: Order, restoration: Restoring) -> bool:
        """Iterate to the end or until stopped; return whether it was stopped."""
        reports, moments, stopped = iter(restoration), Moments(), True
        while not order.reins.told_to_stop():
            if order.reins.told_to_bookmark():
                self._bookmark(order, restoration)
                continue
            report = next(reports, None)
            if report is None:
                stopped = False
                break
            self._iterations += 1
            order.mailbox.put(report)
            for moment in moments.see(report, restoration.still):
                order.mailbox.put_moment(moment)
            if self._checkpoints.see(report, restoration.checkpoint):
                order.mailbox.put_origins(self._checkpoints.iterations)
            if order.reins.told_to_put_aside():
                order.mailbox.put_restored(restoration.result)
        for moment in moments.end():
            order.mailbox.put_moment(moment)
        return stopped

    def _bookmark(self, order: Order, restoration: Restoring) -> None:
        """Put the newest iteration aside, weights and all; before the first there is none."""
        if self._iterations:
            order.mailbox.put_moment(developed(restoration.still(), bookmarked=True))
            self._checkpoints.bookmark(restoration.checkpoint())
            order.mailbox.put_origins(self._checkpoints.iterations)

    def _ending(self, order: Order, stopped: bool) -> Finished:
        if self._restoration is None or not self._iterations or order.reins.abandoned:
            return Finished(order, None, None, stopped)
        restored = self._restoration.result
        # Converting a large photo for the screen takes longer than a window may stand still.
        display = picture_to_image(restored.picture)
        return Finished(order, restored, display, stopped, self._restoration.can_go_on)

    def _rescued(self, order: Order) -> Finished | None:
        """Return the result so far of a run that failed, where it can still be had."""
        try:
            ending = self._ending(order, stopped=False)
        except Exception:
            logger.exception("Nothing of the failed restoration could be rescued")
            return None
        return ending if ending.restored else None


class RunThread(QObject):
    """The run thread as the window sees it.

    Signals arrive in the window's thread. `shutdown` must be called before the program ends; it
    waits for the current iteration, because a thread that is killed takes its locks with it.
    """

    started = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    _ordered = Signal(object)
    _forgotten = Signal()

    def __init__(self, make: MakeRestoration, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._order: Order | None = None
        self._thread = QThread(self)
        self._thread.setObjectName("restoration")
        self._thread.setStackSize(STACK_BYTES)
        self._worker = Worker(make)
        self._worker.moveToThread(self._thread)
        self._ordered.connect(self._worker.execute)
        self._forgotten.connect(self._worker.forget)
        self._worker.started.connect(self.started)
        self._worker.finished.connect(self.finished)
        self._worker.failed.connect(self.failed)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.shutdown)

    def execute(self, order: Order) -> None:
        """Run an order; one that is still running is abandoned."""
        self.abandon()
        self._order = order
        if not self._thread.isRunning():
            self._thread.start(QThread.Priority.LowPriority)
        self._ordered.emit(order)

    def abandon(self) -> None:
        """End what is running, without a result."""
        if self._order is not None:
            self._order.reins.abandon()
            self._order = None

    def forget(self) -> None:
        """Let the last restoration and its memory go."""
        self.abandon()
        if self._thread.isRunning():
            self._forgotten.emit()

    @Slot()
    def shutdown(self) -> None:
        """End the thread, and wait until it has ended."""
        self.abandon()
        if self._thread.isRunning():
            self._thread.quit()
            self._thread.wait()


@dataclass(frozen=True, eq=False)
class _Answer:
    number: int
    value: Any
    error: Exception | None


class _Errand(QRunnable):
    def __init__(
        self, number: int, work: Callable[[], Any], answered: Callable[[_Answer], None]
    ) -> None:
        super().__init__()
        self.setAutoDelete(False)  # Python owns it; `Errands` drops it with the answer
        self._number, self._work, self._answered = number, work, answered

    def run(self) -> None:
        """Do the work and hand the answer back."""
        value, error = None, None
        try:
            value = self._work()
        except Exception as problem:  # noqa: BLE001 - whoever sent the errand is told
            error = problem
        self._answered(_Answer(self._number, value, error))


class Errands(QObject):
    """Work done off the window's thread: reading, writing, estimating.

    The answer arrives in the thread that made the `Errands`, as a call of `then` or of `otherwise`.
    """

    busy_changed = Signal(bool)
    _answered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(_FILE_THREADS)
        self._pool.setStackSize(STACK_BYTES)
        self._number = 0
        self._open: dict[int, tuple[_Errand, Callable[[Any], None], Callable[[Exception], None]]]
        self._open = {}
        self._answered.connect(self._deliver)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return bool(self._open)

    def send(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        otherwise: Callable[[Exception], None],
    ) -> None:
        """Do `work`; call `then` with what it returns, or `otherwise` with what it raises."""
        self._number += 1
        errand = _Errand(self._number, work, self._answered.emit)
        self._open[self._number] = (errand, then, otherwise)
        self._pool.start(errand)
        if len(self._open) == 1:
            self.busy_changed.emit(self.busy)

    @Slot(object)
    def _deliver(self, answer: _Answer) -> None:
        known = self._open.pop(answer.number, None)
        if known is None:
            return
        _, then, otherwise = known
        try:
            if answer.error is None:
                then(answer.value)
            else:
                otherwise(answer.error)
        finally:  # whoever hears that the work is over finds what came of it
            if not self._open:
                self.busy_changed.emit(self.busy)

    @Slot()
    def shutdown(self) -> None:
        """Wait for what is being done, and deliver none of it: a file being written is finished."""
        self._pool.waitForDone()
        self._open.clear()


def _out_of_memory(error: Exception, iterations: int) -> str:
    remedy = QCoreApplication.translate(
        "Worker", "There was not enough memory; choose a smaller network or a smaller picture."
    )
    where = QCoreApplication.translate(
        "Worker", "This happened at iteration {iteration}; nothing was lost."
    )
    said = str(error) if isinstance(error, OutOfMemoryError) else remedy
    return f"{said} {where.format(iteration=iterations)}"


def _fault(error: Exception) -> str:
    text = QCoreApplication.translate(
        "Worker", "Something went wrong in the restoration: {reason}."
    )
    return text.format(reason=str(error).rstrip(".") or type(error).__name__)
