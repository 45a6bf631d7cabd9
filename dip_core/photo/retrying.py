"""What to do when memory runs out: the same with fewer pixels at a time."""

from __future__ import annotations

from dataclasses import replace

from dip_core.images import Picture
from dip_core.photo.parts import GRID, SMALLEST_TILE, Part, Plan
from dip_core.photo.tiles import tiles
from dip_core.spec import RestorationSpec

_LESS = 0.75  # of the side of a region
_LEAST_SIDE = 64


def is_out_of_memory(error: RuntimeError) -> bool:
    """Whether this is how a device says that it has no more memory."""
    words = str(error).lower()
    return "out of memory" in words or "can't allocate memory" in words


def smaller_plan(
    planned: Plan, number: int, spec: RestorationSpec, picture: Picture, *, begun: bool
) -> Plan | None:
    """Return a plan whose part `number` takes less memory; None where there is none.

    begun  whether other parts are done, which then must stay what they are
    """
    part = planned.parts[number]
    if spec.task.local:
        less = replace(part, scale=part.scale * _LESS)
        if min(less.height, less.width) < _LEAST_SIDE:
            return None
        parts = (*planned.parts[:number], less, *planned.parts[number + 1 :])
        return replace(planned, parts=parts)
    whole = planned.box
    is_whole = (whole.height, whole.width) == (picture.height, picture.width)
    if begun or not is_whole or not spec.task.divisible:
        return None
    side = _half(part)
    cut = tiles(whole, side, side // 8)
    return replace(planned, parts=cut, tiled=True) if side >= SMALLEST_TILE else None


def _half(part: Part) -> int:
    """Return half a part's longer side, on the grid."""
    return max(part.box.height, part.box.width) // 2 // GRID * GRID
