"""What looks like one pixel of a picture: everywhere, or connected with it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from dip_core.files.rasters import to_depth
from dip_core.images import Box, Picture
from dip_core.masks.shapes import grow_mask

_FIRST_WINDOW = 256  # pixels on each side of the one that is asked about
_WIDER = 4


def find_alike(
    picture: Picture,
    row: int,
    column: int,
    tolerance: int,
    *,
    contiguous: bool = True,
    grow: int = 0,
) -> tuple[Box, NDArray[np.uint8]]:
    """Return what is like a pixel: a box, and (h, w) in it, 255 = alike.

    Parameters
    ----------
    tolerance
        How far each channel may be from that pixel's, 0 to 255 whatever the picture's depth.
    contiguous
        Whether only what is connected with the pixel, side by side, counts.
    grow
        By how many pixels the edge is moved outwards then.
    """
    box, found = (_connected if contiguous else _everywhere)(picture, row, column, tolerance)
    wider = box.grown(grow, picture.height, picture.width)
    values = np.zeros((wider.height, wider.width), np.uint8)
    top, left = box.top - wider.top, box.left - wider.left
    values[top : top + box.height, left : left + box.width] = np.where(found, np.uint8(255), 0)
    return wider, grow_mask(values, grow) if grow else values


def _everywhere(
    picture: Picture, row: int, column: int, tolerance: int
) -> tuple[Box, NDArray[np.bool_]]:
    near = _near(picture, Box(0, 0, picture.height, picture.width), row, column, tolerance)
    box = Box.of(near)
    return box, near[box.slices]


def _connected(
    picture: Picture, row: int, column: int, tolerance: int
) -> tuple[Box, NDArray[np.bool_]]:
    """Look in a window round the pixel, and in a wider one while what is found goes on beyond."""
    reach = _FIRST_WINDOW
    while True:
        window = Box(row, column, 1, 1).grown(reach, picture.height, picture.width)
        parts, _ = ndimage.label(_near(picture, window, row, column, tolerance))
        found = parts == parts[row - window.top, column - window.left]
        inner = Box.of(found)
        box = Box(window.top + inner.top, window.left + inner.left, inner.height, inner.width)
        if not _goes_on(box, window, picture):
            return box, found[inner.slices]
        reach *= _WIDER


def _goes_on(box: Box, window: Box, picture: Picture) -> bool:
    """Return whether a box touches an edge of the window that is not the picture's own."""
    return (
        (box.top == window.top > 0)
        or (box.left == window.left > 0)
        or (box.bottom == window.bottom < picture.height)
        or (box.right == window.right < picture.width)
    )


def _near(
    picture: Picture, window: Box, row: int, column: int, tolerance: int
) -> NDArray[np.bool_]:
    """Return where, in a window, no channel is further from a pixel's than the tolerance."""
    pixel = to_depth(picture.pixels[row : row + 1, column : column + 1], 8)[0, 0]
    levels = to_depth(picture.pixels[window.slices], 8)
    near = np.ones((window.height, window.width), bool)
    for channel, level in enumerate(pixel):
        low, high = max(0, int(level) - tolerance), min(255, int(level) + tolerance)
        # Below the lowest level the difference wraps round to a large number.
        near &= levels[..., channel] - np.uint8(low) <= np.uint8(high - low)
    return near
