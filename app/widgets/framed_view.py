"""A picture with a frame round what is worked on, which is drawn, moved and dragged by its edges.

Nothing is changed here: the signals tell what a person wants, in pixels of the picture.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QSinglePointEvent
from PySide6.QtWidgets import QWidget

from app.widgets.brushed_view import BrushedView
from app.widgets.canvas_gestures import Gesture
from app.widgets.work_frame import FrameDrag, Grip, cursor_for, grip_at, paint_frame


class FramedView(BrushedView):
    """A picture on which a frame may lie."""

    frame_drawn = Signal(QRectF)
    frame_removed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame = QRectF()
        self._grip: Grip | None = None  # what a press would take hold of

    def set_image(self, image: QImage | None) -> None:
        """Show another picture, or none; see `LayeredView.set_image`."""
        super().set_image(image)
        self.show_frame(QRectF())

    @property
    def frames(self) -> bool:
        """Whether presses are about the frame."""
        return False

    @property
    def even(self) -> bool:
        """Whether sides keep their ratio, and a box is to be a square."""
        return self._shift

    @property
    def frame(self) -> QRectF:
        """The frame, in pixels of the picture; empty where there is none."""
        return self._frame

    @property
    def frame_bounds(self) -> QRectF:
        """Where a frame may lie: the picture."""
        return self._view.picture_rect

    def show_frame(self, frame: QRectF) -> None:
        """Show a frame, or none."""
        if frame != self._frame:
            self._frame = QRectF(frame)
            self.update()

    def remove_frame(self) -> None:
        """Ask for the frame to be removed."""
        if not self._frame.isEmpty():
            self.frame_removed.emit()

    def begin_frame(self, at: QPointF) -> Gesture:
        """Begin another frame, or take hold of the one there is."""
        grip = grip_at(self._frame, self.to_picture(at), self.scale)
        return FrameDrag(self, at, grip, self.frame_drawn.emit)

    def drag(self, event: QSinglePointEvent) -> None:
        """Say by the pointer what a press would take hold of."""
        super().drag(event)
        if self._gesture is None:
            self.feel_frame(event.position() if self.frames else None)

    def feel_frame(self, at: QPointF | None) -> None:
        """Notice what of the frame is under the pointer, if it matters."""
        grip = None if at is None else grip_at(self._frame, self.to_picture(at), self.scale)
        if grip != self._grip:
            self._update_ring()
            self._grip = grip
            self._update_ring()
            self.update_cursor_shape()

    @property
    def pointer(self) -> str:
        """Show nothing but the pointer where it holds the frame."""
        return "" if self._grip is not None else super().pointer

    def resting_cursor(self) -> Qt.CursorShape:
        """Show which way an edge can be dragged."""
        held = cursor_for(self._grip)
        return super().resting_cursor() if held is None else held

    def paint_over(self, painter: QPainter) -> None:
        """Draw the frame, then the ring."""
        if not self._frame.isEmpty():
            ratio = self.devicePixelRatioF()
            paint_frame(painter, self._frame, self._view, ratio, active=self.frames)
        super().paint_over(painter)
