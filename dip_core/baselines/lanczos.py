"""Lanczos interpolation, the sharpest of the usual linear ways to enlarge."""

from dataclasses import dataclass

from PIL import Image

from dip_core.baselines.enlarging import interpolate
from dip_core.spec import Baseline, FloatArray, Observation, Task


@dataclass(frozen=True)
class Lanczos(Baseline, kind="lanczos", label="Lanczos"):
    """Enlarge with a windowed sinc of three lobes."""

    def restore(self, observation: Observation, task: Task) -> FloatArray:
        """Return the picture enlarged; raises an `OptionError` for a task that does not enlarge."""
        return interpolate(self.label, observation, task, Image.Resampling.LANCZOS)
