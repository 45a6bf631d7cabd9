"""Classical methods run beside the network: all that fit the task, one after the other."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from threading import Event

from PySide6.QtCore import QObject, Signal, Slot

from app.control.runs import RunController
from app.control.worker import Errands
from app.model.document import Document
from dip_core import (
    METHODS,
    Baseline,
    DipError,
    Inputs,
    RestorationSpec,
    SavedResult,
    restored_by,
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class _Round:
    """One request: what is restored, for what, and whether anybody still wants it."""

    spec: RestorationSpec
    inputs: Inputs
    left: Event


class Classics(QObject):
    """Runs the classical methods off the window's thread, the quick ones first.

    While a run is going on the next one waits: both would want every core.

    changed  another method is at work, or none any more
    message  a sentence for the user
    """

    changed = Signal()
    message = Signal(str)

    def __init__(
        self, document: Document, runs: RunController, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._runs = document, runs
        self._errands = Errands(self)
        self._round: _Round | None = None
        self._waiting: list[Baseline] = []
        self._made = 0
        document.picture_changed.connect(self.stop)
        runs.state_changed.connect(self._go_on)

    @property
    def busy(self) -> bool:
        """Whether methods are at work, or wait for a run to end."""
        return self._round is not None

    @property
    def done(self) -> int:
        """How many have been tried."""
        return len(METHODS) - len(self._waiting) - (1 if self._errands.busy else 0)

    @property
    def current(self) -> Baseline | None:
        """The method at work."""
        at = len(METHODS) - len(self._waiting) - 1
        return METHODS[at] if self._errands.busy and self.busy else None

    @Slot()
    def start(self) -> None:
        """Run every method that fits the task."""
        if self.busy:
            return
        try:
            inputs = self._document.outcomes.begun_with(self._document.inputs())
        except DipError as error:
            self.message.emit(str(error))
            return
        self._round = _Round(self._document.spec, inputs, Event())
        self._waiting, self._made = list(METHODS), 0
        self._go_on()

    @Slot()
    def stop(self) -> None:
        """Leave the method at work, and drop those that wait."""
        if self._round is not None:
            self._round.left.set()
            self._round = None
            self._waiting.clear()
            self.changed.emit()

    @Slot()
    def shutdown(self) -> None:
        """Wait for the method at work, and drop what it makes."""
        self.stop()
        self._errands.shutdown()

    @Slot()
    def _go_on(self) -> None:
        """Send the next one, once nothing else is at work."""
        given = self._round
        if given is None or self._errands.busy or self._runs.active:
            return
        if not self._waiting:
            self._end()
            return
        method = self._waiting.pop(0)
        self._errands.send(
            lambda: _made_by(method, given),
            lambda made: self._take(made, given),
            lambda error: self._refuse(error, method),
        )
        self.changed.emit()

    def _take(self, made: SavedResult | None, given: _Round) -> None:
        if made is not None and not given.left.is_set():
            self._made += 1
            self._document.set_outcomes(self._document.outcomes.with_classical(made))
        self._go_on()

    def _refuse(self, error: Exception, method: Baseline) -> None:
        if not isinstance(error, DipError):
            logger.error("%s failed", method.kind, exc_info=error)
        self._go_on()

    def _end(self) -> None:
        self._round = None
        if not self._made:
            task = self._document.spec.task.label
            text = self.tr("No classical method fits the task “{task}”.")
            self.message.emit(text.format(task=task))
        self.changed.emit()


def _made_by(method: Baseline, given: _Round) -> SavedResult | None:
    started = time.perf_counter()
    task = given.spec.task
    made = restored_by(method, task, given.inputs, lambda: not given.left.is_set())
    if made is None:
        return None
    return SavedResult(
        name=method.label,
        picture=made.picture,
        kept_iteration=0,
        seconds=time.perf_counter() - started,
        stop_reason="",
        spec=given.spec,
        region=made.region,
        device=made.device,
        method=method.kind,
    )
