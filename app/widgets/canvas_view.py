"""Where the picture lies in the viewport: zoom, position, and the way between the two.

Everything is counted in device pixels, so that at zoom 1 one pixel of the picture is one pixel of
the screen, whatever the scaling of the desktop.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSize

SNAPS = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
_SNAP_WITHIN = 0.06
_MAX_ZOOM = 32.0
_MAX_FIT = 16.0


@dataclass(frozen=True)
class View:
    """A picture of `picture` pixels seen in a viewport of `viewport` device pixels.

    Attributes
    ----------
    zoom : device pixels per pixel of the picture.
    left, top : device pixels from the viewport's corner to the picture's; whole, so that pixels of
        the picture meet pixels of the screen.
    fits : whether the picture is to go on fitting when the viewport changes.
    wish : the zoom asked for before it snapped; small steps of a smooth wheel add up here.
    """

    picture: QSize
    viewport: QSize
    zoom: float = 1.0
    left: int = 0
    top: int = 0
    fits: bool = False
    wish: float = 1.0

    def fitted(self, margin: int = 0) -> View:
        """Return the view that shows the whole picture with `margin` around it."""
        room = self.viewport.width() - 2 * margin, self.viewport.height() - 2 * margin
        zoom = min(
            max(1, room[0]) / max(1, self.picture.width()),
            max(1, room[1]) / max(1, self.picture.height()),
            _MAX_FIT,
        )
        # Enlarged pixels are shown as squares; only a whole zoom makes them all the same size.
        zoom = float(math.floor(zoom)) if zoom >= SNAPS[4] else zoom
        centre = QPointF(self.picture.width() / 2, self.picture.height() / 2)
        return replace(self._showing(centre, self._middle, zoom), fits=True)

    def resized(self, viewport: QSize, margin: int = 0) -> View:
        """Return the same view in another viewport: fitted again, or with the same centre."""
        changed = replace(self, viewport=viewport)
        if self.fits:
            return changed.fitted(margin)
        return changed.centred_on(self.to_picture(self._middle))

    def zoomed(self, factor: float, at: QPointF | None = None) -> View:
        """Return the view `factor` times closer; `at`, in device pixels, stays where it is.

        The zoom snaps to round values nearby.
        """
        wish = self._bounded(self.wish * factor)
        near = [snap for snap in SNAPS if abs(wish / snap - 1) <= _SNAP_WITHIN]
        return replace(self.with_zoom(near[0] if near else wish, at), wish=wish)

    def with_zoom(self, zoom: float, at: QPointF | None = None) -> View:
        """Return the view at exactly `zoom`; `at`, in device pixels, stays where it is."""
        at = self._middle if at is None else at
        return self._showing(self.to_picture(at), at, self._bounded(zoom))

    def moved(self, right: float, down: float) -> View:
        """Return the view with the picture moved by device pixels; some of it stays in sight."""
        return self._showing(
            self.to_picture(self._middle - QPointF(right, down)), self._middle, self.zoom, self.wish
        )

    def centred_on(self, point: QPointF) -> View:
        """Return the view with a point of the picture in the middle."""
        return self._showing(point, self._middle, self.zoom, self.wish)

    def to_picture(self, point: QPointF) -> QPointF:
        """Return the point of the picture at a device pixel."""
        return QPointF((point.x() - self.left) / self.zoom, (point.y() - self.top) / self.zoom)

    def to_device(self, point: QPointF) -> QPointF:
        """Return the device pixel of a point of the picture."""
        return QPointF(point.x() * self.zoom + self.left, point.y() * self.zoom + self.top)

    def to_picture_rect(self, rect: QRectF) -> QRectF:
        """Return the part of the picture's plane under a rectangle of device pixels."""
        return QRectF(self.to_picture(rect.topLeft()), self.to_picture(rect.bottomRight()))

    def to_device_rect(self, rect: QRectF) -> QRectF:
        """Return where a rectangle of the picture lies in device pixels."""
        return QRectF(self.to_device(rect.topLeft()), self.to_device(rect.bottomRight()))

    @property
    def picture_rect(self) -> QRectF:
        """The picture's own rectangle, in pixels of the picture."""
        return QRectF(0, 0, self.picture.width(), self.picture.height())

    @property
    def visible(self) -> QRectF:
        """What the viewport shows of the picture's plane."""
        return self.to_picture_rect(QRectF(0, 0, self.viewport.width(), self.viewport.height()))

    @property
    def _middle(self) -> QPointF:
        return QPointF(self.viewport.width() / 2, self.viewport.height() / 2)

    def _bounded(self, zoom: float) -> float:
        fit = min(
            self.viewport.width() / max(1, self.picture.width()),
            self.viewport.height() / max(1, self.picture.height()),
            1.0,
        )
        return max(min(fit / 4, SNAPS[0]), min(zoom, _MAX_ZOOM))

    def _showing(self, point: QPointF, at: QPointF, zoom: float, wish: float | None = None) -> View:
        """Return the view with `point` of the picture at device pixel `at`.

        The middle of the viewport never leaves the picture, so that it cannot be lost.
        """
        left = round(at.x() - point.x() * zoom)
        top = round(at.y() - point.y() * zoom)
        middle, size = self._middle, self.picture
        left = max(math.floor(middle.x() - size.width() * zoom), min(left, math.ceil(middle.x())))
        top = max(math.floor(middle.y() - size.height() * zoom), min(top, math.ceil(middle.y())))
        wish = zoom if wish is None else wish
        return replace(self, zoom=zoom, left=left, top=top, fits=False, wish=wish)
