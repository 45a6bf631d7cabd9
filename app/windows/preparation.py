"""What takes a moment and needs no window: done in the thread that imports everything."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt

from app.model.boxes import rect_of
from app.model.display import picture_to_image
from app.widgets.cards import SampleCard
from dip_core import SAMPLES, Box, Device, Sample, available_devices

_THUMBNAIL_WIDTH = 480


@dataclass(frozen=True, eq=False)
class Prepared:
    """The devices of this machine, and the bundled samples with their pictures."""

    devices: tuple[Device, ...] = ()
    cards: tuple[SampleCard, ...] = ()


def prepare() -> Prepared:
    """Look for devices and make the pictures of the samples."""
    return Prepared(available_devices(), tuple(_card(sample) for sample in SAMPLES))


def _about(mask: NDArray[np.uint8]) -> QRect:
    """Return the part of a photo that shows what is to be restored, and something round it."""
    box = Box.of(mask)
    return rect_of(box.grown(box.height // 3, *mask.shape))


def _card(sample: Sample) -> SampleCard:
    inputs, _ = sample.make()
    image = picture_to_image(inputs.picture)
    if inputs.mask is not None:
        image = image.copy(_about(inputs.mask))
    if image.width() > _THUMBNAIL_WIDTH:
        image = image.scaledToWidth(_THUMBNAIL_WIDTH, Qt.TransformationMode.SmoothTransformation)
    return SampleCard(sample.kind, sample.title, sample.sentence, image)
