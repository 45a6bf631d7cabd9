"""The signs of a timeline: each has a form of its own, so that none is told by colour alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPolygonF

MARK = 12  # logical pixels, a sign's height
PaintMark = Callable[[QPainter, QPointF, QPalette], None]
_STAR_ON_LIGHT, _STAR_ON_DARK = QColor("#b07800"), QColor("#f0c040")


def spread(places: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Return places in order moved as little as it takes for neighbours to be `apart`.

    Those that would meet are put side by side, their middle where it was, between `low` and `high`.
    """
    groups: list[list[float]] = []
    for place in places:
        groups.append([place])
        while len(groups) > 1 and _begin(groups[-1], apart, low, high) < apart + _end(
            groups[-2], apart, low, high
        ):
            groups[-2:] = [groups[-2] + groups[-1]]
    return [
        _begin(group, apart, low, high) + apart * number
        for group in groups
        for number in range(len(group))
    ]


def _begin(group: Sequence[float], apart: float, low: float, high: float) -> float:
    """Return where the first of some that stand side by side is."""
    half = apart * (len(group) - 1) / 2
    return max(low, min(sum(group) / len(group) - half, high - 2 * half))


def _end(group: Sequence[float], apart: float, low: float, high: float) -> float:
    return _begin(group, apart, low, high) + apart * (len(group) - 1)


def paint_stop(painter: QPainter, at: QPointF, palette: QPalette, *, decided: bool) -> None:
    """Draw a triangle where a rule would stop: full once it has decided."""
    ink = palette.color(QPalette.ColorRole.WindowText)
    half = MARK / 2 - 1
    corners = [(0, -half), (half, half), (-half, half)]
    painter.setPen(QPen(ink, 1.5))
    painter.setBrush(ink if decided else palette.color(QPalette.ColorRole.Window))
    painter.drawPolygon(_around(at, corners))


def paint_result(painter: QPainter, at: QPointF, palette: QPalette) -> None:
    """Draw a lozenge at the iteration that is the result."""
    half = MARK / 2
    painter.setPen(QPen(palette.color(QPalette.ColorRole.Window), 1))
    painter.setBrush(palette.color(QPalette.ColorRole.Highlight))
    painter.drawPolygon(_around(at, [(0, -half), (half, 0), (0, half), (-half, 0)]))


def paint_bookmark(painter: QPainter, at: QPointF, palette: QPalette, *, underlined: bool) -> None:
    """Draw a star, underlined where the weights are kept."""
    dark = palette.window().color().lightness() < 128
    colour = _STAR_ON_DARK if dark else _STAR_ON_LIGHT
    angles = [math.radians(36 * k - 90) for k in range(10)]
    radii = [MARK / 2, MARK / 4.5] * 5
    corners = [(r * math.cos(a), r * math.sin(a)) for r, a in zip(radii, angles, strict=True)]
    painter.setPen(QPen(palette.color(QPalette.ColorRole.Window), 1))
    painter.setBrush(colour)
    painter.drawPolygon(_around(at, corners))
    if underlined:
        painter.setPen(QPen(colour, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        below = MARK / 2 + 1
        painter.drawLine(at + QPointF(-4, below), at + QPointF(4, below))


def _around(at: QPointF, corners: list[tuple[float, float]]) -> QPolygonF:
    return QPolygonF([at + QPointF(x, y) for x, y in corners])
