"""A picture with what lies over it: a result and the mask.

Everything is drawn from the layers of a `Scene`, only what is exposed, and only once: what was
drawn is kept until it changes. This class is told what to show and where to look; `CompareView`
adds a second picture, `PictureView` mouse and keyboard.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.widgets.backing import Backing, Draw
from app.widgets.canvas_scene import Scene, Side, framed, surround
from app.widgets.canvas_view import View
from app.widgets.mask_looks import Bytes, Style, make_look
from app.widgets.mask_overlay import MaskOverlay, tinted
from app.widgets.mipmaps import Mipmaps

OVERLAY_COLOUR = QColor("#ff3b30")
OVERLAY_OPACITY = 0.45

_MARGIN = 12  # logical pixels around a fitted picture
_ZOOM_STEP = 2**0.5
_MARCH_MS = 300


class LayeredView(QWidget):
    """Shows a picture, and what became of it.

    All positions are pixels of the picture unless they say otherwise; `zoom` is device pixels per
    pixel of the picture.
    """

    zoom_changed = Signal(float)
    view_changed = Signal()  # another part is looked at, or closer
    overlay_visible_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = Scene()
        self._finished: dict[int, Mipmaps] = {}  # by the image each is made of
        self._view = View(QSize(), self._device_size())
        self._overlay_look = make_look("veil", OVERLAY_COLOUR, OVERLAY_OPACITY)
        self._marching = QTimer(self)
        self._marching.setInterval(_MARCH_MS)
        self._marching.timeout.connect(self._march)
        self._focus_ring = False
        self._glancing = False
        self._backings: dict[tuple[str, str], Backing] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(160, 120)

    # What is shown.

    def set_image(self, image: QImage | None) -> None:
        """Show another picture, or none.

        Zoom, mask and result stay if the size is the same; otherwise the picture is fitted and they
        go. The image must own its memory; `Format_RGB32` is shown without a conversion.
        """
        before = self._scene.size
        self._glancing = False
        rect = QRect() if image is None else image.rect()
        self._scene.picture = None if image is None else framed(image, rect)
        if rect.size() != before or image is None:
            self._scene.clear_layers()
            self._set_view(View(rect.size(), self._device_size()).fitted(self._margin))
        self.layers_changed()
        self.update()

    def set_glance(self, image: QImage, size: QSize) -> None:
        """Show the whole of a picture of that size roughly, until the picture itself is set.

        What was looked at of the rough one is then still looked at.
        """
        self.set_image(None)
        self._finished = {}
        self._scene.picture = framed(image, QRect(0, 0, size.width(), size.height()))
        self._set_view(View(size, self._device_size()).fitted(self._margin))
        self._glancing = True
        self.layers_changed()
        self.update()

    @property
    def is_glancing(self) -> bool:
        """Whether the picture is shown roughly, to be looked at only."""
        return self._glancing

    def set_preview(self, image: QImage | None, rect: QRect | QRectF | None = None) -> None:
        """Show a result over the picture, filling `rect` (the whole picture if None); or none.

        The image may have more or fewer pixels than `rect`.
        """
        self._update_result()
        shown = image is not None and self._scene.picture is not None and not self._glancing
        place = self._view.picture_rect if rect is None or rect.isEmpty() else QRectF(rect)
        self._scene.result = framed(image, place) if shown and image is not None else None
        self.layers_changed()
        self._update_result()

    def set_finished(self, parts: Sequence[tuple[QImage, QRectF]]) -> None:
        """Show parts of the result that are done, each where it belongs, below the preview."""
        known = self._finished
        self._finished = {
            image.cacheKey(): known.get(image.cacheKey()) or framed(image, place)
            for image, place in ([] if self._glancing else parts)
        }
        if self._finished.keys() != known.keys():
            self._scene.finished = tuple(self._finished.values())
            self.update()

    @property
    def has_preview(self) -> bool:
        """Whether there is a result to compare the picture with."""
        return self._scene.result is not None

    def set_mask(self, mask: QImage | None) -> None:
        """Show a mask (`Format_Grayscale8`, of the picture's size) over the picture, or none.

        The very object is kept and drawn from: pass the mask's own image, not a copy.
        """
        self._scene.overlay = None if mask is None else MaskOverlay(mask, self._overlay_look)
        self.update()

    def update_mask(self, rect: QRect) -> None:
        """Redraw a part of the mask that has changed."""
        if self._scene.overlay is not None:
            self._scene.overlay.refresh(rect)
            self._update_marks(QRectF(rect))

    def set_proposal(self, values: Bytes | None, rect: QRectF) -> None:
        """Show in blue what may be added to the mask, (h, w) values for `rect`; or nothing."""
        before = self._scene.proposal
        self._scene.proposal = None if values is None else framed(tinted(values), rect)
        for layer in (before, self._scene.proposal):
            if layer is not None:
                self._update_marks(layer.place)

    def set_waiting(self, parts: Sequence[tuple[Bytes, QRectF]]) -> None:
        """Show in blue what is being removed: (h, w) values for a rectangle each."""
        before = self._scene.waiting
        self._scene.waiting = tuple(framed(tinted(values), rect) for values, rect in parts)
        for layer in (*before, *self._scene.waiting):
            self._update_picture(layer.place)

    @property
    def has_proposal(self) -> bool:
        """Whether something may be added to the mask."""
        return self._scene.proposal is not None

    def set_overlay(self, colour: QColor, opacity: float, style: Style = "veil") -> None:
        """Choose how the mask is shown: its colour, and how much a veil hides, in [0, 1]."""
        self._overlay_look = make_look(style, colour, opacity)
        (self._marching.start if style == "outline" else self._marching.stop)()
        if self._scene.overlay is not None:
            self._scene.overlay.set_look(self._overlay_look)
            self.update()

    @Slot()
    def _march(self) -> None:
        """Let the outline of the mask move on, where anybody looks."""
        overlay = self._scene.overlay
        if overlay is not None and self._scene.overlay_visible and self.isActiveWindow():
            overlay.march()
            self._update_marks(QRectF(overlay.occupied))

    @property
    def overlay_visible(self) -> bool:
        """Whether the mask is drawn."""
        return self._scene.overlay_visible

    def set_overlay_visible(self, visible: bool) -> None:
        """Draw the mask, or hide it."""
        if visible != self._scene.overlay_visible:
            self._scene.overlay_visible = visible
            self.update()
            self.overlay_visible_changed.emit(visible)

    def layers_changed(self) -> None:
        """Do what follows from another picture or result."""

    # Where one looks.

    @property
    def zoom(self) -> float:
        """Device pixels per pixel of the picture."""
        return self._view.zoom

    @property
    def scale(self) -> float:
        """Logical pixels per pixel of the picture."""
        return self._view.zoom / self.devicePixelRatioF()

    @property
    def is_fitted(self) -> bool:
        """Whether the picture is kept fitting the window."""
        return self._view.fits

    def zoom_fit(self) -> None:
        """Show the whole picture."""
        self._set_view(self._view.fitted(self._margin))

    def zoom_to(self, zoom: float) -> None:
        """Show the middle at exactly this zoom; at 1 their pixels are the screen's."""
        self._set_view(self._view.with_zoom(zoom))

    def zoom_to_rect(self, rect: QRectF) -> None:
        """Show a part of the picture as large as it fits."""
        part = View(rect.size().toSize(), self._view.viewport).fitted(self._margin)
        self._set_view(self._view.with_zoom(part.zoom).centred_on(rect.center()))

    def zoom_in(self) -> None:
        """Go closer."""
        self.zoom_by(_ZOOM_STEP)

    def zoom_out(self) -> None:
        """Go further away."""
        self.zoom_by(1 / _ZOOM_STEP)

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Go `factor` times closer; `at`, in logical pixels of the widget, stays in place."""
        at = None if at is None else at * self.devicePixelRatioF()
        self._set_view(self._view.zoomed(factor, at))

    def pan_by(self, right: float, down: float) -> None:
        """Move the picture by logical pixels."""
        ratio = self.devicePixelRatioF()
        self._set_view(self._view.moved(right * ratio, down * ratio))

    @property
    def centre(self) -> QPointF:
        """The point of the picture in the middle of the widget."""
        return self._view.visible.center()

    def look_at(self, centre: QPointF, zoom: float) -> None:
        """Show a point of the picture in the middle, at exactly this zoom."""
        self._set_view(self._view.with_zoom(zoom).centred_on(centre))

    def to_picture(self, at: QPointF) -> QPointF:
        """Return the point of the picture under logical pixels of the widget."""
        return self._view.to_picture(at * self.devicePixelRatioF())

    def to_widget(self, point: QPointF) -> QPointF:
        """Return the logical pixels of the widget over a point of the picture."""
        return self._view.to_device(point) / self.devicePixelRatioF()

    def _set_view(self, view: View) -> None:
        before, self._view = self._view, view
        if view != before:
            self.show_again()
            self.view_changed.emit()
        if view.zoom != before.zoom:
            self.zoom_changed.emit(view.zoom)

    @property
    def _margin(self) -> int:
        return round(_MARGIN * self.devicePixelRatioF())

    def _device_size(self) -> QSize:
        return (self.size().toSizeF() * self.devicePixelRatioF()).toSize()

    # Painting.

    def event(self, event: QEvent) -> bool:
        """See to a move to a screen with another number of pixels."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._set_view(self._view.resized(self._device_size(), self._margin))
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep fitting, or keep the middle."""
        self._set_view(self._view.resized(self._device_size(), self._margin))

    def update(self, *where: QRect | QRegion | int) -> None:  # type: ignore[override]
        """Paint a part again when there is time; without one, draw everything anew."""
        if not where:
            self._backings.clear()
        super().update(*where)

    def show_again(self) -> None:
        """Paint everything again when there is time, from what is kept of it."""
        super().update()

    def changeEvent(self, event: QEvent) -> None:
        """Draw everything anew in the colours of another theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is exposed, and nothing else."""
        with QPainter(self) as painter:
            painter.save()
            self._count_in_device_pixels(painter)
            for rect in cast("Iterable[QRect]", event.region()):
                self.paint_layers(painter, self._to_device(rect))
            self.paint_over(painter)
            painter.restore()
            self.paint_words(painter)
            if self._focus_ring:
                painter.setPen(QPen(self.palette().highlight().color(), 2))
                painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def paint_over(self, painter: QPainter) -> None:
        """Paint on top of the layers, in device pixels."""

    def paint_words(self, painter: QPainter) -> None:
        """Paint on top of everything, in logical pixels."""

    def paint_layers(self, painter: QPainter, exposed: QRect) -> None:
        """Paint the layers where they are exposed, in device pixels."""
        self.paint_side(painter, exposed, "result")

    def paint_side(self, painter: QPainter, exposed: QRect, side: Side) -> None:
        """Paint a side of the scene, with its marks, where it is exposed, in device pixels."""
        if not self._scene.is_marked:
            self.paint_bare(painter, exposed, side)
            return

        def draw(painter: QPainter, view: View, exposed: QRect) -> None:
            # To keep the side alone pays where marks change, not while all of it does.
            if 2 * _area(exposed.size()) > _area(view.viewport):
                self.paint_ground(painter, exposed)
                self._scene.paint(painter, view, exposed, side)
            else:
                self.paint_bare(painter, exposed, side)
            self._scene.paint_marks(painter, self._view, exposed)

        self.paint_kept(("marked", side), draw, painter, exposed)

    def paint_bare(self, painter: QPainter, exposed: QRect, side: Side) -> None:
        """Paint a side of the scene alone where it is exposed, in device pixels."""

        def draw(painter: QPainter, view: View, exposed: QRect) -> None:
            self.paint_ground(painter, exposed)
            self._scene.paint(painter, view, exposed, side)

        self.paint_kept(("bare", side), draw, painter, exposed)

    def paint_kept(
        self, key: tuple[str, str], draw: Draw, painter: QPainter, exposed: QRect
    ) -> None:
        """Paint what is exposed of what is kept under a key; `draw` draws what is not, yet."""
        if key not in self._backings:
            self._backings[key] = Backing(draw)
        self._backings[key].paint(painter, self._view, exposed)

    def paint_ground(self, painter: QPainter, exposed: QRect) -> None:
        """Paint what is seen around the picture, in device pixels."""
        if self._scene.surrounds(self._view, exposed):
            painter.fillRect(exposed, surround(self.palette()))

    def _count_in_device_pixels(self, painter: QPainter) -> None:
        ratio = self.devicePixelRatioF()
        painter.scale(1 / ratio, 1 / ratio)
        # With a fractional ratio the widget may begin between two pixels of the screen.
        origin = painter.deviceTransform()
        painter.translate(round(origin.dx()) - origin.dx(), round(origin.dy()) - origin.dy())

    def _update_result(self) -> None:
        if self._scene.result is not None:
            self._update_picture(self._scene.result.place)

    def _update_picture(self, rect: QRectF) -> None:
        """Draw anew what covers a rectangle of the picture."""
        self._spoil(rect, tuple(self._backings))

    def _update_marks(self, rect: QRectF) -> None:
        """Draw anew what lies over a rectangle of the picture; beneath, all is as it was."""
        self._spoil(rect, [key for key in self._backings if key[0] == "marked"])

    def _spoil(self, rect: QRectF, keys: Iterable[tuple[str, str]]) -> None:
        device = self._view.to_device_rect(rect).adjusted(-2, -2, 2, 2).toAlignedRect()
        for key in keys:
            self._backings[key].spoil(self._view, device)
        super().update(self._from_device(device))

    def _from_device(self, rect: QRect) -> QRect:
        return _scaled(rect, 1 / self.devicePixelRatioF())

    def _to_device(self, rect: QRect) -> QRect:
        return _scaled(rect, self.devicePixelRatioF())


def _area(size: QSize) -> int:
    return size.width() * size.height()


def _scaled(rect: QRect, factor: float) -> QRect:
    """Return the whole pixels around a scaled rectangle."""
    return QRectF(
        rect.x() * factor, rect.y() * factor, rect.width() * factor, rect.height() * factor
    ).toAlignedRect()
