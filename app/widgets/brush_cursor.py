"""The ring that shows where the brush would paint, at its real size; other tools have a cross."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColorConstants, QPainter, QPen

_CROSS_UNDER = 4.0  # device pixels: a smaller ring could not be seen
_CROSS = 6.0
_SIGN_FROM = 24.0
_BESIDE = 11.0  # from the cross to the minus below it


def ring_rect(centre: QPointF, diameter: float) -> QRect:
    """Return the device pixels that `paint_ring` or `paint_cross` may touch."""
    reach = max(diameter / 2, _CROSS + _BESIDE) + 3
    box = QRectF(centre, centre).adjusted(-reach, -reach, reach, reach)
    return box.toAlignedRect()


def paint_ring(painter: QPainter, centre: QPointF, diameter: float, *, erase: bool) -> None:
    """Draw a ring of `diameter` device pixels, black and white so that it shows on anything.

    A sign in the middle tells painting (+) from erasing (−).
    """
    if diameter < _CROSS_UNDER:
        paint_cross(painter, centre, erase=erase)
        return
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for colour, radius in ((QColorConstants.Black, 0.5), (QColorConstants.White, -0.5)):
        painter.setPen(QPen(colour, 1))
        painter.drawEllipse(centre, diameter / 2 + radius, diameter / 2 + radius)
    if diameter >= _SIGN_FROM:
        _paint_sign(painter, centre, 3.0, upright=not erase)
    painter.restore()


def paint_cross(painter: QPainter, centre: QPointF, *, erase: bool) -> None:
    """Draw a cross on a point; a minus beside it says that something is taken away there."""
    painter.save()
    _paint_sign(painter, centre, _CROSS, upright=True)
    if erase:
        _paint_sign(painter, centre + QPointF(_BESIDE, _BESIDE), 3.0, upright=False)
    painter.restore()


def _paint_sign(painter: QPainter, centre: QPointF, arm: float, *, upright: bool) -> None:
    """Draw a plus, or a minus, on whole pixels: white with a black edge."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    x, y, arm = round(centre.x()), round(centre.y()), round(arm)
    level, plumb = QRect(x - arm, y, 2 * arm + 1, 1), QRect(x, y - arm, 1, 2 * arm + 1)
    bars = [level, plumb] if upright else [level]
    for bar in bars:
        painter.fillRect(bar.adjusted(-1, -1, 1, 1), QColorConstants.Black)
    for bar in bars:
        painter.fillRect(bar, QColorConstants.White)
