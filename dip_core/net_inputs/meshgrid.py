"""Coordinates as the network's input: smooth by construction, for large holes."""

from dataclasses import dataclass

import torch
from torch import Tensor

from dip_core.net_inputs.perturbation import perturbation_option, perturbed
from dip_core.spec import Grid, NetInput, Observation


@dataclass(frozen=True)
class Meshgrid(NetInput, kind="meshgrid", label="Coordinates"):
    """z(u, v) = (u / W, v / H): two ramps from 0 to 1 that bias the network towards smoothness."""

    perturbation: float = perturbation_option(0.03)

    @property
    def depth(self) -> int:
        """Two channels: across and down."""
        return 2

    def sample(self, grid: Grid, observation: Observation, random: torch.Generator) -> Tensor:
        """Return the ramps, (1, 2, height, width); nothing is drawn."""
        height, width = grid.height, grid.width
        across = torch.linspace(0.0, 1.0, width, device=random.device)
        down = torch.linspace(0.0, 1.0, height, device=random.device)
        return torch.stack(
            [across.expand(height, width), down[:, None].expand(height, width)]
        ).unsqueeze(0)

    def perturb(self, z: Tensor, random: torch.Generator) -> Tensor:
        """Return z with this iteration's noise."""
        return perturbed(z, self.perturbation, random)
