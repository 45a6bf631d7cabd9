"""Pictures put together of others, as arrays; all may be called from any thread."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Qt

from app.model.display import image_to_picture, pixels_to_image, to_8_bit
from app.model.gallery import Pixels
from dip_core import Picture

_BLANK = 128


def placed(picture: Picture, part: NDArray[np.uint8], place: QRect) -> Pixels:
    """Return a picture at eight bits with a part laid over it, scaled into its place.

    A part of the size of the whole result, which may be larger than the picture, is all there is.
    """
    whole = QRect(0, 0, picture.width, picture.height)
    if place.isNull() or not whole.contains(place) or place == whole:
        return part
    channels = max(picture.channels, part.shape[2])
    pixels = np.broadcast_to(to_8_bit(picture.pixels), (picture.height, picture.width, channels))
    made = np.array(pixels)
    rows = slice(place.top(), place.top() + place.height())
    columns = slice(place.left(), place.left() + place.width())
    made[rows, columns] = _scaled(part, place.size())
    return made


def blanked(picture: Picture, mask: NDArray[np.uint8]) -> Pixels:
    """Return a picture at eight bits as a restoration sees it: grey under the mask."""
    pixels = to_8_bit(picture.pixels)
    cover = mask[..., np.newaxis].astype(np.float32) / 255.0
    return np.rint(pixels * (1.0 - cover) + _BLANK * cover).astype(np.uint8)


def _scaled(part: NDArray[np.uint8], size: QSize) -> NDArray[np.uint8]:
    if part.shape[:2] == (size.height(), size.width()):
        return part
    image = pixels_to_image(part).scaled(
        size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    return to_8_bit(image_to_picture(image).pixels)
