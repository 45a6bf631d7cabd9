"""Waves as the network's input: coordinates written in sines and cosines.

Tancik et al., "Fourier Features Let Networks Learn High Frequency Functions", arXiv 2006.10739. The
spread of the frequencies says which detail is easy: a knob between coordinates, which are smooth,
and noise, which has every frequency.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from dip_core.net_inputs.perturbation import perturbation_option, perturbed
from dip_core.options import option
from dip_core.spec import Grid, NetInput, Observation


@dataclass(frozen=True)
class Fourier(NetInput, kind="fourier", label="Waves"):
    """z_j(p) = sin 2π b_j·p and cos 2π b_j·p with b_j ~ N(0, spread²·I); p is 1 at the longer side.

    The default is 32 channels deep.
    """

    frequencies: int = option(
        16,
        "Waves",
        "How many waves of random direction and length; each gives two channels.",
        minimum=1,
        maximum=256,
    )
    spread: float = option(
        10.0,
        "Fineness",
        "How many times a typical wave rises and falls across the picture; more allows finer "
        "detail.",
        minimum=0.1,
        maximum=1000.0,
        step=1.0,
    )
    perturbation: float = perturbation_option(0.03)

    @property
    def depth(self) -> int:
        """A sine and a cosine of each wave."""
        return 2 * self.frequencies

    def sample(self, grid: Grid, observation: Observation, random: torch.Generator) -> Tensor:
        """Draw the frequencies and return the waves, (1, depth, height, width) in [−1, 1]."""
        drawn = torch.empty((2, self.frequencies, 1, 1), device=random.device)
        down, across = 2 * math.pi * self.spread * drawn.normal_(generator=random)
        longer = max(grid.height, grid.width)
        rows = torch.arange(grid.height, device=random.device)[:, None] / longer
        columns = torch.arange(grid.width, device=random.device) / longer
        phase = down * rows + across * columns
        return torch.cat([phase.sin(), phase.cos()]).unsqueeze(0)

    def perturb(self, z: Tensor, random: torch.Generator) -> Tensor:
        """Return z with this iteration's noise."""
        return perturbed(z, self.perturbation, random)
