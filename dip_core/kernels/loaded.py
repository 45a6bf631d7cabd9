"""The kernel that comes with the picture: drawn, measured, or found by another program."""

from dataclasses import dataclass

import numpy as np

from dip_core.errors import OptionError
from dip_core.spec import BlurKernel, FloatArray, Observation


@dataclass(frozen=True)
class Loaded(BlurKernel, kind="loaded", label="Drawn or from a file"):
    """k as supplied, divided by its sum."""

    def matrix(self, observation: Observation) -> FloatArray:
        """Return k, (h, w).

        Raises an `OptionError` where there is none, or none that blurs.
        """
        kernel = observation.kernel
        if kernel is None:
            raise OptionError(
                "There is no blur kernel; draw it, load a picture of it, or choose another kind of "
                "blur."
            )
        total = float(kernel.sum())
        if kernel.ndim != 2 or not np.isfinite(kernel).all() or kernel.min() < 0 or total <= 0:
            raise OptionError(
                f"The blur kernel sums to {total:g}; it must be a grey picture with something "
                "brighter than black and nothing below it."
            )
        return (kernel / total).astype(np.float32)
