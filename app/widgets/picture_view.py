"""A picture to look at: the wheel zooms, a drag pans, keys compare.

The canvas adds painting to it.
"""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QSinglePointEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.widgets.canvas_gestures import Gesture, MoveLine, Pan, Peek
from app.widgets.compare_view import CompareView
from app.widgets.loupe import Loupe

_NOTCH = 90  # logical pixels that one notch of the wheel pans
_TAP = 250  # milliseconds: a shorter Tab moves the focus, a longer one was held to compare
ARROWS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}
_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class PictureView(CompareView):
    """A picture that mouse, trackpad and keyboard move."""

    cursor_moved = Signal(
        object
    )  # QPointF in pixels of the picture; None when the pointer has left

    cycle_requested = Signal(int)  # how many further another picture is to be taken as B

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gesture: Gesture | None = None
        self._loupe = Loupe(self, self._scene)
        self._uses_loupe = False
        self._space = False
        self._held_for = QElapsedTimer()
        self._wheel_pans = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Picture"))
        self.setAccessibleDescription(
            self.tr("The wheel zooms, arrow keys move the picture, Tab held shows the original.")
        )

    def set_image(self, image: QImage | None) -> None:
        """Show another picture, or none; see `LayeredView.set_image`."""
        self.cancel_gesture()
        super().set_image(image)
        self.update_cursor_shape()

    def set_wheel_pans(self, pans: bool) -> None:
        """Let the wheel pan and Ctrl+wheel zoom, instead of the wheel alone."""
        self._wheel_pans = pans

    @property
    def uses_loupe(self) -> bool:
        """Whether a pair of lenses follows the pointer."""
        return self._uses_loupe

    def set_loupe(self, *, used: bool) -> None:
        """Let a pair of lenses follow the pointer; a click pins them where they are."""
        self._uses_loupe = used
        if not used:
            self._loupe.dismiss()
        self.update_cursor_shape()

    @property
    def loupe(self) -> Loupe:
        """The pair of lenses."""
        return self._loupe

    def layers_changed(self) -> None:
        """Show the line, and in the lenses, what there is now."""
        super().layers_changed()
        self.update_cursor_shape()
        if self.compares:
            self._loupe.set_lenses(("a", self._labels["a"]), ("b", self._labels["b"]))
        else:
            self._loupe.set_lenses(("result", ""))

    @property
    def only_looks(self) -> bool:
        """Whether nothing is painted now."""
        return self._uses_loupe or super().only_looks

    @property
    def shift_paints(self) -> bool:
        """Whether a press with Shift means something else than the line."""
        return False

    def event(self, event: QEvent) -> bool:
        """See to what has no method of its own: pinches, and Tab, which Qt takes first."""
        if isinstance(event, QNativeGestureEvent) and self._pinch(event):
            return True
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Tab and self._tab(event):
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; with Shift, or two fingers on a trackpad, pan."""
        pixels, angle = event.pixelDelta(), event.angleDelta()
        turn = angle.y() or angle.x()
        fingers = event.phase() != Qt.ScrollPhase.NoScrollPhase and not pixels.isNull()
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and self.only_looks:
            self.cycle_requested.emit(-1 if turn > 0 else 1)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(2 ** (turn / 240), event.position())
        elif fingers:
            self.pan_by(pixels.x(), pixels.y())
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.pan_by(turn / 120 * _NOTCH, 0)
        elif self._wheel_pans:
            self.pan_by(angle.x() / 120 * _NOTCH, angle.y() / 120 * _NOTCH)
        else:
            self.zoom_by(2 ** (turn / 240), event.position())
        event.accept()

    def _pinch(self, event: QNativeGestureEvent) -> bool:
        if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom_by(1 + event.value(), event.position())
            return True
        if event.gestureType() == Qt.NativeGestureType.SmartZoomNativeGesture:
            self.zoom_to(1) if self.is_fitted else self.zoom_fit()
            return True
        return False

    def gesture_for(self, event: QSinglePointEvent) -> Gesture | None:
        """Return what a press of a button starts."""
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (left and self._space):
            return Pan(self, event.position())
        if left and self._uses_loupe:
            self._loupe.toggle_pin()
            return None
        return self._comparing_gesture(event) if left else None

    def _comparing_gesture(self, event: QSinglePointEvent) -> Gesture | None:
        """Return what a press means to A and B."""
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if self.splits and shift and not self.shift_paints:
            return MoveLine(self, event.position())
        if self.view_mode == "flip" and self.compares:
            return Peek(self)
        return Pan(self, event.position()) if self.only_looks else None

    def press(self, event: QSinglePointEvent) -> None:
        """Start a gesture, unless one goes on."""
        if self._gesture is None and self._scene.picture is not None:
            self._gesture = self.gesture_for(event)
            self.update_cursor_shape()
        event.accept()

    def drag(self, event: QSinglePointEvent) -> None:
        """Tell where the pointer is, and go on with the gesture."""
        if self._scene.picture is not None:
            self.cursor_moved.emit(self.to_picture(event.position()))
            self._move_loupe(event.position())
        if self._gesture is not None:
            self._gesture.move(event.position())
        event.accept()

    def let_go(self, event: QSinglePointEvent) -> None:
        """Finish the gesture when the last button is let go."""
        if self._gesture is not None and not event.buttons():
            gesture, self._gesture = self._gesture, None
            gesture.release()
            self.update_cursor_shape()
        event.accept()

    def _move_loupe(self, at: QPointF) -> None:
        if self._uses_loupe:
            self._loupe.look_at(self.to_picture(at), at, self.zoom)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Start a gesture."""
        self.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it."""
        self.drag(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Finish it."""
        self.let_go(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit the picture on a double click of the middle button; else it is one more press."""
        if event.button() == Qt.MouseButton.MiddleButton:
            self.zoom_fit()
        else:
            self.press(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the pointer is gone."""
        self._loupe.put_away()
        self.cursor_moved.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pan, compare, turn the line; every other key is left to the window."""
        if not self.take_key(event):
            event.ignore()

    def take_key(self, event: QKeyEvent) -> bool:
        """Do what a key says; return whether it says anything."""
        key = Qt.Key(event.key())
        if key in ARROWS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            step = ARROWS[key]
            self.pan_by(-step.x() * self.width() / 10, -step.y() * self.height() / 10)
        elif key == Qt.Key.Key_Space:
            self._space = True
            self.update_cursor_shape()
        elif key == Qt.Key.Key_Backslash:
            self.show_original(held=True)
        elif key == Qt.Key.Key_V and self.splits:
            self.toggle_split_orientation()
        elif key == Qt.Key.Key_Escape and self._gesture is not None:
            self._gesture.cancel()
        else:
            return False
        return True

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """End what a held key did."""
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Space:
            self._space = False
            self.update_cursor_shape()
        elif event.key() == Qt.Key.Key_Backslash:
            self.show_original(held=False)
        else:
            event.ignore()

    def _tab(self, event: QKeyEvent) -> bool:
        """Show the original while Tab is held; a tap moves the focus on, as everywhere."""
        if event.modifiers() or not self.has_preview:
            return False
        if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            self._held_for.start()
            self.show_original(held=True)
        elif event.type() == QEvent.Type.KeyRelease and not event.isAutoRepeat():
            tapped = self._held and self._held_for.elapsed() < _TAP
            self.show_original(held=False)
            if tapped:
                self.focusNextChild()
        return event.type() != QEvent.Type.ShortcutOverride

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw a frame when the keyboard has brought the focus."""
        self._set_focus_ring(shown=event.reason() in _BY_KEYBOARD)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Forget the keys that were held: their release will not come."""
        self._set_focus_ring(shown=False)
        self._space = False
        self.show_original(held=False)
        self.update_cursor_shape()

    def _set_focus_ring(self, *, shown: bool) -> None:
        if shown != self._focus_ring:
            self._focus_ring = shown
            self.show_again()

    def cancel_gesture(self) -> None:
        """Take back what a pressed button is doing."""
        if self._gesture is not None:
            gesture, self._gesture = self._gesture, None
            gesture.cancel()

    def update_cursor_shape(self) -> None:
        """Show by the pointer what a press would do."""
        if isinstance(self._gesture, Pan):
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._space:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.setCursor(self.resting_cursor())

    def resting_cursor(self) -> Qt.CursorShape:
        """Return the pointer's shape while nothing goes on."""
        return Qt.CursorShape.CrossCursor if self._uses_loupe else Qt.CursorShape.ArrowCursor
