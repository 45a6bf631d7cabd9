"""The Gaussian blur: what many small disturbances at once leave of a point."""

from dataclasses import dataclass

from dip_core.degradations import gaussian_kernel
from dip_core.options import option
from dip_core.spec import BlurKernel, FloatArray, Observation


@dataclass(frozen=True)
class Gaussian(BlurKernel, kind="gaussian", label="Soft (Gaussian)"):
    """k(u) ∝ exp(−‖u‖² / 2σ²), cut at 3 σ."""

    sigma: float = option(
        1.6,
        "Width",
        "The standard deviation of the blur: a sharp edge became about two and a half times as "
        "wide.",
        minimum=0.1,
        maximum=20.0,
        step=0.1,
        unit="px",
    )

    def matrix(self, observation: Observation) -> FloatArray:
        """Return k, (n, n) with n odd."""
        return gaussian_kernel(self.sigma)
