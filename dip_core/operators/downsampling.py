"""The forward operator of super-resolution: make a picture smaller exactly as Pillow does.

A(x) = clamp(V clamp(x Hᵀ)): H shortens the rows, then V the columns, each by a Lanczos window of
a = 3 stretched by the ratio of the sizes, cut at the border and normalised again there. Pillow
keeps 8 bits between the two and after them, hence the clamps: on a sharp photograph A agrees with
Pillow to 57–58 dB with them, and to 43–49 dB without.

The ratio need not be whole: 41 samples of 102 are made with windows 102/41 as wide, not 2.5.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

_LOBES = 3


class Downsampling(nn.Module):
    """Reduce (1, C, *large) to (1, C, *small).

    The windows are rows of dense matrices: at the sizes a network can fit, two small products are
    faster than strided convolutions, and neither the windows at the border nor those of a ratio
    that is not whole need a case of their own.

    Parameters
    ----------
    large, small
        (height, width) before and after; each axis has its own ratio.
    """

    def __init__(self, large: tuple[int, int], small: tuple[int, int]) -> None:
        super().__init__()
        self.across: Tensor
        self.down: Tensor
        self.register_buffer("across", lanczos_matrix(large[1], small[1]), persistent=False)
        self.register_buffer("down", lanczos_matrix(large[0], small[0]), persistent=False)

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


class BackProjection:
    """Change an estimate as little as it takes for `Downsampling` to give the measurement.

    P(x) = x + V⁺ (w ⊙ (y − A(x))) H⁺ᵀ with V⁺ = Vᵀ(V Vᵀ)⁻¹: without clamps and with w = 1 the
    orthogonal projection onto the pictures whose reduction is y. Irani and Peleg, "Improving
    resolution by image registration", CVGIP 1991, approach it by rounds; here one is enough, since
    V Vᵀ has a condition of 2: the windows let through even the finest stripes y can show.
    """

    def __init__(self, operator: Downsampling) -> None:
        self._operator = operator
        self._across = _pseudo_inverse(operator.across)
        self._down = _pseudo_inverse(operator.down)

    def __call__(self, estimate: Tensor, measurement: Tensor, weight: Tensor) -> Tensor:
        """Return the projection of (1, C, *large), not clipped.

        Parameters
        ----------
        measurement
            y, (1, C, *small) in [0, 1].
        weight
            (1, 1, *small) in [0, 1]: 0 where y means nothing and is not to be agreed with.
        """
        return estimate + self.enlarged(weight * (measurement - self._operator(estimate)))

    def enlarged(self, small: Tensor) -> Tensor:
        """Return V⁺ y H⁺ᵀ: of all pictures whose reduction is y the one of least energy."""
        return torch.matmul(self._down, torch.matmul(small, self._across.mT))


def lanczos_matrix(large: int, small: int) -> Tensor:
    """Return the (small, large) weights with which Pillow makes `small` samples of `large`.

    Output i looks at the samples within 3·s of its centre c = (i + ½)·s, s = large / small; those
    outside the picture are left out, and the rest is normalised to sum 1.
    """
    scale = large / small
    position = torch.arange(large, dtype=torch.float64) + 0.5
    centre = (torch.arange(small, dtype=torch.float64)[:, None] + 0.5) * scale
    t = (position - centre) / scale
    weights = torch.sinc(t) * torch.sinc(t / _LOBES) * (t.abs() < _LOBES)
    return (weights / weights.sum(dim=1, keepdim=True)).float()


def _pseudo_inverse(matrix: Tensor) -> Tensor:
    """Return Mᵀ(M Mᵀ)⁻¹ of an (m, n) matrix of rank m ≤ n."""
    wide = matrix.double()
    return torch.linalg.solve(wide @ wide.mT, wide).mT.float()
