"""What a mask or nothing at all does to a picture."""

import torch
from torch import Tensor, nn


class Identity(nn.Module):
    """A(x) = x."""

    def forward(self, estimate: Tensor) -> Tensor:
        """(1, C, H, W) → the same."""
        return estimate


class Masking(nn.Module):
    """A(x) = m ⊙ x. Linear, diagonal and its own adjoint."""

    def __init__(self, keep: Tensor) -> None:
        """`keep` is (1, 1, H, W): 1 where a pixel is known."""
        super().__init__()
        self.keep: Tensor
        self.register_buffer("keep", keep.to(torch.float32))

    def forward(self, estimate: Tensor) -> Tensor:
        """(1, C, H, W) → the same size, 0 where nothing is known."""
        return estimate * self.keep
