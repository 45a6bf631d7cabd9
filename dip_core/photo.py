"""A whole photograph: plan what to work on, run it, paste it back.

A photograph has more pixels than a network has memory. Inpainting therefore works on a region: the
box round the mask plus context, made smaller when it would still be too large. Only masked pixels
are pasted back, so everything outside the mask keeps every byte. Other tasks work on the whole
picture.

`Restoration` has the iterator protocol of `Run`: whoever drives it need not know what it plans.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dip_core.devices import free_memory
from dip_core.engine.checkpoint import Checkpoint
from dip_core.engine.estimate import Estimate, estimate
from dip_core.engine.run import Run
from dip_core.engine.still import Still
from dip_core.errors import OptionError, OutOfMemoryError, PictureError
from dip_core.images import Box, Picture
from dip_core.outcome import IterationReport, Result, Runtime
from dip_core.quantisation import Intervals
from dip_core.spec import EMPTY_MASK, FloatArray, Observation, RestorationSpec, Role

SMALLEST_SIDE = 16
# Context round a hole, as a share of the mask's box: enough for the deepest scale to see a
# surrounding.
_CONTEXT = 0.5
_LEAST_CONTEXT = 32
_LEAST_REGION = 128
_NOTHING = 1e-6  # what is neither painted nor opaque
# The default working size: what a processor restores in minutes rather than hours.
WORKING_PIXELS = 512 * 512


@dataclass(frozen=True, eq=False)
class Inputs:
    """What the user supplies, as loaded: the picture and whatever else the task asks for.

    mask    (H, W) uint8, 255 = restore here, of the picture's size
    kernel  (h, w) floats, a known blur
    """

    picture: Picture
    mask: NDArray[np.uint8] | None = None
    second: Picture | None = None
    kernel: FloatArray | None = None
    reference: Picture | None = None


@dataclass(frozen=True, eq=False)
class Restored:
    """A restored photograph, at full size with its metadata, and the run that made it."""

    picture: Picture
    run: Result
    region: Box
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """Where a restoration works: a box of the picture, and at which scale (1 = every pixel)."""

    box: Box
    scale: float
    notes: tuple[str, ...] = ()

    @property
    def height(self) -> int:
        """Rows the engine sees."""
        return max(SMALLEST_SIDE, round(self.box.height * self.scale))

    @property
    def width(self) -> int:
        """Columns the engine sees."""
        return max(SMALLEST_SIDE, round(self.box.width * self.scale))


def plan(spec: RestorationSpec, inputs: Inputs, working_pixels: int = WORKING_PIXELS) -> Plan:
    """Decide where to work, checking everything that can be checked beforehand.

    Raises a `PictureError` or an `OptionError` whose sentence says what is wrong with the inputs.
    """
    picture = inputs.picture
    _check_picture(picture)
    if inputs.mask is not None:
        _check_mask(inputs.mask, picture)
    if inputs.second is not None and "second" in spec.task.looks_at:
        _check_second(inputs.second, picture)
    spec.task.check((picture.height, picture.width, picture.channels), inputs.kernel)
    painted = inputs.mask is not None and bool(inputs.mask.any())
    if not spec.task.local:
        ignored = (f"{spec.task.label} works on the whole picture; the mask is not used.",)
        unused = painted and "mask" not in spec.task.looks_at
        whole = Box(0, 0, picture.height, picture.width)
        return Plan(whole, 1.0, ignored if unused else ())
    if inputs.mask is None or not painted:
        raise OptionError(EMPTY_MASK)
    box = _with_context(Box.of(inputs.mask), picture)
    scale = min(1.0, (working_pixels / box.area) ** 0.5)
    if scale == 1.0:
        return Plan(box, scale)
    note = (
        f"The region of {box.width}×{box.height} px is worked on at {scale:.0%}; the filled-in "
        f"pixels are enlarged ×{1 / scale:.1f}."
    )
    return Plan(box, scale, (note,))


class Restoration(Iterator[IterationReport]):
    """One photograph being restored: iterate it, ask for its `result`, drop it to cancel.

    Parameters
    ----------
    working_pixels
        The most pixels a hole's region may have before it is worked on at a smaller scale.

    Raises
    ------
    OptionError, PictureError
        For inputs the task cannot use.
    OutOfMemoryError
        When the run is predicted not to fit into what is free.
    """

    def __init__(
        self,
        spec: RestorationSpec,
        inputs: Inputs,
        runtime: Runtime | None = None,
        *,
        working_pixels: int = WORKING_PIXELS,
    ) -> None:
        runtime = runtime or Runtime()
        self.spec = spec
        self.inputs = inputs
        self.plan = plan(spec, inputs, working_pixels)
        self.estimate = estimate_plan(spec, self.plan)
        self._check_memory(runtime)
        self._observation = _observe(spec, inputs, self.plan)
        self._run = Run(spec, self._observation, runtime)
        self.region = _enlarged(self.plan.box, spec.task.enlargement())
        self.notes = (*inputs.picture.notes, *self.plan.notes, *self._run.notes)

    def __next__(self) -> IterationReport:
        """Do one iteration; its preview belongs at `region`."""
        try:
            report = next(self._run)
        except RuntimeError as error:
            if not _is_out_of_memory(error):
                raise
            raise OutOfMemoryError(
                f"There was not enough memory for {self.plan.width}×{self.plan.height} pixels with "
                "this network; choose a smaller one or a smaller region."
            ) from None
        return replace(report, region=self.region)

    def go_on(self, iterations: int) -> None:
        """Allow that many more iterations, past any stop."""
        self._run.go_on(iterations)

    def still(self) -> Still:
        """Put the newest average aside; its preview belongs at `region`."""
        return self._run.still()

    def checkpoint(self) -> Checkpoint:
        """Copy everything needed to go on from here."""
        return self._run.checkpoint()

    def go_back(self, checkpoint: Checkpoint) -> None:
        """Become what this restoration was at a checkpoint; it stays good for another time."""
        self._run = Run.resume(checkpoint)

    @property
    def parameters(self) -> int:
        """How many weights are fitted."""
        return self._run.parameters

    @property
    def roles(self) -> Mapping[str, Role]:
        """What is looked for, by name: a picture or a blur kernel each."""
        return self._run.roles

    @property
    def result(self) -> Restored:
        """The photograph as it would be handed over now."""
        run = self._run.result
        picture = _paste(self.spec, self.inputs, self.plan, run)
        return Restored(picture, run, self.region, self.notes)

    def _check_memory(self, runtime: Runtime) -> None:
        free = free_memory(runtime.device)
        needed = self.estimate.memory_bytes
        if needed > free:
            factor = self.spec.task.enlargement()
            height, width = round(self.plan.height * factor), round(self.plan.width * factor)
            less = "factor, network or picture" if factor > 1.0 else "network or picture"
            raise OutOfMemoryError(
                f"{width}×{height} pixels need about {needed / 2**30:.1f} GiB "
                f"and {free / 2**30:.1f} GiB are free; choose a smaller {less}."
            )


def refinished(restored: Restored, spec: RestorationSpec, inputs: Inputs) -> Restored:
    """Finish a restoration again under changed options of its task, without another run.

    For options that `Task.finish` alone looks at, such as the amount of detail, and for tasks that
    work on the whole picture.
    """
    whole = Box(0, 0, inputs.picture.height, inputs.picture.width)
    observation = _observe(spec, inputs, Plan(whole, 1.0))
    image = spec.task.finish(spec.task.prepared(observation), restored.run.estimates)
    picture = inputs.picture.with_pixels(image)
    return replace(restored, picture=picture, run=replace(restored.run, image=image))


def rewound(
    restored: Restored,
    spec: RestorationSpec,
    inputs: Inputs,
    iteration: int,
    estimates: Mapping[str, FloatArray],
) -> Restored:
    """Return a restoration as it would be had it handed over what it had at an iteration.

    Parameters
    ----------
    spec, inputs
        What the run was given; it worked on the default working size.
    estimates
        Every unknown by name, (H, W, C) floats, of that iteration.
    """
    planned = plan(spec, inputs)
    observation = spec.task.prepared(_observe(spec, inputs, planned))
    run = replace(
        restored.run,
        image=spec.task.finish(observation, estimates),
        estimates=estimates,
        kept_iteration=iteration,
        stop_reason=f"Iteration {iteration} was chosen by hand.",
        chosen=True,
    )
    return replace(restored, picture=_paste(spec, inputs, planned, run), run=run)


def estimate_plan(spec: RestorationSpec, planned: Plan) -> Estimate:
    """Predict the cost of working on a plan, the task's enlargement included."""
    enlargement = spec.task.enlargement()
    return estimate(spec, round(planned.height * enlargement), round(planned.width * enlargement))


def _check_picture(picture: Picture) -> None:
    if min(picture.height, picture.width) < SMALLEST_SIDE:
        raise PictureError(
            f"The picture is {picture.width}×{picture.height}; it must be at least "
            f"{SMALLEST_SIDE}×{SMALLEST_SIDE} pixels."
        )
    if picture.alpha is not None and not picture.alpha.any():
        raise PictureError("The picture is completely transparent; there is nothing to restore.")


def _check_mask(mask: NDArray[np.uint8], picture: Picture) -> None:
    if mask.shape != (picture.height, picture.width):
        raise OptionError(
            f"The mask is {mask.shape[1]}×{mask.shape[0]}, the picture {picture.width}×"
            f"{picture.height}; they must be of one size."
        )


def _check_second(second: Picture, picture: Picture) -> None:
    if (second.height, second.width) != (picture.height, picture.width):
        raise OptionError(
            f"The second picture is {second.width}×{second.height}, the first {picture.width}×"
            f"{picture.height}; they must be of one size."
        )


def _with_context(hole: Box, picture: Picture) -> Box:
    """Grow a hole's box by what the network needs to see round it."""
    context = max(
        _LEAST_CONTEXT,
        round(_CONTEXT * max(hole.height, hole.width)),
        (_LEAST_REGION - min(hole.height, hole.width)) // 2,
    )
    return hole.grown(context, picture.height, picture.width)


def _observe(spec: RestorationSpec, inputs: Inputs, planned: Plan) -> Observation:
    """Cut the region out of every picture and bring it to the working scale."""
    box, size = planned.box, (planned.height, planned.width)
    picture, reference = inputs.picture, inputs.reference
    image, missing = picture.to_float(box), None
    if inputs.mask is not None:
        missing = inputs.mask[box.slices].astype(np.float32) / np.float32(255.0)
        if planned.scale < 1.0:
            image, missing = _reduced(image, missing, size)
    alpha = picture.alpha_float(box)
    return Observation(
        image=_resized(image, size),
        mask=missing,
        valid=None if alpha is None else _valid_at(alpha, size),
        second=None if inputs.second is None else _second_at(inputs.second, picture, planned),
        kernel=inputs.kernel,
        reference=None if reference is None else _reference_at(spec, picture, reference, planned),
        intervals=_intervals_of(picture, size),
    )


def _intervals_of(picture: Picture, size: tuple[int, int]) -> Intervals | None:
    """Return what a whole JPEG file says; of a part or a smaller picture its blocks say nothing."""
    if picture.coding is None or size != (picture.height, picture.width):
        return None
    return Intervals(picture.coding)


def _second_at(second: Picture, picture: Picture, planned: Plan) -> FloatArray:
    """Cut the same region out of the second picture; one of another size is used whole."""
    if (second.height, second.width) != (picture.height, picture.width):
        return second.to_float()
    return _resized(second.to_float(planned.box), (planned.height, planned.width))


def _reference_at(
    spec: RestorationSpec, picture: Picture, reference: Picture, planned: Plan
) -> FloatArray:
    """Cut the reference out where the result will be."""
    enlargement = spec.task.enlargement()
    whole = _enlarged(Box(0, 0, picture.height, picture.width), enlargement)
    # A picture made small by a factor has lost what was left over at its right and lower edge.
    if not (
        whole.height <= reference.height < (picture.height + 1) * enlargement
        and whole.width <= reference.width < (picture.width + 1) * enlargement
    ):
        raise OptionError(
            f"The reference is {reference.width}×{reference.height}, but the result will be "
            f"{whole.width}×{whole.height}; they must be of one size."
        )
    box = _enlarged(planned.box, enlargement)
    size = (round(planned.height * enlargement), round(planned.width * enlargement))
    return _resized(reference.to_float(box), size)


def _paste(spec: RestorationSpec, inputs: Inputs, planned: Plan, run: Result) -> Picture:
    """Put a region's estimate into the photograph; unmasked pixels keep every bit.

    The estimate is opaque, as thick as the mask, and lies over what is there, transparent or not.
    """
    source, box, mask = inputs.picture, planned.box, inputs.mask
    if mask is None or not spec.task.local:
        return source.with_pixels(run.image)
    share = mask[box.slices].astype(np.float32)[..., None] / 255.0
    inside = source.to_float(box)
    estimate_ = _resized(next(iter(run.estimates.values())), (box.height, box.width))
    alpha = source.alpha_float(box)
    if alpha is None:
        return source.with_region(box, inside + share * (estimate_ - inside), share[..., 0])
    seen = alpha[..., None] * (1.0 - share)
    cover = np.maximum(share + seen, _NOTHING)
    laid = inside + share / cover * (estimate_ - inside)
    return source.with_region(box, laid, share[..., 0], alpha=cover[..., 0])


def _enlarged(box: Box, factor: float) -> Box:
    """Return a box in the coordinates of a result `factor` times as large."""
    return Box(
        round(box.top * factor),
        round(box.left * factor),
        round(box.height * factor),
        round(box.width * factor),
    )


def _resized(image: FloatArray, size: tuple[int, int]) -> FloatArray:
    """Bring (H, W, C) to another size: Lanczos smaller, bicubic larger, untouched where it fits."""
    if image.shape[:2] == size:
        return image
    kind = Image.Resampling.LANCZOS if size[0] < image.shape[0] else Image.Resampling.BICUBIC
    channels = [
        np.asarray(Image.fromarray(image[..., c]).resize((size[1], size[0]), kind))
        for c in range(image.shape[2])
    ]
    return np.clip(np.stack(channels, axis=-1), 0.0, 1.0).astype(np.float32)


def _reduced(
    image: FloatArray, missing: FloatArray, size: tuple[int, int]
) -> tuple[FloatArray, FloatArray]:
    """Make a picture smaller without what is missing: each pixel is the mean of its known ones.

    It counts by how many those were, so that even a picture of scattered pixels stays one.
    """
    known = np.float32(1.0) - missing
    share = _box_average(known, size)
    sums = [_box_average(image[..., c] * known, size) for c in range(image.shape[2])]
    means = np.stack(sums, axis=-1) / np.maximum(share, np.float32(1e-6))[..., None]
    return np.clip(means, 0.0, 1.0).astype(np.float32), np.clip(1.0 - share, 0.0, 1.0)


def _valid_at(alpha: FloatArray, size: tuple[int, int]) -> FloatArray:
    """Return 1 where every pixel is at least partly opaque: the colour of others means nothing."""
    return (_box_average((alpha <= 0).astype(np.float32), size) <= 0).astype(np.float32)


def _box_average(values: FloatArray, size: tuple[int, int]) -> FloatArray:
    if values.shape == size:
        return values
    picture = Image.fromarray(values).resize((size[1], size[0]), Image.Resampling.BOX)
    return np.asarray(picture, dtype=np.float32)


def _is_out_of_memory(error: RuntimeError) -> bool:
    words = str(error).lower()
    return "out of memory" in words or "can't allocate memory" in words
