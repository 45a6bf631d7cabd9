"""Pictures on their way from a device to the processor."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor


class Fetched:
    """Tensors that are copied while the device goes on, and waited for when they are looked at.

    Only CUDA copies beside its work; what another device holds is waited for as always.
    """

    def __init__(self, tensors: Sequence[Tensor]) -> None:
        self._tensors = list(tensors)
        self._arrived: torch.cuda.Event | None = None
        if tensors and tensors[0].is_cuda:
            # Into memory that stays where it is: to any other the processor would have to help.
            self._tensors = [
                torch.empty(t.shape, dtype=t.dtype, pin_memory=True).copy_(t, non_blocking=True)
                for t in tensors
            ]
            self._arrived = torch.cuda.Event()
            self._arrived.record(torch.cuda.current_stream(tensors[0].device))

    def tensors(self) -> list[Tensor]:
        """Return them as they were, once they are there."""
        if self._arrived is not None:
            self._arrived.synchronize()
        return self._tensors
