"""Two pictures in one view: side A and side B, with a line between, in turn, or their difference.

Side A is the picture and B the picture with the result, unless others are put there.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.widgets.canvas_scene import Side, ViewMode, framed
from app.widgets.canvas_view import View
from app.widgets.difference import Look, difference, paint_bar
from app.widgets.layered_view import LayeredView
from app.widgets.split_line import SplitLine

_GROUND = QColor(0, 0, 0, 170)  # behind words on a picture
_GAP = 10
_BAR = QSize(14, 160)
_TOP_LEFT = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
_TOP_RIGHT = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight
_BOTTOM_LEFT = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft


class CompareView(LayeredView):
    """Shows one side, or both of them in one of several ways."""

    view_mode_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mode: ViewMode = "result"
        self._labels: dict[Side, str] = {"a": self.tr("Original"), "b": self.tr("Result")}
        self._own_name = self._labels["a"]
        self._difference = Look()
        self._flipped = False
        self._held = False
        self._line = SplitLine(self)
        self._line_at = self._line.position
        self._line.valueChanged.connect(self._follow_line)

    # What is shown.

    @property
    def view_mode(self) -> ViewMode:
        """What is shown where there is something to compare."""
        return self._mode

    def set_view_mode(self, mode: ViewMode) -> None:
        """Show the result, the picture alone, or both sides in one of the ways there are."""
        if mode != self._mode:
            self._mode = mode
            self._flipped = False
            self.layers_changed()
            self.update()
            self.view_mode_changed.emit(mode)

    def set_side(self, side: Side, image: QImage | None, label: str) -> None:
        """Put another picture on side "a" or "b", or its own where it is None.

        It may have more or fewer pixels than the picture, and is scaled to lie over it. An empty
        label writes nothing into the corner.
        """
        place = QRectF(QRect(0, 0, self._scene.size.width(), self._scene.size.height()))
        shown = image is not None and self._scene.picture is not None and not self._glancing
        layer = framed(image, place) if shown and image is not None else None
        if side == "a":
            self._scene.a = layer
        else:
            self._scene.b = layer
        self._labels[side] = label
        self.layers_changed()
        self.update()

    def set_own_name(self, name: str) -> None:
        """Say what the picture itself is called, where it is shown alone."""
        self._own_name = name

    @property
    def compares(self) -> bool:
        """Whether there are two sides to compare."""
        scene = self._scene
        return self.has_preview or scene.a is not None or scene.b is not None

    @property
    def splits(self) -> bool:
        """Whether there is a line between two sides."""
        return self._mode == "split" and self.compares

    @property
    def only_looks(self) -> bool:
        """Whether this is a way of looking in which nothing is painted."""
        return self._glancing or self._mode in {"flip", "difference"}

    def layers_changed(self) -> None:
        """Show the line where there are two sides."""
        self._line.setVisible(self.splits)

    # The line.

    def toggle_split_orientation(self) -> None:
        """Turn the line between A and B."""
        self._line.set_upright(not self._line.is_upright)
        self._line_at = self._line.position
        self.show_again()

    def move_line(self, at: QPointF) -> None:
        """Bring the line under a point of the widget."""
        self._line.move_to(at)

    def _follow_line(self) -> None:
        """Redraw what the line has passed over."""
        before, self._line_at = self._line_at, self._line.position
        low, high = sorted((before, self._line_at))
        if self._line.is_upright:
            self.update(low - 2, 0, high - low + 4, self.height())
        else:
            self.update(0, low - 2, self.width(), high - low + 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep fitting, or keep the middle; the line has moved along."""
        super().resizeEvent(event)
        self._line_at = self._line.position

    # In turn.

    def show_original(self, *, held: bool) -> None:
        """Show the picture while a key is held; side B where A and B are shown in turn."""
        if self._mode == "flip":
            self.set_flipped(flipped=held)
        elif held != self._held:
            self._held = held
            self._line.set_veiled(held)
            self.show_again()

    @property
    def flipped(self) -> bool:
        """Whether B is shown where A and B are shown in turn."""
        return self._flipped

    def set_flipped(self, *, flipped: bool) -> None:
        """Show B in place of A, where they are shown in turn."""
        if flipped != self._flipped:
            self._flipped = flipped
            if self._mode == "flip":
                self.show_again()

    # The difference.

    @property
    def difference(self) -> Look:
        """How the difference is shown."""
        return self._difference

    def set_difference(self, look: Look) -> None:
        """Show the difference in another way."""
        if look != self._difference:
            self._difference = look
            self.update()

    # Painting.

    def paint_layers(self, painter: QPainter, exposed: QRect) -> None:
        """Paint what is exposed of one side or of both, in device pixels."""
        if self._held:
            self.paint_bare(painter, exposed, "picture")
        elif self._mode == "original" or not self.compares:
            self.paint_side(painter, exposed, "picture" if self._mode == "original" else "result")
        elif self._mode == "split":
            a, b = self._sides(exposed)
            self.paint_side(painter, a, "a")
            self.paint_side(painter, b, "b")
        elif self._mode == "flip":
            self.paint_bare(painter, exposed, "b" if self._flipped else "a")
        elif self._mode == "difference":
            self.paint_kept(("difference", ""), self._paint_difference, painter, exposed)
        else:
            self.paint_side(painter, exposed, "result")

    def _sides(self, exposed: QRect) -> tuple[QRect, QRect]:
        """Return the parts of `exposed` on the two sides of the line, in device pixels."""
        line = round(self._line.position * self.devicePixelRatioF())
        a, b = QRect(exposed), QRect(exposed)
        if self._line.is_upright:
            a.setRight(min(line - 1, exposed.right()))
            b.setLeft(max(line, exposed.left()))
        else:
            a.setBottom(min(line - 1, exposed.bottom()))
            b.setTop(max(line, exposed.top()))
        return a, b

    def _paint_difference(self, painter: QPainter, view: View, exposed: QRect) -> None:
        """Compare what is exposed of both sides, as the screen would show it."""
        self.paint_ground(painter, exposed)
        seen = exposed & view.to_device_rect(view.picture_rect).toAlignedRect()
        if not seen.isEmpty():
            a, b = self._drawn("a", view, seen), self._drawn("b", view, seen)
            painter.drawImage(seen.topLeft(), difference(a, b, self._difference))

    def _drawn(self, side: Side, view: View, seen: QRect) -> QImage:
        """Return a side as it is seen in a rectangle of device pixels."""
        image = QImage(seen.size(), QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.black)
        with QPainter(image) as painter:
            painter.translate(-seen.topLeft())
            self._scene.paint(painter, view, seen, side)
        return image

    def paint_words(self, painter: QPainter) -> None:
        """Name what is shown in the corners, and say what colours mean."""
        for text, corner in self._corner_labels():
            if text:
                self._paint_label(painter, text, corner)
        if self._mode == "difference" and self._difference.kind == "heat" and self.compares:
            self._paint_bar(painter)

    def _corner_labels(self) -> Iterator[tuple[str, Qt.AlignmentFlag]]:
        a, b = self._labels["a"], self._labels["b"]
        if self._held or (self._mode == "original" and self.compares):
            yield self._own_name, _TOP_LEFT
        elif self.splits:
            yield a, _TOP_LEFT
            yield b, _TOP_RIGHT if self._line.is_upright else _BOTTOM_LEFT
        elif self._mode == "flip" and self.compares:
            yield (f"B · {b}" if self._flipped else f"A · {a}"), _TOP_LEFT
        elif self._mode == "difference" and self.compares:
            yield self._about_difference(a, b), _TOP_LEFT

    def _about_difference(self, a: str, b: str) -> str:
        if self._difference.kind == "signed":
            pattern = self.tr("{b} − {a}, × {gain} (grey: none)")
        else:
            pattern = self.tr("|{a} − {b}| × {gain}")
        return pattern.format(a=a, b=b, gain=self._difference.gain)

    def _paint_label(self, painter: QPainter, text: str, corner: Qt.AlignmentFlag) -> None:
        """Write in a corner, on a dark ground that reads on any picture."""
        room = painter.fontMetrics().boundingRect(text).size() + QSize(18, 8)
        box = QRect(0, 0, room.width(), room.height())
        area = self.rect().adjusted(_GAP, _GAP, -_GAP, -_GAP)
        box.moveTopLeft(area.topLeft())
        if corner & Qt.AlignmentFlag.AlignRight:
            box.moveRight(area.right())
        if corner & Qt.AlignmentFlag.AlignBottom:
            box.moveBottom(area.bottom())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_GROUND)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setPen(QColor(255, 255, 255))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_bar(self, painter: QPainter) -> None:
        """Draw what the colours of the heat map stand for, on a dark ground."""
        room = painter.fontMetrics().horizontalAdvance("255.5") + 14
        place = QRect(0, 0, _BAR.width(), min(_BAR.height(), self.height() // 2))
        place.moveTopRight(self.rect().topRight() + QPoint(-2 * _GAP, 2 * _GAP))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_GROUND)
        painter.drawRoundedRect(place.adjusted(-room, -_GAP, _GAP, _GAP), 6, 6)
        painter.setPen(QColor(255, 255, 255))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        paint_bar(painter, place, self._difference)
