"""A hand for tests of the canvas: pictures to show, mouse and keys, and what was told."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainterPath,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication
from qimage2ndarray import rgb_view

from app.widgets.canvas import Canvas

NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
LEFT, RIGHT, MIDDLE = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.RightButton,
    Qt.MouseButton.MiddleButton,
)


def noise(width: int, height: int, seed: int = 0) -> QImage:
    values = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return QImage(values.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def plain(width: int, height: int, colour: str) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


def colours(image: QImage) -> NDArray[np.uint8]:
    converted = image.convertToFormat(QImage.Format.Format_RGB32)  # a view keeps nothing alive
    return rgb_view(converted).copy()


def seen(canvas: Canvas) -> NDArray[np.uint8]:
    return colours(canvas.grab().toImage())


class Strokes:
    """Writes down what the canvas tells of strokes."""

    def __init__(self, canvas: Canvas) -> None:
        self.all: list[tuple[object, ...]] = []
        canvas.stroke_began.connect(self._began)
        canvas.stroke_moved.connect(self._moved)
        canvas.stroke_ended.connect(self._ended)
        canvas.stroke_cancelled.connect(self._cancelled)

    def _began(self, point: QPointF, erase: bool) -> None:
        self.all.append(("erase" if erase else "paint", point.x(), point.y()))

    def _moved(self, point: QPointF) -> None:
        self.all.append(("move", point.x(), point.y()))

    def _ended(self) -> None:
        self.all.append(("end",))

    def _cancelled(self) -> None:
        self.all.append(("cancel",))


class Areas:
    """Writes down the areas that the canvas tells of: their boxes, and what becomes of them."""

    def __init__(self, canvas: Canvas) -> None:
        self.all: list[tuple[str, float, float, float, float]] = []
        self.paths: list[QPainterPath] = []
        canvas.area_drawn.connect(self._drawn)

    def _drawn(self, path: QPainterPath, erase: bool) -> None:
        box = path.boundingRect()
        word = "take" if erase else "add"
        self.all.append((word, box.left(), box.top(), box.width(), box.height()))
        self.paths.append(QPainterPath(path))


def send(canvas, kind, x, y, button=LEFT, keys=NONE):
    at, none = QPointF(x, y), Qt.MouseButton.NoButton
    held = none if kind == QEvent.Type.MouseButtonRelease else button
    event = QMouseEvent(kind, at, canvas.mapToGlobal(at), button, held, keys)
    QApplication.sendEvent(canvas, event)


def press(canvas, x, y, button=LEFT, keys=NONE):
    send(canvas, QEvent.Type.MouseButtonPress, x, y, button, keys)


def move(canvas, x, y, keys=NONE):
    at, none = QPointF(x, y), Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, at, canvas.mapToGlobal(at), none, none, keys)
    QApplication.sendEvent(canvas, event)


def release(canvas, x, y, button=LEFT, keys=NONE):
    send(canvas, QEvent.Type.MouseButtonRelease, x, y, button, keys)


def drag(canvas, *points, button=LEFT, keys=NONE):
    press(canvas, *points[0], button, keys)
    for point in points[1:]:
        move(canvas, *point, keys)
    release(canvas, *points[-1], button, keys)


def wheel(canvas, turn, *, keys=NONE, at=(100, 80), pixels=(0, 0), fingers=False, sideways=False):
    where = QPointF(*at)
    angle = QPoint(turn, 0) if sideways else QPoint(0, turn)
    phase = Qt.ScrollPhase.ScrollUpdate if fingers else Qt.ScrollPhase.NoScrollPhase
    where_to, none, straight = canvas.mapToGlobal(where), Qt.MouseButton.NoButton, False
    event = QWheelEvent(where, where_to, QPoint(*pixels), angle, none, keys, phase, straight)
    QApplication.sendEvent(canvas, event)


def key(canvas, code, keys=NONE, *, up=False, repeat=False):
    kind = QEvent.Type.KeyRelease if up else QEvent.Type.KeyPress
    event = QKeyEvent(kind, code, keys, "", repeat)
    QApplication.sendEvent(canvas, event)
    return event.isAccepted()
