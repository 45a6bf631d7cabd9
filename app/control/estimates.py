"""What a run of the document would take in memory and time, known before it starts."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal, Slot

from app.control.pace import bytes_text, duration_text, rounded
from app.control.worker import Errands
from app.model.document import Document
from app.model.preferences import Preferences
from app.model.scope import Scope, first_look, in_tiles, spec_of_whole, tiling_for
from dip_core import (
    Box,
    DipError,
    Inputs,
    Picture,
    RestorationSpec,
    estimate_plan,
    free_memory,
    plan,
)

_SETTLE_MS = 150  # a slider that is being dragged asks once, when it rests
_NEARLY_ALL = 0.8

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Forecast:
    """What a run would take.

    memory_bytes   needed at its peak
    free_bytes     free on the device now
    seconds        to the last iteration allowed; None until a run has shown how fast the device is
    height, width  of what the network sees, in pixels; `scale` < 1 when that is made smaller
    tiles          how many overlapping tiles the photo is worked on in; 0 means at once
    automatic      whether a rule may end the run earlier
    obstacle       why there can be no run, as a sentence; then the numbers mean nothing
    """

    memory_bytes: int = 0
    free_bytes: int = 0
    seconds: float | None = None
    height: int = 0
    width: int = 0
    scale: float = 1.0
    tiles: int = 0
    automatic: bool = False
    obstacle: str = ""

    @property
    def tight(self) -> bool:
        """Whether little memory would be left."""
        return self.memory_bytes > _NEARLY_ALL * self.free_bytes

    @property
    def fits(self) -> bool:
        """Whether the memory is there."""
        return self.memory_bytes <= self.free_bytes

    @property
    def text(self) -> str:
        """Return it in words: "2.1 GB · about 1 min 40 s", after "12 tiles" if there are any."""
        tiles, time = self._tiles_text(), self._time_text()
        parts = [*tiles, bytes_text(self.memory_bytes), time]
        return self.obstacle or " · ".join(parts)

    @property
    def amount(self) -> tuple[str, ...]:
        """How much there is to do, and how long that takes: "12 tiles", "about 40 min"."""
        time = () if self.seconds is None else (self._time_text(),)
        return (*self._tiles_text(), *time)

    def _tiles_text(self) -> tuple[str, ...]:
        return (_say("{count} tiles").format(count=self.tiles),) if self.tiles else ()

    def _time_text(self) -> str:
        if self.seconds is None:
            return _say("time known after the first run")
        pattern = _say("at most {duration}") if self.automatic else _say("about {duration}")
        return pattern.format(duration=duration_text(rounded(self.seconds)))


def forecast(
    spec: RestorationSpec,
    inputs: Inputs,
    device: str = "auto",
    speed: float | None = None,
    scope: Scope | None = None,
) -> Forecast:
    """Return what a restoration would take; `speed` in floating-point operations per second.

    The first call for a network takes a while, so that a window should not wait for it.
    """
    try:
        free = free_memory(device)
        scope = scope or Scope()
        planned = plan(spec, inputs, tiling=scope.tiling, region=scope.region, memory=free)
        cost = estimate_plan(spec, planned)
    except DipError as error:
        return Forecast(obstacle=str(error))
    return Forecast(
        memory_bytes=cost.memory_bytes,
        free_bytes=free,
        seconds=cost.seconds(spec.iterations, speed) if speed else None,
        height=planned.height,
        width=planned.width,
        scale=planned.scale,
        tiles=len(planned.parts) if planned.tiled else 0,
        automatic=spec.stopping.kind != "fixed",
    )


class Forecaster(QObject):
    """Keeps the forecast of a document up to date.

    changed        brings a `Forecast`, or None while there is no photo
    whole_changed  the same of all of the photo, where a part of it is looked at first; else None
    """

    changed = Signal(object)
    whole_changed = Signal(object)

    def __init__(
        self, document: Document, preferences: Preferences, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._preferences = preferences
        self._forecast: Forecast | None = None
        self._whole: Forecast | None = None
        self._mask: NDArray[np.uint8] | None = None
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

    @Slot()
    def refresh(self) -> None:
        """Forecast the document as it is now; the answer comes with `changed`."""
        self._outdated = self._errands.busy
        if self._outdated:
            return
        if self._document.picture is None:
            self._take((None, None))
            return
        spec, inputs = self._document.spec, self._inputs(self._document.picture)
        device = self._preferences.device
        speed = self._preferences.speed(device)
        scope, whole = Scope(region=self._frame(inputs)), spec_of_whole(self._document)
        both = scope.region is not None and not spec.task.local
        all_of_it = Scope(tiling=tiling_for(spec, inputs.picture))

        def foresee() -> tuple[Forecast, Forecast | None]:
            found = forecast(spec, inputs, device, speed, scope)
            return found, forecast(whole, inputs, device, speed, all_of_it) if both else None

        self._errands.send(foresee, self._take, self._complain)

    @Slot()
    def shutdown(self) -> None:
        """Wait for a forecast that is being made, and drop it."""
        self._settling.stop()
        self._errands.shutdown()

    def _frame(self, inputs: Inputs) -> Box | None:
        """Return where a run would work first: in the frame, or in the one that would be laid."""
        frame, spec = self._document.companions.frame, self._document.spec
        if frame is None and in_tiles(spec, inputs.picture):
            return first_look(inputs.picture)
        return frame

    def _inputs(self, picture: Picture) -> Inputs:
        """Return what the forecast depends on, the mask copied where it was copied before.

        Fresh memory for the mask of a large photo takes longer than a stroke may.
        """
        mask = self._document.mask
        inputs = Inputs(picture, second=self._document.second, kernel=self._document.kernel)
        if mask is None or not self._document.mask_needed:
            return inputs
        values = mask.view()
        if self._mask is None or self._mask.shape != values.shape:
            self._mask = np.empty(values.shape, dtype=np.uint8)
        np.copyto(self._mask, values)
        return replace(inputs, mask=self._mask)

    def _take(self, found: tuple[Forecast | None, Forecast | None]) -> None:
        forecast, whole = found
        if forecast != self._forecast:
            self._forecast = forecast
            self.changed.emit(forecast)
        if whole != self._whole:
            self._whole = whole
            self.whole_changed.emit(whole)
        if self._outdated:
            self.refresh()

    def _complain(self, error: Exception) -> None:
        logger.error("The cost of a run could not be estimated", exc_info=error)
        self._take((None, None))

    @Slot(str)
    def _on_preference_changed(self, name: str) -> None:
        if name in {"device", "speeds", ""}:
            self._settling.start()


def _say(text: str) -> str:
    return QCoreApplication.translate("Estimates", text)
