"""What the canvas shows: the picture, a live result over it, and the mask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPalette, QPixmap

from app.widgets.canvas_view import View
from app.widgets.mask_overlay import MaskOverlay
from app.widgets.mipmaps import Mipmaps

ViewMode = Literal["result", "original", "split"]

# Neutral on purpose: a tinted surround changes how the colours of a photograph look.
_DARK_SURROUND = QColor("#3a3a3a")
_LIGHT_SURROUND = QColor("#808080")
_CHECKS = QColor("#999999"), QColor("#666666")
_CHECK = 8  # logical pixels


@dataclass
class Scene:
    """The layers of the canvas, from back to front.

    beside    what may take the picture's place on one side of a comparison
    proposal  what may be added to the mask
    """

    picture: Mipmaps | None = None
    result: Mipmaps | None = None
    beside: Mipmaps | None = None
    overlay: MaskOverlay | None = None
    proposal: Mipmaps | None = None
    overlay_visible: bool = True

    @property
    def size(self) -> QSize:
        """The size of the picture, in its pixels."""
        return self.picture.place.size().toSize() if self.picture else QSize()

    def paint(
        self,
        painter: QPainter,
        view: View,
        exposed: QRect,
        *,
        result: bool,
        overlay: bool = True,
        beside: bool = False,
    ) -> None:
        """Paint `exposed`, in device pixels, with or without the result over the picture."""
        if self.picture is None or exposed.isEmpty():
            return
        painter.save()
        painter.setClipRect(exposed, Qt.ClipOperation.IntersectClip)
        if self.picture.is_transparent:
            self._paint_checks(painter, view, exposed)
        ground = self.beside if beside and self.beside is not None else self.picture
        ground.paint(painter, view, exposed)
        if result and self.result is not None:
            self.result.paint(painter, view, exposed)
        if overlay and self.overlay_visible and self.overlay is not None:
            self.overlay.paint(painter, view, exposed)
        if overlay and self.proposal is not None:
            self.proposal.paint(painter, view, exposed)
        painter.restore()

    def surrounds(self, view: View, exposed: QRect) -> bool:
        """Whether some of `exposed` is not covered by the picture."""
        covered = view.to_device_rect(QRectF(QRect(0, 0, self.size.width(), self.size.height())))
        return not covered.contains(QRectF(exposed))

    def _paint_checks(self, painter: QPainter, view: View, exposed: QRect) -> None:
        covered = view.to_device_rect(view.picture_rect).toAlignedRect()
        painter.setBrushOrigin(covered.topLeft())
        painter.fillRect(covered & exposed, _checks())


def surround(palette: QPalette) -> QColor:
    """Return the grey around the picture that suits the theme."""
    dark = palette.window().color().lightness() < 128
    return _DARK_SURROUND if dark else _LIGHT_SURROUND


def framed(image: QImage, rect: QRect | QRectF) -> Mipmaps:
    """Return an image as a layer that fills `rect` of the picture."""
    return Mipmaps(image, QRectF(rect))


def _checks() -> QBrush:
    """Return the pattern that shows through transparency."""
    tile = QPixmap(2 * _CHECK, 2 * _CHECK)
    tile.fill(_CHECKS[0])
    with QPainter(tile) as painter:
        painter.fillRect(0, 0, _CHECK, _CHECK, _CHECKS[1])
        painter.fillRect(_CHECK, _CHECK, _CHECK, _CHECK, _CHECKS[1])
    return QBrush(tile)
