"""The forward operator of deblurring: a convolution that invents nothing beyond the border."""

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
        # torch's convolution is a correlation: k has to be turned by 180°.
        turned = kernel.flip(0, 1).to(torch.float32)[None, None].contiguous()
        self.register_buffer("kernel", turned, persistent=False)

    def forward(self, estimate: Tensor) -> Tensor:
        """Return the blurred picture in the precision of the estimate."""
        kernel = self.kernel.to(estimate.dtype)
        with torch.autocast(estimate.device.type, enabled=False):
            channels = estimate.transpose(0, 1)
            return functional.conv2d(channels, kernel).transpose(0, 1)
