"""Random filters: a convolutional network that has learnt nothing."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from dip_core.options import option
from dip_core.spec import Features

_KERNEL = 3
# No filter is dead, so that any of them can be driven up from any picture.
_LEAK = 0.1


@dataclass(frozen=True)
class RandomCnn(Features, kind="random-cnn", label="Random network"):
    """Φ(x): `depth` times a random 3×3 convolution, leaky ReLU, mean of 2×2 squares.

    The weights are N(0, 2/n) for n inputs (He et al., arXiv 1502.01852), which keeps the answers'
    size at any depth. That such a network, never trained, keeps enough of a picture to find it
    again is reported by He, Wang and Hopcroft, arXiv 1606.04801.
    """

    depth: int = option(
        2,
        "Depth",
        "How many layers of filters; each halves the size and sees twice as far.",
        minimum=1,
        maximum=5,
    )
    channels: int = option(
        32,
        "Channels",
        "How many filters each layer has; more keep more of the picture.",
        minimum=2,
        maximum=512,
        step=8,
    )
    seed: int = option(
        0,
        "Seed of the filters",
        "Another seed makes other filters.",
        minimum=0,
        maximum=2**31 - 1,
        advanced=True,
    )

    def build(self, channels: int, height: int, width: int) -> nn.Module:
        """Return the network, (1, channels, H, W) → (1, self.channels, H/2^depth, W/2^depth)."""
        return _RandomFilters(self, channels)


class _RandomFilters(nn.Module):
    """The layers of filters as buffers: there is nothing to fit."""

    def __init__(self, spec: RandomCnn, channels: int) -> None:
        super().__init__()
        random = torch.Generator("cpu").manual_seed(spec.seed)
        wide = channels
        for layer in range(spec.depth):
            size = (spec.channels, wide, _KERNEL, _KERNEL)
            spread = (2.0 / (wide * _KERNEL**2)) ** 0.5
            filters = torch.empty(size).normal_(0.0, spread, generator=random)
            self.register_buffer(f"layer{layer}", filters, persistent=False)
            wide = spec.channels

    def forward(self, picture: Tensor) -> Tensor:
        # Half the filters would answer to brightness alone if grey were not 0.
        answer = 2.0 * picture - 1.0
        for filters in self.buffers():
            padded = functional.pad(answer, (1, 1, 1, 1), mode="replicate")
            answer = functional.leaky_relu(functional.conv2d(padded, filters), _LEAK)
            # A layer of odd size keeps its last row, and one of a single pixel stays one.
            answer = functional.avg_pool2d(answer, 2, ceil_mode=True)
        return answer
