"""No prior at all: the picture itself is what is fitted, each pixel for itself.

The comparison of arXiv 1711.10925 that shows what a network's structure does: with an explicit
penalty this is the classical method; without one it learns noise at once and leaves holes as they
were drawn.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from dip_core.spec import Network

# Spread of the first values around middle grey, before the sigmoid.
_START = 0.1


@dataclass(frozen=True)
class Pixels(Network, kind="pixels", label="Pixels (no prior)"):
    """x = σ(θ), one weight per sample; z is not looked at.

    The sigmoid keeps the picture in [0, 1] with a gradient everywhere, which clipping would not.
    """

    def build(self, in_channels: int, out_channels: int, height: int, width: int) -> nn.Module:
        """Return the picture, middle grey with a trace of noise."""
        return _Picture(out_channels, *self.canvas(height, width))

    def input_size(self, height: int, width: int) -> tuple[int, int]:
        """One pixel: z is not looked at."""
        return 1, 1


class _Picture(nn.Module):
    """A picture of a fixed size, whatever comes in."""

    def __init__(self, channels: int, height: int, width: int) -> None:
        super().__init__()
        self.values = nn.Parameter(_START * torch.randn(1, channels, height, width))

    def forward(self, z: Tensor) -> Tensor:
        return self.values.sigmoid()
