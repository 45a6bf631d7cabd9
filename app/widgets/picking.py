"""Which pixel lies under each pixel of the screen.

A rule of our own rather than the painter's, which rounds the edges of enlarged pixels differently
for each part it draws: parts that are drawn one by one must meet, and a mask must lie on its
picture.
"""

from __future__ import annotations

import math
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, QRectF

Indices = npt.NDArray[np.intp]
T = TypeVar("T", bound=np.generic)


def pixels_in(rect: QRectF) -> QRect:
    """Return the pixels whose middle lies in `rect`: those that the painter, too, would fill."""
    left, top = math.ceil(rect.left() - 0.5), math.ceil(rect.top() - 0.5)
    right, bottom = math.ceil(rect.right() - 0.5), math.ceil(rect.bottom() - 0.5)
    return QRect(left, top, right - left, bottom - top)


def picked(first: float, count: int, scale: float) -> Indices:
    """Return which value, of `scale` device pixels each, lies under each of `count` device pixels.

    `first` counts from the edge of the values, which may begin later or end earlier.
    """
    middles = np.arange(count) + (first + 0.5)
    return np.floor(middles / scale).astype(np.intp)


def taken(values: npt.NDArray[T], rows: Indices, columns: Indices) -> npt.NDArray[T]:
    """Return `values[rows][:, columns]` of indices that grow, quickest where few values are meant.

    What lies beyond the edges is what lies at them.
    """
    height, width = values.shape
    rows, columns = rows.clip(0, height - 1), columns.clip(0, width - 1)
    part = values[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    # Where as many are wanted as there are, each is picked once.
    if len(columns) != part.shape[1]:
        part = part.take(columns - columns[0], axis=1)
    return part.take(rows - rows[0], axis=0) if len(rows) != part.shape[0] else part
