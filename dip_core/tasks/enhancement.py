"""Bringing out detail: what the network has not learnt yet is the detail, and is added again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from dip_core.data_terms.squared_error import SquaredError
from dip_core.net_inputs.noise import Noise
from dip_core.networks.skip import Skip
from dip_core.operators.masking import Identity
from dip_core.options import option
from dip_core.spec import (
    FloatArray,
    Observation,
    Problem,
    Quality,
    RestorationSpec,
    Task,
    Unknown,
)
from dip_core.stopping.fixed import Fixed


@dataclass(frozen=True)
class Enhancement(Task, kind="enhancement", label="Bring out detail"):
    """x_e = x0 + λ·(x0 − x_c) with x_c = f_θ(z) early in the fit E = ‖f_θ(z) − x0‖².

    The estimate x_c alone is what a run finds; another amount needs no other run, only `finish`.
    """

    amount: float = option(
        1.0,
        "Amount",
        "How many times the detail is added to the picture; 0 leaves the picture as it is.",
        minimum=0.0,
        maximum=3.0,
        step=0.1,
    )

    @property
    def divisible(self) -> bool:
        """What happens in one place depends on nothing far away."""
        return True

    @property
    def afterwards(self) -> tuple[str, ...]:
        """The amount: the estimate does not depend on it."""
        return ("amount",)

    def pose(self, observation: Observation) -> Problem:
        """Fit every pixel that means something."""
        height, width, channels = observation.image.shape
        return Problem(
            operator=Identity(),
            measurement=observation.image,
            weight=observation.trust,
            unknowns=(Unknown("coarse", channels, height, width),),
            notes=("More iterations leave finer detail to be added; fewer leave coarser.",),
        )

    def finish(self, observation: Observation, estimates: Mapping[str, FloatArray]) -> FloatArray:
        """Add the detail, dark or bright: its sign is kept, and only the sum is clipped."""
        image = observation.image
        detail = image - estimates["coarse"]
        return np.clip(image + np.float32(self.amount) * detail, 0.0, 1.0).astype(np.float32)

    def recommended(self, quality: Quality) -> RestorationSpec:
        """Few iterations, and no rule that would wait for the fit to settle.

        The squared error learns the large and the strong first: after a hundred or two iterations
        shapes and shades are there and texture is not, which is the detail wanted here. A fit that
        has settled would leave nothing to add but noise.
        """
        width, iterations = {"fast": (32, 150), "balanced": (64, 200), "best": (128, 250)}[quality]
        return RestorationSpec(
            task=self,
            network=Skip(channels=(width,)),
            net_input=Noise(perturbation=1 / 100),
            data_term=SquaredError(),
            stopping=Fixed(),
            iterations=iterations,
        )
