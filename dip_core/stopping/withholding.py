"""Which samples to withhold: spread evenly, or in the shape of what is missing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import find_objects, label

from dip_core.spec import FloatArray, Problem

# Below that many pixels their own noise drowns the differences between iterations: they may then
# be more than the share asked for, though never more than a tenth of all.
_LEAST_PIXELS = 900
_MOST = 0.1
# Two proxies in three find a place at once even where half of the pixels are missing.
_MOST_TRIES = 4000

Mask = NDArray[np.bool_]


def withheld(problem: Problem, share: float, random: np.random.Generator) -> FloatArray:
    """Return the part of the problem's weight to be withheld, about `share` of its pixels.

    Whole pixels, because the noise of a pixel's channels may be one; whole blocks where the errors
    of a block go together; and for a hole copies of it, so that what is judged is how well holes
    are filled.
    """
    known = problem.weight.max(axis=-1) > 0
    count = int(known.sum())
    wanted = round(count * min(max(share, _LEAST_PIXELS / max(count, 1)), max(share, _MOST)))
    if problem.region is not None and problem.region.shape == known.shape:
        chosen = _like_the_hole(problem.region > 0, known, wanted, random)
    else:
        chosen = _blocks(known, problem.correlated, wanted, random)
    return problem.weight * chosen[..., None].astype(np.float32)


def _blocks(known: Mask, side: int, wanted: int, random: np.random.Generator) -> Mask:
    """Choose whole blocks by chance until about so many known pixels are covered."""
    height, width = known.shape
    rows, columns = -(-height // side), -(-width // side)
    share = wanted / max(int(known.sum()), 1)
    few = random.permutation(rows * columns) < max(1, round(share * rows * columns))
    chosen = np.kron(few.reshape(rows, columns), np.ones((side, side), bool))
    return chosen[:height, :width] & known


def _like_the_hole(hole: Mask, known: Mask, wanted: int, random: np.random.Generator) -> Mask:
    """Lay pieces of the hole, each moved as a whole, over what is known."""
    labels, pieces = label(hole)
    boxes = find_objects(labels)
    chosen = np.zeros_like(known)
    missing = wanted
    for _ in range(_MOST_TRIES):
        if missing <= 0:
            break
        piece = int(random.integers(pieces))
        shape = labels[boxes[piece]] == piece + 1
        if np.count_nonzero(shape) > wanted:
            shape = _middle(shape, wanted)
        height, width = shape.shape
        top = int(random.integers(known.shape[0] - height + 1))
        left = int(random.integers(known.shape[1] - width + 1))
        place = (slice(top, top + height), slice(left, left + width))
        # A piece that would join the hole or another piece would make a larger one.
        free = known[place] & ~chosen[place]
        if free[shape].all():
            chosen[place] |= shape
            missing -= int(np.count_nonzero(shape))
    return chosen


def _middle(shape: Mask, pixels: int) -> Mask:
    """Return the middle of a piece that is too large, with at most about so many pixels."""
    side = max(1, int(pixels**0.5))
    rows, columns = np.nonzero(shape)
    middle = len(rows) // 2
    top = max(0, min(int(rows[middle]) - side // 2, shape.shape[0] - side))
    left = max(0, min(int(columns[middle]) - side // 2, shape.shape[1] - side))
    return shape[top : top + side, left : left + side]
