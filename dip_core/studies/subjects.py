"""What studies are done on: a small copy of the photo, noise on it, a hole in it."""

from __future__ import annotations

import numpy as np
from PIL import Image

from dip_core.degradations import degrade
from dip_core.resampling import resampled
from dip_core.spec import FloatArray

_LEVELS = 255.0


def reduced(image: FloatArray, side: int) -> FloatArray:
    """Return (H, W, C) with its longer side made `side` pixels; a smaller picture as it is."""
    height, width = image.shape[:2]
    factor = side / max(height, width)
    if factor >= 1.0:
        return image
    rows, columns = max(16, round(height * factor)), max(16, round(width * factor))
    return np.clip(resampled(image, rows, columns, Image.Resampling.LANCZOS), 0.0, 1.0)


def noisy(image: FloatArray, sigma: float, seed: int) -> FloatArray:
    """Return a picture with Gaussian noise of σ (of 255) on it, cut to [0, 1]."""
    return degrade(image, f"gaussian:{sigma:g}", seed).image


def shuffled(image: FloatArray, seed: int) -> FloatArray:
    """Return the same pixels, all in other places."""
    pixels = image.reshape(-1, image.shape[2])
    return np.random.default_rng(seed).permutation(pixels).reshape(image.shape)


def white_noise(shape: tuple[int, ...], seed: int) -> FloatArray:
    """Return samples that are each anything from 0 to 1."""
    return np.random.default_rng(seed).random(shape, np.float32)


def hole_in(image: FloatArray, share: float) -> FloatArray:
    """Return a mask, (H, W): 1 in a rectangle in the middle with that share of each side."""
    height, width = image.shape[:2]
    mask = np.zeros((height, width), np.float32)
    rows, columns = max(2, round(height * share)), max(2, round(width * share))
    top, left = (height - rows) // 2, (width - columns) // 2
    mask[top : top + rows, left : left + columns] = 1.0
    return mask


def with_hole(image: FloatArray, mask: FloatArray) -> FloatArray:
    """Return the picture as it is shown with its hole: grey there."""
    return np.where(mask[..., None] > 0, np.float32(0.5), image)
