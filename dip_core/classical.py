"""Classical methods on a whole photograph: what each makes of it, beside what a network makes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from dip_core.baselines.fitting import Fitting
from dip_core.catalogue import BASELINES
from dip_core.images import Box, Picture
from dip_core.photo import Inputs, Tiling, plan
from dip_core.photo.observing import enlarged, intervals_of, observe
from dip_core.spec import Baseline, FloatArray, Observation, Task

# What fits pixels with the engine takes as long as a run; the others are listed as they are slow.
METHODS: tuple[Baseline, ...] = tuple(
    sorted((member() for member in BASELINES.values()), key=lambda one: isinstance(one, Fitting))
)


@dataclass(frozen=True, eq=False)
class Classical:
    """What a classical method has made.

    picture  the photograph restored, at full size
    region   the box it worked in, in pixels of that
    device   what it ran on
    """

    picture: Picture
    region: Box
    device: str


def _always() -> bool:
    return True


def restored_by(
    method: Baseline, task: Task, inputs: Inputs, going_on: Callable[[], bool] = _always
) -> Classical | None:
    """Return what a classical method makes of a photograph; None where it was left.

    A task that only changes what is under the mask is done in a box round each group of holes,
    without making it smaller, and every other pixel is kept.

    Parameters
    ----------
    going_on
        Asked now and then by methods that take long.

    Raises
    ------
    OptionError, PictureError
        Where the method makes no sense for the task, or the task lacks something.
    """
    spec = task.recommended("fast")
    planned = plan(spec, inputs, tiling=Tiling("never"))
    inputs, picture, device = replace(inputs, reference=None), inputs.picture, "cpu"
    for part in planned.parts:
        whole = replace(part, scale=1.0)
        observation = observe(spec, inputs, whole, intervals_of(inputs.picture))
        made = _made(method, task, observation, going_on)
        if made is None:
            return None
        image, device = made
        if task.local and inputs.mask is not None:
            share = part.own(inputs.mask).astype(np.float32) / np.float32(255.0)
            picture = picture.with_region(part.box, image, share)
        else:
            picture = picture.with_pixels(image)
    return Classical(picture, enlarged(planned.box, task.enlargement()), device)


def _made(
    method: Baseline, task: Task, observation: Observation, going_on: Callable[[], bool]
) -> tuple[FloatArray, str] | None:
    """Return the picture that a method makes, and what it ran on."""
    if not isinstance(method, Fitting):
        return (method.restore(observation, task), "cpu") if going_on() else None
    run = method.run(observation, task)
    for _ in run:
        if not going_on():
            return None
    return run.result.image, run.result.device
