"""The texture network: the same noise at every scale, made into one picture coarse to fine.

Ulyanov et al., "Texture Networks", arXiv 1603.03417: each scale looks at the averaged input, its
few channels join what the coarser scales have made, and the whole is doubled.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from dip_core.networks.blocks import (
    ConvNormAct,
    Padding,
    Upsample,
    Upsampling,
    canvas_of,
    convolution,
    padding_option,
    upsampling_option,
)
from dip_core.options import option
from dip_core.spec import Network


@dataclass(frozen=True)
class Texture(Network, kind="texture", label="Texture pyramid"):
    """A pyramid of inputs averaged over 32 … 1 pixels; 129 443 weights with 32 input channels."""

    scales: int = option(
        6,
        "Scales",
        "How many sizes of the input are looked at, each half of the one before.",
        minimum=2,
        maximum=8,
    )
    channels: int = option(
        8,
        "Channels",
        "How many channels each scale adds.",
        minimum=1,
        maximum=128,
    )
    upsampling: Upsampling = upsampling_option("nearest")
    padding: Padding = padding_option()

    def build(self, in_channels: int, out_channels: int, height: int, width: int) -> nn.Module:
        """Return the pyramid with a sigmoid behind it."""
        return nn.Sequential(
            _Pyramid(self, in_channels),
            convolution(self.scales * self.channels, out_channels, 1, padding=self.padding),
            nn.Sigmoid(),
        )

    def canvas(self, height: int, width: int) -> tuple[int, int]:
        """Round up to what the averages need, two of the largest at least."""
        return canvas_of(2 ** (self.scales - 1), 2, height, width)


class _Pyramid(nn.Module):
    """(1, in, h, w) → (1, scales · channels, h, w)."""

    def __init__(self, spec: Texture, in_channels: int) -> None:
        super().__init__()
        each, scales = spec.channels, spec.scales
        # Coarsest first; the coarsest has nothing to join.
        self.branches = nn.ModuleList(
            _convolutions(in_channels, each, spec.padding) for _ in range(scales)
        )
        self.joins = nn.ModuleList(
            nn.Sequential(
                nn.BatchNorm2d(joined), *_convolutions(joined, joined, spec.padding).children()
            )
            for joined in range(2 * each, (scales + 1) * each, each)
        )
        self.enlarge = Upsample(spec.upsampling)

    def forward(self, z: Tensor) -> Tensor:
        coarsest, *branches = self.branches
        side = 2 ** len(branches)
        x = coarsest(functional.avg_pool2d(z, side))
        for branch, join in zip(branches, self.joins, strict=True):
            side //= 2
            own = branch(functional.avg_pool2d(z, side))
            x = join(torch.cat([self.enlarge(x), own], dim=1))
        return x


def _convolutions(in_channels: int, out_channels: int, padding: Padding) -> nn.Sequential:
    """Return two 3×3 convolutions and a 1×1, each with its norm and rectifier."""
    return nn.Sequential(
        ConvNormAct(in_channels, out_channels, 3, padding=padding),
        ConvNormAct(out_channels, out_channels, 3, padding=padding),
        ConvNormAct(out_channels, out_channels, 1, padding=padding),
    )
