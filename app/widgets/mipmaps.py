"""A picture with its halvings, so that a photograph of 24 megapixels is drawn in milliseconds."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QImage, QPainter
from qimage2ndarray import raw_view

from app.widgets.canvas_view import View
from app.widgets.picking import picked, pixels_in, taken

# From here on pixels are shown as squares: the eye wants to see them, not a blur.
SQUARES_FROM = 2.0


def level_for(scale: float) -> int:
    """Return how often to halve a picture that is drawn at `scale` (device pixels per pixel)."""
    return max(0, math.floor(math.log2(1 / scale) + 1e-9)) if scale > 0 else 0


class Mipmaps:
    """A picture that lies in `place`, in the canvas's coordinates, with halvings made on demand.

    The image must own its memory. `Format_RGB32`, or `Format_ARGB32_Premultiplied` with
    transparency, is taken as it is; other formats are converted.
    """

    def __init__(self, image: QImage, place: QRectF) -> None:
        clear = image.hasAlphaChannel()
        fast = QImage.Format.Format_ARGB32_Premultiplied if clear else QImage.Format.Format_RGB32
        self._levels = {0: image.convertToFormat(fast)}
        self.place = QRectF(place)

    @property
    def is_transparent(self) -> bool:
        """Whether something may be seen through the picture."""
        return self._levels[0].hasAlphaChannel()

    def level(self, number: int) -> QImage:
        """Return the picture halved `number` times."""
        if number not in self._levels:
            self._levels[number] = _halved(self.level(number - 1))
        return self._levels[number]

    def paint(self, painter: QPainter, view: View, exposed: QRect) -> None:
        """Draw the picture where it is `exposed`, in device pixels; the caller clips to that."""
        scale = view.zoom * self.place.width() / self._levels[0].width()
        painted = pixels_in(view.to_device_rect(self.place)) & exposed
        if painted.isEmpty():
            return
        coarse = self._levels[0].width() < self.place.width()
        if scale >= SQUARES_FROM and not coarse:
            self._paint_squares(painter, view, painted)
            return
        image = self.level(level_for(scale))
        source = self._source(image, view.to_picture_rect(QRectF(painted)) & self.place)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self._target(view, image, source), image, QRectF(source))

    def _paint_squares(self, painter: QPainter, view: View, painted: QRect) -> None:
        """Draw each pixel as a square."""
        image = self._levels[0]
        across, down = image.width() / self.place.width(), image.height() / self.place.height()
        corner = view.to_device(self.place.topLeft())
        rows = picked(painted.top() - corner.y(), painted.height(), view.zoom / down)
        columns = picked(painted.left() - corner.x(), painted.width(), view.zoom / across)
        colours = np.ascontiguousarray(taken(raw_view(image), rows, columns))
        height, width = colours.shape
        squares = QImage(colours.data, width, height, 4 * width, image.format())
        painter.drawImage(painted.topLeft(), squares)

    def _source(self, image: QImage, visible: QRectF) -> QRect:
        """Return the pixels of `image` to draw: one more on each side, which smoothing looks at."""
        across, down = image.width() / self.place.width(), image.height() / self.place.height()
        from_corner = visible.translated(-self.place.topLeft())
        wanted = QRectF(
            from_corner.x() * across,
            from_corner.y() * down,
            from_corner.width() * across,
            from_corner.height() * down,
        )
        return wanted.toAlignedRect().adjusted(-1, -1, 1, 1) & image.rect()

    def _target(self, view: View, image: QImage, source: QRect) -> QRectF:
        across, down = self.place.width() / image.width(), self.place.height() / image.height()
        rect = QRectF(
            self.place.x() + source.x() * across,
            self.place.y() + source.y() * down,
            source.width() * across,
            source.height() * down,
        )
        return view.to_device_rect(rect)


def _halved(image: QImage) -> QImage:
    """Return an image of half the size, each pixel the mean of four.

    Smooth drawing at exactly one half is that mean, and five times as quick as `QImage.scaled`.
    """
    half = QImage(max(1, image.width() // 2), max(1, image.height() // 2), image.format())
    with QPainter(half) as painter:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.drawImage(half.rect(), image)
    return half
