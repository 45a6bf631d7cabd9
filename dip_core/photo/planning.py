"""Where to work: the regions of a mask, a whole picture, or the tiles of one."""

from __future__ import annotations

from dip_core.engine.estimate import Estimate, estimate
from dip_core.errors import OptionError
from dip_core.images import Box, Picture
from dip_core.photo.inputs import SMALLEST_SIDE, Inputs, check
from dip_core.photo.parts import SMALLEST_TILE, WORKING_PIXELS, Edge, Edges, Part, Plan, Tiling
from dip_core.photo.regions import regions
from dip_core.photo.tiles import tiles
from dip_core.spec import EMPTY_MASK, RestorationSpec

# What is free is never used up: other programs want some, and a prediction is not exact.
_SHARE_OF_MEMORY = 0.8
_LEAST_WORKING_PIXELS = 96 * 96
# Where a region of a picture ends that was chosen by hand.
_SOFT_EDGE = 16


def plan(
    spec: RestorationSpec,
    inputs: Inputs,
    working_pixels: int = WORKING_PIXELS,
    *,
    tiling: Tiling | None = None,
    region: Box | None = None,
    memory: int | None = None,
) -> Plan:
    """Decide where to work, checking everything that can be checked beforehand.

    Parameters
    ----------
    working_pixels
        The most pixels a hole's region may have before it is worked on at a smaller scale.
    tiling
        Whether tiles are made of what is too large.
    region
        Restore this part of the picture only.
    memory
        How many bytes are free; None stands for as many as it takes.

    Raises a `PictureError` or an `OptionError` whose sentence says what is wrong with the inputs.
    """
    check(spec, inputs)
    tiling = tiling or Tiling()
    if region is not None:
        _check_region(region, inputs.picture)
    if spec.task.local:
        return _plan_holes(spec, inputs, working_pixels, tiling, region, memory)
    return _plan_picture(spec, inputs, tiling, region, memory)


def estimate_plan(spec: RestorationSpec, planned: Plan) -> Estimate:
    """Predict the cost of working on a plan, the task's enlargement included.

    The memory is that of the largest part, because one is worked on at a time. The operations are
    those of an iteration of all parts: of each as many iterations are done.
    """
    cost = estimate_part(spec, planned.largest)
    share = planned.pixels / (planned.height * planned.width)
    return Estimate(cost.memory_bytes, cost.operations * share)


def estimate_part(spec: RestorationSpec, part: Part) -> Estimate:
    """Predict the cost of one part."""
    enlargement = spec.task.enlargement()
    return estimate(spec, round(part.height * enlargement), round(part.width * enlargement))


def _plan_holes(
    spec: RestorationSpec,
    inputs: Inputs,
    working_pixels: int,
    tiling: Tiling,
    region: Box | None,
    memory: int | None,
) -> Plan:
    mask = inputs.mask
    if mask is None or not inputs.painted:
        raise OptionError(EMPTY_MASK)
    working_pixels = _fitting_pixels(spec, working_pixels, memory)
    if region is not None:
        if not mask[region.slices].any():
            raise OptionError("Nothing is painted inside the work region; move it over a hole.")
        scale = min(1.0, (working_pixels / region.area) ** 0.5)
        parts: tuple[Part, ...] = (Part(region, scale, region),)
    else:
        parts = regions(mask, inputs.picture, working_pixels, cut=tiling.when != "never")
    return Plan(parts, notes=tuple(_notes_on_holes(parts)))


def _notes_on_holes(parts: tuple[Part, ...]) -> list[str]:
    """Say what is worked on smaller, and how many regions there are."""
    notes = []
    if len(parts) > 1:
        notes.append(f"There are {len(parts)} regions; they are restored one after another.")
    for part in parts:
        if part.scale < 1.0:
            notes.append(
                f"The region of {part.box.width}×{part.box.height} px is worked on at "
                f"{part.scale:.0%}; the filled-in pixels are enlarged ×{1 / part.scale:.1f}."
            )
    return notes


def _plan_picture(
    spec: RestorationSpec, inputs: Inputs, tiling: Tiling, region: Box | None, memory: int | None
) -> Plan:
    picture = inputs.picture
    unused = inputs.painted and "mask" not in spec.task.looks_at
    notes = [f"{spec.task.label} works on the whole picture; the mask is not used."] * unused
    whole = Box(0, 0, picture.height, picture.width)
    if region is not None and region != whole:
        return Plan((Part(region, edges=_soft_edges(region, picture)),), notes=tuple(notes))
    side = _side(spec, picture, tiling, memory)
    parts = tiles(whole, side, min(tiling.overlap, side // 4)) if side else ()
    if len(parts) <= 1:
        return Plan((Part(whole),), notes=tuple(notes))
    notes.append(f"The picture is restored in {len(parts)} overlapping tiles of {side} px.")
    return Plan(parts, tiled=True, notes=tuple(notes))


def _side(spec: RestorationSpec, picture: Picture, tiling: Tiling, memory: int | None) -> int:
    """Return the side of the tiles; 0 for none."""
    if tiling.when == "never":
        return 0
    if not spec.task.divisible:
        if tiling.when == "always":
            raise OptionError(
                f"{spec.task.label} looks at the picture as a whole; it cannot be done in tiles."
            )
        return 0
    if tiling.when == "auto" and (
        memory is None or _fits(spec, Part(Box(0, 0, picture.height, picture.width)), memory)
    ):
        return 0
    side = tiling.side
    while memory is not None and side > SMALLEST_TILE:
        if _fits(spec, Part(Box(0, 0, side, side)), memory):
            break
        side = max(SMALLEST_TILE, side // 2)
    return side


def _fits(spec: RestorationSpec, part: Part, memory: int) -> bool:
    return estimate_part(spec, part).memory_bytes <= _SHARE_OF_MEMORY * memory


def _fitting_pixels(spec: RestorationSpec, most: int, memory: int | None) -> int:
    """Return how many pixels of a region fit into memory, and no more than `most`."""
    while memory is not None and most > _LEAST_WORKING_PIXELS:
        side = round(most**0.5)
        if _fits(spec, Part(Box(0, 0, side, side)), memory):
            break
        most //= 2
    return most


def _check_region(region: Box, picture: Picture) -> None:
    inside = (
        region.top >= 0
        and region.left >= 0
        and region.bottom <= picture.height
        and region.right <= picture.width
    )
    if not inside or min(region.height, region.width) < SMALLEST_SIDE:
        raise OptionError(
            f"The region of {region.width}×{region.height} px at {region.left},{region.top} is no "
            f"part of the picture of {picture.size_text} of at least "
            f"{SMALLEST_SIDE}×{SMALLEST_SIDE} px."
        )


def _soft_edges(region: Box, picture: Picture) -> Edges:
    """Let a region fade into the picture at those sides where there is more of it."""
    ramp = min(_SOFT_EDGE, region.height // 8 * 2, region.width // 8 * 2)
    soft, sharp = Edge(0, ramp), Edge()
    return Edges(
        soft if region.top else sharp,
        soft if region.left else sharp,
        soft if region.bottom < picture.height else sharp,
        soft if region.right < picture.width else sharp,
    )
