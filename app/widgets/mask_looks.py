"""How a mask looks over a picture: a veil of colour, its outline, or nothing where it lies.

A look is given the mask's value for every pixel of the screen and returns that pixel's colour. It
knows where the part it is given lies, so that patterns go on from one part to the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor

Bytes = npt.NDArray[np.uint8]
Colours = npt.NDArray[np.uint32]
Style = Literal["veil", "outline", "blank"]

_BLANKS = QColor("#999999"), QColor("#666666")  # as transparency is shown
_CHECK = 8  # logical pixels
_DASH = 5  # logical pixels, on a level line
_SLOPE = (2, 3)  # rows and columns count so: dashes vanish on lines that nobody draws
_LIGHT = 150  # of 255: from here on a colour stands out from black rather than from white
_LUMA = (0.299, 0.587, 0.114)  # BT.601


@dataclass(frozen=True)
class Place:
    """Where a part lies: pixels of the screen from the picture's corner, and how many per logical.

    phase  how far a pattern that moves has come
    """

    left: int
    top: int
    ratio: float = 1.0
    phase: int = 0


class Look(Protocol):
    """What a mask is drawn with.

    table  the colour of each value where nothing else decides; None where something does
    """

    table: Colours | None

    def margin(self, ratio: float) -> int:
        """Return how many pixels round a part have to be known to colour it."""

    def colours(self, values: Bytes, place: Place) -> Colours:
        """Return (h, w) colours, premultiplied 0xAARRGGBB, of values with the margin round them."""


class Veil:
    """One colour, through which the picture is seen."""

    def __init__(self, colour: QColor, opacity: float) -> None:
        self.table: Colours | None = veil_table(colour, opacity)

    def margin(self, ratio: float) -> int:
        """Nothing round a part matters."""
        return 0

    def colours(self, values: Bytes, place: Place) -> Colours:
        """Look every value up."""
        return np.asarray(self.table).take(values)


class Outline:
    """A dashed line just inside everything that is marked, however faintly.

    The dashes are of the colour and of black or white, so that the line is seen on any picture.
    """

    table: Colours | None = None

    def __init__(self, colour: QColor) -> None:
        parts = (colour.red(), colour.green(), colour.blue())
        light = float(np.dot(parts, _LUMA)) >= _LIGHT
        other = QColor("black" if light else "white")
        self._dashes = np.array([_opaque(colour), _opaque(other)], np.uint32)

    def margin(self, ratio: float) -> int:
        """The line is a logical pixel wide."""
        return max(1, round(ratio))

    def colours(self, values: Bytes, place: Place) -> Colours:
        """Draw what is marked and has something near that is not."""
        width = self.margin(place.ratio)
        marked = values > 0
        inside = marked[width:-width, width:-width]
        deep = _all_within(marked, width)
        rows, columns = np.nonzero(inside & ~deep)
        down, across = _SLOPE
        dash = across * max(1, round(_DASH * place.ratio))
        along = down * (rows + place.top) + across * (columns + place.left + place.phase)
        colours = np.zeros(inside.shape, np.uint32)
        colours[rows, columns] = self._dashes[along // dash & 1]
        return colours


class Blank:
    """Checks where the picture is to be restored: what a restoration sees of it."""

    table: Colours | None = None

    def __init__(self) -> None:
        self._tables = np.concatenate([veil_table(colour, 1.0) for colour in _BLANKS])

    def margin(self, ratio: float) -> int:
        """Nothing round a part matters."""
        return 0

    def colours(self, values: Bytes, place: Place) -> Colours:
        """Lay checks over what is marked, as firmly as it is marked."""
        side = max(1, round(_CHECK * place.ratio))
        height, width = values.shape
        down = (np.arange(height) + place.top) // side & 1
        across = (np.arange(width) + place.left) // side & 1
        second = (down[:, None] ^ across[None, :]).astype(np.uint16)
        return self._tables.take(values + second * np.uint16(256))


def make_look(style: Style, colour: QColor, opacity: float) -> Look:
    """Return the look of that style; `opacity` in [0, 1] is a veil's."""
    if style == "outline":
        return Outline(colour)
    return Blank() if style == "blank" else Veil(colour, opacity)


def veil_table(colour: QColor, opacity: float) -> Colours:
    """Return the premultiplied colour, 0xAARRGGBB, for each value of a mask."""
    alpha = np.rint(np.arange(256) * opacity).astype(np.uint32)
    red, green, blue = (
        (alpha * part + 127) // 255 for part in (colour.red(), colour.green(), colour.blue())
    )
    return (alpha << 24 | red << 16 | green << 8 | blue).astype(np.uint32)


def _opaque(colour: QColor) -> int:
    return colour.rgb()


def _all_within(marked: npt.NDArray[np.bool_], width: int) -> npt.NDArray[np.bool_]:
    """Return, without the margin, where everything at most `width` pixels away is marked."""
    height, length = (side - 2 * width for side in marked.shape)
    across = marked[:, :length].copy()
    for step in range(1, 2 * width + 1):
        across &= marked[:, step : step + length]
    deep = across[:height].copy()
    for step in range(1, 2 * width + 1):
        deep &= across[step : step + height]
    return deep
