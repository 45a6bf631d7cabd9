"""The canvas: a picture to paint a mask on.

It changes no mask itself: it shows the brush, and tells by its signals what strokes are made. The
window hands them to the mask, whose `changed` comes back to `update_mask`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPointingDevice,
    QSinglePointEvent,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.widgets.brush_cursor import paint_ring, ring_rect
from app.widgets.canvas_gestures import EraseOrPopup, Gesture, Pan, ResizeBrush, Stroke
from app.widgets.file_drop import dropped_files
from app.widgets.picture_view import ARROWS, PictureView

Tool = Literal["brush", "eraser", "hand"]

SMALLEST_BRUSH, LARGEST_BRUSH = 1.0, 2000.0
_PAINTING_BUTTONS = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)
_STEP = 0.1  # of the size, and of the whole hardness
_FAST = 10  # pixels that Ctrl+Shift+arrow moves the brush


class Canvas(PictureView):
    """A picture on which strokes are made.

    Positions in the signals are pixels of the picture, with fractions; the diameter of the brush
    too. Its hardness is the part of the radius that is painted fully, in [0, 1].
    """

    stroke_began = Signal(QPointF, bool)  # the first point, and whether the stroke erases
    stroke_moved = Signal(QPointF)
    stroke_ended = Signal()
    stroke_cancelled = Signal()
    brush_changed = Signal(float, float)  # diameter, hardness
    tool_changed = Signal(str)
    popup_requested = Signal(
        QPoint
    )  # logical pixels of the widget: where to offer the brush's options
    picked = Signal(QPointF)  # a point of the picture, while one is asked for
    files_dropped = Signal(list)  # of Path

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tool: Tool = "brush"
        self._brush = (40.0, 1.0)
        self._cursor: QPointF | None = None  # logical pixels
        self._last_point: QPointF | None = None  # pixels of the picture
        self._painting = False
        self._keyboard_stroke = False
        self._alt = False
        self._picking = False
        self._dragged_over = False
        self._line.entered.connect(self._forget_pointer)
        self.setAcceptDrops(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setAccessibleName(self.tr("Canvas"))
        self.setAccessibleDescription(
            self.tr(
                "Paint what is to be restored. Shift and the arrow keys move the brush, Enter"
                " begins and ends a stroke, Esc takes it back."
            )
        )

    def set_image(self, image: QImage | None) -> None:
        """Show another picture, or none; see `LayeredView.set_image`."""
        super().set_image(image)
        self._last_point = None

    # The tools.

    @property
    def tool(self) -> Tool:
        """What the left button does."""
        return self._tool

    def set_tool(self, tool: Tool) -> None:
        """Choose what the left button does: paint, erase, or move the picture."""
        if tool != self._tool:
            self.cancel_gesture()
            self._tool = tool
            self._update_ring()
            self.update_cursor_shape()
            self.tool_changed.emit(tool)

    def toggle_tool(self) -> None:
        """Change between brush and eraser."""
        self.set_tool("brush" if self._tool == "eraser" else "eraser")

    def set_picking(self, picking: bool) -> None:
        """Let the left button pick points instead of painting, for as long as somebody asks."""
        self.cancel_gesture()
        self._update_ring()
        self._picking = picking
        self._update_ring()
        self.update_cursor_shape()

    @property
    def brush_diameter(self) -> float:
        """The diameter of the brush, in pixels of the picture."""
        return self._brush[0]

    @property
    def brush_hardness(self) -> float:
        """The part of the radius that is painted fully, in [0, 1]."""
        return self._brush[1]

    def set_brush(self, diameter: float, hardness: float) -> None:
        """Change the brush; values out of range are brought to the nearest possible."""
        diameter = max(SMALLEST_BRUSH, min(diameter, LARGEST_BRUSH))
        brush = diameter, max(0.0, min(hardness, 1.0))
        if brush != self._brush:
            self._update_ring()
            self._brush = brush
            self._update_ring()
            self.brush_changed.emit(*brush)

    def change_size(self, steps: int) -> None:
        """Make the brush larger or smaller by tenths, at least by a pixel."""
        diameter = self.brush_diameter
        change = max(1.0, diameter * _STEP)
        self.set_brush(float(round(diameter + steps * change)), self.brush_hardness)

    def change_hardness(self, steps: int) -> None:
        """Make the brush harder or softer by tenths."""
        self.set_brush(self.brush_diameter, round(self.brush_hardness + steps * _STEP, 3))

    @property
    def brush_position(self) -> QPointF:
        """Where the ring is, in logical pixels of the widget; the middle when it is nowhere."""
        return QPointF(self.rect().center()) if self._cursor is None else self._cursor

    # Strokes; positions in logical pixels.

    def begin_stroke(self, at: QPointF, *, erase: bool, straight: bool = False) -> None:
        """Begin a stroke; a straight one starts where the last stroke ended."""
        point = self.to_picture(at)
        start = self._last_point if straight and self._last_point is not None else point
        self.set_overlay_visible(True)  # nobody should paint without seeing it
        self._painting = True
        self._last_point = start
        self.stroke_began.emit(start, erase)
        if start != point:
            self._go_to(point)

    def move_stroke(self, at: QPointF) -> None:
        """Go on with the stroke."""
        point = self.to_picture(at)
        if self._painting and point != self._last_point:
            self._go_to(point)

    def end_stroke(self) -> None:
        """Finish the stroke."""
        if self._painting:
            self._painting = self._keyboard_stroke = False
            self.stroke_ended.emit()

    def cancel_stroke(self) -> None:
        """Take the stroke back."""
        if self._painting:
            self._painting = self._keyboard_stroke = False
            self._last_point = None
            self.stroke_cancelled.emit()

    def show_popup(self, at: QPointF) -> None:
        """Ask for the brush's options at the pointer."""
        self.popup_requested.emit(at.toPoint())

    def _go_to(self, point: QPointF) -> None:
        self._last_point = point
        self.stroke_moved.emit(point)

    # Events.

    def gesture_for(self, event: QSinglePointEvent) -> Gesture | None:
        """Return what a press starts: a stroke, a change of the brush, or a move of the picture."""
        moving = super().gesture_for(event)
        button, keys, at = event.button(), event.modifiers(), event.position()
        if moving is not None or button not in _PAINTING_BUTTONS:
            return moving
        if self._tool == "hand":
            return Pan(self, at) if button == Qt.MouseButton.LeftButton else None
        self.end_stroke()  # one begun from the keyboard
        if self._picking:
            self.picked.emit(self.to_picture(at))
            return None
        left = button == Qt.MouseButton.LeftButton
        alt = bool(keys & Qt.KeyboardModifier.AltModifier)
        if (left and keys & Qt.KeyboardModifier.ControlModifier) or (not left and alt):
            return ResizeBrush(self, at)
        if not left:
            return EraseOrPopup(self, at)
        erase = (self._tool == "eraser") != alt or _is_pen_eraser(event)
        straight = bool(keys & Qt.KeyboardModifier.ShiftModifier)
        return Stroke(self, at, erase=erase, straight=straight)

    def drag(self, event: QSinglePointEvent) -> None:
        """Let the ring follow the pointer."""
        self._set_alt(event.modifiers())
        if not isinstance(self._gesture, ResizeBrush):
            self._move_ring(event.position())
        super().drag(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Treat a pen as the mouse; once accepted, no mouse event follows."""
        kinds = {
            QEvent.Type.TabletPress: self.press,
            QEvent.Type.TabletMove: self.drag,
            QEvent.Type.TabletRelease: self.let_go,
        }
        if event.type() in kinds:
            kinds[event.type()](event)

    def leaveEvent(self, event: QEvent) -> None:
        """Take the ring away with the pointer."""
        self._forget_pointer()

    def _forget_pointer(self) -> None:
        self._move_ring(None)
        self.cursor_moved.emit(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change the brush's size with Alt; else zoom or pan."""
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and self._tool != "hand":
            # Some systems turn the wheel sideways while Alt is held.
            turn = event.angleDelta().y() or event.angleDelta().x()
            self.change_size(1 if turn > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Alt from opening the menu bar while the pointer is here to paint."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Alt
            and self._cursor is not None
        ):
            event.accept()
            return True
        return super().event(event)

    def take_key(self, event: QKeyEvent) -> bool:
        """Do what a key says to the brush; else what it says to the view."""
        self._set_alt(event.modifiers(), pressed=event.key())
        return self._take_brush_key(event) or super().take_key(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """End what a held key did."""
        if event.key() == Qt.Key.Key_Alt:
            self._set_alt(Qt.KeyboardModifier.NoModifier)
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Finish what the keyboard has begun."""
        if self._keyboard_stroke:
            self.end_stroke()
        self._set_alt(Qt.KeyboardModifier.NoModifier)
        super().focusOutEvent(event)

    def _take_brush_key(self, event: QKeyEvent) -> bool:
        if self._scene.picture is None or self._tool == "hand":
            return False
        key = Qt.Key(event.key())
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in ARROWS and shift:
            self._nudge(ARROWS[key] * (_FAST if ctrl else 1))
        elif key == Qt.Key.Key_Escape and self._keyboard_stroke:
            self.cancel_stroke()
        elif (key, shift) in _BRACKETS:
            _BRACKETS[key, shift](self)
        elif key in _KEYS and not ctrl:
            _KEYS[key](self)
        else:
            return False
        return True

    def _nudge(self, step: QPointF) -> None:
        """Move the brush by pixels of the picture, and paint along if a stroke has begun."""
        moved = self.to_widget(self.to_picture(self.brush_position) + step)
        self._move_ring(
            QPointF(max(0.0, min(moved.x(), self.width())), max(0.0, min(moved.y(), self.height())))
        )
        if self._cursor is not None:
            self.cursor_moved.emit(self.to_picture(self._cursor))
            if self._keyboard_stroke:
                self.move_stroke(self._cursor)

    def stroke_by_keyboard(self) -> None:
        """Begin a stroke at the ring, or end the one begun so."""
        if self._keyboard_stroke:
            self.end_stroke()
        elif self._gesture is None:
            at = self.brush_position
            self._move_ring(at)
            self.begin_stroke(at, erase=self._tool == "eraser")
            self._keyboard_stroke = True

    # Files.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files."""
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()
            self._set_dragged_over(over=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Forget them."""
        self._set_dragged_over(over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which files were dropped."""
        self._set_dragged_over(over=False)
        event.acceptProposedAction()
        self.files_dropped.emit(dropped_files(event.mimeData()))

    def _set_dragged_over(self, *, over: bool) -> None:
        self._dragged_over = over
        self.update()

    # The ring.

    @property
    def _erases(self) -> bool:
        return (self._tool == "eraser") != self._alt

    def _set_alt(self, keys: Qt.KeyboardModifier, pressed: int = 0) -> None:
        alt = bool(keys & Qt.KeyboardModifier.AltModifier) or pressed == Qt.Key.Key_Alt
        if alt != self._alt:
            self._alt = alt
            self._update_ring()

    def _move_ring(self, at: QPointF | None) -> None:
        self._update_ring()
        self._cursor = at
        self._update_ring()

    def _update_ring(self) -> None:
        """Redraw where the ring is."""
        if self._cursor is not None and self._tool != "hand":
            ratio = self.devicePixelRatioF()
            self.update(self._from_device(self._ring(self._cursor * ratio)))

    def _ring(self, at: QPointF) -> QRect:
        return ring_rect(at, self.brush_diameter * self.zoom)

    def resting_cursor(self) -> Qt.CursorShape:
        """Hide the pointer where the ring takes its place."""
        if self._scene.picture is None:
            return Qt.CursorShape.ArrowCursor
        if self._tool == "hand":
            return Qt.CursorShape.OpenHandCursor
        return Qt.CursorShape.CrossCursor if self._picking else Qt.CursorShape.BlankCursor

    def paint_over(self, painter: QPainter) -> None:
        """Draw the ring."""
        resting = not self._space and not isinstance(self._gesture, Pan)
        painting = self._tool != "hand" and not self._picking
        shown = self._scene.picture is not None and painting and resting
        if shown and self._cursor is not None:
            at = self._cursor * self.devicePixelRatioF()
            paint_ring(painter, at, self.brush_diameter * self.zoom, erase=self._erases)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a frame while files are dragged over."""
        super().paintEvent(event)
        if self._dragged_over:
            with QPainter(self) as painter:
                painter.setPen(QPen(self.palette().highlight().color(), 6))
                painter.drawRect(self.rect())


# Only Shift is looked at: brackets typed with AltGr come with Ctrl and Alt on some systems.
_BRACKETS: dict[tuple[Qt.Key, bool], Callable[[Canvas], None]] = {
    (Qt.Key.Key_BracketLeft, False): lambda canvas: canvas.change_size(-1),
    (Qt.Key.Key_BracketRight, False): lambda canvas: canvas.change_size(1),
    (Qt.Key.Key_BracketLeft, True): lambda canvas: canvas.change_hardness(-1),
    (Qt.Key.Key_BracketRight, True): lambda canvas: canvas.change_hardness(1),
    (Qt.Key.Key_BraceLeft, False): lambda canvas: canvas.change_hardness(-1),
    (Qt.Key.Key_BraceRight, False): lambda canvas: canvas.change_hardness(1),
    (Qt.Key.Key_BraceLeft, True): lambda canvas: canvas.change_hardness(-1),
    (Qt.Key.Key_BraceRight, True): lambda canvas: canvas.change_hardness(1),
}
_KEYS: dict[Qt.Key, Callable[[Canvas], None]] = {
    Qt.Key.Key_X: Canvas.toggle_tool,
    Qt.Key.Key_Return: Canvas.stroke_by_keyboard,
    Qt.Key.Key_Enter: Canvas.stroke_by_keyboard,
    Qt.Key.Key_Menu: lambda canvas: canvas.show_popup(canvas.brush_position),
}


def _is_pen_eraser(event: QSinglePointEvent) -> bool:
    """Return whether a pen was turned to its other end."""
    return event.pointerType() == QPointingDevice.PointerType.Eraser
