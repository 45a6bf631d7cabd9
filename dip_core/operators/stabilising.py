"""The forward operator of noise that grows with light: a picture as it is where noise is even.

Photons, speckle and electronics give a sample of brightness x the variance s²·x² + a·x + b. The
transform T with T′(y) = 1/√(s²·y² + a·y + c), c = 3a²/8 + b, makes it 1 whatever x is, so that a
squared error is right. Without speckle it is the generalised Anscombe transform,
2/a·√(a·y + c) (Starck, Murtagh, Bijaoui, "Image Processing and Data Analysis", 1998); in general

    T(y) − T(0) = 2/s · artanh( s·y / (√(s²·y² + a·y + c) + √c) )

Here it is scaled to take [0, 1] to [0, 1].
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.special import ndtri, pdtr, pdtrik
from torch import Tensor, nn

from dip_core.noise import NoiseLaw
from dip_core.spec import FloatArray

_NODES = 257
# So many equally probable outcomes stand for a law; with four times as many counts the curve moves
# by 0.001 or less, and by 0.002 if a single photon makes white.
_COUNTS = 256
_READINGS = 33
_MANY = 1000
# What rounding to 8 bit adds to any noise: without it the darkest step of speckle alone would be
# worth more than all others.
_ROUNDING = (1.0 / 255.0) ** 2 / 12.0
_FEWEST = 1e-9


class Stabilising(nn.Module):
    """A(x) = E[T(y) | x], y being a sample of brightness x with its noise, cut to [0, 1].

    T(x) alone is not what T(y) is on average: T is bent, and what exceeds white is cut. The
    difference would darken the picture. Cf. Mäkitalo and Foi, "Optimal Inversion of the
    Generalized Anscombe Transformation for Poisson-Gaussian Noise", 2013.
    """

    def __init__(self, law: NoiseLaw) -> None:
        super().__init__()
        self.curve: Tensor
        curve = torch.from_numpy(_expectation(law)).float()
        self.register_buffer("curve", curve, persistent=False)

    def forward(self, estimate: Tensor) -> Tensor:
        """(1, C, H, W) in [0, 1] → the same size and range; a straight line between the nodes."""
        place = estimate.clamp(0.0, 1.0) * (_NODES - 1)
        lower = place.detach().long().clamp(max=_NODES - 2)
        left, right = self.curve[lower], self.curve[lower + 1]
        return left + (place - lower) * (right - left)


def stabilised(samples: FloatArray, law: NoiseLaw) -> FloatArray:
    """Return T of samples in [0, 1], scaled to [0, 1]: their noise has the same σ everywhere."""
    return np.asarray(_transformed(samples, law) / _transformed(np.ones(()), law), np.float32)


def evenness(law: NoiseLaw) -> float:
    """Return that σ."""
    return float(1.0 / _transformed(np.ones(()), law))


def _transformed(y: NDArray[np.floating[Any]], law: NoiseLaw) -> NDArray[np.float64]:
    """Return T(y) − T(0)."""
    relative = law.speckle**0.5
    dark = 0.375 * law.gain**2 + law.floor + _ROUNDING
    y = np.asarray(y, dtype=np.float64)
    path = y / (np.sqrt((law.speckle * y + law.gain) * y + dark) + np.sqrt(dark))
    # The limit without speckle; nothing is lost by taking it early.
    curve: NDArray[np.float64] = (
        path if relative < _FEWEST else np.arctanh(relative * path) / relative
    )
    return 2.0 * curve


def _expectation(law: NoiseLaw) -> NDArray[np.float64]:
    """Return E[T(y) | x], scaled, at the nodes x: the mean over outcomes of equal probability."""
    x = np.linspace(0.0, 1.0, _NODES)[:, None, None]
    counts, variance = x, law.speckle * x**2 + law.floor
    if law.gain * _MANY > 1.0:
        counts = law.gain * _photons(_middles(_COUNTS)[:, None], x / law.gain)
    else:  # so many photons are normally distributed
        variance = variance + law.gain * x
    readings = np.sqrt(variance) * ndtri(_middles(_READINGS))
    outcomes = np.clip(counts + readings, 0.0, 1.0)
    expected: NDArray[np.float64] = _transformed(outcomes, law).mean(axis=(1, 2))
    return expected / _transformed(np.ones(()), law)


def _photons(shares: NDArray[np.float64], mean: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the counts of which these shares of a Poisson law lie below, its quantiles.

    As `scipy.stats` finds them, which takes 50 MB of memory with it.
    """
    above = np.ceil(pdtrik(shares, mean))
    below = np.maximum(above - 1.0, 0.0)
    return np.where(pdtr(below, mean) >= shares, below, above)


def _middles(parts: int) -> NDArray[np.float64]:
    return (np.arange(parts) + 0.5) / parts
