"""Degraded pictures made from clean ones: for teaching, tests and benchmarks.

A degradation is written as on the command line: its kind, a colon, and its strength, as in
"gaussian:25". The same seed gives the same picture. Pictures are (H, W, C) floats in [0, 1].
"""

from dip_core.degradations.degradation import Degradation, Degraded
from dip_core.degradations.losses import JpegBlocks, Lettering, MissingPixels
from dip_core.degradations.noises import GaussianNoise, Impulses, PhotonNoise, Speckle
from dip_core.degradations.reading import DEGRADATIONS, degrade, read_degradation
from dip_core.degradations.softening import (
    MotionBlur,
    Shrinking,
    SoftBlur,
    gaussian_kernel,
    motion_kernel,
)

__all__ = [
    "DEGRADATIONS",
    "Degradation",
    "Degraded",
    "GaussianNoise",
    "Impulses",
    "JpegBlocks",
    "Lettering",
    "MissingPixels",
    "MotionBlur",
    "PhotonNoise",
    "Shrinking",
    "SoftBlur",
    "Speckle",
    "degrade",
    "gaussian_kernel",
    "motion_kernel",
    "read_degradation",
]
