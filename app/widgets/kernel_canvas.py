"""A small square to draw a blur kernel on: the trace that a point of light left."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

Values = NDArray[np.float32]

SMALLEST, LARGEST = 3, 99  # pixels a side
_STEPS = {
    Qt.Key.Key_Left: QPoint(-1, 0),
    Qt.Key.Key_Right: QPoint(1, 0),
    Qt.Key.Key_Up: QPoint(0, -1),
    Qt.Key.Key_Down: QPoint(0, 1),
}
_GRID_FROM = 5  # logical pixels a cell: below, lines would hide what is drawn


class KernelCanvas(QWidget):
    """Shows (n, n) values in [0, 1], n odd, and lets a person draw them.

    Drag to draw, with the right button to erase; with Shift a press draws a straight line from
    where the last one ended. Arrow keys move a cell, Space sets it or takes it away, and with Shift
    the arrow keys draw.
    """

    changed = Signal()

    def __init__(self, size: int = 21) -> None:
        super().__init__()
        self._values: Values = np.zeros((size, size), np.float32)
        self._brush = 1.0
        self._last: QPointF | None = None
        self._cell = QPoint(size // 2, size // 2)
        self._erasing = False
        self.setMinimumSize(240, 240)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(self.tr("Blur kernel"))
        self.setAccessibleDescription(
            self.tr(
                "Drag to draw, with Shift in straight lines; the right button erases. Arrow keys"
                " move the cell, Space sets it, Shift and the arrow keys draw."
            )
        )

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(340, 340)

    def values(self) -> Values:
        """Return what is drawn, (n, n) floats in [0, 1]."""
        return self._values.copy()

    def set_values(self, values: Values) -> None:
        """Show values, (n, n) floats in [0, 1], without emitting `changed`."""
        self._values = values.astype(np.float32)
        self._cell = QPoint(len(values) // 2, len(values) // 2)
        self._last = None
        self.update()

    def set_size(self, size: int) -> None:
        """Take another number of pixels a side; what is drawn keeps its middle."""
        before = len(self._values)
        if size == before:
            return
        values = np.zeros((size, size), np.float32)
        kept = min(size, before)
        here, there = (size - kept) // 2, (before - kept) // 2
        values[here : here + kept, here : here + kept] = self._values[
            there : there + kept, there : there + kept
        ]
        self.set_values(values)
        self.changed.emit()

    def set_brush(self, width: float) -> None:
        """Choose how wide a line is, in pixels of the kernel."""
        self._brush = width

    def clear(self) -> None:
        """Take everything away."""
        self.set_values(np.zeros_like(self._values))
        self.changed.emit()

    def draw_line(self, start: QPointF, end: QPointF, *, erase: bool = False) -> None:
        """Draw, or erase, a line between two points in pixels of the kernel."""
        cover = _cover(len(self._values), start, end, self._brush)
        if erase:
            np.minimum(self._values, 1.0 - cover, out=self._values)
        else:
            np.maximum(self._values, cover, out=self._values)
        self._last = QPointF(end)
        self.update()
        self.changed.emit()

    # Events.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Set a dab, or draw a straight line to here."""
        buttons = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)
        if event.button() not in buttons:
            event.ignore()
            return
        self._erasing = event.button() == Qt.MouseButton.RightButton
        at = self._to_kernel(event.position())
        straight = event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self._last is not None
        start = self._last if straight and self._last is not None else at
        self.draw_line(start, at, erase=self._erasing)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the line."""
        if event.buttons() and self._last is not None:
            self.draw_line(self._last, self._to_kernel(event.position()), erase=self._erasing)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cell, draw with it, or set it."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._move(
                _STEPS[key], draw=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            )
        elif key == Qt.Key.Key_Space:
            filled = self._values[self._cell.y(), self._cell.x()] > 0.5
            self.draw_line(self._middle(), self._middle(), erase=bool(filled))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        else:
            event.ignore()

    def _move(self, step: QPoint, *, draw: bool) -> None:
        most = len(self._values) - 1
        before = self._middle()
        moved = self._cell + step
        self._cell = QPoint(max(0, min(moved.x(), most)), max(0, min(moved.y(), most)))
        if draw:
            self.draw_line(before, self._middle())
        self.update()

    def _middle(self) -> QPointF:
        return QPointF(self._cell) + QPointF(0.5, 0.5)

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the values as light on black, the grid, and the cell of the keyboard."""
        area, size = self._area(), len(self._values)
        with QPainter(self) as painter:
            painter.drawImage(area, grey_image(self._values))
            cell = area.width() / size
            if cell >= _GRID_FROM:
                painter.setPen(QPen(QColor(128, 128, 128, 90), 1))
                for line in range(size + 1):
                    at = round(line * cell)
                    painter.drawLine(area.left() + at, area.top(), area.left() + at, area.bottom())
                    painter.drawLine(area.left(), area.top() + at, area.right(), area.top() + at)
            self._paint_cross(painter, area)
            painter.setPen(QPen(self.palette().highlight().color(), 2 if self.hasFocus() else 1))
            painter.drawRect(area.adjusted(0, 0, -1, -1))
            if self.hasFocus():
                corner = QPointF(self._cell) * cell + QPointF(area.topLeft())
                painter.drawRect(QRectF(corner.x(), corner.y(), cell, cell))

    def _paint_cross(self, painter: QPainter, area: QRect) -> None:
        """Mark the middle: what lies there stays in its place."""
        painter.setPen(QPen(QColor(255, 190, 92, 160), 1))
        middle = QRectF(area).center()
        reach = area.width() / 30
        painter.drawLine(middle - QPointF(reach, 0), middle + QPointF(reach, 0))
        painter.drawLine(middle - QPointF(0, reach), middle + QPointF(0, reach))

    def _area(self) -> QRect:
        side = min(self.width(), self.height())
        area = QRect(0, 0, side, side)
        area.moveCenter(self.rect().center())
        return area

    def _to_kernel(self, at: QPointF) -> QPointF:
        area = self._area()
        return (at - QPointF(area.topLeft())) * (len(self._values) / area.width())


def _cover(size: int, start: QPointF, end: QPointF, width: float) -> Values:
    """Return how much of each cell a line covers, from its distance to the cell's middle."""
    y, x = np.mgrid[0:size, 0:size] + 0.5
    dx, dy = end.x() - start.x(), end.y() - start.y()
    length = dx * dx + dy * dy
    along = ((x - start.x()) * dx + (y - start.y()) * dy) / length if length > 0 else np.zeros(())
    along = np.clip(along, 0.0, 1.0)
    distance = np.hypot(x - start.x() - along * dx, y - start.y() - along * dy)
    return np.clip(0.5 + width / 2.0 - distance, 0.0, 1.0).astype(np.float32)


def grey_image(values: Values) -> QImage:
    """Return (h, w) floats in [0, 1] as a grey image that owns its memory."""
    height, width = values.shape
    grey = np.ascontiguousarray(np.rint(np.clip(values, 0.0, 1.0) * 255.0).astype(np.uint8))
    return QImage(grey.data, width, height, width, QImage.Format.Format_Grayscale8).copy()


def blurred(values: Values, sigma: float) -> Values:
    """Return values softened by a Gaussian of `sigma` pixels, of the same size."""
    if sigma <= 0.0:
        return values
    reach = min(math.ceil(3.0 * sigma), len(values) // 2)
    steps = np.arange(-reach, reach + 1)
    line = np.exp(-0.5 * (steps / sigma) ** 2)
    line /= line.sum()
    rows = np.apply_along_axis(np.convolve, 1, values, line, mode="same")
    return np.asarray(np.apply_along_axis(np.convolve, 0, rows, line, mode="same"), np.float32)


def normalised(values: Values) -> Values:
    """Return values that sum to 1, their centre of gravity moved into the middle cell.

    A kernel beside the middle would move the whole picture.
    """
    total = float(values.sum())
    if total <= 0.0:
        return values
    y, x = np.mgrid[0 : len(values), 0 : len(values)]
    middle = len(values) // 2
    down = middle - round(float((y * values).sum()) / total)
    right = middle - round(float((x * values).sum()) / total)
    moved = np.zeros_like(values)
    target = moved[max(0, down) :, max(0, right) :]
    source = values[max(0, -down) :, max(0, -right) :]
    rows, columns = min(len(target), len(source)), min(target.shape[1], source.shape[1])
    target[:rows, :columns] = source[:rows, :columns]
    return np.asarray(moved / moved.sum(), np.float32)
