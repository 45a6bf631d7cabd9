"""Removing noise: fit the noisy picture itself and stop before its noise is learnt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.ndimage import gaussian_filter

from dip_core.data_terms.squared_error import SquaredError
from dip_core.net_inputs.noise import Noise
from dip_core.networks.skip import Skip
from dip_core.noise import NoiseKind, estimate_law, estimate_noise, find_impulses, judge_noise
from dip_core.operators.masking import Identity
from dip_core.options import option
from dip_core.spec import FloatArray, Observation, Problem, Quality, RestorationSpec, Task, Unknown
from dip_core.stopping.moving_variance import MovingVariance

# Brightness is read off a smoothed picture: a sample's own noise must not decide its weight.
_SMOOTHING = 1.5
_LESS_NOISE = 0.3


@dataclass(frozen=True)
class Denoising(Task, kind="denoising", label="Denoise"):
    """E = ‖f_θ(z) − x0‖², weighted; the network fits the picture long before it fits the noise."""

    noise: Literal["auto", "gaussian", "poisson", "impulse"] = option(
        "auto",
        "Noise",
        "Even grain (gaussian), noise that grows with the light (poisson), black and white specks "
        "(impulse), or whichever of them the picture seems to have.",
    )

    def pose(self, observation: Observation) -> Problem:
        """Fit every sample that means something, in proportion to what it tells."""
        image = observation.image
        kind = judge_noise(image) if self.noise == "auto" else self.noise
        weight, sentence = _weighed(kind, image)
        height, width, channels = image.shape
        weight = weight * observation.trust
        return Problem(
            operator=Identity(),
            measurement=image,
            weight=weight,
            unknowns=(Unknown("picture", channels, height, width),),
            notes=(sentence,),
        )

    def recommended(self, quality: Quality) -> RestorationSpec:
        """Narrow networks with little input noise are quick; the paper's is the best and slow.

        Input noise keeps the network from learning the picture's noise. Where specks are left out
        there is little to learn, and less of it is better: 0.8 dB more with 0.003 than with 1/100.
        """
        width, noise, patience, iterations = {
            "fast": (32, 1 / 100, 200, 1000),
            "balanced": (64, 1 / 60, 300, 2000),
            "best": (128, 1 / 30, 1000, 5000),
        }[quality]
        if self.noise == "impulse":
            noise *= _LESS_NOISE
        return RestorationSpec(
            task=self,
            network=Skip(channels=(width,)),
            net_input=Noise(perturbation=noise),
            data_term=SquaredError(),
            stopping=MovingVariance(patience=patience),
            iterations=iterations,
        )


def _weighed(kind: NoiseKind, image: FloatArray) -> tuple[FloatArray, str]:
    """Return w, (H, W, 1) or (H, W, C), and what was made of the noise, in a sentence."""
    if kind == "impulse":
        return _without_impulses(image)
    if kind == "poisson":
        return _by_light(image)
    sigma = 255.0 * estimate_noise(image)
    sentence = f"The noise is taken as even, of about σ = {sigma:.0f} (of 255)."
    return _even(image), sentence


def _even(image: FloatArray) -> FloatArray:
    return np.ones((*image.shape[:2], 1), dtype=np.float32)


def _without_impulses(image: FloatArray) -> tuple[FloatArray, str]:
    """Trust no sample that is an outlier; the others are as good as they were."""
    impulses = find_impulses(image)
    if not impulses.any():
        return _even(image), "No black or white specks were found; every pixel counts the same."
    sentence = (
        f"{impulses.mean():.1%} of the samples are black or white specks; they are left out and "
        "filled in."
    )
    return (~impulses).astype(np.float32), sentence


def _by_light(image: FloatArray) -> tuple[FloatArray, str]:
    """Weigh each sample by 1 / var(y): a Poisson–Gaussian likelihood, taken as normal."""
    law = estimate_law(image)
    if law.gain <= 0.0:
        return _even(image), "The noise does not grow with the light; every pixel counts the same."
    brightness = gaussian_filter(image, (_SMOOTHING, _SMOOTHING, 0.0))
    weight = 1.0 / law.variance(brightness)
    sentence = (
        f"The noise grows with the light, as with about {1.0 / law.gain:.0f} photons on white; "
        "bright pixels count less."
    )
    return (weight / weight.mean()).astype(np.float32), sentence
