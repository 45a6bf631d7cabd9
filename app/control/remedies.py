"""What can be done where a run would take too much memory or time, each with what it would take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import QCoreApplication

from app.control.estimates import Forecast, forecast
from app.model.scope import PREVIEW_SIDE, Scope, first_look
from dip_core import Inputs, RestorationSpec

LONG_SECONDS = 600.0
_WORTH_IT = 0.7  # of the time or the memory: a remedy that saves less is none

Kind = Literal["fast", "region", "device"]


@dataclass(frozen=True)
class Remedy:
    """One thing that can be done, with what the run would take then.

    device  the word of the device, where that is what changes
    """

    kind: Kind
    forecast: Forecast
    device: str = ""

    @property
    def name(self) -> str:
        """What it does, in a few words."""
        names = {
            "fast": _say("Use Fast"),
            "region": _say("Work on a region"),
            "device": _say("Use {device}").format(device=self.device),
        }
        return names[self.kind]

    @property
    def text(self) -> str:
        """What it does, and what a run would take then."""
        return f"{self.name}: {self.forecast.brief}"


@dataclass(frozen=True, eq=False)
class Wish:
    """What is to be forecast.

    speeds  operations per second by device, as far as they are known
    """

    spec: RestorationSpec
    inputs: Inputs
    device: str
    speeds: dict[str, float]
    scope: Scope

    def forecast(self) -> Forecast:
        """Return what it would take."""
        speed = self.speeds.get(self.device)
        return forecast(self.spec, self.inputs, self.device, speed, self.scope)


def too_much(cost: Forecast) -> bool:
    """Return whether a run would take more than a person wants to give unasked."""
    if cost.obstacle:
        return False
    return cost.tight or (cost.seconds or 0.0) > LONG_SECONDS


def remedies(wish: Wish, cost: Forecast, devices: Sequence[str]) -> tuple[Remedy, ...]:
    """Return what would help, if anything is needed and helps."""
    if not too_much(cost):
        return ()
    return tuple(
        Remedy(kind, found, other.device if kind == "device" else "")
        for kind, other in _others(wish, devices)
        if _helps(found := other.forecast(), cost)
    )


def _others(wish: Wish, devices: Sequence[str]) -> Iterator[tuple[Kind, Wish]]:
    fast = wish.spec.task.recommended("fast").replace(seed=wish.spec.seed)
    if fast != wish.spec:
        yield "fast", replace(wish, spec=fast)
    picture, local = wish.inputs.picture, wish.spec.task.local
    large = max(picture.height, picture.width) > PREVIEW_SIDE
    if wish.scope.region is None and large and not local:
        yield "region", replace(wish, scope=Scope(region=first_look(picture)))
    used = devices[0] if wish.device == "auto" and devices else wish.device
    for device in devices:
        if device != used:
            yield "device", replace(wish, device=device)


def _helps(found: Forecast, cost: Forecast) -> bool:
    if found.obstacle or found.tight:
        return False
    if cost.tight:
        return True
    return found.seconds is not None and found.seconds < _WORTH_IT * (cost.seconds or 0.0)


def _say(text: str) -> str:
    return QCoreApplication.translate("Remedies", text)
