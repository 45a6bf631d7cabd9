"""The canvas: a picture to mark what is to be restored on.

It changes no mask itself: it shows the tool, and tells by its signals what strokes and areas are
drawn. The window hands them to the mask, whose `changed` comes back to `update_mask`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPointingDevice,
    QSinglePointEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.widgets.area_gestures import Box, Lasso, Shape
from app.widgets.canvas_gestures import DragOrPopup, Gesture, Pan, ResizeBrush, Stroke
from app.widgets.file_drop import TakesFiles
from app.widgets.framed_view import FramedView
from app.widgets.outline import Outline, touched
from app.widgets.picture_view import ARROWS

Tool = Literal["brush", "eraser", "lasso", "rectangle", "ellipse", "wand", "text", "region", "hand"]

BRUSHES: tuple[Tool, ...] = ("brush", "eraser")
_PAINTING_BUTTONS = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)
_FAST = 10  # pixels that Ctrl+Shift+arrow moves the brush


class Canvas(TakesFiles, FramedView):
    """A picture on which strokes and areas are drawn with the tool in use.

    Positions in the signals are pixels of the picture, with fractions.
    """

    area_drawn = Signal(QPainterPath, bool)  # and whether it is taken away
    wand_used = Signal(QPointF, bool)  # a point, and whether what is like it is taken away
    text_asked = Signal(QRectF, bool)  # a box to find text in, and whether it is taken away
    proposal_answered = Signal(bool)  # whether what is proposed is taken
    tool_changed = Signal(str)
    picked = Signal(QPointF)  # a point of the picture, while one is asked for
    files_dropped = Signal(list)  # of Path

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tool: Tool = "brush"
        self._outline = Outline()
        self._lasso: Lasso | None = None
        self._last_area = QPainterPath()
        self._keyed: Gesture | None = None  # begun from the keyboard
        self._nudged = False  # whether the ring stands where the keyboard has moved it
        self._subtracting = False  # what the area being drawn does
        self._picking = False
        self._dragged_over = False
        self.setAcceptDrops(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setAccessibleName(self.tr("Canvas"))
        self.setAccessibleDescription(
            self.tr(
                "Mark what is to be restored. Shift and the arrow keys move the tool, Enter"
                " begins and ends a stroke or an area, Esc takes it back."
            )
        )

    def set_image(self, image: QImage | None) -> None:
        """Show another picture, or none; see `LayeredView.set_image`."""
        self._drop_area()
        self._last_area = QPainterPath()
        super().set_image(image)

    # The tools.

    @property
    def tool(self) -> Tool:
        """What the left button does."""
        return self._tool

    def set_tool(self, tool: Tool) -> None:
        """Choose what the left button does: paint, erase, draw an area, or move the picture."""
        if tool != self._tool:
            self.cancel_gesture()
            self._drop_area()
            self._update_ring()
            self._tool = tool
            self._update_ring()
            self.feel_frame(None)
            self.update_cursor_shape()
            self.update()  # a frame shows whether it can be changed
            self.tool_changed.emit(tool)

    def toggle_tool(self) -> None:
        """Change between brush and eraser."""
        self.set_tool("brush" if self._tool == "eraser" else "eraser")

    def set_picking(self, picking: bool) -> None:
        """Let the left button pick points instead of painting, for as long as somebody asks."""
        self.cancel_gesture()
        self._drop_area()
        self._update_ring()
        self._picking = picking
        self._update_ring()
        self.update_cursor_shape()

    @property
    def frames(self) -> bool:
        """Whether presses are about the frame of what is worked on."""
        return self._tool == "region" and not self.only_looks and not self._picking

    @property
    def pointer(self) -> str:
        """What follows the pointer: the brush's ring, a cross, or nothing but the pointer."""
        if self._tool == "hand" or self._picking or self.only_looks:
            return ""
        return super().pointer if self._tool in BRUSHES or self._grip is not None else "cross"

    @property
    def shift_paints(self) -> bool:
        """Whether a press with Shift goes straight on from the last stroke."""
        return self._tool in BRUSHES and self._last_point is not None

    @property
    def subtracts(self) -> bool:
        """Whether a press would take away."""
        if self._lasso is not None:
            return self._subtracting
        return (self._tool == "eraser") != self._alt

    # Areas.

    def show_outline(self, outline: QPainterPath) -> None:
        """Show the line of an area that is being drawn."""
        changed = self._outline.change(outline)
        self.update(self._from_device(touched(changed, self._view)))

    def remove_last_area(self) -> None:
        """Take away what is marked inside the area drawn last, or the frame that is drawn."""
        if self.frames:
            self.remove_frame()
        elif not self._last_area.isEmpty():
            self.area_drawn.emit(self._last_area, True)  # noqa: FBT003 - a signal has no names

    def _draw_area(self, erase: bool, area: QPainterPath) -> None:
        self._last_area = area
        self.set_overlay_visible(True)
        self.area_drawn.emit(area, erase)

    def _begin_box(self, at: QPointF, erase: bool) -> Gesture:
        if self._tool == "text":
            return Box(self, at, "rectangle", partial(self._ask_for_text, erase))
        shape: Shape = "ellipse" if self._tool == "ellipse" else "rectangle"
        return Box(self, at, shape, partial(self._draw_area, erase))

    def _ask_for_text(self, erase: bool, area: QPainterPath) -> None:
        self.set_overlay_visible(True)
        self.text_asked.emit(area.boundingRect(), erase)

    def _begin_lasso(self, at: QPointF, erase: bool) -> Gesture | None:
        if self._lasso is None:
            self._subtracting = erase
            then = partial(self._draw_area, erase)
            self._lasso = Lasso(self, then, closed=self._forget_lasso)
        return self._lasso.press(at)

    def _forget_lasso(self) -> None:
        self._lasso = None
        self._update_ring()

    def _drop_area(self) -> None:
        """Give up what is being drawn from point to point or by the keyboard."""
        keyed, self._keyed = self._keyed, None
        if keyed is not None:
            keyed.cancel()
        if self._lasso is not None:
            self._lasso.cancel()

    # The mouse.

    def gesture_for(self, event: QSinglePointEvent) -> Gesture | None:
        """Return what a press starts: what the tool does, or a move of the picture."""
        moving = super().gesture_for(event)
        button, keys, at = event.button(), event.modifiers(), event.position()
        if moving is not None or button not in _PAINTING_BUTTONS or self.only_looks:
            return moving
        left = button == Qt.MouseButton.LeftButton
        if self._tool == "hand":
            return Pan(self, at) if left else None
        self._end_keyed()
        if self._picking:
            self.picked.emit(self.to_picture(at))
            return None
        alt = bool(keys & Qt.KeyboardModifier.AltModifier)
        sizes = left and keys & Qt.KeyboardModifier.ControlModifier
        if self._tool in BRUSHES and (sizes or (not left and alt)):
            return ResizeBrush(self, at)
        if not left:
            return DragOrPopup(self, at, partial(self._begin, erase=True))
        erase = (self._tool == "eraser") != alt or _is_pen_eraser(event)
        straight = bool(keys & Qt.KeyboardModifier.ShiftModifier)
        return self._begin(at, erase=erase, straight=straight)

    def _begin(self, at: QPointF, *, erase: bool, straight: bool = False) -> Gesture | None:
        """Begin what the tool does."""
        if self._tool in BRUSHES:
            return Stroke(self, at, erase=erase, straight=straight)
        if self._tool == "lasso":
            return self._begin_lasso(at, erase)
        if self._tool == "wand":
            self.set_overlay_visible(True)
            self.wand_used.emit(self.to_picture(at), erase)
            return None
        if self._tool == "region":
            return self.begin_frame(at)
        return self._begin_box(at, erase)

    def drag(self, event: QSinglePointEvent) -> None:
        """Let a polygon show where it would go on to."""
        super().drag(event)
        self._nudged = False
        if self._lasso is not None and self._gesture is None:
            self._lasso.hover(event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change the brush's size with Alt; else zoom or pan."""
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and self.pointer == "ring":
            # Some systems turn the wheel sideways while Alt is held.
            turn = event.angleDelta().y() or event.angleDelta().x()
            self.change_size(1 if turn > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    # The keyboard.

    def take_key(self, event: QKeyEvent) -> bool:
        """Do what a key says to the tool; else what it says to the view."""
        self._set_keys(event.modifiers(), pressed=event.key())
        return self._take_tool_key(event) or super().take_key(event)

    def _take_tool_key(self, event: QKeyEvent) -> bool:
        if self._scene.picture is None or self._tool == "hand" or self._glancing:
            return False
        key = Qt.Key(event.key())
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in ARROWS and shift:
            self._nudge(ARROWS[key] * (_FAST if ctrl else 1))
        elif key in _IN_PROGRESS and (self._lasso is not None or self._keyed is not None):
            self._take_back(whole=key == Qt.Key.Key_Escape)
        elif key in _ANSWERS and self.has_proposal and self._gesture is None and not ctrl:
            self.proposal_answered.emit(_ANSWERS[key])
        elif (key, shift) in _BRACKETS:
            _BRACKETS[key, shift](self)
        elif key in _KEYS and not ctrl:
            _KEYS[key](self)
        else:
            return False
        return True

    def _take_back(self, *, whole: bool) -> None:
        """Take back what has begun, or only the last point of it."""
        if whole:
            self.cancel_gesture()
            self._drop_area()
        elif self._lasso is not None and self._gesture is None:
            self._lasso.go_back()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Finish what the keyboard has begun."""
        self._end_keyed()
        super().focusOutEvent(event)

    def _nudge(self, step: QPointF) -> None:
        """Move the tool by pixels of the picture, and draw along if something has begun."""
        moved = self.to_widget(self.to_picture(self.brush_position) + step)
        at = QPointF(
            max(0.0, min(moved.x(), self.width())), max(0.0, min(moved.y(), self.height()))
        )
        self._move_ring(at)
        self._nudged = True
        self.cursor_moved.emit(self.to_picture(at))
        if self._keyed is not None:
            self._keyed.move(at)
        elif self._lasso is not None:
            self._lasso.hover(at)

    def act_by_keyboard(self) -> None:
        """Begin what the tool does at the ring, or end what was begun so.

        A polygon gets a point where the keyboard has moved the ring; else it is closed.
        """
        if self._keyed is not None:
            self._end_keyed()
        elif self._lasso is not None and not self._nudged:
            self._lasso.close()
        elif self._gesture is None and not self._glancing:
            at = self.brush_position
            self._move_ring(at)
            self._keyed = self._begin(at, erase=self._tool == "eraser")
            if self._tool == "lasso":
                self._end_keyed()
                self._nudged = False

    def _end_keyed(self) -> None:
        keyed, self._keyed = self._keyed, None
        if keyed is not None:
            keyed.release()

    # Files.

    def show_dragged_over(self, *, over: bool) -> None:
        """Frame it, or no longer."""
        self._dragged_over = over
        self.show_again()

    # What is drawn.

    def resting_cursor(self) -> Qt.CursorShape:
        """Hide the pointer where the ring takes its place."""
        if self._scene.picture is None:
            return Qt.CursorShape.ArrowCursor
        if self.only_looks:
            return super().resting_cursor()
        if self._tool == "hand":
            return Qt.CursorShape.OpenHandCursor
        if self._grip is not None:
            return super().resting_cursor()
        return Qt.CursorShape.CrossCursor if self._picking else Qt.CursorShape.BlankCursor

    def paint_over(self, painter: QPainter) -> None:
        """Draw the area in progress, then the ring."""
        self._outline.paint(painter, self._view)
        super().paint_over(painter)

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
    Qt.Key.Key_Return: Canvas.act_by_keyboard,
    Qt.Key.Key_Enter: Canvas.act_by_keyboard,
    Qt.Key.Key_Delete: Canvas.remove_last_area,
    Qt.Key.Key_Menu: lambda canvas: canvas.show_popup(canvas.brush_position),
}
_ANSWERS = {Qt.Key.Key_Return: True, Qt.Key.Key_Enter: True, Qt.Key.Key_Escape: False}
_IN_PROGRESS = (Qt.Key.Key_Escape, Qt.Key.Key_Backspace)


def _is_pen_eraser(event: QSinglePointEvent) -> bool:
    """Return whether a pen was turned to its other end."""
    return event.pointerType() == QPointingDevice.PointerType.Eraser
