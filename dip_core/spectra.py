"""Pictures as waves: how much power each frequency has, and which of them agree with a picture's.

Frequencies are in cycles per pixel, from 0 (even grey) to 0.5 (every other pixel). Rings are round
in them whatever the picture's proportions, and as many as the shorter side can tell apart: half its
pixels.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dip_core.metrics import to_y

BANDS = 5
_TINY = 1e-12


def power_spectrum(image: NDArray[np.floating]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return frequencies in cycles per pixel and the mean |F|² of the luma on each one's ring.

    Parameters
    ----------
    image
        (H, W, C) floats in [0, 1]. Its mean, which is no wave, does not count.
    """
    magnitude, radius = _waves(image)
    count = min(image.shape[:2]) // 2
    ring = np.rint(2.0 * radius * count).astype(int)
    inside = (ring >= 1) & (ring <= count)
    power = np.bincount(ring[inside], np.square(magnitude[inside]), count + 1)
    samples = np.bincount(ring[inside], minlength=count + 1)
    frequency = 0.5 * np.arange(1, count + 1) / count
    return frequency, power[1:] / np.maximum(samples[1:], 1) / image.shape[0] / image.shape[1]


def band_correspondence(
    image: NDArray[np.floating], target: NDArray[np.floating], bands: int = BANDS
) -> NDArray[np.float64]:
    """Return how much of each frequency band of a target a picture has, from 0 to 1.

    H = min(1, |F(x)| / |F(y)|), averaged over rings of equal width from the lowest to the highest
    frequencies (Shi et al., "On Measuring and Controlling the Spectral Bias of the Deep Image
    Prior", arXiv 2107.01125).
    """
    magnitude, radius = _waves(image)
    wanted, _ = _waves(target)
    share = np.clip(magnitude / np.maximum(wanted, _TINY), 0.0, 1.0)
    ring = np.floor(2.0 * radius * bands).astype(int)
    inside = (ring < bands) & (radius > 0)
    total = np.bincount(ring[inside], share[inside], bands)
    return total / np.maximum(np.bincount(ring[inside], minlength=bands), 1)


def _waves(image: NDArray[np.floating]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return |F| of the luma and the frequency of each of its values, both (H, W)."""
    height, width = image.shape[:2]
    magnitude = np.abs(np.fft.fft2(to_y(image)[..., 0].astype(np.float64)))
    radius = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.fftfreq(width))
    return magnitude, radius
