"""What a view shows, kept as it was drawn, so that only what is new is ever drawn.

The image is as large as the viewport and wraps round: each device pixel of the picture has its
place in it, modulo its size. A picture that is moved keeps those places, and nothing is copied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import cast

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPainter, QRegion

from app.widgets.canvas_view import View

# Draws what a view shows of a rectangle of device pixels, and is clipped to that.
Draw = Callable[[QPainter, View, QRect], None]

_SPARE = 2  # device pixels on each side: with a fractional ratio, Qt exposes more than there is


class Backing:
    """Keeps what `draw` draws, and asks it for nothing but what is not there yet."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._image = QImage()
        self._zoom = 0.0
        self._kept = QRegion()  # in device pixels from the picture's corner
        self._origin = QPoint()  # of those pixels, the one that lies in the image's corner

    def paint(self, painter: QPainter, view: View, exposed: QRect) -> None:
        """Paint what is `exposed`, in device pixels, over what is there."""
        self._follow(view, painter.device().devicePixelRatio())
        exposed = exposed & _room(view)
        corner = QPoint(view.left, view.top)
        wanted = exposed.translated(-corner)
        for rect in cast("Iterable[QRect]", QRegion(wanted) - self._kept):
            for part, place in self._places(rect):
                self._draw_part(view, part.translated(corner), place)
        self._kept += wanted
        for part, place in self._places(wanted):
            painter.drawImage(part.translated(corner), self._image, place)

    def spoil(self, view: View, rect: QRect) -> None:
        """Draw anew, when it is exposed, what is in a rectangle of device pixels."""
        if view.zoom == self._zoom:
            self._kept -= QRegion(rect.translated(-view.left, -view.top))
        else:
            self._kept = QRegion()

    def _follow(self, view: View, ratio: float) -> None:
        """Keep what is still in sight, if it is as large as it was."""
        room = _room(view)
        if self._image.size() != room.size() or self._image.devicePixelRatio() != ratio:
            self._image = QImage(room.size(), QImage.Format.Format_RGB32)
            self._image.setDevicePixelRatio(ratio)
            self._kept = QRegion()
        elif self._zoom != view.zoom:
            self._kept = QRegion()
        else:
            self._kept &= room.translated(-view.left, -view.top)
        if self._kept.isEmpty():  # what is drawn all at once then lies in one piece
            self._origin = room.topLeft() - QPoint(view.left, view.top)
        self._zoom = view.zoom

    def _draw_part(self, view: View, part: QRect, place: QRect) -> None:
        """Draw a part, in device pixels, in its place in the image."""
        ratio = self._image.devicePixelRatio()
        with QPainter(self._image) as painter:
            painter.scale(1 / ratio, 1 / ratio)
            painter.translate(place.topLeft() - part.topLeft())
            painter.setClipRect(part)
            self._draw(painter, view, part)

    def _places(self, rect: QRect) -> Iterator[tuple[QRect, QRect]]:
        """Return the up to four parts of a rectangle, each with its place in the image."""
        size, begin = self._image.size(), rect.topLeft() - self._origin
        for x, across, width in _pieces(begin.x(), rect.width(), size.width()):
            for y, down, height in _pieces(begin.y(), rect.height(), size.height()):
                part = QRect(rect.left() + across, rect.top() + down, width, height)
                yield part, QRect(x, y, width, height)


def _room(view: View) -> QRect:
    """Return the device pixels that a view may show."""
    whole = QRect(QPoint(), view.viewport)
    return whole.adjusted(-_SPARE, -_SPARE, _SPARE, _SPARE)


def _pieces(start: int, length: int, size: int) -> Iterator[tuple[int, int, int]]:
    """Return where [start, start + length) lies modulo `size`: from where, how far on, how long."""
    place = start % size
    first = min(length, size - place)
    yield place, 0, first
    if first < length:
        yield 0, first, length - first
