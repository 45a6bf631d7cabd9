"""The network behind an unknown blur: a small perceptron whose output is a kernel by construction.

Ren et al., "Neural Blind Deconvolution Using Deep Priors" (SelfDeblur), 2020. It makes no pictures,
so that it is no choice of architecture for a person and is not in the catalogue.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from dip_core.options import option
from dip_core.spec import Network

# σ of the first kernel, as a share of its side.
_SPREAD = 0.25


@dataclass(frozen=True)
class KernelPerceptron(Network, kind="kernel-perceptron", label="Kernel perceptron"):
    """k = softmax(W₂·relu6(W₁·z + b₁) + b₂): never negative, and its sum is 1.

    z of 200 channels and one place goes to 1000 hidden units and from there to h·w values. The
    first weights are small and b₂ starts as the logarithm of a wide Gaussian, so that the fit
    starts from a broad spot in the middle: neither the trivial answer, a kernel of one pixel, nor
    an even kernel, whose trace may form anywhere. Of two photographs (motion of 9 px, 128 px,
    "fast", 800 iterations) one is the same with either start, 26.7 dB; in the other the trace
    formed two pixels off the middle with the even start, 16.6 dB, and in the middle with this one,
    24.3 dB.
    """

    hidden: int = option(
        1000,
        "Hidden units",
        "How wide the layer between code and kernel is.",
        minimum=1,
        maximum=10_000,
        advanced=True,
    )

    def build(self, in_channels: int, out_channels: int, height: int, width: int) -> nn.Module:
        """Return the module from z, (1, in, 1, 1), to a kernel (1, out, height, width)."""
        return _Perceptron(in_channels, self.hidden, (out_channels, height, width))

    def input_size(self, height: int, width: int) -> tuple[int, int]:
        """One place: the code of a kernel has no geometry."""
        return 1, 1


class _Perceptron(nn.Module):
    """(1, in, 1, 1) → (1, C, h, w), each of the C kernels of sum 1."""

    def __init__(self, in_channels: int, hidden: int, shape: tuple[int, int, int]) -> None:
        super().__init__()
        channels, height, width = shape
        self.shape = shape
        first, last = nn.Linear(in_channels, hidden), nn.Linear(hidden, channels * height * width)
        with torch.no_grad():
            last.bias.add_(_spot(height, width).flatten().repeat(channels))
        self.layers = nn.Sequential(first, nn.ReLU6(), last)

    def forward(self, z: Tensor) -> Tensor:
        # Half precision would round the logits, and with them every tail of the kernel.
        with torch.autocast(z.device.type, enabled=False):
            logits: Tensor = self.layers(z.float().flatten(1))
            channels, height, width = self.shape
            shares = logits.view(1, channels, height * width).softmax(dim=-1)
            return shares.view(1, channels, height, width)


def _spot(height: int, width: int) -> Tensor:
    """Return the logarithm, (height, width), of a Gaussian whose σ is a share of each side."""
    down = torch.linspace(-0.5, 0.5, height) * (height > 1)
    across = torch.linspace(-0.5, 0.5, width) * (width > 1)
    return -0.5 * ((down[:, None] / _SPREAD) ** 2 + (across / _SPREAD) ** 2)
