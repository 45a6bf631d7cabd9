"""Enlarging: find the large picture that, made small again, is the one at hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from dip_core.data_terms.squared_error import SquaredError
from dip_core.net_inputs.noise import Noise
from dip_core.networks.skip import Skip
from dip_core.operators.downsampling import BackProjection, Downsampling
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
from dip_core.stopping.moving_variance import MovingVariance
from dip_core.tensors import as_array, as_tensor

# Factors at which the reference gives the input noise of its network, and that noise.
_FACTORS, _NOISE = (4.0, 8.0), (0.03, 0.05)


@dataclass(frozen=True)
class SuperResolution(Task, kind="super-resolution", label="Enlarge"):
    """E = ‖d(f_θ(z)) − x0‖² with d the Lanczos reduction that made x0 small, clamping included."""

    factor: float = option(
        4.0,
        "Factor",
        "How many times wider and higher the result is.",
        minimum=1.5,
        maximum=8.0,
        step=0.5,
        unit="×",
    )
    agree: bool = option(
        False,
        "Agree with the small picture",
        "Whether the result is corrected so that, made small again, it is the picture at hand: for "
        "a clean one, as noise and JPEG blocks would come back with it.",
    )

    @property
    def divisible(self) -> bool:
        """What happens in one place depends on nothing far away."""
        return True

    @property
    def afterwards(self) -> tuple[str, ...]:
        """Agreement is made at the very end."""
        return ("agree",)

    def pose(self, observation: Observation) -> Problem:
        """Look for a picture `factor` times as large; nothing of it is known."""
        small = observation.image.shape[:2]
        height, width, channels = self.result_shape(observation)
        return Problem(
            operator=Downsampling((height, width), (small[0], small[1])),
            measurement=observation.image,
            weight=observation.trust,
            unknowns=(Unknown("picture", channels, height, width),),
        )

    def finish(self, observation: Observation, estimates: Mapping[str, FloatArray]) -> FloatArray:
        """Correct the estimate by what its reduction lacks, if wanted, and clip it.

        One round; two or four change nothing. On three clean pictures of 96 px ("fast", ×4, ×3, ×2)
        it gains 0.05, 0.1 and 0.4 dB after 600 iterations and 1.8, 2.7 and 4.7 after 100, when
        previews are looked at. Where the small picture is no clean one it loses: 0.1 dB with JPEG
        of quality 40 or 80, 0.8 with noise of σ = 10 (of 255), all ×3; hence it is off by default.
        """
        estimate = estimates["picture"]
        if self.agree:
            estimate = _agreeing(estimate, observation)
        return np.clip(estimate, 0.0, 1.0)

    def enlargement(self) -> float:
        """The factor."""
        return float(self.factor)

    def recommended(self, quality: Quality) -> RestorationSpec:
        """The denoising networks; large factors need more input noise.

        The reference gives .03 for 4 and .05 for 8; what lies between is interpolated, and smaller
        factors are taken as 4.
        """
        most = float(np.interp(self.factor, _FACTORS, _NOISE))
        width, noise, patience, iterations = {
            "fast": (32, 0.01, 200, 600),
            "balanced": (64, 0.02, 300, 2000),
            "best": (128, most, 1000, 4000),
        }[quality]
        return RestorationSpec(
            task=self,
            network=Skip(channels=(width,)),
            net_input=Noise(perturbation=noise),
            data_term=SquaredError(),
            stopping=MovingVariance(patience=patience),
            iterations=iterations,
        )


@lru_cache(maxsize=4)
def _back_projection(large: tuple[int, int], small: tuple[int, int]) -> BackProjection:
    """Make the matrices once for a run, which asks for them at every preview."""
    return BackProjection(Downsampling(large, small))


def _agreeing(estimate: FloatArray, observation: Observation) -> FloatArray:
    """Return the picture next to the estimate, (H, W, C), whose reduction is the observation."""
    (height, width), (rows, columns) = estimate.shape[:2], observation.image.shape[:2]
    projection = _back_projection((height, width), (rows, columns))
    projected = projection(
        as_tensor(estimate), as_tensor(observation.image), as_tensor(observation.trust)
    )
    return as_array(projected)
