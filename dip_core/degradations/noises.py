"""Noise: even, of little light, in specks, in proportion to the brightness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from dip_core.degradations.degradation import LEVELS, Degradation, Degraded, FloatArray
from dip_core.options import option


@dataclass(frozen=True)
class GaussianNoise(Degradation, kind="gaussian", label="Grain, even"):
    """Gaussian noise, its σ on the 0–255 scale: gaussian:25."""

    example: ClassVar[str] = "gaussian:25"
    sigma: float = option(
        25.0,
        "Strength",
        "The standard deviation of the noise, in steps of 8 bit.",
        minimum=0.0,
        maximum=255.0,
        step=5.0,
    )

    def apply(self, image: FloatArray, random: np.random.Generator) -> Degraded:
        """Add it to every sample."""
        noise = random.standard_normal(image.shape, np.float32) * np.float32(self.sigma / LEVELS)
        return _noisy(image + noise, f"Gaussian noise of σ = {self.sigma:g} was added.")


@dataclass(frozen=True)
class PhotonNoise(Degradation, kind="poisson", label="Grain of little light"):
    """Photon noise, with so many photons on a white pixel: poisson:30."""

    example: ClassVar[str] = "poisson:30"
    photons: float = option(
        30.0,
        "Photons",
        "How many photons make a white pixel; the fewer, the more noise.",
        minimum=0.1,
        maximum=1e6,
        step=10.0,
    )

    def apply(self, image: FloatArray, random: np.random.Generator) -> Degraded:
        """Count photons in place of light."""
        counts = random.poisson(np.clip(image, 0, 1).astype(np.float64) * self.photons)
        sentence = f"Photon noise of {self.photons:g} photons on white was added."
        return _noisy(counts / self.photons, sentence)


@dataclass(frozen=True)
class Impulses(Degradation, kind="impulse", label="Black and white specks"):
    """Salt and pepper, each channel for itself, on a share of the samples: impulse:0.3."""

    example: ClassVar[str] = "impulse:0.3"
    share: float = option(
        0.3,
        "Share",
        "Which part of the samples becomes black or white.",
        minimum=0.0,
        maximum=1.0,
        step=0.05,
    )

    def apply(self, image: FloatArray, random: np.random.Generator) -> Degraded:
        """Replace samples here and there."""
        draw = random.random(image.shape, np.float32)
        noisy = np.where(draw < self.share, (draw < self.share / 2).astype(np.float32), image)
        return _noisy(noisy, f"{self.share:.0%} of the samples became black or white.")


@dataclass(frozen=True)
class Speckle(Degradation, kind="speckle", label="Speckle"):
    """Noise in proportion to the brightness, of a relative σ: speckle:0.2."""

    example: ClassVar[str] = "speckle:0.2"
    sigma: float = option(
        0.2,
        "Strength",
        "The standard deviation of the noise, as a share of the brightness.",
        minimum=0.0,
        maximum=10.0,
        step=0.05,
    )

    def apply(self, image: FloatArray, random: np.random.Generator) -> Degraded:
        """Multiply every sample."""
        noise = random.standard_normal(image.shape, np.float32) * np.float32(self.sigma)
        return _noisy(
            image * (1 + noise), f"Speckle noise of σ = {self.sigma:g} was multiplied in."
        )


def _noisy(values: NDArray[Any], sentence: str) -> Degraded:
    return Degraded(np.clip(values, 0, 1).astype(np.float32), None, sentence)
