"""A round brush: which pixels a straight piece of a stroke covers, and how much.

A stroke is a polyline with round caps. Each piece is rendered on its own and merged with "the
larger value wins", so that pieces which overlap never add up, however slowly the hand moves.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColorConstants, QImage, QPainter, QPen
from qimage2ndarray import raw_view

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.floating] | npt.NDArray[np.integer]

# Thinner strokes are not smoothed: a one-pixel brush sets whole pixels.
_SMOOTHED_FROM = 3.0
# Soft dabs of at most this diameter are placed at quarters of a pixel, larger ones at whole pixels.
_FINE_UP_TO = 64.0
# Where a pen is pressed harder, the width grows in steps of so many pixels.
_WIDENING = 2.0
_MOST_PIECES = 16


@dataclass(frozen=True)
class Brush:
    """A round brush.

    Attributes
    ----------
    diameter : pixels of the picture, more than 0.
    hardness : the part of the radius that is painted fully, in [0, 1]; from there the cover falls
        smoothly to nothing at the rim. At 1 only the rim itself is smoothed.
    """

    diameter: float
    hardness: float = 1.0

    def cover(self, start: QPointF, end: QPointF, bounds: QRect) -> tuple[QRect, Bytes] | None:
        """Render the straight piece from `start` to `end`.

        Returns
        -------
        The rectangle of `bounds` that the piece may touch, and its cover there as (h, w) values
        0–255; or None where the piece lies outside.
        """
        reach = self.diameter / 2 + 1
        box = QRectF(start, end).normalized().adjusted(-reach, -reach, reach, reach)
        rect = box.toAlignedRect() & bounds
        if rect.isEmpty():
            return None
        if self.hardness >= 1:
            return rect, self._hard(start, end, rect)
        return rect, self._soft(start, end, rect)

    def _hard(self, start: QPointF, end: QPointF, rect: QRect) -> Bytes:
        """Draw the piece with the painter, whose line with round caps is exact."""
        image = QImage(rect.size(), QImage.Format.Format_Grayscale8)
        image.fill(0)
        pen = QPen(QColorConstants.White, self.diameter)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        with QPainter(image) as painter:
            smooth = self.diameter >= _SMOOTHED_FROM
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
            painter.translate(-rect.topLeft())
            painter.setPen(pen)
            if start == end:
                painter.drawPoint(start)
            else:
                painter.drawLine(start, end)
        return raw_view(image).copy()

    def _soft(self, start: QPointF, end: QPointF, rect: QRect) -> Bytes:
        """Set dabs along the piece, close enough that the ripple between them stays invisible."""
        cover = np.zeros((rect.height(), rect.width()), np.uint8)
        across = end - start
        steps = max(1, math.ceil(math.hypot(across.x(), across.y()) / self._spacing))
        for step in range(steps + 1):
            centre = start + across * (step / steps) - QPointF(rect.topLeft())
            self._dab(cover, centre.x(), centre.y())
        return cover

    @property
    def _spacing(self) -> float:
        # Halfway between two dabs the rim recedes by s²/8r: kept under 1/128 of the falloff.
        falloff = max(1.0, self.diameter / 2 * (1 - self.hardness))
        return max(0.5, math.sqrt(self.diameter / 2 * falloff) / 4)

    def _dab(self, cover: Bytes, x: float, y: float) -> None:
        """Merge one dab centred on (x, y) into `cover`, clipped to it."""
        grid = 4 if self.diameter <= _FINE_UP_TO else 1
        x, y = round(x * grid) / grid, round(y * grid) / grid
        left, top = math.floor(x), math.floor(y)
        dab = _dab(self.diameter, self.hardness, x - left, y - top)
        half = dab.shape[0] // 2
        rows, from_row = _overlap(top - half, dab.shape[0], cover.shape[0])
        columns, from_column = _overlap(left - half, dab.shape[1], cover.shape[1])
        part = cover[rows, columns]
        if part.size:
            np.maximum(part, dab[from_row, from_column], out=part)


def pieces(
    brush: Brush, start: tuple[QPointF, float], end: tuple[QPointF, float]
) -> Iterator[tuple[Brush, QPointF, QPointF]]:
    """Split a piece along which the brush widens or narrows into pieces of one width each.

    `start` and `end` are a point and the part of the brush's diameter there.
    """
    (begin, first), (goal, last) = start, end
    steps = max(1, min(_MOST_PIECES, round(abs(last - first) * brush.diameter / _WIDENING)))
    here = begin
    for step in range(1, steps + 1):
        there = begin + (goal - begin) * (step / steps)
        share = first + (last - first) * (step / steps)
        yield brush if share == 1.0 else _narrowed(brush, share), here, there
        here = there


def _narrowed(brush: Brush, share: float) -> Brush:
    """Return the brush at a part of its width, in half pixels: soft dabs are kept by diameter."""
    return replace(brush, diameter=max(1.0, round(2 * brush.diameter * share) / 2))


def _overlap(start: int, length: int, limit: int) -> tuple[slice, slice]:
    """Return where [start, start + length) meets [0, limit), counted from 0 and from `start`."""
    first, last = max(0, start), max(0, min(limit, start + length))
    return slice(first, last), slice(first - start, max(first - start, last - start))


@lru_cache(maxsize=32)
def _dab(diameter: float, hardness: float, x: float, y: float) -> Bytes:
    """Return a soft dab, (n, n) with n even, centred (x, y) beyond the pixel corner n/2."""
    half = math.ceil(diameter / 2) + 2
    if x == 0 and y == 0:
        quarter = _falloff(diameter, hardness, np.arange(half), np.arange(half))
        lower = np.hstack([quarter[:, ::-1], quarter])
        dab = np.vstack([lower[::-1], lower])
    else:
        pixels = np.arange(-half, half)
        dab = _falloff(diameter, hardness, pixels - y, pixels - x)
    dab.setflags(write=False)
    return dab


def _falloff(diameter: float, hardness: float, rows: Floats, columns: Floats) -> Bytes:
    """Return the cover of the pixels whose corners lie `rows` and `columns` from the centre."""
    outer = diameter / 2 + 0.5
    inner = min(diameter / 2 * hardness, outer - 1)
    down, right = np.float32(rows + 0.5), np.float32(columns + 0.5)
    share = np.sqrt(np.add.outer(down * down, right * right))
    np.subtract(np.float32(outer), share, out=share)
    np.multiply(share, np.float32(1 / (outer - inner)), out=share)
    np.clip(share, 0, 1, out=share)
    share *= share * (3 - 2 * share)
    return (share * 255 + 0.5).astype(np.uint8)
