"""The forward operators of deblurring: a convolution that invents nothing beyond the border."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class Blurring(nn.Module):
    """A(x) = k ⊗ x where k lies wholly inside x, each channel for itself.

    A kernel of (h, w) takes (1, C, H + h − 1, W + w − 1) to (1, C, H, W): whatever is blurred into
    the picture from outside is part of x, so that no assumption about the border can ring.
    """

    def __init__(self, kernel: Tensor) -> None:
        """`kernel` is (h, w)."""
        super().__init__()
        self.kernel: Tensor
        self.register_buffer("kernel", kernel.to(torch.float32)[None, None], persistent=False)

    def forward(self, estimate: Tensor) -> Tensor:
        """Return the blurred picture in the precision of the estimate."""
        return _convolved(estimate, self.kernel)


class UnknownBlurring(nn.Module):
    """A(x, k) = k ⊗ x as above, with an estimated kernel: linear in each of the two."""

    def forward(self, estimate: Tensor, kernel: Tensor) -> Tensor:
        """Return the blurred picture, (1, C, H, W), in the precision of the estimate.

        Parameters
        ----------
        estimate
            (1, C, H + h − 1, W + w − 1).
        kernel
            (1, 1, h, w).
        """
        return _convolved(estimate, kernel)


def _convolved(estimate: Tensor, kernel: Tensor) -> Tensor:
    # torch's convolution is a correlation: k has to be turned by 180°.
    turned = kernel.flip(2, 3).to(estimate.dtype)
    with torch.autocast(estimate.device.type, enabled=False):
        return functional.conv2d(estimate.transpose(0, 1), turned).transpose(0, 1)
