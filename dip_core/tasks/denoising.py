"""Removing noise: fit the noisy picture itself and stop before its noise is learnt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray
from torch import nn

from dip_core.baselines.nlm import NonLocalMeans
from dip_core.baselines.wavelet import Wavelet
from dip_core.data_terms.huber import Huber
from dip_core.data_terms.squared_error import SquaredError
from dip_core.net_inputs.noise import Noise
from dip_core.networks.skip import Skip
from dip_core.noise import (
    NoiseLaw,
    are_exact,
    estimate_law,
    estimate_noise,
    find_impulses,
    judge_noise,
)
from dip_core.operators.masking import Identity
from dip_core.operators.stabilising import Stabilising, evenness, stabilised
from dip_core.options import option
from dip_core.spec import (
    DataTerm,
    FloatArray,
    Observation,
    Problem,
    Quality,
    RestorationSpec,
    Task,
    Unknown,
)
from dip_core.stopping.auto import Auto

Kind = Literal["gaussian", "poisson", "impulse", "heavy-tailed"]

_LESS_NOISE = 0.3


@dataclass(frozen=True, eq=False)
class _Fit:
    """How a picture with one kind of noise is fitted: what `Problem` calls by these names."""

    said: str
    weight: FloatArray
    operator: nn.Module
    measurement: FloatArray
    noise: float | None = None


@dataclass(frozen=True)
class Denoising(Task, kind="denoising", label="Denoise"):
    """E = ‖T(f_θ(z)) − T(x0)‖², weighted; the picture is fitted long before the noise is.

    T makes noise that grows with the light even; for other noise it is the identity.
    """

    noise: Literal["auto", "gaussian", "poisson", "impulse", "heavy-tailed"] = option(
        "auto",
        "Noise",
        "Even grain (gaussian), noise that grows with the light (poisson; speckle too), black and "
        "white specks (impulse), grain with a few far worse pixels (heavy-tailed), or whichever of "
        "the first three the picture seems to have (auto).",
    )

    @property
    def divisible(self) -> bool:
        """What happens in one place depends on nothing far away."""
        return True

    def settled(self, observation: Observation) -> Self:
        """Choose the kind of noise."""
        return self.replace(noise=self._kind(observation.image))

    def prepared(self, observation: Observation) -> Observation:
        """Find once what noise has left untouched."""
        return replace(observation, exact=self._exact(observation))

    def pose(self, observation: Observation) -> Problem:
        """Fit every sample that means something, where its noise is like that of all others."""
        image = observation.image
        fit = _FITS[self._kind(image)](image)
        height, width, channels = image.shape
        judged = "Judged from the picture: " if self.noise == "auto" else ""
        return Problem(
            operator=fit.operator,
            measurement=fit.measurement,
            weight=fit.weight * observation.trust,
            unknowns=(Unknown("picture", channels, height, width),),
            noise=fit.noise,
            notes=(judged + fit.said,),
        )

    def finish(self, observation: Observation, estimates: Mapping[str, FloatArray]) -> FloatArray:
        """Hand back untouched what the noise has not touched."""
        exact = observation.exact if observation.exact is not None else self._exact(observation)
        return np.where(exact, observation.image, super().finish(observation, estimates))

    def recommended(self, quality: Quality) -> RestorationSpec:
        """Narrow networks with little input noise are quick; the paper's is the best and slow.

        Input noise keeps the network from learning the picture's noise. Where specks are left out
        there is little to learn, and less of it is better: 0.8 dB more with 0.003 than with 1/100.
        Averaged with non-local means and wavelets as withheld pixels say, results are 0.2 to 1.1 dB
        better (three pictures of 96 px, even noise of σ 15 to 50, 30 photons on white, speckle).
        "fast" ends after 400 iterations: 600 more would gain 0.14 dB, 200 fewer lose 0.18 (`bench
        settings`, six pictures of 128 px, σ = 25).
        Against heavy tails (Student's t with 1.5 degrees of freedom, 96 px) the Huber error gives
        29.9 dB, the absolute error the same, and the squared error 27.1.
        """
        width, noise, patience, iterations = {
            "fast": (32, 1 / 100, 100, 400),
            "balanced": (64, 1 / 60, 200, 2000),
            "best": (128, 1 / 30, 500, 5000),
        }[quality]
        if self.noise == "impulse":
            noise *= _LESS_NOISE
        data_term: DataTerm = Huber() if self.noise == "heavy-tailed" else SquaredError()
        return RestorationSpec(
            task=self,
            network=Skip(channels=(width,)),
            net_input=Noise(perturbation=noise),
            data_term=data_term,
            stopping=Auto(patience=patience),
            fusion=(NonLocalMeans(), Wavelet()),
            iterations=iterations,
        )

    def _exact(self, observation: Observation) -> NDArray[np.bool_]:
        """Return all samples but the specks, if specks are all there is; else none."""
        image = observation.image
        if self._kind(image) == "impulse":
            impulses = find_impulses(image)
            if impulses.any() and are_exact(image, ~impulses):
                return ~impulses
        return np.zeros(image.shape, dtype=np.bool_)

    def _kind(self, image: FloatArray) -> Kind:
        return judge_noise(image) if self.noise == "auto" else self.noise


def _even(image: FloatArray) -> _Fit:
    sigma = estimate_noise(image)
    growth = estimate_law(image).growth(float(image.mean()))
    said = (
        f"The noise is taken as even, of about σ = {255.0 * sigma:.0f} (of 255); {growth:.0%} of "
        "it seems to grow with the light."
    )
    return _Fit(said, _everywhere(image), Identity(), image, sigma or None)


def _growing_with_light(image: FloatArray) -> _Fit:
    """Fit T(y) by what it is on average, E[T(y) | x].

    Best averages within 300 to 500 iterations on 96 px, against weights of 1 / var(y): 26.3 and
    25.7 dB (30 photons on white), 27.5 and 27.1 (100 and σ = 15), 27.2 and 25.0 (speckle of σ 0.2).
    On a second picture 25.7 and 25.9 (30 photons, whose law was misjudged). T(x) itself is no
    better than the weights: 25.6 dB on the first.
    """
    law = estimate_law(image)
    growth = law.growth(float(image.mean()))
    if growth <= 0.0:
        said = "The noise does not grow with the light; every pixel counts the same."
        return replace(_even(image), said=said)
    said = (
        f"{growth:.0%} of the noise grows with the light, {_like(law)}; the picture is fitted on a "
        "scale on which it is even."
    )
    return _Fit(said, _everywhere(image), Stabilising(law), stabilised(image, law), evenness(law))


def _like(law: NoiseLaw) -> str:
    """Say what noise of this law is like on white."""
    photons = f"as with about {1.0 / law.gain:.0f} photons on white" if law.gain > 0.0 else ""
    speckle = f"as speckle of {law.speckle**0.5:.0%} of it" if law.speckle > 0.0 else ""
    return speckle if law.speckle > law.gain else photons


def _without_impulses(image: FloatArray) -> _Fit:
    """Trust no sample that is an impulse; the others are as good as they were."""
    impulses = find_impulses(image)
    if not impulses.any():
        said = "No black or white specks were found; every pixel counts the same."
        return _Fit(said, _everywhere(image), Identity(), image)
    exact = are_exact(image, ~impulses)
    others = "are handed back untouched" if exact else "have noise of their own"
    said = (
        f"{impulses.mean():.1%} of the samples are black or white specks; they are left out and "
        f"filled in, and the others {others}."
    )
    return _Fit(said, (~impulses).astype(np.float32), Identity(), image)


def _heavy_tailed(image: FloatArray) -> _Fit:
    sigma = 255.0 * estimate_noise(image)
    said = (
        f"Most of the noise is of about σ = {sigma:.0f} (of 255); what is far worse counts little "
        "with an absolute or a Huber error as data term."
    )
    return _Fit(said, _everywhere(image), Identity(), image)


def _everywhere(image: FloatArray) -> FloatArray:
    return np.ones((*image.shape[:2], 1), dtype=np.float32)


_FITS = {
    "gaussian": _even,
    "poisson": _growing_with_light,
    "impulse": _without_impulses,
    "heavy-tailed": _heavy_tailed,
}
