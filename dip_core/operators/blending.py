"""Two pictures in one: each sample is a share of one and the rest of the other."""

from __future__ import annotations

import torch
from torch import Tensor, nn


def blended(over: Tensor, under: Tensor, share: Tensor) -> Tensor:
    """Return share·over + (1 − share)·under, affine in each of its three."""
    return under + share * (over - under)


class Hazing(nn.Module):
    """A(J, t) = t·J + (1 − t)·A: what is left of a scene behind air of one colour."""

    def __init__(self, airlight: Tensor) -> None:
        """`airlight` is (C,): the colour A of the air, in [0, 1]."""
        super().__init__()
        self.airlight: Tensor
        colour = airlight.to(torch.float32).reshape(1, -1, 1, 1)
        self.register_buffer("airlight", colour, persistent=False)

    def forward(self, clear: Tensor, transmission: Tensor) -> Tensor:
        """(1, C, H, W) seen through (1, 1, H, W) → (1, C, H, W)."""
        return blended(clear, self.airlight, transmission)


class Marking(nn.Module):
    """A(y, w, o, s) = (1 − m·a)·y + m·a·w with a = s·o: a half-transparent mark w over a picture y.

    o is the mark's shape and s how strong it is at most.
    """

    def __init__(self, where: Tensor) -> None:
        """`where` is m, (1, 1, H, W) in [0, 1]: where the mark may be."""
        super().__init__()
        self.where: Tensor
        self.register_buffer("where", where.to(torch.float32), persistent=False)

    def forward(self, picture: Tensor, mark: Tensor, shape: Tensor, strength: Tensor) -> Tensor:
        """(1, C, H, W), (1, C, 1, 1), (1, 1, H, W), (1, 1, 1, 1) → (1, C, H, W)."""
        return blended(mark, picture, self.where * strength * shape)


class Mixing(nn.Module):
    """A(y1, y2, a, r) = a·y1 + (1 − a)·y2 and, below it, a·r·y1 + (1 − a·r)·y2.

    Each share after the first is told as a part of the one before. With all of them in [0, 1], y1
    is then never stronger in the second mixture than in the first: the layers have an order, which
    two free shares would not give them.
    """

    def forward(self, first: Tensor, second: Tensor, *shares: Tensor) -> Tensor:
        """(1, C, H, W) twice and n shares (1, 1, 1, 1) → (1, n·C, H, W)."""
        mixtures = []
        share = torch.ones_like(shares[0])
        for part in shares:
            share = share * part
            mixtures.append(blended(first, second, share))
        return torch.cat(mixtures, dim=1)
