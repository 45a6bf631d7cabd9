"""How close two pictures are, as the literature measures it.

All take (H, W, C) floats in [0, 1], or (H, W) for one channel. A mask is (H, W): pixels count by
its values, so that a hole can be scored alone.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from skimage.metrics import structural_similarity

from dip_core.errors import OptionError

_SIGMA = 1.5
_WINDOW = 11  # 3.5 σ on each side, as scikit-image cuts the Gaussian
_BAND = 2**20  # samples handled at a time, so that large pictures need no second copy

# ITU-R BT.601, R'G'B' in 0–1 to Y' in 16–235; the scores of super-resolution papers use it.
_LUMA = np.array([65.481, 128.553, 24.966], np.float32)
_BLACK = np.float32(16.0)


def psnr(
    a: NDArray[Any], b: NDArray[Any], mask: NDArray[Any] | None = None, peak: float = 1.0
) -> float:
    """Return 10 log₁₀(peak² / mean((a − b)²)) in decibels; infinite for equal pictures."""
    first, second = _pair(a, b)
    weight = None if mask is None else _weight(mask, first.shape)
    error = _mean_square(first, second, weight)
    return math.inf if error == 0 else 10 * math.log10(peak**2 / error)


def ssim(a: NDArray[Any], b: NDArray[Any], mask: NDArray[Any] | None = None) -> float:
    """Return the structural similarity (Wang et al., 2004), at most 1, averaged over the channels.

    The window is a Gaussian of σ 1.5, eleven pixels wide, as in the paper. Without a mask the five
    pixels at each border do not count, because there the window is not whole.
    """
    first, second = _pair(a, b)
    if min(first.shape[:2]) < _WINDOW:
        height, width = first.shape[:2]
        raise OptionError(
            f"The pictures are {width}×{height}; the structural similarity needs at least "
            f"{_WINDOW}×{_WINDOW} pixels."
        )
    weight = None if mask is None else _weight(mask, first.shape)
    mean, similarity = structural_similarity(
        first,
        second,
        gaussian_weights=True,
        sigma=_SIGMA,
        use_sample_covariance=False,
        data_range=1.0,
        channel_axis=2,
        full=True,
    )
    if weight is None:
        return float(mean)
    return float(np.average(similarity.mean(axis=2), weights=weight))


def to_y(image: NDArray[Any]) -> NDArray[np.float32]:
    """Return the BT.601 luma of a picture as (H, W, 1), from 16/255 (black) to 235/255 (white)."""
    image = np.asarray(image, np.float32)
    if image.ndim == 2:
        image = image[:, :, None]
    if image.shape[2] == 1:
        return (image * _LUMA.sum() + _BLACK) / np.float32(255)
    return ((image @ _LUMA + _BLACK) / np.float32(255))[:, :, None]


def _pair(a: NDArray[Any], b: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return both with three dimensions; whole numbers are refused, for want of a known range."""
    if a.dtype.kind != "f" or b.dtype.kind != "f":
        raise TypeError(f"pictures are compared as floats in [0, 1], not {a.dtype} and {b.dtype}")
    if a.shape != b.shape:
        raise OptionError(
            f"Pictures of different sizes cannot be compared: {_size(a)} and {_size(b)}. "
            f"Cut or scale one of them first."
        )
    return (a[:, :, None], b[:, :, None]) if a.ndim == 2 else (a, b)


def _size(image: NDArray[Any]) -> str:
    channels = image.shape[2] if image.ndim == 3 else 1
    return f"{image.shape[1]}×{image.shape[0]} with {channels} channel{'s' if channels > 1 else ''}"


def _weight(mask: NDArray[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    weight = mask[:, :, 0] if mask.ndim == 3 else mask
    if weight.shape != shape[:2]:
        raise OptionError(
            f"The mask is {weight.shape[1]}×{weight.shape[0]} and the pictures are "
            f"{shape[1]}×{shape[0]}; they must have the same size."
        )
    if not weight.any():
        raise OptionError("The mask is empty, so there is nothing to compare.")
    return weight


def _mean_square(a: NDArray[Any], b: NDArray[Any], weight: NDArray[Any] | None) -> float:
    total, count = 0.0, 0.0
    rows = max(1, _BAND // (a.shape[1] * a.shape[2]))
    for top in range(0, a.shape[0], rows):
        part = slice(top, top + rows)
        difference = np.subtract(a[part], b[part], dtype=np.float32)
        if weight is None:
            total += float(np.square(difference).sum(dtype=np.float64))
            count += difference.size
        else:
            square = np.square(difference).sum(axis=2) * weight[part]
            total += float(square.sum(dtype=np.float64))
            count += float(weight[part].sum(dtype=np.float64)) * a.shape[2]
    return total / count
