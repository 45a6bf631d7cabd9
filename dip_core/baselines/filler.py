"""What the methods that fill holes have in common."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt, find_objects, label, maximum_filter

from dip_core.errors import OptionError
from dip_core.spec import Baseline, FloatArray, Observation, Task

BoolArray = NDArray[np.bool_]
Window = tuple[slice, slice]


@dataclass(frozen=True)
class Filler(Baseline):
    """A method that makes up what is missing from what is around it."""

    @abstractmethod
    def filled(self, image: FloatArray, missing: BoolArray) -> FloatArray:
        """Return an (H, W, C) picture of which only the `missing` (H, W) pixels will be used.

        Some pixel of the picture is known.
        """
        raise NotImplementedError

    def restore(self, observation: Observation, task: Task) -> FloatArray:
        """Return the picture with what the task calls missing filled, (H, W, C) floats in [0, 1].

        A pixel that is partly trusted is filled as well; all others come back as they are. Raises
        an `OptionError` for a task in which nothing is missing, or everything.
        """
        missing = self._missing(observation, task)
        image = self.filled(_opaque(observation, missing), missing)
        image = np.where(missing[..., None], np.clip(image, 0.0, 1.0), observation.image)
        return image.astype(np.float32)

    def _missing(self, observation: Observation, task: Task) -> BoolArray:
        if task.enlargement() > 1.0:
            instead = "the method lanczos or tv"
        else:
            region = task.pose(observation).region
            if region is not None:
                return region > 0.0
            instead = "the task inpainting or another method"
        raise OptionError(
            f"{self.label} only fills holes and cannot restore for {task.kind}; choose {instead}."
        )


def separate_holes(missing: BoolArray, reach: int) -> Iterator[tuple[Window, BoolArray]]:
    """Yield each hole by itself: the window `reach` pixels wider than it, and the hole in it.

    Time and memory then go with the holes, not with the picture. Holes within reach of one another
    are one hole, so that none takes what another misses for known.
    """
    holes, _ = label(maximum_filter(missing, size=2 * reach + 1))
    for number, window in enumerate(find_objects(holes), start=1):
        yield window, missing[window] & (holes[window] == number)


def _opaque(observation: Observation, missing: BoolArray) -> FloatArray:
    """Return the picture; where it means nothing, the nearest pixel that does."""
    if observation.valid is None or observation.valid.all():
        return observation.image
    unknown = missing | (observation.valid <= 0.0)
    down, across = distance_transform_edt(unknown, return_distances=False, return_indices=True)
    opaque: FloatArray = observation.image[down, across]
    return opaque
