"""Classical methods on a whole photograph: what each makes of it, beside what a network makes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from dip_core.baselines.fitting import Fitting
from dip_core.catalogue import BASELINES
from dip_core.engine.curves import Recorder
from dip_core.images import Box, Picture
from dip_core.outcome import Result
from dip_core.photo import Inputs, Part, Piece, Tiling, plan
from dip_core.photo.observing import enlarged, intervals_of, observe
from dip_core.spec import Baseline, FloatArray, Observation, RestorationSpec, Task

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


def filled_by(method: Baseline, spec: RestorationSpec, inputs: Inputs, part: Part) -> Piece:
    """Return what a classical method makes of one part of a photograph, in place of a run.

    Raises an `OptionError` where it makes no sense for the task.
    """
    started = time.perf_counter()
    whole = replace(part, scale=1.0)
    observation = observe(spec, replace(inputs, reference=None), whole)
    image = method.restore(observation, spec.task)
    run = Result(
        image=image,
        raw=image,
        estimates={method.kind: image},
        kept_iteration=0,
        iterations=0,
        stop_reason=f"Filled by a classical method: {method.label}.",
        seconds=time.perf_counter() - started,
        parameters=0,
        curves=Recorder(()).curves(),
    )
    own = None if inputs.mask is None or not spec.task.local else part.own(inputs.mask)
    return Piece(part, image, run.estimates, own, spec, run)


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
