"""The disk: what a lens out of focus, its aperture wide open, makes of a point."""

import math
from dataclasses import dataclass

import numpy as np

from dip_core.options import option
from dip_core.spec import BlurKernel, FloatArray, Observation

# A pixel on the rim is covered in part; this many points per side and pixel measure how much.
_SAMPLES = 16


@dataclass(frozen=True)
class Disk(BlurKernel, kind="disk", label="Out of focus (disk)"):
    """k(u) is the share of the pixel at u that lies in ‖u‖ ≤ r, made to sum 1."""

    radius: float = option(
        3.0,
        "Radius",
        "The radius of the disk that a point of light became.",
        minimum=0.5,
        maximum=50.0,
        step=0.5,
        unit="px",
    )

    def matrix(self, observation: Observation) -> FloatArray:
        """Return k, (n, n) with n odd."""
        side = 2 * math.ceil(self.radius - 0.5) + 1
        place = (np.arange(side * _SAMPLES) + 0.5) / _SAMPLES - side / 2
        inside = np.hypot(place[:, None], place) <= self.radius
        cover = inside.reshape(side, _SAMPLES, side, _SAMPLES).mean(axis=(1, 3))
        return (cover / cover.sum()).astype(np.float32)
