"""Bicubic interpolation, what most programs do when asked to enlarge."""

from dataclasses import dataclass

from PIL import Image

from dip_core.baselines.enlarging import interpolate
from dip_core.spec import Baseline, FloatArray, Observation, Task


@dataclass(frozen=True)
class Bicubic(Baseline, kind="bicubic", label="Bicubic"):
    """Enlarge with cubic polynomials (a = −1/2, as Pillow does)."""

    def restore(self, observation: Observation, task: Task) -> FloatArray:
        """Return the picture enlarged; raises an `OptionError` for a task that does not enlarge."""
        return interpolate(self.label, observation, task, Image.Resampling.BICUBIC)
