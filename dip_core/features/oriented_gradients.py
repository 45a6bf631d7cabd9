"""Histograms of edge directions, and nothing of colours or brightness."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from dip_core.options import option
from dip_core.spec import Features

# Added to the squared length of a gradient, which has a slope then where the picture is flat; a
# step of one grey level gives four times as much.
_FLAT = 1e-6
# Cells whose edges are fainter than this on average are not brought to full strength.
_FAINT = 0.02


@dataclass(frozen=True)
class OrientedGradients(Features, kind="hog", label="Edge directions (HOG)"):
    """Φ(x): how strong the edges of each direction are in each cell, beside their neighbours.

    After Dalal and Triggs, "Histograms of oriented gradients for human detection", CVPR 2005:
    central differences of the mean of the channels, histograms of cells, each divided by the length
    of those of its 3×3 cells. An edge of direction φ counts |g|·((1 + cos(φ − φ_b))/2)^n in the
    bin of φ_b, n = (bins/π)²: bells as wide as the bins, in place of their corners.
    """

    cell: int = option(
        8,
        "Cell",
        "Side of the squares whose edges are counted together; small ones keep more places.",
        minimum=2,
        maximum=32,
        unit="px",
    )
    bins: int = option(
        9,
        "Directions",
        "How many directions of edges are told apart.",
        minimum=3,
        maximum=36,
    )
    signed: bool = option(
        False,
        "Dark to bright apart from bright to dark",
        "Whether edges that face opposite ways count as different directions.",
    )

    def build(self, channels: int, height: int, width: int) -> nn.Module:
        """Return the histograms, (1, C, H, W) → (1, bins, H/cell, W/cell)."""
        return _Histograms(self.cell, self.bins, turns=1 if self.signed else 2)


class _Histograms(nn.Module):
    """Soft histograms; `turns` is 2 where opposite directions are the same."""

    def __init__(self, cell: int, bins: int, turns: int) -> None:
        super().__init__()
        self.cell = cell
        self.turns = turns
        self.sharpness = (bins / math.pi) ** 2
        self.centres: Tensor
        centres = 2.0 * math.pi * torch.arange(bins).reshape(1, -1, 1, 1) / bins
        self.register_buffer("centres", centres, persistent=False)

    def forward(self, picture: Tensor) -> Tensor:
        grey = functional.pad(picture.mean(dim=1, keepdim=True), (1, 1, 1, 1), mode="replicate")
        across = 0.5 * (grey[..., 1:-1, 2:] - grey[..., 1:-1, :-2])
        down = 0.5 * (grey[..., 2:, 1:-1] - grey[..., :-2, 1:-1])
        square = across.square() + down.square() + _FLAT
        length = square.sqrt()
        # The cosine and sine of the direction, or of twice the direction.
        cosine, sine = across / length, down / length
        if self.turns == 2:
            cosine, sine = (across.square() - down.square()) / square, 2.0 * across * down / square
        towards = cosine * self.centres.cos() + sine * self.centres.sin()
        share = (0.5 + 0.5 * towards).clamp(1e-3, 1.0) ** self.sharpness
        edges = (length - _FLAT**0.5) * share
        cells = functional.avg_pool2d(edges, self.cell, ceil_mode=True)
        return cells / _neighbourhood(cells)


def _neighbourhood(cells: Tensor) -> Tensor:
    """Return the length of the histograms of 3×3 cells, divided by 3, (1, 1, h, w)."""
    energy = cells.square().sum(dim=1, keepdim=True)
    around = functional.avg_pool2d(
        energy, 3, stride=1, padding=1, ceil_mode=True, count_include_pad=False
    )
    return (around + _FAINT**2).sqrt()
