"""Patch-based filling: a hole is closed with what other places of the picture look like."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt, find_objects

from dip_core.baselines.filler import BoolArray, Filler, Window
from dip_core.baselines.telea import Telea
from dip_core.errors import OptionError
from dip_core.options import option
from dip_core.spec import FloatArray

# (N, 2): rows and columns of the top left corners of patches.
Corners = NDArray[np.int64]

# Patches to copy are looked for no further from the hole than this, in pixels.
_SURROUNDINGS = 256
# Patches that touch the hole times samples of a patch: some 50 MB per array and ten seconds.
_MOST_SAMPLES = 12_000_000
# Rounds of search and vote, at the finest level and at each coarser one.
_ROUNDS_FINEST, _ROUNDS = 3, 8
# Steps of the search within one round.
_STEPS = 3
# How much less a pixel counts for each pixel that it lies deeper in the hole.
_TRUST = 0.6
# The percentile of the distances at which a vote has lost two fifths of its weight.
_SPREAD = 90
_NEIGHBOURS = ((0, 1), (1, 0), (0, -1), (-1, 0))


@dataclass(frozen=True)
class PatchFilling(Filler, kind="patch", label="Patch-based filling"):
    """Fill so that each patch that touches the hole looks like a patch from elsewhere.

    Wexler, Shechtman and Irani (2007), coarse to fine: find the most similar whole patch for every
    patch that touches the hole, let these vote for the missing pixels, and again. The search is
    that of PatchMatch (Barnes et al., 2009) with all patches moving at once: each tries where its
    neighbours found theirs, then random places ever closer to the best so far.

    Textures and edges go on into the hole instead of fading. Thin scratches are better filled by
    the method biharmonic, which borrows nothing.
    """

    radius: int = option(
        3,
        "Patch radius",
        "How much around a pixel is compared; structures larger than this may break.",
        minimum=1,
        maximum=7,
        unit="px",
    )

    def filled(self, image: FloatArray, missing: BoolArray) -> FloatArray:
        """Fill all holes from what surrounds them; the same picture gives the same result.

        Raises an `OptionError` when too much is missing, or no whole patch is left to copy.
        """
        window = _surroundings(missing)
        part, hole = image[window], missing[window]
        self._refuse_too_large(hole, image.shape[-1])
        filled = image.copy()
        filled[window] = _completed(part, hole, 2 * self.radius + 1, np.random.default_rng(0))
        return filled

    def _refuse_too_large(self, hole: BoolArray, channels: int) -> None:
        side = 2 * self.radius + 1
        touching = _touching(hole, side)
        if touching.all():
            raise OptionError(
                f"The mask leaves no whole patch of {side}×{side} px to copy; choose a smaller "
                "patch radius, or the method biharmonic."
            )
        if np.count_nonzero(touching) * side**2 * channels > _MOST_SAMPLES:
            raise OptionError(
                f"{self.label} would take too long, since {np.count_nonzero(hole)} px are missing; "
                "fill a part of them at a time, or choose the method telea."
            )


class _Patches:
    """The patches of one size of the picture: which touch the hole, and which can be copied.

    targets  corners of the patches that touch the hole
    whole    (h, w): whether the patch with this corner can be copied
    number   (h, w): which target has this corner; −1 for none
    weights  (N, side, side): how much each pixel of a target counts, with sum 1
    """

    def __init__(self, hole: BoolArray, side: int) -> None:
        self.hole, self.side = hole, side
        touching = _touching(hole, side)
        self.whole = ~touching
        self.targets: Corners = np.argwhere(touching)
        self.number = np.full(touching.shape, -1)
        self.number[touching] = np.arange(len(self.targets))
        trust = (_TRUST ** distance_transform_edt(hole)).astype(np.float32)
        weights = sliding_window_view(trust, (side, side))[touching]
        self.weights: FloatArray = weights / weights.sum(axis=(1, 2), keepdims=True)

    def anywhere(self, count: int, random: np.random.Generator) -> Corners:
        """Return random corners of whole patches."""
        corners = np.argwhere(self.whole)
        return corners[random.integers(0, len(corners), count)]

    def usable(self, corners: Corners) -> BoolArray:
        """Return which corners, inside the picture or not, are those of whole patches."""
        usable = self._inside(corners)
        usable[usable] = self.whole[tuple(corners[usable].T)]
        return usable

    def numbers(self, corners: Corners) -> Corners:
        """Return the numbers of the targets with these corners, −1 where there is none."""
        inside = self._inside(corners)
        return np.where(inside, self.number[tuple(np.where(inside[:, None], corners, 0).T)], -1)

    def _inside(self, corners: Corners) -> BoolArray:
        return np.all((corners >= 0) & (corners < self.whole.shape), axis=1)


def _surroundings(missing: BoolArray) -> Window:
    """Return the part of the picture that is looked at: time goes with it, not with the picture."""
    (rows, columns) = find_objects(missing.astype(np.int8))[0]
    return (
        slice(max(rows.start - _SURROUNDINGS, 0), rows.stop + _SURROUNDINGS),
        slice(max(columns.start - _SURROUNDINGS, 0), columns.stop + _SURROUNDINGS),
    )


def _touching(hole: BoolArray, side: int) -> BoolArray:
    """Return for the corner of each patch whether the patch touches the hole, (h, w)."""
    if min(hole.shape) < side:
        return np.zeros((0, 0), dtype=np.bool_)
    return np.any(sliding_window_view(hole, (side, side)), axis=(2, 3))


def _completed(
    image: FloatArray, hole: BoolArray, side: int, random: np.random.Generator
) -> FloatArray:
    """Return the picture with its hole filled, from the coarsest size to the finest."""
    sizes = _pyramid(image, hole, side)
    coarse, gap = sizes[-1]
    estimate = Telea().filled(coarse, gap)
    patches = _Patches(gap, side)
    sources = patches.anywhere(len(patches.targets), random)
    for size in reversed(range(len(sizes))):
        for _ in range(_ROUNDS if size else _ROUNDS_FINEST):
            sources, distances = _search(estimate, patches, sources, random)
            estimate = _voted(estimate, patches, sources, distances)
        if size:
            fine, gap = sizes[size - 1]
            finer = _Patches(gap, side)
            sources = _doubled(patches, sources, finer, random)
            larger = estimate.repeat(2, axis=0).repeat(2, axis=1)[: gap.shape[0], : gap.shape[1]]
            estimate, patches = np.where(gap[..., None], larger, fine), finer
    return estimate


def _pyramid(image: FloatArray, hole: BoolArray, side: int) -> list[tuple[FloatArray, BoolArray]]:
    """Return the picture at ever half the size, until a patch reaches across the hole."""
    sizes = [(image, hole)]
    while distance_transform_edt(hole).max() > side // 2:
        image, hole = _halved(image, hole)
        if not hole.any() or _touching(hole, side).all():
            break
        sizes.append((image, hole))
    return sizes


def _halved(image: FloatArray, hole: BoolArray) -> tuple[FloatArray, BoolArray]:
    """Return the means of the known ones of each 2 × 2 pixels; missing is where none is known."""
    odd = [(0, length % 2) for length in hole.shape]
    known = ~np.pad(hole, odd, mode="edge")[..., None]
    colours = np.pad(image, (*odd, (0, 0)), mode="edge") * known
    count = _block_sums(known.astype(np.float32))
    means: FloatArray = np.divide(_block_sums(colours), np.maximum(count, 1), dtype=np.float32)
    return means, count[..., 0] == 0


def _block_sums(array: FloatArray) -> FloatArray:
    height, width, depth = array.shape
    sums: FloatArray = array.reshape(height // 2, 2, width // 2, 2, depth).sum(axis=(1, 3))
    return sums


def _doubled(
    coarse: _Patches, sources: Corners, fine: _Patches, random: np.random.Generator
) -> Corners:
    """Return what the targets of the finer picture copy, from what those of the coarser copied."""
    parents = coarse.numbers(fine.targets // 2)
    doubled = 2 * sources[parents] + fine.targets % 2
    lost = (parents < 0) | ~fine.usable(doubled)
    doubled[lost] = fine.anywhere(int(lost.sum()), random)
    return doubled


def _search(
    image: FloatArray, patches: _Patches, sources: Corners, random: np.random.Generator
) -> tuple[Corners, FloatArray]:
    """Return better sources and their distances Σ w |T − S|², a mean over the patch."""
    windows = sliding_window_view(image, (patches.side, patches.side), axis=(0, 1))
    wanted = windows[tuple(patches.targets.T)]

    def compared(corners: Corners, which: BoolArray) -> FloatArray:
        difference = windows[tuple(corners[which].T)] - wanted[which]
        weights = patches.weights[which]
        return np.einsum("ncij,ncij,nij->n", difference, difference, weights, dtype=np.float32)

    distances = compared(sources, np.ones(len(sources), dtype=np.bool_))
    for candidates in _candidates(patches, sources, random):
        usable = patches.usable(candidates)
        found = np.full(len(sources), np.inf, dtype=np.float32)
        found[usable] = compared(candidates, usable)
        better = found < distances
        # In place, so that the next candidates start from here.
        sources[better], distances[better] = candidates[better], found[better]
    return sources, distances


def _candidates(
    patches: _Patches, sources: Corners, random: np.random.Generator
) -> Iterator[Corners]:
    """Yield corners to try, while `sources` improve: the neighbours' first, then random ones.

    Some lie outside the picture or touch the hole.
    """
    neighbours = [patches.numbers(patches.targets + step) for step in _NEIGHBOURS]
    for _ in range(_STEPS):
        for step, number in zip(_NEIGHBOURS, neighbours, strict=True):
            yield np.where(number[:, None] >= 0, sources[number] - step, -1)
        reach = max(patches.whole.shape)
        while reach >= 1:
            yield sources + random.integers(-reach, reach + 1, sources.shape)
            reach //= 2


def _voted(
    image: FloatArray, patches: _Patches, sources: Corners, distances: FloatArray
) -> FloatArray:
    """Return the picture whose hole is the mean of all patches copied over it.

    A patch has the weight exp(−d / 2d₉₀), d₉₀ being large among the distances.
    """
    votes = np.exp(-distances / (2 * np.percentile(distances, _SPREAD) + 1e-8))[:, None]
    total, weights = np.zeros(image.shape), np.zeros((*image.shape[:2], 1))
    for offset in np.ndindex(patches.side, patches.side):
        # Targets have corners of their own, so that no pixel comes twice.
        there = tuple((patches.targets + offset).T)
        total[there] += votes * image[tuple((sources + offset).T)]
        weights[there] += votes
    mean = total / np.maximum(weights, 1e-12)
    return np.where(patches.hole[..., None], mean, image).astype(np.float32)
