"""The line between A and B: a slider as long as the canvas, for mouse, keys and screen reader."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QWidget

_WHOLE = 100_000
_GRAB = 8  # logical pixels
_RADIUS = 13
_MARGIN = 2
_HANDLE = QColor(20, 20, 20, 235)
_LINE, _EDGE = QColor(255, 255, 255), QColor(0, 0, 0, 150)


class SplitLine(QAbstractSlider):
    """A line across its parent at `fraction` of the width, or of the height.

    Drag it, or use the arrow keys; a double click puts it in the middle. `valueChanged` tells of
    moves.
    """

    entered = Signal()  # the pointer has come, and left the canvas beneath

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = parent
        self._grabbed_at = 0
        self._veiled = False
        self.setRange(0, _WHOLE)
        self.setSingleStep(_WHOLE // 100)
        self.setPageStep(_WHOLE // 10)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAccessibleName(self.tr("Comparison line"))
        self.setAccessibleDescription(
            self.tr("Arrow keys move the line between the two pictures; V turns it.")
        )
        self.setValue(_WHOLE // 2)
        self.set_upright(True)
        self.valueChanged.connect(self._place)
        parent.installEventFilter(self)
        self.hide()

    @property
    def is_upright(self) -> bool:
        """Whether the line is vertical and moves sideways."""
        return self.orientation() == Qt.Orientation.Horizontal

    def set_upright(self, upright: bool) -> None:
        """Make the line vertical, or horizontal."""
        self.setOrientation(Qt.Orientation.Horizontal if upright else Qt.Orientation.Vertical)
        self.setInvertedControls(not upright)  # the down key moves a horizontal line down
        self.setCursor(Qt.CursorShape.SplitHCursor if upright else Qt.CursorShape.SplitVCursor)
        self._place()

    @property
    def position(self) -> int:
        """Where the line is, in the parent's logical pixels."""
        return round(self.value() / _WHOLE * self._room)

    def move_to(self, point: QPointF) -> None:
        """Bring the line under a point of the parent."""
        along = point.x() if self.is_upright else point.y()
        self.setValue(round(along / max(1, self._room) * _WHOLE))

    def set_veiled(self, veiled: bool) -> None:
        """Draw nothing for a while, without giving the keyboard focus away."""
        if veiled != self._veiled:
            self._veiled = veiled
            self.update()

    @property
    def _room(self) -> int:
        return self._canvas.width() if self.is_upright else self._canvas.height()

    def _place(self) -> None:
        parent, half = self._canvas.rect(), _RADIUS + _MARGIN
        if self.is_upright:
            self.setGeometry(self.position - half, 0, 2 * half, parent.height())
        else:
            self.setGeometry(0, self.position - half, parent.width(), 2 * half)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Follow the parent's size."""
        if event.type() == QEvent.Type.Resize and watched is self._canvas:
            self._place()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave to the canvas all but the grab zone and the handle."""
        zone = self.rect()
        inset = (zone.width() - _GRAB) // 2 if self.is_upright else (zone.height() - _GRAB) // 2
        zone = (
            zone.adjusted(inset, 0, -inset, 0)
            if self.is_upright
            else zone.adjusted(0, inset, 0, -inset)
        )
        self.setMask(QRegion(zone) | QRegion(self._handle_box(), QRegion.RegionType.Ellipse))
        super().resizeEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Tell that the pointer is here: Qt says nothing to what lies beneath."""
        self.entered.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the line."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._grabbed_at = self._along(event) - self.position
        self.setSliderDown(True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the line."""
        if self.isSliderDown():
            self.setValue(
                round((self._along(event) - self._grabbed_at) / max(1, self._room) * _WHOLE)
            )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self.setSliderDown(False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Put the line in the middle."""
        self.setValue(_WHOLE // 2)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the canvas, which zooms."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line and its handle."""
        if self._veiled:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            centre = QRectF(self._handle_box()).center()
            ends = self._ends()
            painter.setPen(QPen(_EDGE, 3))
            painter.drawLine(*ends)
            painter.setPen(QPen(_LINE, 1))
            painter.drawLine(*ends)
            focused = self.hasFocus()
            painter.setPen(
                QPen(
                    self.palette().highlight().color() if focused else _LINE, 3 if focused else 1.5
                )
            )
            painter.setBrush(_HANDLE)
            painter.drawEllipse(centre, _RADIUS - 1.5, _RADIUS - 1.5)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_LINE)
            painter.translate(centre)
            painter.rotate(0 if self.is_upright else 90)
            for side in (-1, 1):
                arrow = [QPointF(side * 8, 0), QPointF(side * 3, -4), QPointF(side * 3, 4)]
                painter.drawPolygon(QPolygonF(arrow))

    def _ends(self) -> tuple[QPointF, QPointF]:
        half = _RADIUS + _MARGIN
        if self.is_upright:
            return QPointF(half, 0), QPointF(half, self.height())
        return QPointF(0, half), QPointF(self.width(), half)

    def _handle_box(self) -> QRect:
        box = QRect(0, 0, 2 * _RADIUS, 2 * _RADIUS)
        half = _RADIUS + _MARGIN
        across = (
            QPoint(half, self.height() // 2) if self.is_upright else QPoint(self.width() // 2, half)
        )
        box.moveTopLeft(across - QPoint(_RADIUS, _RADIUS))
        return box

    def _along(self, event: QMouseEvent) -> int:
        point = self.mapToParent(event.position().toPoint())
        return point.x() if self.is_upright else point.y()
