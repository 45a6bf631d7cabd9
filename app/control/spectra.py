"""The spectrum of what is shown, beside those of the input and of the clean picture."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import qimage2ndarray
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QRectF, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from app.control.showing import Part, Showing
from app.control.worker import Errands
from app.model.display import pixels_to_image, to_8_bit
from app.model.document import Document
from dip_core import Picture, power_spectrum

Floats = NDArray[np.float64]
Kind = Literal["clean", "input", "output"]

_CALM_MS = 250  # between two spectra
_SIDE = 512  # pixels of the middle that are looked at

logger = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Spectrum:
    """Power by frequency, in cycles per pixel of the output."""

    kind: Kind
    frequency: Floats
    power: Floats


class Spectra(QObject):
    """Follows what is shown: the newest preview, the iteration looked at, or the result.

    All pictures are cut to the same part of the scene, and frequencies are counted by the output's
    pixels, so that an enlarged picture can be compared with what it was made of. Nothing is
    computed while nobody looks.

    changed  there are other spectra
    """

    changed = Signal()

    def __init__(self, document: Document, showing: Showing, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._showing = document, showing
        self._errands = Errands(self)
        self._known: tuple[Spectrum, ...] = ()
        self._wanted = False
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM_MS)
        self._calm.timeout.connect(self._compute)
        showing.changed.connect(self._follow)
        document.changed.connect(self._follow)

    @property
    def known(self) -> tuple[Spectrum, ...]:
        """The newest spectra: clean, input and output, as far as there are such pictures."""
        return self._known

    def want(self, *, wanted: bool) -> None:
        """Say whether somebody looks at them."""
        if wanted != self._wanted:
            self._wanted = wanted
            self._follow()

    @Slot()
    def shutdown(self) -> None:
        """Wait for what is being computed, and drop it."""
        self._calm.stop()
        self._errands.shutdown()

    @Slot()
    def _follow(self) -> None:
        if self._wanted and not self._calm.isActive():
            self._calm.start()

    @Slot()
    def _compute(self) -> None:
        if self._errands.busy:
            self._calm.start()
            return
        work = self._work()
        if work is None:
            self._take(())
        else:
            self._errands.send(work, self._take, _complain)

    def _work(self) -> Callable[[], tuple[Spectrum, ...]] | None:
        picture, reference = self._document.picture, self._document.reference
        part = self._showing.part
        if picture is None:
            return None
        return lambda: _spectra(picture, reference, part)

    def _take(self, found: tuple[Spectrum, ...]) -> None:
        self._known = found
        self.changed.emit()


def _spectra(
    picture: Picture, reference: Picture | None, part: Part | None
) -> tuple[Spectrum, ...]:
    place = QRectF(0, 0, picture.width, picture.height)
    if part is not None and not part.place.isEmpty():
        place = part.place
    scale = 1.0 if part is None else part.image.width() / place.width()
    side = _SIDE / scale
    wide, high = min(side, place.width()), min(side, place.height())
    centre = place.center()
    seen = QRectF(centre.x() - wide / 2, centre.y() - high / 2, wide, high)
    found = []
    if reference is not None:
        found.append(_spectrum("clean", _cut(reference, picture, seen), seen.width() * scale))
    found.append(_spectrum("input", _cut(picture, picture, seen), seen.width() * scale))
    if part is not None:
        within = QRectF(seen).translated(-place.topLeft())
        rect = QRectF(within.topLeft() * scale, within.size() * scale).toRect()
        output = part.image.copy(rect.intersected(part.image.rect()))
        found.append(_spectrum("output", output, seen.width() * scale))
    return tuple(one for one in found if one.power.size)


def _cut(picture: Picture, photo: Picture, seen: QRectF) -> QImage:
    """Return a part of a picture of the whole scene, as the screen shows it."""
    across, down = picture.width / photo.width, picture.height / photo.height
    left, top = round(seen.left() * across), round(seen.top() * down)
    wide, high = max(1, round(seen.width() * across)), max(1, round(seen.height() * down))
    rows, columns = slice(top, top + high), slice(left, left + wide)
    return pixels_to_image(to_8_bit(picture.pixels[rows, columns]), picture.icc)


def _spectrum(kind: Kind, image: QImage, wide: float) -> Spectrum:
    """Return the spectrum of an image that would be `wide` pixels wide at the output's size."""
    colours = qimage2ndarray.rgb_view(image.convertToFormat(QImage.Format.Format_RGB32))
    frequency, power = power_spectrum(colours.astype(np.float64) / 255.0)
    return Spectrum(kind, frequency * image.width() / max(1.0, wide), power)


def _complain(error: Exception) -> None:
    logger.error("A spectrum could not be computed", exc_info=error)
