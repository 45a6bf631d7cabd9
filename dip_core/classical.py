"""Classical methods on a whole photograph: what each makes of it, beside what a network makes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dip_core.baselines.fitting import Fitting
from dip_core.catalogue import BASELINES
from dip_core.images import Box, Picture
from dip_core.photo import Inputs, plan
from dip_core.quantisation import Intervals
from dip_core.spec import Baseline, FloatArray, Observation, Task

# What fits pixels with the engine takes as long as a run; the others are listed as they are slow.
METHODS: tuple[Baseline, ...] = tuple(
    sorted((member() for member in BASELINES.values()), key=lambda one: isinstance(one, Fitting))
)


def _always() -> bool:
    return True


def restored_by(
    method: Baseline, task: Task, inputs: Inputs, going_on: Callable[[], bool] = _always
) -> Picture | None:
    """Return what a classical method makes of a photograph, at full size; None where it was left.

    A task that only changes what is under the mask is done in a box round it, without making it
    smaller, and every other pixel is kept.

    Parameters
    ----------
    going_on
        Asked now and then by methods that take long.

    Raises
    ------
    OptionError, PictureError
        Where the method makes no sense for the task, or the task lacks something.
    """
    planned = plan(task.recommended("fast"), inputs)
    observation = _observed(inputs, planned.box)
    image = _image(method, task, observation, going_on)
    if image is None:
        return None
    if observation.mask is None or not task.local:
        return inputs.picture.with_pixels(image)
    return inputs.picture.with_region(planned.box, image, observation.mask)


def _image(
    method: Baseline, task: Task, observation: Observation, going_on: Callable[[], bool]
) -> FloatArray | None:
    if not isinstance(method, Fitting):
        return method.restore(observation, task)
    run = method.run(observation, task)
    for _ in run:
        if not going_on():
            return None
    return run.result.image


def _observed(inputs: Inputs, box: Box) -> Observation:
    """Return all that a classical method may look at, and not the truth."""
    picture, second, mask = inputs.picture, inputs.second, inputs.mask
    whole = (box.height, box.width) == (picture.height, picture.width)
    coding = picture.coding if whole else None
    return Observation(
        image=picture.to_float(box),
        mask=None if mask is None else mask[box.slices].astype(np.float32) / np.float32(255.0),
        valid=picture.alpha_float(box),
        second=None if second is None else second.to_float(None if whole else box),
        kernel=inputs.kernel,
        intervals=None if coding is None else Intervals(coding),
    )
