"""The convolutional decoder: the right half of an hourglass, from a small input.

The network in which Shi et al., "On Measuring and Controlling the Spectral Bias of the Deep Image
Prior", IJCV 2022, steer which frequencies are learnt first; here without their Lipschitz bound.
"""

from __future__ import annotations

from dataclasses import dataclass

from torch import nn

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
class ConvDecoder(Network, kind="conv-decoder", label="Convolutional decoder"):
    """Two 3×3 convolutions at each scale, doubled in between.

    The default has 1 662 339 weights with 32 input channels, as published. There a norm takes the
    mean away and each convolution keeps a bias; here the norm is a full one with the bias in it.
    """

    channels: int = option(
        128,
        "Channels",
        "Width of every scale; wide networks learn more and run slower.",
        minimum=1,
        maximum=512,
    )
    doublings: int = option(
        5,
        "Doublings",
        "How many times the input is doubled to become the picture.",
        minimum=1,
        maximum=8,
    )
    upsampling: Upsampling = upsampling_option()
    padding: Padding = padding_option()

    def build(self, in_channels: int, out_channels: int, height: int, width: int) -> nn.Module:
        """Return the decoder with a sigmoid behind it."""
        layers: list[nn.Module] = [*self._pair(in_channels)]
        for _ in range(self.doublings):
            layers += [Upsample(self.upsampling), *self._pair(self.channels)]
        return nn.Sequential(
            *layers,
            convolution(self.channels, out_channels, 1, padding=self.padding),
            nn.Sigmoid(),
        )

    def _pair(self, in_channels: int) -> tuple[nn.Module, nn.Module]:
        return (
            ConvNormAct(in_channels, self.channels, 3, padding=self.padding, bias=False),
            ConvNormAct(self.channels, self.channels, 3, padding=self.padding, bias=False),
        )

    def canvas(self, height: int, width: int) -> tuple[int, int]:
        """Round up to what the doublings give, from two pixels a side, which a norm needs."""
        return canvas_of(2**self.doublings, 2, height, width)

    def input_size(self, height: int, width: int) -> tuple[int, int]:
        """Return the canvas before its doublings."""
        rows, columns = self.canvas(height, width)
        return rows >> self.doublings, columns >> self.doublings
