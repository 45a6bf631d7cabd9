"""Masks read off the picture itself: what is transparent in it, and what has a certain colour."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dip_core.errors import OptionError
from dip_core.files.rasters import to_depth
from dip_core.images import Picture

_LUMA = (0.299, 0.587, 0.114)  # BT.601


def mask_from_transparency(picture: Picture) -> NDArray[np.uint8]:
    """Return (H, W), 255 where the picture is not wholly opaque: filled in, it is.

    What shines through a little is filled in too, for its colour is mixed with what lay behind.

    Raises
    ------
    OptionError
        Where the picture is opaque everywhere.
    """
    alpha = picture.alpha
    if alpha is None or (alpha == np.iinfo(alpha.dtype).max).all():
        raise OptionError("Nothing in the picture is transparent; paint or load a mask instead.")
    return np.where(alpha < np.iinfo(alpha.dtype).max, np.uint8(255), np.uint8(0))


def mask_from_colour(
    picture: Picture, colour: Sequence[int], tolerance: int = 0
) -> NDArray[np.uint8]:
    """Return (H, W), 255 where no channel is further from a colour than the tolerance.

    Parameters
    ----------
    colour
        One level, or red, green and blue, 0 to 255 whatever the picture's depth; a grey picture
        is compared with its brightness.
    tolerance
        0 to 255.

    Raises
    ------
    OptionError
        Where nothing has that colour.
    """
    wanted = tuple(colour)
    if picture.channels == 1 and len(wanted) > 1:
        wanted = (round(float(np.dot(wanted, _LUMA))),)
    levels = to_depth(picture.pixels, 8).astype(np.int16)
    near = (np.abs(levels - np.array(wanted, np.int16)) <= tolerance).all(axis=2)
    if not near.any():
        named = "#" + "".join(f"{level:02x}" for level in colour)
        raise OptionError(
            f"Nothing in the picture has the colour {named} within {tolerance} levels; choose a "
            "larger tolerance or another colour."
        )
    return np.where(near, np.uint8(255), np.uint8(0))
