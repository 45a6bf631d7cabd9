"""The likelihood of counted photons: what noise in the dark asks for."""

from dataclasses import dataclass

from torch import Tensor

from dip_core.options import option
from dip_core.spec import DataTerm

# A little light everywhere, in photons, keeps logarithm and gradient finite at black.
_BACKGROUND = 0.1


@dataclass(frozen=True)
class Poisson(DataTerm, kind="poisson", label="Photon counts"):
    """D(a, y; w) = Σ w·(λ − n + n·log(n / λ)) / Σ w, with λ = peak·a + b and n = peak·y + b.

    The negative log-likelihood −log P(n | λ) of a Poisson law less its value at λ = n (half the
    deviance), so that it is never negative and 0 at equality. Around ½ where only noise is left.
    """

    peak: float = option(
        30.0,
        "Photons on white",
        "How many photons made the brightest white; fewer means more noise.",
        minimum=0.1,
        maximum=1e6,
        step=10.0,
    )

    def __call__(self, prediction: Tensor, measurement: Tensor, weight: Tensor) -> Tensor:
        """Return the weighted mean; `weight` may have one channel for all."""
        weights = weight.expand_as(measurement)
        expected = self.peak * prediction.clamp(min=0.0) + _BACKGROUND
        counted = self.peak * measurement.clamp(min=0.0) + _BACKGROUND
        deviance = expected - counted + counted * (counted / expected).log()
        return (weights * deviance).sum() / weights.sum()
