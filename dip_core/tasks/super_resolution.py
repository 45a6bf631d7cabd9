"""Enlarging: find the large picture that, made small again, is the one at hand."""

from __future__ import annotations

from dataclasses import dataclass

from dip_core.data_terms.squared_error import SquaredError
from dip_core.net_inputs.noise import Noise
from dip_core.networks.skip import Skip
from dip_core.operators.downsampling import Downsampling
from dip_core.options import option
from dip_core.spec import Observation, Problem, Quality, RestorationSpec, Task, Unknown
from dip_core.stopping.moving_variance import MovingVariance


@dataclass(frozen=True)
class SuperResolution(Task, kind="super-resolution", label="Enlarge"):
    """E = ‖d(f_θ(z)) − x0‖² with d the Lanczos reduction that made x0 small, clamping included."""

    factor: int = option(
        4,
        "Factor",
        "How many times wider and higher the result is.",
        minimum=2,
        maximum=8,
        unit="×",
    )

    def pose(self, observation: Observation) -> Problem:
        """Look for a picture `factor` times as large; nothing of it is known."""
        height, width, channels = observation.image.shape
        return Problem(
            operator=Downsampling(self.factor, height, width),
            measurement=observation.image,
            weight=observation.trust,
            unknowns=(Unknown("picture", channels, height * self.factor, width * self.factor),),
        )

    def enlargement(self) -> float:
        """The factor."""
        return float(self.factor)

    def recommended(self, quality: Quality) -> RestorationSpec:
        """The denoising networks; large factors need more input noise (reference: .03, .05)."""
        width, noise, patience, iterations = {
            "fast": (32, 0.01, 200, 600),
            "balanced": (64, 0.02, 300, 2000),
            "best": (128, 0.03 if self.factor <= 4 else 0.05, 1000, 4000),
        }[quality]
        return RestorationSpec(
            task=self,
            network=Skip(channels=(width,)),
            net_input=Noise(perturbation=noise),
            data_term=SquaredError(),
            stopping=MovingVariance(patience=patience),
            iterations=iterations,
        )
