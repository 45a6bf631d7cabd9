"""How noisy a picture is and of which kind, judged from the picture alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import convolve1d, median_filter, uniform_filter
from scipy.optimize import nnls

FloatArray = NDArray[np.float32]
NoiseKind = Literal["gaussian", "poisson", "impulse"]

_ROOT = np.sqrt(3.0)
_SMOOTH = np.array([1 + _ROOT, 3 + _ROOT, 3 - _ROOT, 1 - _ROOT]) / (4 * np.sqrt(2.0))
_DETAIL = _SMOOTH[::-1] * np.array([1.0, -1.0, 1.0, -1.0])
# The median of |N(0, 1)|.
_NORMAL_MEDIAN = 0.6745
# What the filters leave of a flat area; the smallest step of 16 bit is 1.5e-5.
_ROUNDING = 1e-6
# A black or white sample is judged by a square of so many pixels round it. On ten photographs with
# 2 to 70 % impulses this finds 96 to 99 % of them, and 91 to 99 % of what it finds are some (a
# median of all samples: 87 to 95 % of them); what it misses is so alike that without the found ones
# the rest is right to 60 to 73 dB.
_SURROUNDING = 7
_APART = 0.1
# A sample that differs by less from the rest of its surrounding may be right; if not, it costs
# little.
_ALIKE = 0.02
# Black (or white) samples are an area when they exceed what impulses make by so many σ.
_CROWDED = 7.0
# Where nothing else is near: with 70 % impulses 65 % of a white area are still white.
_MAJORITY = 0.6
# Impulses alone leave the other samples exact. On ten photographs their finest differences look
# like noise of up to 4.4 steps of 8 bit, and of 9.6 or more with σ = 10 of Gaussian noise; a
# photograph made smaller without smoothing can have as much, and is then fitted whole.
_EXACT = 6.5 / 255.0
# Impulses are the trouble if this share of the samples stands out by so much, and by so many times
# the noise that is left without them. On six pictures and a crop of each the share was at most
# 2.3 % without impulses and at least 3.3 % with 5 % of them; the ratio 8 to 180 with impulses, and
# 1 to 4 with noise so strong that clipping has made samples black or white.
_LEAST_SHARE = 0.025
_FAR_APART = 0.25
_LEAST_RATIO = 6.0
# Noise is clipped within so many σ of black and white, and looks weaker there than it is.
_CLIPPED = 1.5
_LEAST_CLIPPED, _MOST_CLIPPED = 0.03, 0.3
_LEVELS = 8
_LEAST_SAMPLES = 256
# Light is the trouble if this share of a variance that can be seen at all grows with it. On
# seventeen pictures and crops that was 32 to 100 % with 10, 30 or 100 photons on white or with
# speckle of σ 0.1 or 0.2, and at most 22 % with Gaussian noise of σ 10 to 80.
_LEAST_GROWTH = 0.3
_LEAST_NOISE = 5.0 / 255.0
# The noise is looked for where this share of the picture or more is neither near black nor white.
_LEAST_UNCLIPPED = 0.2
_ROUNDS = 3


@dataclass(frozen=True)
class NoiseLaw:
    """var(y) = speckle·x² + gain·x + floor, of a sample of brightness x.

    speckle  what multiplies the light: the square of its relative standard deviation
    gain     photons: one over how many make white
    floor    electronics, and whatever else is the same everywhere
    """

    gain: float
    floor: float
    speckle: float = 0.0

    def variance(self, brightness: FloatArray) -> FloatArray:
        """Return the variance at each brightness."""
        speckle, gain, floor = (np.float32(part) for part in (self.speckle, self.gain, self.floor))
        return (speckle * brightness + gain) * brightness + floor

    def growth(self, brightness: float) -> float:
        """Return how much of the variance at a brightness grows with it, 0 to 1."""
        grows = (self.speckle * brightness + self.gain) * brightness
        return grows / (grows + self.floor) if grows > 0.0 else 0.0


def estimate_noise(image: FloatArray) -> float:
    """Return the standard deviation of the noise of an (H, W, C) picture, a mean over channels.

    The median absolute deviation of the finest diagonal details (Daubechies-2 wavelet), where
    natural pictures have little of their own. Details of zero belong to saturated areas and do not
    count; nor do those near black and white, where clipping has taken part of the noise. Measured
    on ten crops with Gaussian noise of σ 10, 25 and 50 (of 255, clipped): 10.8, 24.8 and 46.8 on
    average (10.4, 23.4 and 42.7 with what is near black and white).
    """
    return float(np.mean([_unclipped_deviation(plane) for plane in _planes(image)]))


def estimate_law(image: FloatArray) -> NoiseLaw:
    """Return the noise of an (H, W, C) picture as a polynomial of its brightness.

    The details are sorted into eight equally full levels of local brightness; the law is fitted to
    the variances of the levels, each error in proportion to its level. On ten crops the gain of 30
    photons on white is found as 1/30 to 1/58, speckle of σ 0.2 mostly as 0.14 to 0.19.
    """
    brightness = np.concatenate([_local_means(plane).ravel() for plane in _planes(image)])
    details = np.concatenate([_details(plane).ravel() for plane in _planes(image)])
    sigma = estimate_noise(image)
    usable = _unclipped(brightness, sigma) & (details > _ROUNDING)
    if np.count_nonzero(usable) < _LEAST_SAMPLES:
        return NoiseLaw(0.0, sigma**2)
    brightness, details = brightness[usable], details[usable]
    levels = np.array_split(np.argsort(brightness), _LEVELS)
    middle = np.array([brightness[level].mean() for level in levels])
    variance = np.array([_deviation(details[level]) ** 2 for level in levels])
    powers = np.stack([middle, np.ones_like(middle), middle**2], axis=1) / variance[:, None]
    (gain, floor, speckle), _ = nnls(powers, np.ones_like(variance))
    return NoiseLaw(float(gain), float(floor), float(speckle))


def find_impulses(image: FloatArray) -> NDArray[np.bool_]:
    """Return which samples of an (H, W, C) picture are salt or pepper, each channel for itself.

    Every sample that is exactly black or white, unless it belongs there: the samples round it that
    are neither are nearly so; there are none of them, and most of the others are like it; or there
    are far more like it than impulses would make, which strike black and white alike.
    """
    extreme = _extreme(image)
    if not extreme.any():
        return extreme
    plain = _mean_around(~extreme)
    present = plain > 0.5 / _SURROUNDING**2
    level = _mean_around(np.where(extreme, 0.0, image)) / np.where(present, plain, 1.0)
    ends = {value: image <= 0.0 if value == 0.0 else image >= 1.0 for value in (0.0, 1.0)}
    share = np.min([end.mean(axis=(0, 1)) for end in ends.values()], axis=0)
    crowd = share + _CROWDED * np.sqrt(share * (1.0 - share)) / _SURROUNDING
    impulses = np.zeros_like(extreme)
    for value, end in ends.items():
        around = _mean_around(end)
        belongs = np.where(present, np.abs(level - value) < _ALIKE, around > _MAJORITY)
        impulses |= end & ~belongs & (around <= crowd)
    return impulses


def are_exact(image: FloatArray, samples: NDArray[np.bool_]) -> bool:
    """Return whether the samples named, an (H, W, C) choice, seem to have no noise of their own.

    Judged by the diagonal differences of two by two neighbours that are all named.
    """
    whole = np.logical_and.reduce(_four(samples))
    a, b, c, d = _four(image)
    differences = np.abs(a - b - c + d)[whole] / 2.0
    return differences.size == 0 or float(np.median(differences)) <= _EXACT * _NORMAL_MEDIAN


def judge_noise(image: FloatArray) -> NoiseKind:
    """Return which kind of noise an (H, W, C) picture has most of; "gaussian" where it has none."""
    if _has_impulses(image) and find_impulses(image).any():
        return "impulse"
    law = estimate_law(image)
    visible = estimate_noise(image) > _LEAST_NOISE
    if visible and law.growth(float(image.mean())) > _LEAST_GROWTH:
        return "poisson"
    return "gaussian"


def _has_impulses(image: FloatArray) -> bool:
    extreme = _extreme(image)
    if extreme.mean() < _LEAST_SHARE:
        return False
    distance = _distance(image)
    far = extreme & (distance > _FAR_APART)
    if far.mean() < _LEAST_SHARE:
        return False
    without = np.where(extreme & (distance > _APART), _medians(image), image)
    return float(np.median(distance[far])) > _LEAST_RATIO * estimate_noise(without)


def _extreme(image: FloatArray) -> NDArray[np.bool_]:
    return (image <= 0.0) | (image >= 1.0)


def _medians(image: FloatArray) -> FloatArray:
    medians: FloatArray = median_filter(image, size=(_SURROUNDING, _SURROUNDING, 1))
    return medians


def _distance(image: FloatArray) -> FloatArray:
    return np.abs(image - _medians(image))


def _mean_around(values: NDArray[Any]) -> FloatArray:
    size = (_SURROUNDING, _SURROUNDING, 1)
    means: FloatArray = uniform_filter(np.asarray(values, dtype=np.float32), size)
    return means


def _four(values: NDArray[Any]) -> tuple[NDArray[Any], ...]:
    """Return the upper left, upper right, lower left and lower right of all two by two squares."""
    return values[:-1, :-1], values[:-1, 1:], values[1:, :-1], values[1:, 1:]


def _unclipped_deviation(plane: FloatArray) -> float:
    """Return σ where clipping did not touch it, which depends on σ: found in a few rounds."""
    brightness, details = _local_means(plane), _details(plane)
    sigma = _deviation(details)
    for _ in range(_ROUNDS):
        inside = _unclipped(brightness, sigma)
        if inside.mean() < _LEAST_UNCLIPPED:
            return sigma
        sigma = _deviation(details[inside])
    return sigma


def _unclipped(brightness: FloatArray, sigma: float) -> NDArray[np.bool_]:
    margin = float(np.clip(_CLIPPED * sigma, _LEAST_CLIPPED, _MOST_CLIPPED))
    return (brightness > margin) & (brightness < 1.0 - margin)


def _planes(image: FloatArray) -> FloatArray:
    return np.moveaxis(image, -1, 0)


def _details(plane: FloatArray) -> FloatArray:
    """Return the magnitudes of the finest diagonal details, whose noise has the samples' own σ."""
    return np.abs(convolve1d(convolve1d(plane, _DETAIL, axis=0), _DETAIL, axis=1))


def _local_means(plane: FloatArray) -> FloatArray:
    mean = _SMOOTH / _SMOOTH.sum()
    return convolve1d(convolve1d(plane, mean, axis=0), mean, axis=1)


def _deviation(details: FloatArray) -> float:
    magnitudes = details[details > _ROUNDING]
    return float(np.median(magnitudes)) / _NORMAL_MEDIAN if magnitudes.size else 0.0
