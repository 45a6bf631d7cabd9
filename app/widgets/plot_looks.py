"""How the lines of plots look: told apart by colour-blind people, and without colour.

Lines are one pixel wide and dashed in patterns of their own, and in the colours of Okabe and Ito,
"Color Universal Design".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtGui import QColor, QPalette, QPen


class Look(NamedTuple):
    """Colours on a light and on a dark ground; dashes in pen widths, none for a full line."""

    on_light: str
    on_dark: str
    dash: tuple[int, ...]


# Okabe and Ito's colours, darkened where they would be pale on a light ground; black becomes white.
LOOKS = (
    Look("#0072b2", "#56b4e9", ()),
    Look("#d55e00", "#e69f00", (6, 3)),
    Look("#007d5c", "#009e73", (2, 3)),
    Look("#a8527f", "#cc79a7", (8, 3, 2, 3)),
    Look("#8a6d00", "#f0e442", (12, 4)),
    Look("#222222", "#f0f0f0", (2, 2, 6, 2)),
)


def look_pen(look: int, palette: QPalette) -> QPen:
    """Return the pen of a look, for the ground of a palette."""
    on_light, on_dark, dash = LOOKS[look % len(LOOKS)]
    dark = palette.base().color().lightness() < 128
    return line_pen(QColor(on_dark if dark else on_light), dash)


def line_pen(colour: QColor, dash: Iterable[int] = ()) -> QPen:
    """Return a pen one pixel wide at any zoom: wider ones take eight times as long."""
    pen = QPen(colour, 1)
    pen.setCosmetic(True)
    if pattern := [float(length) for length in dash]:
        pen.setDashPattern(pattern)
    return pen
