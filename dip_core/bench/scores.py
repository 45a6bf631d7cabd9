"""How close a picture comes to the truth, as its row asks."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import shift

from dip_core.bench.rows import Scoring
from dip_core.metrics import psnr, ssim
from dip_core.photo import Inputs
from dip_core.spec import FloatArray

# A picture and its blur are found together only up to a shift; looked for so far, in pixels.
_REACH = 6
_STEPS = (-0.5, -0.25, 0.0, 0.25, 0.5)


def scored(image: FloatArray, inputs: Inputs, scoring: Scoring) -> tuple[float, float] | None:
    """Return PSNR and SSIM of (H, W, C) floats against the reference; None without one."""
    if inputs.reference is None:
        return None
    reference = inputs.reference.to_float()
    if image.shape != reference.shape:  # a small picture to be enlarged has no score of its own
        return None
    if scoring == "up to a shift":
        image, reference = fitted(image, reference)
    mask = None
    if scoring == "in the hole" and inputs.mask is not None:
        mask = inputs.mask.astype(np.float32) / np.float32(255.0)
    return psnr(image, reference, mask), ssim(image, reference, mask)


def fitted(image: FloatArray, reference: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return a picture shifted to where it agrees best with the reference, and the reference.

    Both (H, W, C), without the border that a shift may leave: first by whole pixels, then by
    quarters (as Levin et al., 2009, score).
    """
    reach = min(_REACH, (min(image.shape[:2]) - 12) // 2)
    inner = (slice(reach + 1, -reach - 1),) * 2
    wanted = reference[inner]
    moves = range(-reach, reach + 1)
    whole = [(float(down), float(across)) for down in moves for across in moves]
    down, across = _best(image, wanted, inner, whole)
    quarters = [(down + a, across + b) for a in _STEPS for b in _STEPS]
    best = _best(image, wanted, inner, quarters)
    return _moved(image, *best)[inner], wanted


def _best(
    image: FloatArray,
    wanted: FloatArray,
    inner: tuple[slice, slice],
    moves: list[tuple[float, float]],
) -> tuple[float, float]:
    """Return the move (down, across) that leaves the least squared error inside."""
    errors = [np.mean((_moved(image, *move)[inner] - wanted) ** 2) for move in moves]
    return moves[int(np.argmin(errors))]


def _moved(image: FloatArray, down: float, across: float) -> FloatArray:
    """Return the picture moved by linear interpolation."""
    if down == int(down) and across == int(across):
        return np.roll(image, (int(down), int(across)), axis=(0, 1))
    moved: FloatArray = shift(image, (down, across, 0.0), order=1, mode="nearest")
    return moved
