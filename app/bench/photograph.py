"""A made-up photo of 24 megapixels."""

import numpy as np
from numpy.typing import NDArray

SIZE = 4000, 6000  # rows, columns


def photograph() -> NDArray[np.uint8]:
    """Return soft shapes with fine noise, which compress about as well as a photograph."""
    down, across = np.mgrid[0 : SIZE[0], 0 : SIZE[1]].astype(np.float32)
    noise = np.random.default_rng(0)
    pixels = np.empty((*SIZE, 3), np.uint8)
    grain = noise.normal(0, 5, SIZE).astype(np.float32)
    for k in range(3):
        wave = np.sin(across / (90 + 40 * k)) * np.cos(down / (130 - 30 * k))
        pixels[..., k] = (110 + 60 * wave + grain).clip(0, 255)
    return pixels
