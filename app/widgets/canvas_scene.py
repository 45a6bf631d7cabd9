"""What the canvas shows: the picture, a live result over it, and the mask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPalette, QPixmap

from app.widgets.canvas_view import View
from app.widgets.mask_overlay import MaskOverlay
from app.widgets.mipmaps import Mipmaps

ViewMode = Literal["result", "original", "split", "flip", "difference"]
Side = Literal["picture", "result", "a", "b"]  # what of a scene is painted

# Neutral on purpose: a tinted surround changes how the colours of a photograph look.
_DARK_SURROUND = QColor("#3a3a3a")
_LIGHT_SURROUND = QColor("#808080")
_CHECKS = QColor("#999999"), QColor("#666666")
_CHECK = 8  # logical pixels


@dataclass
class Scene:
    """The layers of the canvas, from back to front.

    finished  parts of the result that are done, under the one that is worked on
    proposal  what may be added to the mask
    waiting   what is marked and being removed
    a, b      what is compared in place of the picture, and of the picture with the result
    """

    picture: Mipmaps | None = None
    finished: tuple[Mipmaps, ...] = ()
    result: Mipmaps | None = None
    a: Mipmaps | None = None
    b: Mipmaps | None = None
    overlay: MaskOverlay | None = None
    proposal: Mipmaps | None = None
    waiting: tuple[Mipmaps, ...] = ()
    overlay_visible: bool = True

    def clear_layers(self) -> None:
        """Leave nothing but the picture."""
        self.result = self.a = self.b = self.overlay = self.proposal = None
        self.finished = self.waiting = ()

    @property
    def size(self) -> QSize:
        """The size of the picture, in its pixels."""
        return self.picture.place.size().toSize() if self.picture else QSize()

    def paint(self, painter: QPainter, view: View, exposed: QRect, side: Side) -> None:
        """Paint one side of the scene where it is `exposed`, in device pixels."""
        if self.picture is None or exposed.isEmpty():
            return
        painter.save()
        painter.setClipRect(exposed, Qt.ClipOperation.IntersectClip)
        layers = self.layers(side)
        if layers[0].is_transparent:
            self._paint_checks(painter, view, exposed)
        for layer in layers:
            layer.paint(painter, view, exposed)
        painter.restore()

    @property
    def is_marked(self) -> bool:
        """Whether anything lies over the sides."""
        mask = self.overlay if self.overlay_visible else None
        masked = mask is not None and not mask.occupied.isEmpty()
        return masked or self.proposal is not None or bool(self.waiting)

    def paint_marks(self, painter: QPainter, view: View, exposed: QRect) -> None:
        """Paint what lies over every side where it is `exposed`, in device pixels."""
        if self.picture is None or exposed.isEmpty():
            return
        painter.save()
        painter.setClipRect(exposed, Qt.ClipOperation.IntersectClip)
        if self.overlay_visible and self.overlay is not None:
            self.overlay.paint(painter, view, exposed)
        for layer in (*self.waiting, self.proposal):
            if layer is not None:
                layer.paint(painter, view, exposed)
        painter.restore()

    def layers(self, side: Side) -> tuple[Mipmaps, ...]:
        """Return what is painted of a side, from back to front."""
        if side == "a" and self.a is not None:
            return (self.a,)
        if side == "b" and self.b is not None:
            return (self.b,)
        layers = [self.picture]
        if side in {"b", "result"}:
            layers += [*self.finished, self.result]
        return tuple(layer for layer in layers if layer is not None)

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
