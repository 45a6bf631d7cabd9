"""Nearest neighbour: each pixel becomes a block, so that nothing is made up."""

from dataclasses import dataclass

from PIL import Image

from dip_core.baselines.enlarging import interpolate
from dip_core.spec import Baseline, FloatArray, Observation, Task


@dataclass(frozen=True)
class Nearest(Baseline, kind="nearest", label="Nearest neighbour"):
    """Enlarge by repeating pixels: the least one can do, and what the others are measured from."""

    def restore(self, observation: Observation, task: Task) -> FloatArray:
        """Return the picture enlarged; raises an `OptionError` for a task that does not enlarge."""
        return interpolate(self.label, observation, task, Image.Resampling.NEAREST)
