"""Whether a mask lies so close to its object that some of the object may be left along its edge.

What is left there is known to a restoration, which then draws the outline again. The picture is
compared across the mask's edge, a little inside and a little outside: a mask that is drawn
generously has the background on both sides, and what differs there differs this way and that; one
that hugs its object has the object inside everywhere, and all differences point the same way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dip_core.files.rasters import to_depth
from dip_core.images import Box, Picture

Bytes = NDArray[np.uint8]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float32]

_HALF = 128  # from here on a pixel counts as marked
_PLACES = 4000  # that are looked at, evenly along all edges
_REACH = 4  # pixels looked at round a place, to know which way is out
_INSIDE, _OUTSIDE = 2, 3  # pixels from the edge
_FEWEST = 24  # places
_CONTRAST = 16.0  # levels
_AGREEMENT = 0.6


@dataclass(frozen=True)
class Rim:
    """What lies across the edge of a mask.

    contrast   levels between inside and outside, all differences taken together
    agreement  how much they point the same way, in [0, 1]
    """

    contrast: float = 0.0
    agreement: float = 0.0

    @property
    def is_tight(self) -> bool:
        """Whether the mask hugs an object."""
        return self.contrast > _CONTRAST and self.agreement > _AGREEMENT


def look_for_rim(picture: Picture, mask: Bytes) -> Rim:
    """Look across the edge of a mask, (H, W), 255 = marked."""
    marked = mask >= _HALF
    if not marked.any():
        return Rim()
    box = Box.of(marked).grown(2 * _REACH, picture.height, picture.width)
    inside = marked[box.slices]
    places = _places(inside)
    if len(places) < _FEWEST:
        return Rim()
    down, across = _inwards(inside, places)
    levels = picture.pixels[box.slices]
    within = _taken(levels, places, down, across, _INSIDE)
    without = _taken(levels, places, down, across, -_OUTSIDE)
    steps = within - without
    together = float(np.linalg.norm(steps.mean(axis=0)))
    apart = float(np.linalg.norm(steps, axis=1).mean())
    return Rim(float(np.abs(steps.mean(axis=0)).max()), together / max(apart, 1e-6))


def _places(inside: Bools) -> NDArray[np.intp]:
    """Return (n, 2) rows and columns just outside the mask, away from the box's edge."""
    near = inside.copy()
    near[1:] |= inside[:-1]
    near[:-1] |= inside[1:]
    near[:, 1:] |= inside[:, :-1]
    near[:, :-1] |= inside[:, 1:]
    near &= ~inside
    near[:_REACH] = near[-_REACH:] = False
    near[:, :_REACH] = near[:, -_REACH:] = False
    found = np.flatnonzero(near)
    chosen = found[np.linspace(0, len(found) - 1, min(len(found), _PLACES)).astype(np.intp)]
    return np.stack(np.unravel_index(chosen, inside.shape), axis=1)


def _inwards(inside: Bools, places: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """Return which way the mask lies from each place, down and across, of length 1."""
    offsets = np.arange(-_REACH, _REACH + 1)
    rows = places[:, 0, None, None] + offsets[None, :, None]
    columns = places[:, 1, None, None] + offsets[None, None, :]
    near = inside[rows, columns].astype(np.float32)
    down = (near * offsets[None, :, None]).sum(axis=(1, 2))
    across = (near * offsets[None, None, :]).sum(axis=(1, 2))
    length = np.maximum(1e-6, np.hypot(down, across))
    return np.asarray(down / length, np.float32), np.asarray(across / length, np.float32)


def _taken(
    levels: NDArray[np.generic], places: NDArray[np.intp], down: Floats, across: Floats, step: int
) -> Floats:
    """Return (n, C) levels of 255 so many pixels inwards from each place, or outwards."""
    rows = places[:, 0] + np.rint(step * down).astype(np.intp)
    columns = places[:, 1] + np.rint(step * across).astype(np.intp)
    taken = np.asarray(levels[rows, columns])
    return np.asarray(to_depth(taken, 8), np.float32)
