"""A mosaic: what is left of a picture in large squares of few shades."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from dip_core.options import option
from dip_core.spec import Features

# How deep the steps are, between none and so flat that a wrong shade could not be left again.
_DEPTH = 0.9


@dataclass(frozen=True)
class Coarse(Features, kind="coarse", label="Mosaic of few shades"):
    """Φ(x) = x̄ − 0.9·sin(2πn·x̄)/(2πn), n = shades − 1, with x̄ the means of square blocks.

    A staircase with rounded edges: what differs within a step counts a tenth. A true one has no
    slope to follow, and with a borrowed slope its jumps look like a collapse of the optimisation.
    """

    block: int = option(
        8,
        "Block",
        "Side of the squares that have one shade each.",
        minimum=1,
        maximum=64,
        unit="px",
    )
    shades: int = option(
        8,
        "Shades",
        "How many shades, from black to white, each colour is brought near to.",
        minimum=2,
        maximum=256,
    )

    def build(self, channels: int, height: int, width: int) -> nn.Module:
        """Return the mosaic, (1, C, H, W) → (1, C, H/block, W/block); the last block may be cut."""
        return _Mosaic(self.block, self.shades)


class _Mosaic(nn.Module):
    """Means of blocks, drawn towards the nearest shade."""

    def __init__(self, block: int, shades: int) -> None:
        super().__init__()
        self.block = block
        self.turns = 2.0 * math.pi * (shades - 1)

    def forward(self, picture: Tensor) -> Tensor:
        means = functional.avg_pool2d(picture, self.block, ceil_mode=True)
        return means - _DEPTH * torch.sin(self.turns * means) / self.turns
