"""A residual network: one scale throughout, every block a small correction of the last.

He et al., arXiv 1512.03385, as figure 8 of arXiv 1711.10925 compares with. Each pixel sees only the
neighbourhood its filters reach, so that it cannot close a hole wider than that.
"""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn

from dip_core.networks.blocks import Padding, convolution, padding_option
from dip_core.options import option
from dip_core.spec import Network


@dataclass(frozen=True)
class ResNet(Network, kind="resnet", label="ResNet"):
    """Residual blocks at full size; the default has 158 979 weights with one input channel."""

    blocks: int = option(
        8,
        "Blocks",
        "How many corrections follow one another; each lets a pixel see two pixels further.",
        minimum=1,
        maximum=32,
    )
    channels: int = option(
        32,
        "Channels",
        "Width of every block; wide networks learn more and run slower.",
        minimum=1,
        maximum=512,
    )
    padding: Padding = padding_option()

    def build(self, in_channels: int, out_channels: int, height: int, width: int) -> nn.Module:
        """Return the blocks between a convolution in and two out, with a sigmoid behind."""
        channels, padding = self.channels, self.padding
        return nn.Sequential(
            convolution(in_channels, channels, 3, padding=padding),
            nn.LeakyReLU(0.2, inplace=True),
            *(_Block(channels, padding) for _ in range(self.blocks)),
            convolution(channels, channels, 3, padding=padding),
            nn.BatchNorm2d(channels),
            convolution(channels, out_channels, 3, padding=padding),
            nn.Sigmoid(),
        )


class _Block(nn.Module):
    """x + g(x), (1, C, h, w) → (1, C, h, w)."""

    def __init__(self, channels: int, padding: Padding) -> None:
        super().__init__()
        self.correction = nn.Sequential(
            convolution(channels, channels, 3, padding=padding, bias=False),
            nn.BatchNorm2d(channels),
            nn.LeakyReLU(0.2, inplace=True),
            convolution(channels, channels, 3, padding=padding, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, x: Tensor) -> Tensor:
        return x + self.correction(x)
