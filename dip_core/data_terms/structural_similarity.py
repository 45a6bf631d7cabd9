"""One minus the structural similarity: what an eye compares, rather than grey levels.

Wang, Bovik, Sheikh, Simoncelli, "Image Quality Assessment", 2004, with their window: a Gaussian of
σ 1.5, eleven pixels wide.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from dip_core.spec import DataTerm

_SIGMA = 1.5
_REACH = 5
# (K L)² with K = 0.01 and 0.03 and a range L of 1.
_C1 = 0.01**2
_C2 = 0.03**2
# Only where no weight is within reach, and nothing counts there.
_NOTHING = 1e-12


@dataclass(frozen=True)
class StructuralSimilarity(DataTerm, kind="structural-similarity", label="Structural similarity"):
    """D(a, y; w) = Σ w·(1 − SSIM(a, y)) / Σ w.

    Mean, variance and covariance of a window are weighted by w too, so that what has no weight is
    not looked at and the window is whole at every border.
    """

    def __call__(self, prediction: Tensor, measurement: Tensor, weight: Tensor) -> Tensor:
        """Return the weighted mean; `weight` may have one channel for all."""
        weights = weight.expand_as(measurement)
        a, y = prediction, measurement
        moments = torch.cat(
            [weights * m for m in (torch.ones_like(y), a, y, a * a, y * y, a * y)], 1
        )
        seen, *means = _smoothed(moments).chunk(6, dim=1)
        mean_a, mean_y, square_a, square_y, product = (m / seen.clamp(min=_NOTHING) for m in means)
        luminance = (2 * mean_a * mean_y + _C1) / (mean_a.square() + mean_y.square() + _C1)
        variances = square_a - mean_a.square() + square_y - mean_y.square()
        structure = (2 * (product - mean_a * mean_y) + _C2) / (variances + _C2)
        return (weights * (1 - luminance * structure)).sum() / weights.sum()


def _smoothed(maps: Tensor) -> Tensor:
    """Smooth each channel of (1, C, H, W), C > 1; beyond the border nothing has weight."""
    channels = maps.shape[1]
    places = torch.arange(-_REACH, _REACH + 1, dtype=maps.dtype, device=maps.device)
    taps = torch.exp(-0.5 * (places / _SIGMA).square())
    kernel = (taps / taps.sum()).expand(channels, 1, 1, -1)
    # One group per channel also keeps CUDA from multiplying in TF32, whose ten bits would drown the
    # variances of bright, flat areas.
    across = functional.conv2d(maps, kernel, padding=(0, _REACH), groups=channels)
    return functional.conv2d(across, kernel.mT, padding=(_REACH, 0), groups=channels)
