"""From a mask to regions: groups of holes, each with the surroundings its network has to see.

Looked at on a grid of cells, so that the mask of a photograph of 24 megapixels takes milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import isqrt

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_dilation, distance_transform_edt, find_objects, label

from dip_core.images import Box, Picture
from dip_core.photo.parts import Part
from dip_core.photo.tiles import tiles

_CELL = 8  # pixels
_NEAR = 2  # cells: holes no farther apart are one
_MOST_GROUPS = 64
# Context round a hole, as a share of the hole's box: enough for the deepest scale to see a
# surrounding.
_CONTEXT = 0.5
_LEAST_CONTEXT = 32
_LEAST_REGION = 128
# A long thin hole is cut into tiles rather than worked on at a smaller scale; so thin that every
# tile sees far more of the picture than of the hole.
_LEAST_TILE = 128
_THIN = 1 / 8
_OVERLAP = 1 / 8
_EVERYWHERE = np.ones((3, 3), dtype=bool)


def regions(
    mask: NDArray[np.uint8], picture: Picture, working_pixels: int, *, cut: bool = True
) -> tuple[Part, ...]:
    """Return what to work on to restore what is painted: a part per group of holes, or several.

    Parameters
    ----------
    mask
        (H, W), somewhere above 0.
    working_pixels
        The most pixels of a part; a larger one is worked on at a smaller scale, or, where all its
        holes are thin and `cut` allows it, cut into tiles.
    """
    found: list[Part] = []
    for hole in _groups(mask, picture, working_pixels):
        box = with_context(hole, picture)
        scale = min(1.0, (working_pixels / box.area) ** 0.5)
        side = isqrt(working_pixels)
        if scale < 1.0 and cut and side >= _LEAST_TILE and _is_thin(mask[hole.slices], side):
            found += _cut(mask, hole, box, side)
        else:
            found.append(Part(box, scale, hole))
    return tuple(found)


def with_context(hole: Box, picture: Picture) -> Box:
    """Grow a hole's box by what the network needs to see round it."""
    context = max(
        _LEAST_CONTEXT,
        round(_CONTEXT * max(hole.height, hole.width)),
        (_LEAST_REGION - min(hole.height, hole.width)) // 2,
    )
    return hole.grown(context, picture.height, picture.width)


def _groups(mask: NDArray[np.uint8], picture: Picture, working_pixels: int) -> list[Box]:
    """Return the boxes of the holes, those merged that are cheaper to restore together."""
    cells = _cells(mask, np.maximum) > 0
    gap = _NEAR
    holes = _boxes(mask, cells, gap)
    while len(holes) > _MOST_GROUPS:
        gap *= 2
        holes = _boxes(mask, cells, gap)
    while len(holes) > 1:
        pair = _worth_merging(holes, picture, working_pixels)
        if pair is None:
            break
        holes = [hole for hole in holes if hole not in pair] + [_round(*pair)]
    return sorted(holes, key=lambda hole: (hole.top, hole.left))


def _worth_merging(
    holes: Sequence[Box], picture: Picture, working_pixels: int
) -> tuple[Box, Box] | None:
    """Return two groups that share pixels, or cost no more together than each alone."""
    for one, other in combinations(holes, 2):
        if _meet(one, other):
            return one, other
        together = with_context(_round(one, other), picture).area
        apart = with_context(one, picture).area + with_context(other, picture).area
        if together <= min(apart, working_pixels):
            return one, other
    return None


def _boxes(mask: NDArray[np.uint8], cells: NDArray[np.bool_], gap: int) -> list[Box]:
    """Return a box round all cells that are no more than `gap` cells from one another."""
    grown = binary_dilation(cells, _EVERYWHERE, iterations=max(1, gap // 2))
    numbers, _ = label(grown, _EVERYWHERE)
    boxes = []
    for number, (rows, columns) in enumerate(find_objects(numbers), start=1):
        rough = Box(
            rows.start * _CELL,
            columns.start * _CELL,
            (rows.stop - rows.start) * _CELL,
            (columns.stop - columns.start) * _CELL,
        )
        own = cells[rows, columns] & (numbers[rows, columns] == number)
        boxes.append(_tight(mask, rough, own))
    return boxes


def _tight(mask: NDArray[np.uint8], rough: Box, own: NDArray[np.bool_]) -> Box:
    """Return the smallest box round what is painted in those cells of a rough box."""
    inside = mask[rough.slices]
    pixels = own.repeat(_CELL, axis=0).repeat(_CELL, axis=1)[: inside.shape[0], : inside.shape[1]]
    box = Box.of(np.where(pixels, inside, 0))
    return Box(rough.top + box.top, rough.left + box.left, box.height, box.width)


def _cells(mask: NDArray[np.uint8], reduce: np.ufunc) -> NDArray[np.uint8]:
    """Reduce a mask to one value for each cell."""
    rows, columns = (np.arange(0, length, _CELL) for length in mask.shape)
    lines = reduce.reduceat(mask, rows, axis=0)
    return np.asarray(reduce.reduceat(lines, columns, axis=1), np.uint8)


def _is_thin(inside: NDArray[np.uint8], side: int) -> bool:
    """Whether no hole has a place that is far from all that is known, against a tile's side."""
    filled = np.pad(_cells(inside, np.minimum) > 0, 1)
    return float(distance_transform_edt(filled).max()) * _CELL < _THIN * side


def _cut(mask: NDArray[np.uint8], hole: Box, box: Box, side: int) -> list[Part]:
    """Return those tiles of a box that something is painted in."""
    cut = tiles(box, side, round(side * _OVERLAP))
    return [Part(part.box, 1.0, hole, part.edges) for part in cut if mask[part.box.slices].any()]


def _meet(one: Box, other: Box) -> bool:
    down = one.top < other.bottom and other.top < one.bottom
    return down and one.left < other.right and other.left < one.right


def _round(one: Box, other: Box) -> Box:
    """Return the smallest box round two."""
    top, left = min(one.top, other.top), min(one.left, other.left)
    bottom, right = max(one.bottom, other.bottom), max(one.right, other.right)
    return Box(top, left, bottom - top, right - left)
