"""The forward operator of super-resolution: make a picture smaller exactly as Pillow does.

A(x) = clamp(V clamp(x Hᵀ)): H shortens the rows, then V the columns, each by a Lanczos window of
a = 3 stretched by the factor, cut at the border and normalised again there. Pillow keeps 8 bits
between the two and after them, hence the clamps: on a sharp photograph A agrees with Pillow to
57–58 dB with them, and to 43–49 dB without.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

_LOBES = 3


class Downsampling(nn.Module):
    """Reduce (1, C, height·factor, width·factor) to (1, C, height, width).

    The windows are rows of dense matrices: at the sizes a network can fit, two small products are
    faster than strided convolutions, and the windows at the border need no case of their own.

    Parameters
    ----------
    factor
        How many times smaller each side becomes.
    height, width
        Size of the measurement.
    """

    def __init__(self, factor: int, height: int, width: int) -> None:
        super().__init__()
        self.across: Tensor
        self.down: Tensor
        self.register_buffer("across", lanczos_matrix(factor, width), persistent=False)
        self.register_buffer("down", lanczos_matrix(factor, height), persistent=False)

    def forward(self, estimate: Tensor) -> Tensor:
        """Return the small picture in [0, 1], in single precision whatever surrounds it."""
        with torch.autocast(estimate.device.type, enabled=False):
            narrow = torch.matmul(estimate.float(), self.across.mT).clamp(0, 1)
            return torch.matmul(self.down, narrow).clamp(0, 1)

    def linear(self, estimate: Tensor) -> Tensor:
        """Return V x Hᵀ: the operator without its clamps, in the precision of the estimate."""
        across, down = self.across.to(estimate.dtype), self.down.to(estimate.dtype)
        with torch.autocast(estimate.device.type, enabled=False):
            return torch.matmul(down, torch.matmul(estimate, across.mT))


def lanczos_matrix(factor: int, size: int) -> Tensor:
    """Return the (size, size·factor) weights with which Pillow makes `size` samples from more.

    Output i looks at the samples within 3·factor of its centre c = (i + ½)·factor; those outside
    the picture are left out, and the rest is normalised to sum 1.
    """
    position = torch.arange(size * factor, dtype=torch.float64) + 0.5
    centre = (torch.arange(size, dtype=torch.float64)[:, None] + 0.5) * factor
    t = (position - centre) / factor
    weights = torch.sinc(t) * torch.sinc(t / _LOBES) * (t.abs() < _LOBES)
    return (weights / weights.sum(dim=1, keepdim=True)).float()
