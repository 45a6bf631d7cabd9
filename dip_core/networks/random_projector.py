"""The deep random projector: filters stay as drawn; the norms and the input are fitted.

Li et al., "Deep Random Projector", CVPR 2023. What is fitted is tiny and the network may be
shallow, so that an iteration is quick; the smoothness that depth would bring comes from a total
variation penalty. It is meant for an input that is trained.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from torch import nn

from dip_core.networks.skip import Skip
from dip_core.options import option
from dip_core.spec import Network


@dataclass(frozen=True)
class RandomProjector(Network, kind="random-projector", label="Random projector"):
    """A hourglass whose convolutions are frozen, behind a norm of the input.

    Published sizes: 64 channels for denoising (82 979 weights, 656 of them fitted, besides the
    input's norm), 128 for enlarging, 128 with 128 skip channels for inpainting.
    """

    scales: int = option(
        1,
        "Scales",
        "How many times the picture is halved; one is enough where a penalty smooths.",
        minimum=1,
        maximum=8,
    )
    channels: tuple[int, ...] = option(
        (64,),
        "Channels",
        "Width of each scale, finest first; wide networks can show more and run slower.",
        minimum=1,
        maximum=1024,
    )
    skip_channels: tuple[int, ...] = option(
        (4,),
        "Skip channels",
        "Width of each scale's skip connection; wide ones suit missing pixels.",
        minimum=0,
        maximum=1024,
    )

    def build(self, in_channels: int, out_channels: int, height: int, width: int) -> nn.Module:
        """Return the input's norm and the hourglass with its convolutions frozen."""
        hourglass = self._hourglass().build(in_channels, out_channels, height, width)
        for layer in hourglass.modules():
            if isinstance(layer, nn.Conv2d):
                layer.requires_grad_(requires_grad=False)
        return nn.Sequential(nn.BatchNorm2d(in_channels), hourglass)

    def accelerated(self, module: nn.Module) -> nn.Module:
        """Return the same norm before the hourglass's faster form."""
        norm, hourglass = cast(nn.Sequential, module)
        return nn.Sequential(norm, self._hourglass().accelerated(hourglass))

    def canvas(self, height: int, width: int) -> tuple[int, int]:
        """Return what the hourglass needs."""
        return self._hourglass().canvas(height, width)

    def _hourglass(self) -> Skip:
        return Skip(scales=self.scales, channels=self.channels, skip_channels=self.skip_channels)
