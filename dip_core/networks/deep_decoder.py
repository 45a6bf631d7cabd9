"""The deep decoder: 1×1 convolutions and enlargements alone, fewer weights than pixels.

Heckel and Hand, "Deep Decoder", arXiv 1810.03982. With so few weights it cannot learn the noise of
a picture well, so that stopping early matters less; neighbouring pixels are tied together by the
enlargements and by nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from torch import nn

from dip_core.networks.blocks import Upsample, Upsampling, canvas_of
from dip_core.options import option
from dip_core.spec import Network


@dataclass(frozen=True)
class DeepDecoder(Network, kind="deep-decoder", label="Deep decoder"):
    """[1×1 convolution, ×2, ReLU, batch norm] for each doubling, without a bias anywhere.

    25 536 weights at 64 channels and 100 224 at 128, from an input as deep as the network is wide.
    """

    channels: int = option(
        64,
        "Channels",
        "Width of the network: 64 keeps noise out, 128 follows finer detail.",
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
    upsampling: Upsampling = option(
        "bilinear",
        "Enlarging",
        "How each scale is doubled: bilinear is smoother, nearest leaves blocks.",
        advanced=True,
    )

    def build(self, in_channels: int, out_channels: int, height: int, width: int) -> nn.Module:
        """Return the doublings, a last layer at full size and a sigmoid behind."""
        layers: list[nn.Module] = []
        for scale in range(self.doublings + 1):
            layers.append(
                nn.Conv2d(self.channels if scale else in_channels, self.channels, 1, bias=False)
            )
            if scale < self.doublings:
                layers.append(Upsample(self.upsampling))
            layers += [nn.ReLU(inplace=True), nn.BatchNorm2d(self.channels)]
        return nn.Sequential(
            *layers, nn.Conv2d(self.channels, out_channels, 1, bias=False), nn.Sigmoid()
        )

    def canvas(self, height: int, width: int) -> tuple[int, int]:
        """Round up to what the doublings give; an input of one pixel would stay one colour."""
        return canvas_of(2**self.doublings, 2, height, width)

    def input_size(self, height: int, width: int) -> tuple[int, int]:
        """Return the canvas before its doublings."""
        rows, columns = self.canvas(height, width)
        return rows >> self.doublings, columns >> self.doublings
