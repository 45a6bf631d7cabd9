"""Lenses that show the same few pixels of side A and side B, four times as large.

Where there is nothing to compare it is one lens.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.widgets.canvas_scene import Scene, Side, surround
from app.widgets.canvas_view import View

LENS = 192  # logical pixels
ENLARGEMENT = 4.0
_GAP = 4
_AWAY = 24  # from the pointer
_GROUND = QColor(0, 0, 0, 170)


class Loupe(QWidget):
    """Lies over a view of the scene, and leaves the mouse to it.

    It follows a point of the picture until it is pinned.
    """

    def __init__(self, parent: QWidget, scene: Scene) -> None:
        super().__init__(parent)
        self._view = parent
        self._scene = scene
        self._point = QPointF()
        self._lenses: tuple[tuple[Side, str], ...] = (("result", ""),)
        self._zoom = ENLARGEMENT
        self._pinned = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Loupe"))
        self.resize(LENS, LENS)
        self.hide()

    @property
    def pinned(self) -> bool:
        """Whether it stays where it is."""
        return self._pinned

    def toggle_pin(self) -> None:
        """Stay here, or follow the pointer again."""
        self._pinned = not self._pinned
        self.update()

    def set_lenses(self, *lenses: tuple[Side, str]) -> None:
        """Show these sides, each with its name."""
        self._lenses = lenses
        self.resize(len(lenses) * (LENS + _GAP) - _GAP, LENS)
        self.update()

    def look_at(self, point: QPointF, at: QPointF, zoom: float) -> None:
        """Show what is round a point of the picture, beside the pointer, unless it is pinned.

        Parameters
        ----------
        zoom
            That of the view beneath, in device pixels per pixel: a lens is never less than twice
            as close.
        """
        if self._pinned:
            return
        self._point = QPointF(point)
        self._zoom = max(ENLARGEMENT, 2 * zoom)
        self.move(self._beside(at))
        self.show()
        self.raise_()
        self.update()

    def put_away(self) -> None:
        """Hide, unless it is pinned."""
        if not self._pinned:
            self.hide()

    def dismiss(self) -> None:
        """Hide in any case."""
        self._pinned = False
        self.hide()

    def _beside(self, at: QPointF) -> QPoint:
        """Return where it lies: beside the pointer, on the side with room."""
        room = self._view.rect()
        x, y = round(at.x()) + _AWAY, round(at.y()) + _AWAY
        if x + self.width() > room.right():
            x = round(at.x()) - _AWAY - self.width()
        if y + self.height() > room.bottom():
            y = round(at.y()) - _AWAY - self.height()
        last = room.bottomRight() - QPoint(self.width(), self.height())
        return QPoint(max(0, min(x, last.x())), max(0, min(y, last.y())))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lenses."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.palette().color(self.backgroundRole()))
            for number, (side, words) in enumerate(self._lenses):
                place = QRect(number * (LENS + _GAP), 0, LENS, LENS)
                self._paint_lens(painter, side, place)
                if words:
                    self._paint_words(painter, words, place)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                width = 3 if self._pinned else 1
                painter.setPen(QPen(self.palette().highlight().color(), width))
                painter.drawRect(place.adjusted(0, 0, -1, -1))

    def _paint_lens(self, painter: QPainter, side: Side, place: QRect) -> None:
        ratio = self.devicePixelRatioF()
        size = QSize(round(LENS * ratio), round(LENS * ratio))
        view = View(self._scene.size, size).with_zoom(self._zoom).centred_on(self._point)
        whole = QRect(QPoint(0, 0), size)
        painter.save()
        painter.setClipRect(place)
        painter.translate(place.topLeft())
        painter.scale(1 / ratio, 1 / ratio)
        painter.fillRect(whole, surround(self.palette()))
        self._scene.paint(painter, view, whole, side)
        self._paint_cross(painter, view)
        painter.restore()

    def _paint_cross(self, painter: QPainter, view: View) -> None:
        """Frame the pixel under the pointer."""
        corner = QPointF(int(self._point.x()), int(self._point.y()))
        box = view.to_device_rect(QRectF(corner, corner + QPointF(1, 1)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, grown in ((QColor(0, 0, 0, 200), 1), (QColor(255, 255, 255, 230), 0)):
            painter.setPen(QPen(colour, 1))
            painter.drawRect(box.adjusted(-grown, -grown, grown, grown))

    def _paint_words(self, painter: QPainter, text: str, place: QRect) -> None:
        metrics = painter.fontMetrics()
        words = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width() - 16)
        box = QRect(0, 0, metrics.horizontalAdvance(words) + 12, metrics.height() + 2)
        box.moveBottomLeft(place.bottomLeft() + QPoint(4, -4))
        painter.fillRect(box, _GROUND)
        painter.setPen(QColor(255, 255, 255))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
