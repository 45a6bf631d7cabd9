"""Removing noise: fit the noisy picture itself and stop before its noise is learnt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dip_core.data_terms.squared_error import SquaredError
from dip_core.net_inputs.noise import Noise
from dip_core.networks.skip import Skip
from dip_core.operators.masking import Identity
from dip_core.spec import Observation, Problem, Quality, RestorationSpec, Task, Unknown
from dip_core.stopping.moving_variance import MovingVariance


@dataclass(frozen=True)
class Denoising(Task, kind="denoising", label="Denoise"):
    """E = ‖f_θ(z) − x0‖²; the network fits the picture long before it can fit the noise."""

    def pose(self, observation: Observation) -> Problem:
        """Fit every pixel that means something."""
        height, width, channels = observation.image.shape
        valid = observation.valid
        if valid is None:
            valid = np.ones((height, width), dtype=np.float32)
        return Problem(
            operator=Identity(),
            measurement=observation.image,
            weight=valid[..., None],
            unknowns=(Unknown("picture", channels, height, width),),
        )

    def recommended(self, quality: Quality) -> RestorationSpec:
        """Narrow networks with little input noise are quick; the paper's is the best and slow."""
        width, noise, patience, iterations = {
            "fast": (32, 1 / 100, 200, 1000),
            "balanced": (64, 1 / 60, 300, 2000),
            "best": (128, 1 / 30, 1000, 5000),
        }[quality]
        return RestorationSpec(
            task=self,
            network=Skip(channels=(width,)),
            net_input=Noise(perturbation=noise),
            data_term=SquaredError(),
            stopping=MovingVariance(patience=patience),
            iterations=iterations,
        )
