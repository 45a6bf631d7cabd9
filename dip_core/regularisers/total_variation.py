"""Total variation: the classical penalty on roughness."""

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional

from dip_core.options import option
from dip_core.spec import Regulariser

# Keeps the square root's gradient finite where the picture is flat (0/0 otherwise); far below one
# grey level.
_FLAT = 1e-8


@dataclass(frozen=True)
class TotalVariation(Regulariser, kind="total-variation", label="Total variation"):
    """R(x) = mean_p √(|∂_u x|² + |∂_v x|² + ε), after Rudin, Osher and Fatemi, 1992.

    Anisotropic: R(x) = mean_p |∂_u x| + |∂_v x|.
    """

    directions: Literal["isotropic", "anisotropic"] = option(
        "isotropic",
        "Directions",
        "Isotropic treats edges of all directions alike; anisotropic prefers upright and level "
        "ones.",
        advanced=True,
    )

    def penalty(self, image: Tensor) -> Tensor:
        """Return the mean over all pixels of (1, C, H, W); differences beyond the border are 0."""
        across = functional.pad(image[..., :, 1:] - image[..., :, :-1], (0, 1, 0, 0))
        down = functional.pad(image[..., 1:, :] - image[..., :-1, :], (0, 0, 0, 1))
        if self.directions == "anisotropic":
            return (across.abs() + down.abs()).mean()
        return (torch.sqrt(across.square() + down.square() + _FLAT) - _FLAT**0.5).mean()
