"""Removing the blocks and rings of JPEG: fit the picture and stop before its artefacts are learnt.

Blind: nothing is assumed about the quality of the file. Blocks and rings are structure that the
network finds hard, as noise is, and so they come last.
"""

from __future__ import annotations

from dataclasses import dataclass

from dip_core.data_terms.squared_error import SquaredError
from dip_core.net_inputs.noise import Noise
from dip_core.networks.skip import Skip
from dip_core.operators.masking import Identity
from dip_core.spec import Observation, Problem, Quality, RestorationSpec, Task, Unknown
from dip_core.stopping.moving_variance import MovingVariance


@dataclass(frozen=True)
class Jpeg(Task, kind="jpeg", label="Remove JPEG artefacts"):
    """E = ‖f_θ(z) − x0‖², fitted with so much input noise that blocks are not learnt soon."""

    def pose(self, observation: Observation) -> Problem:
        """Fit every pixel that means something."""
        height, width, channels = observation.image.shape
        return Problem(
            operator=Identity(),
            measurement=observation.image,
            weight=observation.trust,
            unknowns=(Unknown("picture", channels, height, width),),
        )

    def recommended(self, quality: Quality) -> RestorationSpec:
        """Narrow denoising networks with the paper's input noise, 1/30.

        On three small pictures of quality 10 (22.9, 23.1 and 25.5 dB) 32 channels gave 23.9, 23.6
        and 26.2 dB in 800 to 900 iterations. The paper's own network for a JPEG (8 to 128 channels,
        3 of input noise) gave 23.6 and 23.5 dB on the first two, in 2400. Wider ones learn the
        blocks sooner unless the noise is wider too: on the first, 64 channels were past their best
        (24.0) after 510 iterations with 1/30 and still rising (23.8) after 1000 with 1/15.
        """
        width, noise, patience, iterations = {
            "fast": (32, 1 / 30, 200, 1000),
            "balanced": (32, 1 / 30, 400, 2000),
            "best": (64, 1 / 15, 600, 4000),
        }[quality]
        return RestorationSpec(
            task=self,
            network=Skip(channels=(width,)),
            net_input=Noise(perturbation=noise),
            data_term=SquaredError(),
            stopping=MovingVariance(patience=patience),
            iterations=iterations,
        )
