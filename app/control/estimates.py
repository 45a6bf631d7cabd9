"""What a run of the document would take in memory and time, known before it starts."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication

from app.control.pace import bytes_text, duration_text, rounded
from app.model.scope import Scope
from dip_core import (
    DipError,
    Inputs,
    Plan,
    RestorationSpec,
    estimate_plan,
    free_memory,
    plan,
)

_NEARLY_ALL = 0.8


@dataclass(frozen=True)
class Forecast:
    """What a run would take.

    memory_bytes   needed at its peak
    free_bytes     free on the device now
    seconds        to the last iteration allowed; None until a run has shown how fast the device is
    height, width  of what the network sees, in pixels; `scale` < 1 when that is made smaller
    tiles          how many overlapping tiles the photo is worked on in; 0 means at once
    automatic      whether a rule may end the run earlier
    by_hand        whether it goes on until a person stops it
    planned        where it would work
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
    by_hand: bool = False
    obstacle: str = ""
    planned: Plan | None = field(default=None, compare=False)

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

    @property
    def brief(self) -> str:
        """Memory, and time where it is known: "2.1 GB · about 1 min 40 s"."""
        time = () if self.seconds is None else (self._time_text(),)
        return " · ".join((bytes_text(self.memory_bytes), *time))

    def _tiles_text(self) -> tuple[str, ...]:
        return (_say("{count} tiles").format(count=self.tiles),) if self.tiles else ()

    def _time_text(self) -> str:
        if self.by_hand:
            return _say("until you stop it")
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
        seconds=cost.seconds(spec.at_most, speed) if speed else None,
        height=planned.height,
        width=planned.width,
        scale=planned.scale,
        tiles=len(planned.parts) if planned.tiled else 0,
        automatic=spec.stopping.kind != "fixed",
        by_hand=spec.stopping.kind == "manual",
        planned=planned,
    )


def _say(text: str) -> str:
    return QCoreApplication.translate("Estimates", text)
