"""The frame of what is worked on: drawn over the picture, taken by its edges, or moved as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QApplication

from app.widgets.area_gestures import box_between
from app.widgets.canvas_view import View

# Which edges a press has hold of: left or right (-1, 1), upper or lower (-1, 1); (0, 0) moves it.
Grip = tuple[int, int]

LEAST = 16.0  # pixels of the picture a side
_REACH = 8.0  # logical pixels from an edge that take hold of it
_HANDLE = 4.0  # logical pixels from the middle of a handle to its edge
_EDGE, _LINE = QColor(0, 0, 0, 180), QColor(255, 255, 255)
_SHADE = QColor(0, 0, 0, 90)  # over what is not worked on
_CURSORS = {
    (0, 0): Qt.CursorShape.SizeAllCursor,
    (-1, 0): Qt.CursorShape.SizeHorCursor,
    (1, 0): Qt.CursorShape.SizeHorCursor,
    (0, -1): Qt.CursorShape.SizeVerCursor,
    (0, 1): Qt.CursorShape.SizeVerCursor,
    (-1, -1): Qt.CursorShape.SizeFDiagCursor,
    (1, 1): Qt.CursorShape.SizeFDiagCursor,
    (-1, 1): Qt.CursorShape.SizeBDiagCursor,
    (1, -1): Qt.CursorShape.SizeBDiagCursor,
}


class Framed(Protocol):
    """A widget with a picture and a frame on it."""

    @property
    def even(self) -> bool:
        """Whether the sides keep their ratio now."""

    @property
    def frame(self) -> QRectF:
        """The frame, in pixels of the picture; empty where there is none."""

    @property
    def frame_bounds(self) -> QRectF:
        """Where a frame may lie: the picture."""

    def to_picture(self, at: QPointF) -> QPointF:
        """Return the point of the picture under logical pixels of the widget."""

    def show_frame(self, frame: QRectF) -> None:
        """Show the frame as it would be."""


class FrameDrag:
    """Draws a new frame, or moves the one there is, or some of its edges; one step."""

    def __init__(
        self, widget: Framed, at: QPointF, grip: Grip | None, then: Callable[[QRectF], None]
    ) -> None:
        self._widget, self._grip, self._then = widget, grip, then
        self._pressed_at, self._from = at, widget.to_picture(at)
        self._before = self._now = QRectF(widget.frame)
        self._moved = self._cancelled = False

    def move(self, at: QPointF) -> None:
        """Let the frame follow the pointer, once that has gone far enough."""
        far = (at - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()
        self._moved = self._moved or far
        if self._moved and not self._cancelled:
            self._now = self._wanted(self._widget.to_picture(at))
            self._widget.show_frame(self._now)

    def release(self) -> None:
        """Hand the frame over, where it has changed."""
        if self._moved and not self._cancelled and self._now != self._before:
            self._then(self._now)

    def cancel(self) -> None:
        """Leave the frame as it was."""
        self._cancelled = True
        self._widget.show_frame(self._before)

    def _wanted(self, to: QPointF) -> QRectF:
        bounds, even, step = self._widget.frame_bounds, self._widget.even, to - self._from
        if self._grip is None:
            return at_least(box_between(self._from, to, even=even), bounds)
        if self._grip == (0, 0):
            return inside(self._before.translated(round(step.x()), round(step.y())), bounds)
        return resized(self._before, self._grip, step, bounds, even=even)


def grip_at(frame: QRectF, point: QPointF, scale: float) -> Grip | None:
    """Return what a press at a point takes hold of; `scale` is logical pixels per pixel."""
    reach = _REACH / scale
    if frame.isEmpty() or not frame.adjusted(-reach, -reach, reach, reach).contains(point):
        return None
    return (
        _near(point.x(), frame.left(), frame.right(), reach),
        _near(point.y(), frame.top(), frame.bottom(), reach),
    )


def cursor_for(grip: Grip | None) -> Qt.CursorShape | None:
    """Return the pointer that says what a press would do; None over nothing."""
    return None if grip is None else _CURSORS[grip]


def resized(frame: QRectF, grip: Grip, step: QPointF, bounds: QRectF, *, even: bool) -> QRectF:
    """Return a frame whose edges have been dragged; with `even` its sides keep their ratio."""
    across, down = grip
    left, right = _stretched(frame.left(), frame.right(), across, step.x())
    top, bottom = _stretched(frame.top(), frame.bottom(), down, step.y())
    if even:
        factor = max(
            (right - left) / frame.width() if across else 0.0,
            (bottom - top) / frame.height() if down else 0.0,
        )
        width, height = frame.width() * factor, frame.height() * factor
        left = right - width if across < 0 else left
        top = bottom - height if down < 0 else top
        right, bottom = left + width, top + height
    found = QRectF(QPointF(round(left), round(top)), QPointF(round(right), round(bottom)))
    return at_least(found & bounds, bounds)


def at_least(frame: QRectF, bounds: QRectF) -> QRectF:
    """Return a frame with sides that are not too short, inside the bounds."""
    frame = frame & bounds if frame.intersects(bounds) else QRectF(frame.topLeft(), frame.topLeft())
    wide = QRectF(frame.left(), frame.top(), max(LEAST, frame.width()), max(LEAST, frame.height()))
    return inside(wide, bounds)


def inside(frame: QRectF, bounds: QRectF) -> QRectF:
    """Return a frame moved so that it lies inside the bounds, as far as it can."""
    left = max(bounds.left(), min(frame.left(), bounds.right() - frame.width()))
    top = max(bounds.top(), min(frame.top(), bounds.bottom() - frame.height()))
    return QRectF(left, top, frame.width(), frame.height()) & bounds


def paint_frame(
    painter: QPainter, frame: QRectF, view: View, ratio: float, *, active: bool
) -> None:
    """Draw a frame in device pixels; an active one has handles, and shade around it."""
    device = QRectF(view.to_device_rect(frame).toAlignedRect())
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if active:
        _paint_shade(painter, device, view)
    for colour, style, width in (
        (_EDGE, Qt.PenStyle.SolidLine, 3.0),
        (_LINE, Qt.PenStyle.SolidLine if active else Qt.PenStyle.DashLine, 1.0),
    ):
        pen = QPen(colour, width * ratio, style)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRect(device)
    if active:
        _paint_handles(painter, device, ratio)
    painter.restore()


def _paint_shade(painter: QPainter, frame: QRectF, view: View) -> None:
    whole = view.to_device_rect(view.picture_rect)
    around = (
        QRectF(whole.topLeft(), QPointF(whole.right(), frame.top())),
        QRectF(QPointF(whole.left(), frame.bottom()), whole.bottomRight()),
        QRectF(QPointF(whole.left(), frame.top()), frame.bottomLeft()),
        QRectF(frame.topRight(), QPointF(whole.right(), frame.bottom())),
    )
    for rect in around:
        painter.fillRect(rect, _SHADE)


def _paint_handles(painter: QPainter, frame: QRectF, ratio: float) -> None:
    side = _HANDLE * ratio
    painter.setPen(QPen(_EDGE, ratio))
    painter.setBrush(_LINE)
    middle = frame.center()
    for x in (frame.left(), middle.x(), frame.right()):
        for y in (frame.top(), middle.y(), frame.bottom()):
            if (x, y) != (middle.x(), middle.y()):
                painter.drawRect(QRectF(x - side, y - side, 2 * side, 2 * side))


def _near(at: float, low: float, high: float, reach: float) -> int:
    """Return which end a coordinate is at: of a short side, the one that is nearer."""
    if min(abs(at - low), abs(at - high)) > reach:
        return 0
    return -1 if abs(at - low) < abs(at - high) else 1


def _stretched(low: float, high: float, end: int, step: float) -> tuple[float, float]:
    if end < 0:
        return min(low + step, high - LEAST), high
    return low, max(high + step, low + LEAST) if end > 0 else high
