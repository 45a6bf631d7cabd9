"""Arrays as tensors and back: (H, W, C) outside the engine, (1, C, H, W) inside."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor


def as_tensor(array: NDArray[np.float32]) -> Tensor:
    """(H, W, C) → (1, C, H, W), in float32 on the processor."""
    whole = np.ascontiguousarray(array, dtype=np.float32)
    return torch.from_numpy(whole).permute(2, 0, 1).unsqueeze(0)


def as_array(tensor: Tensor) -> NDArray[np.float32]:
    """(1, C, H, W), wherever it is → (H, W, C)."""
    array: NDArray[np.float32] = np.ascontiguousarray(tensor[0].permute(1, 2, 0).cpu().numpy())
    return array
