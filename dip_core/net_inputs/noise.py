"""Noise as the network's input: the paper's default."""

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from dip_core.net_inputs.perturbation import perturbation_option, perturbed
from dip_core.options import option
from dip_core.spec import Grid, NetInput, Observation


@dataclass(frozen=True)
class Noise(NetInput, kind="noise", label="Noise"):
    """z ~ U(0, 1)·scale (or N(0, 1)·scale), drawn once for the run.

    Reference: 32 channels, scale 0.1, input noise 1/30 (arXiv 1711.10925, supplementary).
    """

    depth: int = option(
        32,
        "Channels",
        "How many channels of noise the network starts from.",
        minimum=1,
        maximum=512,
    )
    scale: float = option(
        0.1,
        "Scale",
        "How large the values of the input are.",
        minimum=1e-4,
        maximum=100.0,
        step=0.01,
        advanced=True,
    )
    distribution: Literal["uniform", "normal"] = option(
        "uniform", "Distribution", "How the values of the input are drawn.", advanced=True
    )
    perturbation: float = perturbation_option(1 / 30)

    def sample(self, grid: Grid, observation: Observation, random: torch.Generator) -> Tensor:
        """Draw z, (1, depth, height, width)."""
        z = torch.empty((1, self.depth, grid.height, grid.width), device=random.device)
        if self.distribution == "normal":
            return z.normal_(generator=random) * self.scale
        return z.uniform_(generator=random) * self.scale

    def perturb(self, z: Tensor, random: torch.Generator) -> Tensor:
        """Return z with this iteration's noise."""
        return perturbed(z, self.perturbation, random)
