"""The line of an area that is being drawn: white with a dark edge, so that it shows on anything."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform

from app.widgets.canvas_view import View

_EDGE, _LINE = QColor(0, 0, 0, 160), QColor(255, 255, 255)


class Outline:
    """A path in pixels of the picture, drawn with lines of the screen's pixels."""

    def __init__(self) -> None:
        self.path = QPainterPath()

    def change(self, path: QPainterPath) -> QRectF:
        """Take another path; return the part of the picture where the two differ."""
        before, self.path = self.path, path
        same = 0
        for same in range(min(before.elementCount(), path.elementCount())):
            if not _same(before, path, same):
                break
        rect = QRectF()
        for one in (before, path):
            rect = rect.united(_around(one, max(0, same - 1)))
        return rect

    def paint(self, painter: QPainter, view: View) -> None:
        """Draw the line, in device pixels."""
        if self.path.isEmpty():
            return
        to_device = QTransform(view.zoom, 0, 0, view.zoom, view.left, view.top)
        path = to_device.map(self.path)
        painter.save()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(_EDGE, 3), QPen(_LINE, 1)):
            painter.setPen(pen)
            painter.drawPath(path)
        painter.restore()


def touched(rect: QRectF, view: View) -> QRect:
    """Return the device pixels that a line around, or along, a rectangle may touch."""
    return view.to_device_rect(rect).adjusted(-3, -3, 3, 3).toAlignedRect()


def _same(a: QPainterPath, b: QPainterPath, index: int) -> bool:
    one, other = a.elementAt(index), b.elementAt(index)
    return one.x == other.x and one.y == other.y


def _around(path: QPainterPath, first: int) -> QRectF:
    """Return the rectangle around the elements from `first` on."""
    xs, ys = [], []
    for index in range(first, path.elementCount()):
        element = path.elementAt(index)
        xs.append(element.x)
        ys.append(element.y)
    if not xs:
        return QRectF()
    # A rectangle without any width would be lost when it is united with others.
    return QRectF(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)).adjusted(-1, -1, 1, 1)
