"""The U-Net: an hourglass whose skips carry everything, as in segmentation.

Ronneberger, Fischer, Brox, arXiv 1505.04597, in the form that figure 8 of arXiv 1711.10925 compares
with: norms on the way down alone. A weaker prior than the thin-skipped hourglass; large holes suit
it worse.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

from dip_core.networks.blocks import Padding, Upsample, canvas_of, convolution, padding_option
from dip_core.options import option
from dip_core.spec import Network

Enlarging = Literal["deconvolution", "bilinear", "nearest"]

_GROWTH = (1, 2, 4, 8, 16)


@dataclass(frozen=True)
class UNet(Network, kind="unet", label="U-Net"):
    """Two convolutions per scale, maximum pooling, and all of a scale joined on the way up.

    The published code counts 64 / `feature_scale` channels at full size. The library figure's
    network is `channels=8, more_scales=1`: 1 616 315 weights.
    """

    channels: int = option(
        16,
        "Channels",
        "Width at full size; each of the next four scales doubles it.",
        minimum=1,
        maximum=128,
    )
    more_scales: int = option(
        0,
        "More scales",
        "Further halvings at the width of the fifth scale; deeper networks see more context.",
        minimum=0,
        maximum=3,
        advanced=True,
    )
    upsampling: Enlarging = option(
        "deconvolution",
        "Enlarging",
        "How each scale is doubled: by filters that are learnt, or by interpolation before them.",
        advanced=True,
    )
    padding: Padding = padding_option("zero")

    def build(self, in_channels: int, out_channels: int, height: int, width: int) -> nn.Module:
        """Return the U-Net with a sigmoid behind it."""
        widths = self._widths()
        return nn.Sequential(
            _normed_pair(in_channels, widths[0], self.padding),
            _Scale(self, widths),
            convolution(widths[0], out_channels, 1, padding=self.padding),
            nn.Sigmoid(),
        )

    def canvas(self, height: int, width: int) -> tuple[int, int]:
        """Round up to what the poolings need; norms want more than one pixel at the deepest."""
        return canvas_of(2 ** (len(self._widths()) - 1), 2, height, width)

    def _widths(self) -> tuple[int, ...]:
        growth = (*_GROWTH, *_GROWTH[-1:] * self.more_scales)
        return tuple(self.channels * times for times in growth)


class _Scale(nn.Module):
    """What lies below one scale, joined to it: (1, C, h, w) → (1, C, h, w), C = `widths[0]`."""

    def __init__(self, spec: UNet, widths: tuple[int, ...]) -> None:
        super().__init__()
        own, below, *_ = widths
        self.shrink = nn.MaxPool2d(2)
        self.down = _normed_pair(own, below, spec.padding)
        self.deeper: nn.Module = nn.Identity()
        if len(widths) > 2:
            self.deeper = _Scale(spec, widths[1:])
        self.enlarge = _enlarging(below, own, spec)
        self.join = nn.Sequential(
            convolution(2 * own, own, 3, padding=spec.padding),
            nn.ReLU(inplace=True),
            convolution(own, own, 3, padding=spec.padding),
            nn.ReLU(inplace=True),
        )

    def forward(self, x: Tensor) -> Tensor:
        deep = self.enlarge(self.deeper(self.down(self.shrink(x))))
        return self.join(torch.cat([deep, x], dim=1))


def _normed_pair(in_channels: int, out_channels: int, padding: Padding) -> nn.Sequential:
    """Return convolution, norm and rectifier, twice; the norm has no weights of its own."""
    return nn.Sequential(
        convolution(in_channels, out_channels, 3, padding=padding),
        nn.InstanceNorm2d(out_channels),
        nn.ReLU(inplace=True),
        convolution(out_channels, out_channels, 3, padding=padding),
        nn.InstanceNorm2d(out_channels),
        nn.ReLU(inplace=True),
    )


def _enlarging(in_channels: int, out_channels: int, spec: UNet) -> nn.Module:
    """Return (1, in, h, w) → (1, out, 2h, 2w)."""
    if spec.upsampling == "deconvolution":
        return nn.ConvTranspose2d(in_channels, out_channels, 4, stride=2, padding=1)
    return nn.Sequential(
        Upsample(spec.upsampling),
        convolution(in_channels, out_channels, 3, padding=spec.padding),
    )
