"""Overlapping tiles that together cover a box."""

from __future__ import annotations

from dataclasses import dataclass

from dip_core.images import Box
from dip_core.photo.parts import GRID, Edge, Edges, Part


@dataclass(frozen=True)
class _Stretch:
    """One tile along one axis: where it begins, how long it is, and how it ends."""

    start: int
    length: int
    first: Edge
    last: Edge


def tiles(box: Box, side: int, overlap: int) -> tuple[Part, ...]:
    """Return the tiles of a box, row by row.

    All are `side` long (rounded up to the grid) but the last of a row or column, which may be a
    little longer. They overlap by more than asked for where that spreads them evenly; blended they
    are over `overlap` pixels in the middle of that, far from the borders of both.
    """
    side = -(-side // GRID) * GRID
    return tuple(
        Part(
            Box(box.top + down.start, box.left + across.start, down.length, across.length),
            edges=Edges(down.first, across.first, down.last, across.last),
        )
        for down in _stretches(box.height, side, overlap)
        for across in _stretches(box.width, side, overlap)
    )


def _stretches(length: int, side: int, overlap: int) -> list[_Stretch]:
    """Spread as few stretches as will do evenly over a length."""
    if length < side + GRID:
        return [_Stretch(0, length, Edge(), Edge())]
    last = (length - side) // GRID * GRID
    step = max(GRID, (side - overlap) // GRID * GRID)
    count = -(-last // step) + 1
    starts = [round(last * n / (count - 1) / GRID) * GRID for n in range(count)]
    ends = [*(start + side for start in starts[:-1]), length]
    meetings = [
        _meeting(before, after, overlap)
        for before, after in zip(ends[:-1], starts[1:], strict=True)
    ]
    firsts = [Edge(), *(first for _, first in meetings)]
    lasts = [*(last for last, _ in meetings), Edge()]
    return [
        _Stretch(start, end - start, first, last)
        for start, end, first, last in zip(starts, ends, firsts, lasts, strict=True)
    ]


def _meeting(end: int, start: int, overlap: int) -> tuple[Edge, Edge]:
    """Return how a tile that ends there ends, and how one that starts here begins.

    All numbers are even, so that half as many more of them are whole.
    """
    shared = end - start
    ramp = min(shared, overlap) // 2 * 2
    before = (shared - ramp) // 4 * 2
    return Edge(shared - ramp - before, ramp), Edge(before, ramp)
