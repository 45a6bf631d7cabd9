"""How the tools of the mask work, beside the brush's size and hardness, and how it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

OverlayStyle = Literal["veil", "outline", "blank"]


@dataclass(frozen=True)
class Habits:
    """What holds for every stroke.

    by_pressure  whether the pressure of a pen chooses the size
    fills_loops  whether a stroke that closes a loop paints what it encloses
    """

    by_pressure: bool = False
    fills_loops: bool = False


@dataclass(frozen=True)
class Wand:
    """What the wand marks round the pixel that is clicked.

    tolerance   how far red, green and blue may each be from that pixel's, of 255
    contiguous  whether only what is connected with it counts
    grow        by how many pixels the edge is moved outwards then
    """

    tolerance: int = 32
    contiguous: bool = True
    grow: int = 2


@dataclass(frozen=True)
class Overlay:
    """How the mask is shown over the photo.

    style    as a veil of colour, by its outline, or blank: what a restoration sees of the photo
    colour   #rrggbb, of veil and outline
    opacity  how much a veil hides, in [0, 1]
    """

    style: OverlayStyle = "veil"
    colour: str = "#ff3b30"
    opacity: float = 0.45
