"""Enlarging a picture by interpolation: what several baselines share."""

import numpy as np
from PIL import Image

from dip_core.devices import free_memory
from dip_core.errors import OptionError, OutOfMemoryError
from dip_core.resampling import resampled
from dip_core.spec import FloatArray, Observation, Task

# Copies of the result in single precision that exist at once: its channels, they together, clipped.
_COPIES = 3


def enlarge(image: FloatArray, factor: float, kernel: Image.Resampling) -> FloatArray:
    """Return an (H, W, C) picture `factor` times larger per side, in floats and not clipped.

    Raises an `OutOfMemoryError` before it makes what there is no room for.
    """
    height, width = (round(side * factor) for side in image.shape[:2])
    needed, free = _COPIES * 4 * height * width * image.shape[2], free_memory("cpu")
    if needed > free:
        raise OutOfMemoryError(
            f"{width}×{height} pixels need about {needed / 2**30:.1f} GiB and "
            f"{free / 2**30:.1f} GiB are free; choose a smaller factor or picture."
        )
    return resampled(image, height, width, kernel)


def interpolate(
    method: str, observation: Observation, task: Task, kernel: Image.Resampling
) -> FloatArray:
    """Return the observation enlarged as much as the task asks, (H, W, C) floats in [0, 1].

    Raises an `OptionError` where the task does not enlarge.
    """
    factor = task.enlargement()
    if factor <= 1.0:
        raise OptionError(
            f"{method} only enlarges and cannot restore for {task.kind}; choose the task "
            "super-resolution, or another method."
        )
    return np.clip(enlarge(observation.image, factor, kernel), 0.0, 1.0)
