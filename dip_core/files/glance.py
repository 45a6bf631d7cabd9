"""A first look at a large photo, before it is read: a quarter as wide, in a third of the time."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

_SMALLER = 4
_WORTHWHILE = 4_000_000  # pixels: smaller photos are there at once
_MODES = ("L", "RGB")


@dataclass(frozen=True, eq=False)
class Glance:
    """A photo as it will be seen, upright, with fewer pixels.

    pixels         (h, w, C) stored values, C = 1 or 3
    icc            the colour profile they belong to; None is taken for sRGB
    width, height  of the photo itself
    """

    pixels: NDArray[np.uint8]
    icc: bytes | None
    width: int
    height: int


def glance_at(path: Path) -> Glance | None:
    """Look at a photo; None where that takes as long as reading it, or finds anything unusual.

    Only JPEG files can be read at a fraction of their size.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # reading it says what is wrong with it
            with Image.open(path, formats=["JPEG"]) as photo:
                return _glance(photo)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _glance(photo: Image.Image) -> Glance | None:
    width, height = photo.size
    if width * height < _WORTHWHILE or photo.mode not in _MODES:
        return None
    photo.draft(photo.mode, (width // _SMALLER, height // _SMALLER))
    icc = photo.info.get("icc_profile") or None
    small = ImageOps.exif_transpose(photo)
    if (small.width > small.height) != (width > height):
        width, height = height, width
    pixels = np.asarray(small).reshape(small.height, small.width, -1)
    return Glance(pixels, icc, width, height)
