"""What a single picture tells of its haze: the dark channel, and an edge-aware filter.

He, Sun and Tang, "Single Image Haze Removal Using Dark Channel Prior", CVPR 2009, and "Guided Image
Filtering", ECCV 2010. Nearly every patch of a clear outdoor picture has a pixel that is dark in one
colour; where even the darkest is bright, the light is the air's.
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from dip_core.spec import FloatArray, Observation

# He et al. and Double-DIP: patches of 15 px, and the haziest pixel in ten thousand.
_PATCH = 15
_HAZIEST = 1e-4
# Of a picture this large Double-DIP (which makes larger ones smaller) filters with a radius of 50.
_LONG_SIDE, _RADIUS = 800, 50
_LEAST_RADIUS = 4
_DARKEST_AIR = 1e-3  # keeps a black picture's division finite
_EDGE = 1e-4  # ε: variances far below count as flat


def airlight(observation: Observation) -> FloatArray:
    """Return the colour of the air, (C,): the mean of the pixels whose dark channel is highest.

    Pixels that mean nothing do not count.
    """
    image = observation.image
    dark = (_dark_channel(image) * observation.trust[..., 0]).ravel()
    count = max(1, round(_HAZIEST * dark.size))
    haziest = np.argpartition(dark, -count)[-count:]
    return image.reshape(-1, image.shape[-1])[haziest].mean(axis=0)


def transmission(image: FloatArray, air: FloatArray) -> FloatArray:
    """Return 1 − dark(I / A), (H, W) in [0, 1], smoothed along the edges of the picture."""
    dark = _dark_channel(image / air.clip(min=_DARKEST_AIR))
    return np.clip(guided(1.0 - dark, image), 0.0, 1.0)


def guided(values: FloatArray, image: FloatArray) -> FloatArray:
    """Smooth (H, W) values but for the edges of a picture, (H, W, C): the guided filter.

    In each window the values are taken for a·g + b of the picture's grey g; a and b are averaged.
    """
    grey = image.mean(axis=-1)
    radius = max(_LEAST_RADIUS, round(_RADIUS * max(grey.shape) / _LONG_SIDE))

    def mean(of: FloatArray) -> FloatArray:
        return ndimage.uniform_filter(of, 2 * radius + 1, mode="reflect")

    covariance = mean(grey * values) - mean(grey) * mean(values)
    slope = covariance / (np.maximum(mean(grey * grey) - mean(grey) ** 2, 0.0) + _EDGE)
    offset = mean(values) - slope * mean(grey)
    return np.asarray(mean(slope) * grey + mean(offset), dtype=np.float32)


def _dark_channel(image: FloatArray) -> FloatArray:
    """Return the darkest sample of any colour within each pixel's patch, (H, W)."""
    darkest: FloatArray = ndimage.minimum_filter(image.min(axis=-1), _PATCH, mode="nearest")
    return darkest
