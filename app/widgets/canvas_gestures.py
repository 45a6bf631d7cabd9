"""What a pressed button does until it is let go: one class per gesture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication


class Gesture(Protocol):
    """A press that goes on. Positions are logical pixels of the widget."""

    def move(self, at: QPointF) -> None:
        """Follow the pointer."""

    def release(self) -> None:
        """Finish: the button was let go."""

    def cancel(self) -> None:
        """Take it back, where that is possible: Esc was pressed."""


class Movable(Protocol):
    """A widget whose picture can be moved."""

    def pan_by(self, right: float, down: float) -> None:
        """Move the picture by logical pixels."""


class Paintable(Protocol):
    """A widget that can be painted on."""

    @property
    def brush_diameter(self) -> float:
        """Pixels of the picture."""

    @property
    def brush_hardness(self) -> float:
        """The part of the radius that is painted fully."""

    @property
    def scale(self) -> float:
        """Logical pixels per pixel of the picture."""

    def set_brush(self, diameter: float, hardness: float) -> None:
        """Change the brush."""

    def begin_stroke(self, at: QPointF, *, erase: bool, straight: bool = False) -> None:
        """Begin a stroke."""

    def move_stroke(self, at: QPointF) -> None:
        """Go on with it."""

    def end_stroke(self) -> None:
        """Finish it."""

    def cancel_stroke(self) -> None:
        """Take it back."""

    def show_popup(self, at: QPointF) -> None:
        """Offer the brush's options at the pointer."""


class Pan:
    """Moves the picture with the pointer."""

    def __init__(self, widget: Movable, at: QPointF) -> None:
        self._widget = widget
        self._last = at

    def move(self, at: QPointF) -> None:
        """Move the picture along."""
        step, self._last = at - self._last, at
        self._widget.pan_by(step.x(), step.y())

    def release(self) -> None:
        """Leave it where it is."""

    def cancel(self) -> None:
        """Leave it where it is."""


class Comparing(Protocol):
    """A widget that compares two sides."""

    def move_line(self, at: QPointF) -> None:
        """Bring the line between them under a point."""

    def set_flipped(self, *, flipped: bool) -> None:
        """Show side B in place of side A."""


class MoveLine:
    """Brings the line between two sides under the pointer, and lets it follow."""

    def __init__(self, widget: Comparing, at: QPointF) -> None:
        self._widget = widget
        self.move(at)

    def move(self, at: QPointF) -> None:
        """Bring the line here."""
        self._widget.move_line(at)

    def release(self) -> None:
        """Leave it where it is."""

    def cancel(self) -> None:
        """Leave it where it is."""


class Peek:
    """Shows side B as long as the button is held."""

    def __init__(self, widget: Comparing) -> None:
        self._widget = widget
        widget.set_flipped(flipped=True)

    def move(self, at: QPointF) -> None:
        """Go on showing it."""

    def release(self) -> None:
        """Show side A again."""
        self._widget.set_flipped(flipped=False)

    def cancel(self) -> None:
        """Show side A again."""
        self.release()


class Stroke:
    """Paints, or erases, from press to release; one step of undo."""

    def __init__(self, widget: Paintable, at: QPointF, *, erase: bool, straight: bool) -> None:
        self._widget: Paintable | None = widget
        widget.begin_stroke(at, erase=erase, straight=straight)

    def move(self, at: QPointF) -> None:
        """Go on with the stroke, unless it was cancelled while the button stayed down."""
        if self._widget is not None:
            self._widget.move_stroke(at)

    def release(self) -> None:
        """Finish the stroke."""
        if self._widget is not None:
            self._widget.end_stroke()

    def cancel(self) -> None:
        """Take the stroke back; what the pointer does until release is ignored."""
        if self._widget is not None:
            self._widget.cancel_stroke()
            self._widget = None


class DragOrPopup:
    """Begins a gesture once the pointer moves; a click that stays in place opens the options."""

    def __init__(
        self, widget: Paintable, at: QPointF, begin: Callable[[QPointF], Gesture | None]
    ) -> None:
        self._widget, self._begin = widget, begin
        self._pressed_at = at
        self._begun = self._cancelled = False
        self._gesture: Gesture | None = None

    def move(self, at: QPointF) -> None:
        """Begin once the pointer has gone far enough, then go on."""
        if self._cancelled:
            return
        far = (at - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()
        if not self._begun and far:
            self._begun = True
            self._gesture = self._begin(self._pressed_at)
        if self._gesture is not None:
            self._gesture.move(at)

    def release(self) -> None:
        """Finish the gesture, or open the options."""
        if self._gesture is not None:
            self._gesture.release()
        elif not self._cancelled and not self._begun:
            self._widget.show_popup(self._pressed_at)

    def cancel(self) -> None:
        """Take the gesture back."""
        self._cancelled = True
        if self._gesture is not None:
            self._gesture.cancel()


class ResizeBrush:
    """Changes the brush by dragging: sideways its size, upwards its hardness."""

    def __init__(self, widget: Paintable, at: QPointF) -> None:
        self._widget = widget
        self._pressed_at = at
        self._before = widget.brush_diameter, widget.brush_hardness

    def move(self, at: QPointF) -> None:
        """Let the rim of the brush follow the pointer; 200 pixels are the whole hardness."""
        step = at - self._pressed_at
        diameter, hardness = self._before
        self._widget.set_brush(
            diameter + 2 * step.x() / self._widget.scale, hardness - step.y() / 200
        )

    def release(self) -> None:
        """Keep the brush as it is."""

    def cancel(self) -> None:
        """Return to the brush of before."""
        self._widget.set_brush(*self._before)
