"""The straight motion blur: the camera or the subject moved while the shutter was open."""

from dataclasses import dataclass

from dip_core.degradations import motion_kernel
from dip_core.options import option
from dip_core.spec import BlurKernel, FloatArray, Observation


@dataclass(frozen=True)
class Motion(BlurKernel, kind="motion", label="Motion"):
    """k is even along a line and 0 elsewhere."""

    length: float = option(
        9.0,
        "Length",
        "How far the picture moved: the length of the trace that a point of light left.",
        minimum=1.0,
        maximum=100.0,
        step=1.0,
        unit="px",
    )
    angle: float = option(
        0.0,
        "Angle",
        "The direction of the motion, counter-clockwise from horizontal.",
        minimum=-180.0,
        maximum=180.0,
        step=5.0,
        unit="°",
    )

    def matrix(self, observation: Observation) -> FloatArray:
        """Return k, (n, n) with n odd."""
        return motion_kernel(self.length, self.angle)
