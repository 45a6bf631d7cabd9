"""Areas of a mask: which pixels a drawn outline covers, and how much."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColorConstants, QImage, QPainter, QPainterPath
from qimage2ndarray import raw_view

Bytes = npt.NDArray[np.uint8]


def area_cover(path: QPainterPath, bounds: QRect) -> tuple[QRect, Bytes] | None:
    """Render the inside of `path`, in pixels of the picture, with a smooth edge.

    Returns
    -------
    The rectangle of `bounds` that the area may touch, and its cover there as (h, w) values 0–255;
    or None where it lies outside.
    """
    rect = path.boundingRect().toAlignedRect() & bounds
    if rect.isEmpty():
        return None
    image = QImage(rect.size(), QImage.Format.Format_Grayscale8)
    image.fill(0)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-rect.topLeft())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColorConstants.White)
        painter.drawPath(path)
    return rect, raw_view(image).copy()
