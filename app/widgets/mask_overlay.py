"""The mask as a veil of colour over the picture, drawn from the mask's own bytes.

For zooms below 100 % there are halvings of the mask, brought up to date by the rectangle that
changed. A halved pixel takes the largest of its four: nothing painted ever becomes invisible.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, qRgba
from qimage2ndarray import raw_view

from app.widgets.canvas_view import View
from app.widgets.mipmaps import level_for

Bytes = npt.NDArray[np.uint8]

_LEVELS = 6  # the last one, of 64 × 64 pixels a cell, also tells where there is anything to draw


class MaskOverlay:
    """Draws a mask (`Format_Grayscale8`, 255 = restore) in one colour over the picture.

    The very image object is kept, not a copy; call `refresh` after its pixels changed.
    """

    def __init__(self, mask: QImage, colour: QColor, opacity: float) -> None:
        self._mask = mask
        self._levels: list[Bytes] = []
        height, width = mask.height(), mask.width()
        for _ in range(_LEVELS):
            height, width = -(-height // 2), -(-width // 2)
            self._levels.append(np.zeros((height, width), np.uint8))
        self._occupied = QRect()
        self.set_colour(colour, opacity)
        self.refresh(mask.rect())

    def set_colour(self, colour: QColor, opacity: float) -> None:
        """Choose the colour and how much of the picture it hides, in [0, 1]."""
        red, green, blue = colour.red(), colour.green(), colour.blue()
        self._table = [qRgba(red, green, blue, round(opacity * value)) for value in range(256)]

    def refresh(self, rect: QRect) -> None:
        """Bring the halvings up to date with the mask inside `rect`."""
        rect &= self._mask.rect()
        if rect.isEmpty():
            return
        top, bottom, left, right = rect.top(), rect.bottom() + 1, rect.left(), rect.right() + 1
        fine = raw_view(self._mask)
        for coarse in self._levels:
            top, bottom, left, right = top // 2, -(-bottom // 2), left // 2, -(-right // 2)
            halved = _halved(fine[2 * top : 2 * bottom, 2 * left : 2 * right])
            coarse[top:bottom, left:right] = halved
            fine = coarse
        self._occupied = self._find_occupied()

    def paint(self, painter: QPainter, view: View, exposed: QRect) -> None:
        """Draw the mask where it is `exposed`, in device pixels; the caller clips to that."""
        painted = view.to_device_rect(QRectF(self._occupied)).toAlignedRect() & exposed
        if painted.isEmpty():
            return
        painter.setClipRect(painted, Qt.ClipOperation.IntersectClip)
        visible = view.visible & QRectF(self._mask.rect())
        level = min(level_for(view.zoom), _LEVELS)
        image, cell = self._image(level), 1 << level
        wanted = QRectF(
            visible.x() / cell, visible.y() / cell, visible.width() / cell, visible.height() / cell
        )
        source = wanted.toAlignedRect().adjusted(-1, -1, 1, 1) & image.rect()
        target = QRectF(
            source.x() * cell, source.y() * cell, source.width() * cell, source.height() * cell
        )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        painter.drawImage(view.to_device_rect(target), image, QRectF(source))

    def _image(self, level: int) -> QImage:
        """Wrap the bytes of a level with the colours; the bytes are not copied."""
        if level == 0:
            mask = self._mask
            wrapped = QImage(
                mask.constBits(),
                mask.width(),
                mask.height(),
                mask.bytesPerLine(),
                QImage.Format.Format_Indexed8,
            )
        else:
            values = self._levels[level - 1]
            height, width = values.shape
            wrapped = QImage(values.data, width, height, width, QImage.Format.Format_Indexed8)
        wrapped.setColorTable(self._table)
        return wrapped

    def _find_occupied(self) -> QRect:
        coarsest = self._levels[-1]
        rows, columns = np.flatnonzero(coarsest.any(axis=1)), np.flatnonzero(coarsest.any(axis=0))
        if not rows.size:
            return QRect()
        cell = 1 << _LEVELS
        top, left = int(rows[0]) * cell, int(columns[0]) * cell
        bottom, right = (int(rows[-1]) + 1) * cell, (int(columns[-1]) + 1) * cell
        return QRect(left, top, right - left, bottom - top) & self._mask.rect()


def _halved(fine: Bytes) -> Bytes:
    """Return (⌈h/2⌉, ⌈w/2⌉) values, each the largest of up to four."""
    rows = fine[0::2].copy()
    odd_rows = fine[1::2]
    np.maximum(rows[: len(odd_rows)], odd_rows, out=rows[: len(odd_rows)])
    halved = rows[:, 0::2].copy()
    odd_columns = rows[:, 1::2]
    part = halved[:, : odd_columns.shape[1]]
    np.maximum(part, odd_columns, out=part)
    return halved
