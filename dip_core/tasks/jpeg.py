"""Removing the blocks and rings of JPEG: fit the picture and stop before its artefacts are learnt.

Blind: nothing is assumed about the quality of the file. Blocks and rings are structure that the
network finds hard, as noise is, and so they come last.
"""

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
class Jpeg(Task, kind="jpeg", label="Remove JPEG artefacts"):
    """E = ‖f_θ(z) − x0‖², fitted by a network too narrow to draw blocks soon."""

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
        """Three channels of noise and few skips: the paper's network for a JPEG, 572 827 weights.

        Reference: input noise 1/30, 2400 iterations (arXiv 1711.10925, figure 4).
        """
        network = Skip(channels=(8, 16, 32, 64, 128), skip_channels=(0, 0, 0, 4, 4))
        noise, patience, iterations = {
            "fast": (1 / 100, 200, 800),
            "balanced": (1 / 30, 400, 2400),
            "best": (1 / 30, 1000, 5000),
        }[quality]
        return RestorationSpec(
            task=self,
            network=network,
            net_input=Noise(depth=3, perturbation=noise),
            data_term=SquaredError(),
            stopping=MovingVariance(patience=patience),
            iterations=iterations,
        )
