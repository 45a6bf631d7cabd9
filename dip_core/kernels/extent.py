"""How far an unknown blur reaches, read off the sharpest edges of the blurred picture.

No edge of a blurred picture is narrower, across, than the blur is long in that direction; and among
many edges some were sharp before. The direction in which even the narrowest edges are wide is the
one in which the blur is longest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from dip_core.noise import estimate_noise
from dip_core.spec import FloatArray

_DIRECTIONS = 12
# Of the edges along one direction, the share that was sharp before the blur.
_SHARPEST = 10.0
_LEAST_EDGES = 10
# An edge has at least this share of the picture's contrast, and this many times its noise.
_CONTRAST, _ABOVE_NOISE = 0.15, 6.0
# Noise of this deviation cuts edges into steps; a Gaussian of 1 px joins them again.
_NOISY, _SMOOTHING = 1.5 / 255.0, 1.0
# The step of an edge blurred by a Gaussian, over its steepest slope.
_GAUSSIAN_EDGE = (2.0 * np.pi) ** 0.5
_LONGEST_SIDE = 1024


@dataclass(frozen=True)
class Extent:
    """The widest that the sharpest edges of any direction are.

    width  pixels; 1 is a step from one pixel to the next
    angle  degrees, counter-clockwise from horizontal, of the direction across those edges
    """

    width: float
    angle: float


def blur_extent(image: FloatArray) -> Extent | None:
    """Measure an (H, W, C) picture; None where it has hardly any edges.

    On crops of 128 px of five pictures a motion of 15 px at 60° gave 3.8 to 7.5 px at 45 or 60°,
    one of 9 px at 30° 3.4 to 5.0 px, a Gaussian of σ 1.6 3.7 to 5.4 px and no blur 1.1 to 3.1 px;
    noise of σ 5 (of 255) changed most of them by less than 1 px.

    An edge is a stretch along a line on which the brightness only rises or only falls; its width
    is its height over its steepest slope.
    """
    grey = image.mean(axis=-1, dtype=np.float64)
    top, left = (max(0, side - _LONGEST_SIDE) // 2 for side in grey.shape)
    grey = grey[top : top + _LONGEST_SIDE, left : left + _LONGEST_SIDE]
    noise = estimate_noise(image)
    smoothing = _SMOOTHING if noise > _NOISY else 0.0
    if smoothing:
        grey = ndimage.gaussian_filter(grey, smoothing)
        noise *= 0.3
    least = max(_CONTRAST * float(np.ptp(np.percentile(grey, (1, 99)))), _ABOVE_NOISE * noise)
    if least <= 0.0:
        return None
    angles = np.arange(_DIRECTIONS) * 180.0 / _DIRECTIONS
    found = [Extent(_narrowest(grey, angle, least), float(angle)) for angle in angles]
    widest = max(found, key=lambda extent: extent.width)
    if widest.width == 0.0:
        return None
    added = _GAUSSIAN_EDGE * smoothing
    return Extent(max(1.0, (max(0.0, widest.width**2 - added**2)) ** 0.5), widest.angle)


def _narrowest(grey: NDArray[np.float64], angle: float, least: float) -> float:
    """Return the width of the sharpest edges across one direction; 0 where there are too few."""
    # Turned clockwise, that direction lies along the rows; what is outside is no number.
    turned = ndimage.rotate(grey, -angle, order=1, mode="constant", cval=np.nan) if angle else grey
    steps = np.nan_to_num(np.diff(turned, axis=1)).ravel()
    signs = np.sign(steps).reshape(turned.shape[0], -1)
    begins = np.ones(signs.shape, dtype=bool)
    begins[:, 1:] = signs[:, 1:] != signs[:, :-1]
    places = np.flatnonzero(begins)
    heights = np.abs(np.add.reduceat(steps, places))
    slopes = np.maximum.reduceat(np.abs(steps), places)
    edges = heights > least
    if np.count_nonzero(edges) < _LEAST_EDGES:
        return 0.0
    return float(np.percentile(heights[edges] / slopes[edges], _SHARPEST))
