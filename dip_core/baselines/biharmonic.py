"""Biharmonic filling: the smoothest surface that meets the rim of each hole."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_dilation, find_objects, label
from skimage.restoration import inpaint_biharmonic

from dip_core.errors import OptionError, PictureError
from dip_core.spec import Baseline, FloatArray, Observation, Task

# The equation of a pixel reaches two pixels far.
_REACH = 2


@dataclass(frozen=True)
class Biharmonic(Baseline, kind="biharmonic", label="Biharmonic filling"):
    """Solve Δ²x = 0 inside the mask (Damelin and Hoang).

    Hard to beat on thin scratches and captions; blurred in the middle of a large hole.
    """

    def restore(self, observation: Observation, task: Task) -> FloatArray:
        """Return the picture with what the mask marks filled, (H, W, C) floats in [0, 1].

        Raises an `OptionError` without a mask or for a task that enlarges, and a `PictureError`
        when nothing is left to start from.
        """
        if observation.mask is None or task.enlargement() > 1.0:
            raise OptionError(
                f"{self.label} needs a mask that says what to fill; choose the task inpainting "
                "and give a mask."
            )
        missing = observation.mask > 0.0
        if missing.all():
            raise PictureError("The mask covers the whole picture; leave some of it to start from.")
        return _fill(observation.image, missing)


def _fill(image: FloatArray, missing: NDArray[np.bool_]) -> FloatArray:
    """Fill each hole by itself, so that time and memory go with the holes, not with the picture.

    Holes closer than the equation's reach are one hole. (The library's own splitting keeps them
    apart, and then takes the unknown pixels of the one for known ones of the other.)
    """
    filled = image.astype(np.float64)
    near = np.ones((2 * _REACH + 1, 2 * _REACH + 1), dtype=bool)
    holes, _ = label(binary_dilation(missing, structure=near))
    for number, box in enumerate(find_objects(holes), start=1):
        hole = missing[box] & (holes[box] == number)
        filled[box][hole] = inpaint_biharmonic(filled[box], hole, channel_axis=-1)[hole]
    return np.clip(filled, 0.0, 1.0).astype(np.float32)
