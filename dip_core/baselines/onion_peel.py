"""Onion-peel filling: holes are closed from the rim inwards, one ring of pixels after another."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from dip_core.baselines.filler import BoolArray, Filler, separate_holes
from dip_core.options import option
from dip_core.spec import FloatArray

Array = NDArray[np.float64]
Places = tuple[NDArray[np.intp], ...]

# How much of the slope at q is carried on to p. Telea carries all of it, which overshoots in large
# holes: 22.6 dB in squares of 20 px on four crops; half of it gives 23.2 dB, none 22.9 dB.
_SLOPE = 0.5
# A neighbour at right angles to the way inwards still counts, if it is the only one.
_LEAST_ALIGNMENT = 1e-6


@dataclass(frozen=True)
class OnionPeel(Filler, kind="onion-peel", label="Onion-peel filling (after Telea, 2004)"):
    """Give each pixel p of a ring the weighted mean of the known pixels q near it.

    I(p) = Σ w(p, q) (I(q) + ½∇I(q)·(p − q)) / Σ w(p, q) for |p − q| ≤ radius, the weight being
    Telea's product of three: how well p − q runs along the way inwards ∇T, how near q is, and how
    alike the depths T(p) and T(q) are. Telea's fast marching fills pixel by pixel in the order of
    T; here all pixels between two whole Euclidean distances from the rim are filled at once.
    """

    radius: int = option(
        4,
        "Radius",
        "How far away known pixels still count; the time grows with its square.",
        minimum=2,
        maximum=20,
        unit="px",
        advanced=True,
    )

    def filled(self, image: FloatArray, missing: BoolArray) -> FloatArray:
        """Fill each hole by itself."""
        peeled = image.copy()
        for window, hole in separate_holes(missing, self.radius):
            peeled[window][hole] = _peel(image[window], hole, self.radius)[hole]
        return peeled


def _peel(image: FloatArray, hole: BoolArray, radius: int) -> Array:
    """Return an (H, W, C) picture with its hole closed."""
    # With a frame of pixels of which nothing is known, no neighbour lies outside the array.
    surface = np.pad(image.astype(np.float64), ((radius,) * 2, (radius,) * 2, (0, 0)))
    known = np.pad(~hole, radius)
    distance = distance_transform_edt(~known)
    depth = distance - distance_transform_edt(known)
    ring_of = np.where(np.pad(hole, radius), np.ceil(distance), 0)
    for ring in range(1, int(ring_of.max()) + 1):
        places = np.nonzero(ring_of == ring)
        surface[places] = _weighted_means(places, surface, known, depth, radius)
        known[places] = True
    return surface[radius:-radius, radius:-radius]


def _weighted_means(
    places: Places, surface: Array, known: BoolArray, depth: Array, radius: int
) -> Array:
    """Return the (N, C) values of N places."""
    inwards = [np.gradient(depth, axis=axis)[places] for axis in (0, 1)]
    slopes = [_slope(surface, known, axis) for axis in (0, 1)]
    total = np.zeros((len(places[0]), surface.shape[-1]))
    weights = np.zeros((len(places[0]), 1))
    for down, across in _offsets(radius):
        near = (places[0] + down, places[1] + across)
        length = np.hypot(down, across)
        along = np.abs(down * inwards[0] + across * inwards[1]) / length
        alike = 1.0 / (1.0 + np.abs(depth[places] - depth[near]))
        weight = known[near] * np.maximum(along, _LEAST_ALIGNMENT) * alike / length**2
        carried = surface[near] - _SLOPE * (down * slopes[0][near] + across * slopes[1][near])
        total += weight[:, None] * carried
        weights += weight[:, None]
    return total / weights


def _slope(surface: Array, known: BoolArray, axis: int) -> Array:
    """Return the central difference along an axis where all three pixels are known, else 0."""
    before, after = (np.roll(surface, shift, axis) for shift in (1, -1))
    all_known = known & np.roll(known, 1, axis) & np.roll(known, -1, axis)
    return np.where(all_known[..., None], (after - before) / 2, 0.0)


def _offsets(radius: int) -> Iterator[tuple[int, int]]:
    for down in range(-radius, radius + 1):
        for across in range(-radius, radius + 1):
            if 0 < down**2 + across**2 <= radius**2:
                yield down, across
