"""Two pictures mixed once: a reflection in a window, one photograph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from torch import Tensor

from dip_core.data_terms.squared_error import SquaredError
from dip_core.mixtures.exclusion import exclusion
from dip_core.mixtures.mixture import Mixture
from dip_core.net_inputs.noise import Noise
from dip_core.networks.pixels import Pixels
from dip_core.networks.skip import Skip
from dip_core.operators.blending import Mixing
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

# Double-DIP: the weight of the exclusion.
_EXCLUSION = 0.1
_SHARE_STEP = 0.01


@dataclass(frozen=True)
class Single(Mixture, kind="single", label="Two pictures, mixed once"):
    """I = a·y1 + (1 − a)·y2 with two unknown pictures whose edges keep apart.

    One equation does not tell two pictures apart; the networks choose what is simple. Of two
    photographs of 72 px, mixed 0.6 : 0.4, they find 11.6 and 14.6 dB after 300 iterations, no
    better than the mixture is (16.2 and 12.7): it suits layers far simpler than photographs.
    """

    wanted: Literal["first", "second"] = option(
        "first",
        "Layer to hand over",
        "Which of the two is which is left to chance; from one photograph expect a rough guess "
        "at best, and take a second one in other light if you can.",
    )

    def pose(self, observation: Observation) -> Problem:
        """Look for two pictures and the share of the first."""
        height, width, channels = observation.image.shape
        return Problem(
            operator=Mixing(),
            measurement=observation.image,
            weight=observation.trust,
            unknowns=(
                Unknown("first", channels, height, width),
                Unknown("second", channels, height, width),
                Unknown("share", 1, 1, 1, Pixels(), Noise(), _SHARE_STEP),
            ),
            coupling=_edges_apart,
            notes=("One photograph does not tell two pictures apart: the layers are a guess.",),
        )

    def finish(self, observation: Observation, estimates: Mapping[str, FloatArray]) -> FloatArray:
        """Hand over one of the layers."""
        return np.clip(estimates[self.wanted], 0.0, 1.0)

    def recommended(self, task: Task, quality: Quality) -> RestorationSpec:
        """The published network, narrow, and iterations up to the published 7000."""
        iterations = {"fast": 600, "balanced": 2000, "best": 7000}[quality]
        return RestorationSpec(
            task=task,
            network=Skip(channels=(8, 16, 32, 64, 128), skip_channels=(0, 0, 0, 4, 4)),
            net_input=Noise(depth=8),
            data_term=SquaredError(),
            stopping=Fixed(),
            iterations=iterations,
        )


def _edges_apart(estimates: Sequence[Tensor]) -> Tensor:
    return _EXCLUSION * exclusion(estimates[0], estimates[1])
