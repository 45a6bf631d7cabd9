"""What can be done to a mask as a whole: grow, shrink, feather, fill holes, remove specks.

A mask is (H, W) uint8, 255 = restore; values in between are a soft edge, which growing and
shrinking keep. Beyond the edge of the picture there is neither mask nor gap.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Bytes = NDArray[np.uint8]
_HALF = 128  # from here on a pixel counts as marked
_DIAGONALS_TOO = np.ones((3, 3), bool)


def grow_mask(mask: Bytes, pixels: int) -> Bytes:
    """Return the mask with every edge moved outwards: each pixel takes the largest value near it.

    Near is a disc of radius `pixels`.
    """
    result = mask.copy()
    row = mask  # the largest value within `width` to the left and right
    for (narrow, _), (width, heights) in pairwise([(0, ()), *_disc(pixels)]):
        row = _widened(row, narrow, width)
        for height in heights:
            _raise_shifted(result, row, height)
    return result


def shrink_mask(mask: Bytes, pixels: int) -> Bytes:
    """Return the mask with every edge moved inwards; nothing moves at the picture's own edge."""
    return np.invert(grow_mask(np.invert(mask), pixels))


def feather_mask(mask: Bytes, pixels: int) -> Bytes:
    """Return the mask with a soft edge that falls to nothing over `pixels`, outwards.

    What is marked stays marked: under a half-marked pixel something of the old picture remains.
    """
    reach = max(1, math.ceil(pixels / 2))
    soft = grow_mask(mask, reach).astype(np.float32)
    # Two box averages, whose reach adds up to that of the growth, make a ramp without corners.
    for part in (reach // 2, reach - reach // 2):
        soft = ndimage.uniform_filter(soft, 2 * part + 1, mode="nearest")
    return np.maximum(mask, np.rint(soft).astype(np.uint8))


def fill_holes(mask: Bytes) -> Bytes:
    """Return the mask with everything marked that it encloses on all sides."""
    gaps, count = ndimage.label(mask < _HALF)
    open_ones = np.zeros(count + 1, bool)
    for edge in (gaps[0], gaps[-1], gaps[:, 0], gaps[:, -1]):
        open_ones[edge] = True
    open_ones[0] = True  # what is marked already
    return np.where(open_ones[gaps], mask, np.uint8(255))


def remove_specks(mask: Bytes, area: int) -> Bytes:
    """Return the mask without what is connected over fewer than `area` pixels."""
    parts, count = ndimage.label(mask > 0, _DIAGONALS_TOO)
    sizes = np.bincount(parts.ravel(), minlength=count + 1)
    small = sizes < area
    small[0] = False
    return np.where(small[parts], np.uint8(0), mask)


def square_top_hats(levels: Bytes, half: int) -> tuple[Bytes, Bytes]:
    """Return how much (H, W) levels are lighter, and darker, than what fills a square.

    The square is 2·half + 1 pixels wide: white and black top-hat.
    """
    opened = np.invert(_highest(np.invert(levels), half))
    closed = _highest(levels, half)
    opened, closed = _highest(opened, half), np.invert(_highest(np.invert(closed), half))
    return levels - opened, closed - levels


def speck_area(height: int, width: int) -> int:
    """Return the pixels below which something counts as a speck in a picture of that size.

    A square of a thousandth of the longer side, and at least three pixels wide.
    """
    return max(9, (max(height, width) // 1000) ** 2)


def _highest(levels: Bytes, half: int) -> Bytes:
    """Return the largest value within a square round each pixel."""
    across = np.ascontiguousarray(_widened(levels, 0, half).T)
    return np.ascontiguousarray(_widened(across, 0, half).T)


def _disc(radius: int) -> list[tuple[int, tuple[int, ...]]]:
    """Return the half widths of a disc's rows, the narrowest first, each with its rows' heights."""
    rows: dict[int, list[int]] = {}
    for height in range(radius, -1, -1):
        width = math.isqrt(radius * radius + radius - height * height)
        rows.setdefault(width, []).extend({height, -height})
    return [(width, tuple(heights)) for width, heights in rows.items()]


def _widened(row: Bytes, reach: int, wanted: int) -> Bytes:
    """Return the largest value within `wanted` to the left and right, from that within `reach`."""
    while reach < wanted:
        # A longer step would leave a gap between what is within reach on both sides.
        step = min(2 * reach + 1, wanted - reach)
        wider = row.copy()
        np.maximum(wider[:, step:], row[:, :-step], out=wider[:, step:])
        np.maximum(wider[:, :-step], row[:, step:], out=wider[:, :-step])
        row, reach = wider, reach + step
    return row


def _raise_shifted(result: Bytes, row: Bytes, down: int) -> None:
    """Raise `result` to `row` moved down by so many lines."""
    height = result.shape[0]
    if abs(down) >= height:
        return
    to, of = (
        result[max(0, down) : height + min(0, down)],
        row[max(0, -down) : height - max(0, down)],
    )
    np.maximum(to, of, out=to)
