"""The mask over the picture, drawn from the mask's own bytes; `mask_looks` says with what.

For zooms below 100 % there are halvings of the mask, brought up to date by the rectangle that
changed. A halved pixel takes the largest of its four: nothing painted ever becomes invisible.

The pixels are picked and coloured here rather than by the painter, which takes three times as long
with a table of colours, and rounds the edges of enlarged pixels differently for each part it draws.
"""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from qimage2ndarray import raw_view

from app.widgets.canvas_view import View
from app.widgets.mask_looks import Bytes, Colours, Look, Place, veil_table
from app.widgets.picking import Indices, picked, pixels_in, taken

_PROPOSED, _PROPOSED_OPACITY = QColor("#0a84ff"), 0.65
_LEVELS = 6  # the last one, of 64 × 64 pixels a cell, also tells where there is anything to draw


class MaskOverlay:
    """Draws a mask (`Format_Grayscale8`, 255 = restore) over the picture.

    The very image object is kept, not a copy; call `refresh` after its pixels changed.
    """

    def __init__(self, mask: QImage, look: Look) -> None:
        self._mask = mask
        self._levels: list[Bytes] = []
        height, width = mask.height(), mask.width()
        for _ in range(_LEVELS):
            height, width = -(-height // 2), -(-width // 2)
            self._levels.append(np.zeros((height, width), np.uint8))
        self._occupied = QRect()
        self._look = look
        self._phase = 0
        self.refresh(mask.rect())

    def set_look(self, look: Look) -> None:
        """Choose what it is drawn with."""
        self._look = look

    @property
    def occupied(self) -> QRect:
        """A rectangle of the picture outside which nothing is marked."""
        return self._occupied

    def march(self) -> None:
        """Let a pattern that moves go a step further."""
        self._phase += 1

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
        """Draw the mask where it is `exposed`, in device pixels."""
        painted = pixels_in(view.to_device_rect(QRectF(self._occupied))) & exposed
        if painted.isEmpty():
            return
        # The first level whose values are a device pixel or more: none of them is left out.
        level = min(max(0, math.ceil(math.log2(1 / view.zoom) - 1e-9)), _LEVELS)
        values = self._levels[level - 1] if level else raw_view(self._mask)
        colours = self._coloured(values, view, view.zoom * (1 << level), painted, painter)
        height, width = colours.shape
        form = QImage.Format.Format_ARGB32_Premultiplied
        image = QImage(colours.data, width, height, 4 * width, form)
        painter.drawImage(painted.topLeft(), image)

    def _coloured(
        self, values: Bytes, view: View, scale: float, painted: QRect, painter: QPainter
    ) -> Colours:
        """Return the colours of the device pixels `painted`, of values `scale` pixels large."""
        look, ratio = self._look, painter.device().devicePixelRatio()
        around = look.margin(ratio)
        wanted = painted.adjusted(-around, -around, around, around)
        left, top = wanted.left() - view.left, wanted.top() - view.top
        rows = picked(top, wanted.height(), scale)
        columns = picked(left, wanted.width(), scale)
        if look.table is not None:
            return _looked_up(look.table, values, rows, columns)
        place = Place(left + around, top + around, ratio, self._phase)
        return look.colours(_marked(values, rows, columns), place)

    def _find_occupied(self) -> QRect:
        coarsest = self._levels[-1]
        rows, columns = np.flatnonzero(coarsest.any(axis=1)), np.flatnonzero(coarsest.any(axis=0))
        if not rows.size:
            return QRect()
        cell = 1 << _LEVELS
        top, left = int(rows[0]) * cell, int(columns[0]) * cell
        bottom, right = (int(rows[-1]) + 1) * cell, (int(columns[-1]) + 1) * cell
        return QRect(left, top, right - left, bottom - top) & self._mask.rect()


def tinted(values: Bytes) -> QImage:
    """Return (h, w) values as a veil in the colour of what is only proposed."""
    height, width = values.shape
    colours = np.ascontiguousarray(veil_table(_PROPOSED, _PROPOSED_OPACITY).take(values))
    form = QImage.Format.Format_ARGB32_Premultiplied
    return QImage(colours.data, width, height, 4 * width, form).copy()


def _looked_up(table: Colours, values: Bytes, rows: Indices, columns: Indices) -> Colours:
    """Return the colours of `values[rows][:, columns]`, looked up before they are enlarged."""
    height, width = values.shape
    rows, columns = rows.clip(0, height - 1), columns.clip(0, width - 1)
    top, left = rows[0], columns[0]
    colours = table.take(values[top : rows[-1] + 1, left : columns[-1] + 1])
    return np.ascontiguousarray(taken(colours, rows - top, columns - left))


def _marked(values: Bytes, rows: Indices, columns: Indices) -> Bytes:
    """Return `values[rows][:, columns]`; beyond the edges nothing is marked."""
    height, width = values.shape
    marked = taken(values, rows, columns).copy()
    marked[(rows < 0) | (rows >= height)] = 0
    marked[:, (columns < 0) | (columns >= width)] = 0
    return marked


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
