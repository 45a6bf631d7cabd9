"""Keeps up to date what a run of the document would take, and what would make it take less."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.control.estimates import Forecast
from app.control.remedies import Remedy, Wish, remedies
from app.control.worker import Errands
from app.model.document import Document
from app.model.kept_copy import KeptCopy
from app.model.preferences import Preferences
from app.model.scope import Scope, first_look, in_tiles, spec_of_whole, tiling_for
from dip_core import Box, Inputs, Picture

_SETTLE_MS = 150  # a slider that is being dragged asks once, when it rests

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """What was found about a document: see `Forecaster`."""

    forecast: Forecast | None = None
    whole: Forecast | None = None
    remedies: tuple[Remedy, ...] = ()


class Forecaster(QObject):
    """Keeps the forecast of a document up to date.

    `devices` are the words of all there are, the best one first.

    changed           a `Forecast`, or None while there is no photo
    whole_changed     the same of all of the photo, where a part of it is looked at first; else None
    answered          an `Answer`, also where it is as before
    remedies_changed  a tuple of `Remedy`: what would help where a run would take too much
    """

    changed = Signal(object)
    whole_changed = Signal(object)
    answered = Signal(object)
    remedies_changed = Signal(object)

    def __init__(
        self,
        document: Document,
        preferences: Preferences,
        devices: Sequence[str] = (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._preferences = preferences
        self._devices = tuple(devices)
        self._forecast: Forecast | None = None
        self._whole: Forecast | None = None
        self._remedies: tuple[Remedy, ...] = ()
        self._mask = KeptCopy()
        self._outdated = False
        self._errands = Errands(self)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLE_MS)
        self._settling.timeout.connect(self.refresh)
        document.changed.connect(self._settling.start)
        preferences.changed.connect(self._on_preference_changed)

    @property
    def forecast(self) -> Forecast | None:
        """The newest forecast; None while there is no photo."""
        return self._forecast

    @property
    def whole(self) -> Forecast | None:
        """The newest one of all of the photo, where a part of it is looked at first."""
        return self._whole

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        """What would help where a run would take too much; nothing where it would not."""
        return self._remedies

    @Slot()
    def refresh(self) -> None:
        """Forecast the document as it is now; the answer comes with `changed`."""
        self._outdated = self._errands.busy
        if self._outdated:
            return
        if self._document.picture is None:
            self._take(Answer())
            return
        wish, whole = self._wishes(self._document.picture)
        devices = self._devices

        def foresee() -> Answer:
            found = wish.forecast()
            helping = remedies(wish, found, devices)
            return Answer(found, whole.forecast() if whole is not None else None, helping)

        self._errands.send(foresee, self._take, self._complain)

    @Slot()
    def shutdown(self) -> None:
        """Wait for a forecast that is being made, and drop it."""
        self._settling.stop()
        self._errands.shutdown()

    def _wishes(self, picture: Picture) -> tuple[Wish, Wish | None]:
        """Return what a run would do, and what all of the photo would take where that is less."""
        document, device = self._document, self._preferences.device
        speeds = {name: self._preferences.speed(name) for name in {device, *self._devices}}
        known = {name: speed for name, speed in speeds.items() if speed is not None}
        spec, inputs = document.spec, self._inputs(picture)
        wish = Wish(spec, inputs, device, known, Scope(region=self._frame(picture)))
        if wish.scope.region is None or spec.task.local:
            return wish, None
        whole = Scope(tiling=tiling_for(spec, picture))
        return wish, replace(wish, spec=spec_of_whole(document), scope=whole)

    def _frame(self, picture: Picture) -> Box | None:
        """Return where a run would work first: in the frame, or in the one that would be laid."""
        frame = self._document.companions.frame
        if frame is None and in_tiles(self._document.spec, picture):
            return first_look(picture)
        return frame

    def _inputs(self, picture: Picture) -> Inputs:
        """Return what the forecast depends on."""
        mask = self._document.mask
        inputs = Inputs(picture, second=self._document.second, kernel=self._document.kernel)
        if mask is None or not self._document.mask_needed:
            return inputs
        return replace(inputs, mask=self._mask.of(mask.view()))

    def _take(self, answer: Answer) -> None:
        if answer.forecast != self._forecast:
            self._forecast = answer.forecast
            self.changed.emit(answer.forecast)
        if answer.whole != self._whole:
            self._whole = answer.whole
            self.whole_changed.emit(answer.whole)
        if answer.remedies != self._remedies:
            self._remedies = answer.remedies
            self.remedies_changed.emit(answer.remedies)
        self.answered.emit(answer)
        if self._outdated:
            self.refresh()

    def _complain(self, error: Exception) -> None:
        logger.error("The cost of a run could not be estimated", exc_info=error)
        self._take(Answer())

    @Slot(str)
    def _on_preference_changed(self, name: str) -> None:
        if name in {"device", "speeds", ""}:
            self._settling.start()
