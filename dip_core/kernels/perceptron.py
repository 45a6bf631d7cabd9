"""The network behind an unknown blur: a small perceptron whose output is a kernel by construction.

Ren et al., "Neural Blind Deconvolution Using Deep Priors" (SelfDeblur), 2020. It makes no pictures,
so that it is no choice of architecture for a person and is not in the catalogue.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from dip_core.options import option
from dip_core.spec import Network


@dataclass(frozen=True)
class KernelPerceptron(Network, kind="kernel-perceptron", label="Kernel perceptron"):
    """k = softmax(W₂·relu6(W₁·z + b₁) + b₂): never negative, and its sum is 1.

    z of 200 channels and one place goes to 1000 hidden units and from there to h·w values.
    Small first weights make all of them nearly equal, so that the fit starts from an even
    kernel and not from the trivial answer, a kernel of one pixel.
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
        self.layers = nn.Sequential(
            nn.Linear(in_channels, hidden),
            nn.ReLU6(),
            nn.Linear(hidden, channels * height * width),
        )

    def forward(self, z: Tensor) -> Tensor:
        # Half precision would round the logits, and with them every tail of the kernel.
        with torch.autocast(z.device.type, enabled=False):
            logits: Tensor = self.layers(z.float().flatten(1))
            channels, height, width = self.shape
            shares = logits.view(1, channels, height * width).softmax(dim=-1)
            return shares.view(1, channels, height, width)
