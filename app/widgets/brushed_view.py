"""A picture with a brush over it: its size, its ring, and the strokes it makes.

No mask is changed here: the signals tell what strokes are made, in pixels of the picture.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QPainter, QSinglePointEvent, QTabletEvent
from PySide6.QtWidgets import QWidget

from app.widgets.brush_cursor import paint_cross, paint_ring, ring_rect
from app.widgets.canvas_gestures import Pan, ResizeBrush
from app.widgets.picture_view import PictureView

SMALLEST_BRUSH, LARGEST_BRUSH = 1.0, 2000.0
_STEP = 0.1  # of the size, and of the whole hardness
_LIGHTEST = 0.02  # the part of the brush that the lightest touch of a pen leaves


class BrushedView(PictureView):
    """A picture on which strokes are made.

    Positions in the signals are pixels of the picture, with fractions; the diameter of the brush
    too. Its hardness is the part of the radius that is painted fully, in [0, 1].
    """

    stroke_began = Signal(QPointF, bool)  # the first point, and whether the stroke erases
    stroke_moved = Signal(QPointF)
    stroke_ended = Signal()
    stroke_cancelled = Signal()
    brush_changed = Signal(float, float)  # diameter, hardness
    popup_requested = Signal(QPoint)  # logical pixels: where to offer the brush's options

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._brush = (40.0, 1.0)
        self._cursor: QPointF | None = None  # logical pixels
        self._last_point: QPointF | None = None  # pixels of the picture
        self._painting = False
        self._alt = self._shift = False
        self._by_pressure = False
        self._pressure = 1.0
        self._line.entered.connect(self._forget_pointer)

    def set_image(self, image: QImage | None) -> None:
        """Show another picture, or none; see `LayeredView.set_image`."""
        super().set_image(image)
        self._last_point = None

    # The brush.

    @property
    def brush_diameter(self) -> float:
        """The diameter of the brush, in pixels of the picture."""
        return self._brush[0]

    @property
    def brush_hardness(self) -> float:
        """The part of the radius that is painted fully, in [0, 1]."""
        return self._brush[1]

    @property
    def pressure(self) -> float:
        """The part of the diameter that is painted with now, in (0, 1]; 1 but for a pen."""
        return self._pressure

    def set_by_pressure(self, by_pressure: bool) -> None:
        """Let the pressure of a pen choose the size of what it paints, up to the brush's."""
        self._by_pressure = by_pressure
        self._pressure = 1.0

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

    def show_popup(self, at: QPointF) -> None:
        """Ask for the brush's options at the pointer."""
        self.popup_requested.emit(at.toPoint())

    # What the tool in use says about the pointer.

    @property
    def pointer(self) -> str:
        """What follows the pointer: a "ring", a "cross", or nothing ("")."""
        return "ring"

    @property
    def subtracts(self) -> bool:
        """Whether a press would take away, as the sign in the ring says."""
        return self._alt

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
            self._painting = False
            self.stroke_ended.emit()

    def cancel_stroke(self) -> None:
        """Take the stroke back."""
        if self._painting:
            self._painting = False
            self._last_point = None
            self.stroke_cancelled.emit()

    def _go_to(self, point: QPointF) -> None:
        self._last_point = point
        self.stroke_moved.emit(point)

    # Events.

    def press(self, event: QSinglePointEvent) -> None:
        """Start a gesture, with the keys that are held."""
        self._set_keys(event.modifiers())
        super().press(event)

    def drag(self, event: QSinglePointEvent) -> None:
        """Let the ring follow the pointer."""
        self._set_keys(event.modifiers())
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
            if self._by_pressure and event.type() != QEvent.Type.TabletRelease:
                self._pressure = max(_LIGHTEST, min(event.pressure(), 1.0))
            kinds[event.type()](event)
            if event.type() == QEvent.Type.TabletRelease:
                self._pressure = 1.0

    def leaveEvent(self, event: QEvent) -> None:
        """Take the ring away with the pointer."""
        self._move_ring(None)
        super().leaveEvent(event)

    def _forget_pointer(self) -> None:
        self._move_ring(None)
        self.cursor_moved.emit(None)

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
        """Notice the keys that change what a press does."""
        self._set_keys(event.modifiers(), pressed=event.key())
        return super().take_key(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """End what a held key did."""
        if event.key() == Qt.Key.Key_Alt:
            self._set_keys(Qt.KeyboardModifier.NoModifier)
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Forget the keys that were held."""
        self._set_keys(Qt.KeyboardModifier.NoModifier)
        super().focusOutEvent(event)

    # The ring.

    def _set_keys(self, keys: Qt.KeyboardModifier, pressed: int = 0) -> None:
        self._shift = bool(keys & Qt.KeyboardModifier.ShiftModifier)
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
        if self._cursor is not None and self.pointer:
            ratio = self.devicePixelRatioF()
            self.update(self._from_device(self._ring(self._cursor * ratio)))

    def _ring(self, at: QPointF) -> QRect:
        return ring_rect(at, self.brush_diameter * self.zoom if self.pointer == "ring" else 0.0)

    def paint_over(self, painter: QPainter) -> None:
        """Draw the ring, or the cross."""
        resting = not self._space and not isinstance(self._gesture, Pan)
        if self._scene.picture is None or self._cursor is None or not resting:
            return
        at = self._cursor * self.devicePixelRatioF()
        if self.pointer == "ring":
            paint_ring(painter, at, self.brush_diameter * self.zoom, erase=self.subtracts)
        elif self.pointer == "cross":
            paint_cross(painter, at, erase=self.subtracts)
