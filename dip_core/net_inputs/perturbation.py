"""The fresh noise added to z each iteration: the strongest regulariser of the method."""

import torch
from torch import Tensor

from dip_core.options import option


def perturbation_option(default: float) -> float:
    """Declare how strong an input's noise is."""
    return option(
        default,
        "Input noise",
        "How much fresh noise the input gets each iteration; more is smoother and slower.",
        minimum=0.0,
        maximum=10.0,
        step=0.005,
    )


def perturbed(z: Tensor, deviation: float, random: torch.Generator) -> Tensor:
    """Return z + N(0, deviation²), an absolute standard deviation as in the reference."""
    if deviation == 0.0:
        return z
    # Filling a channels-last tensor is nine times slower than filling a plain one and permuting it.
    batch, channels, height, width = z.shape
    noise = torch.empty((batch, height, width, channels), device=z.device)
    noise.normal_(0.0, deviation, generator=random)
    return z + noise.permute(0, 3, 1, 2)
