"""Areas drawn with the pointer: a box, an ellipse, a lasso, a polygon from point to point."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPolygonF
from PySide6.QtWidgets import QApplication

from app.widgets.canvas_gestures import Gesture

Shape = Literal["rectangle", "ellipse"]
Then = Callable[[QPainterPath], None]
_NEAR = 8.0  # logical pixels from the first point that close a polygon


class Drawable(Protocol):
    """A widget that areas are drawn on."""

    @property
    def scale(self) -> float:
        """Logical pixels per pixel of the picture."""

    @property
    def even(self) -> bool:
        """Whether a box is to be a square now, and an ellipse a circle."""

    def to_picture(self, at: QPointF) -> QPointF:
        """Return the point of the picture under logical pixels of the widget."""

    def show_outline(self, outline: QPainterPath) -> None:
        """Show a line, in pixels of the picture; an empty one shows none."""


class Box:
    """Draws a box from corner to corner, on whole pixels; one step from press to release."""

    def __init__(self, widget: Drawable, at: QPointF, shape: Shape, then: Then) -> None:
        self._widget, self._shape, self._then = widget, shape, then
        self._from = self._to = widget.to_picture(at)
        self._cancelled = False

    def move(self, at: QPointF) -> None:
        """Let the other corner follow the pointer."""
        if not self._cancelled:
            self._to = self._widget.to_picture(at)
            self._widget.show_outline(self._path())

    def release(self) -> None:
        """Hand the box over, unless it is empty."""
        path = self._path()
        self._widget.show_outline(QPainterPath())
        if not self._cancelled and not path.isEmpty():
            self._then(path)

    def cancel(self) -> None:
        """Draw nothing."""
        self._cancelled = True
        self._widget.show_outline(QPainterPath())

    def _path(self) -> QPainterPath:
        rect = box_between(self._from, self._to, even=self._widget.even)
        path = QPainterPath()
        if self._from != self._to and self._shape == "ellipse":
            path.addEllipse(rect)
        elif self._from != self._to:
            path.addRect(rect)
        return path


def box_between(start: QPointF, end: QPointF, *, even: bool = False) -> QRectF:
    """Return the box of whole pixels between two points: at least one pixel, or a square."""
    across, down = end.x() - start.x(), end.y() - start.y()
    if even:
        side = max(abs(across), abs(down))
        end = start + QPointF(side if across >= 0 else -side, side if down >= 0 else -side)
    return QRectF(QRectF(start, end).normalized().toAlignedRect())


class Lasso:
    """An outline that grows by freehand sections and by clicks, until it is closed.

    A single section, from press to release, closes by itself; after a click it goes on from point
    to point. It outlives the presses, so that the picture can be moved meanwhile.
    """

    def __init__(self, widget: Drawable, then: Then, *, closed: Callable[[], object]) -> None:
        """Begin one; `closed` is told when it is over, however it ended."""
        self._widget, self._then, self._closed = widget, then, closed
        self._points: list[QPointF] = []
        self._sections: list[int] = []  # how many points there were before each
        self._hover: QPointF | None = None

    @property
    def points(self) -> tuple[QPointF, ...]:
        """The points so far, in pixels of the picture."""
        return tuple(self._points)

    def press(self, at: QPointF) -> Gesture | None:
        """Begin a section at the pointer, or close on the first point or on a second click."""
        point = self._widget.to_picture(at)
        if self._points and self._closes(point):
            self.close()
            return None
        return LassoSection(self, self._widget, at)

    def begin_section(self, point: QPointF) -> None:
        """Set a point that Backspace goes back to."""
        self._sections.append(len(self._points))
        self.add(point)

    def add(self, point: QPointF) -> None:
        """Go on to a point."""
        self._points.append(point)
        self._hover = None
        self._show()

    @property
    def is_first_section(self) -> bool:
        """Whether nothing was drawn before the section that is being drawn."""
        return len(self._sections) == 1

    def hover(self, at: QPointF) -> None:
        """Show where a click would go on to."""
        self._hover = self._widget.to_picture(at)
        self._show()

    def go_back(self) -> None:
        """Take the last point, or the last freehand section, away."""
        del self._points[self._sections.pop() :]
        if not self._points:
            self.cancel()
        self._show()

    def close(self) -> None:
        """Hand the area over."""
        points = self._points
        self.cancel()
        if len(points) >= 3:
            path = QPainterPath()
            path.setFillRule(Qt.FillRule.WindingFill)  # where a lasso crosses itself stays inside
            path.addPolygon(QPolygonF(points))
            path.closeSubpath()
            self._then(path)

    def cancel(self) -> None:
        """End without an area."""
        self._points, self._sections = [], []
        self._widget.show_outline(QPainterPath())
        self._closed()

    def _closes(self, point: QPointF) -> bool:
        reach = _NEAR / self._widget.scale
        at_first = (point - self._points[0]).manhattanLength() <= reach and len(self._points) >= 3
        return at_first or (point - self._points[-1]).manhattanLength() <= reach / 2

    def _show(self) -> None:
        points = self._points if self._hover is None else [*self._points, self._hover]
        path = QPainterPath()
        if points:
            path.addPolygon(QPolygonF(points))
        self._widget.show_outline(path)


class LassoSection:
    """One press of a lasso: a click that sets a point, or a freehand line."""

    def __init__(self, lasso: Lasso, widget: Drawable, at: QPointF) -> None:
        self._lasso, self._widget, self._pressed_at = lasso, widget, at
        self._drawn = self._cancelled = False
        lasso.begin_section(widget.to_picture(at))

    def move(self, at: QPointF) -> None:
        """Draw along, once the pointer has gone far enough."""
        far = (at - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()
        self._drawn = self._drawn or far
        if self._drawn and not self._cancelled:
            self._lasso.add(self._widget.to_picture(at))

    def release(self) -> None:
        """Close what was drawn in one go; wait for the next point otherwise."""
        if self._drawn and not self._cancelled and self._lasso.is_first_section:
            self._lasso.close()

    def cancel(self) -> None:
        """Draw nothing."""
        self._cancelled = True
        self._lasso.cancel()
