"""Pictures of a run to go back to: at iterations ever farther apart, and wherever a rule proposes.

What is kept is the average as it would have been handed over: bytes to look at, and every unknown
at sixteen bits, so that an iteration chosen afterwards is worth as much as one a rule has chosen.
"""

from __future__ import annotations

import math
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from app.model.display import pixels_to_image
from dip_core import Box

MOST_SNAPSHOTS = 240
MOST_BYTES = 256 * 2**20
_FIRST = (1, 2, 5, 10, 20, 50, 100)
_APART = 1.08  # how far one is from the next, after the first hundred iterations
_STEPS = 65_535
THUMBNAIL = QSize(192, 192)  # the most a thumbnail fills, in pixels


def is_due(iteration: int) -> bool:
    """Return whether a picture of this iteration is wanted, whatever any rule says."""
    last = _FIRST[-1]
    if iteration <= last:
        return iteration in _FIRST
    step = round(math.log(iteration / last) / math.log(_APART))
    return any(round(last * _APART**near) == iteration for near in (step - 1, step, step + 1))


@dataclass(frozen=True, eq=False)
class Moment:
    """What a run had at one iteration.

    preview    (H, W, C) bytes: the picture as it would have been handed over
    estimates  every unknown by name, (H, W, C) floats
    pinned     whether it is worth more than its neighbours: a rule proposes it
    bookmarked whether a person has asked for it
    region     where the preview belongs in the whole result; None means everywhere
    """

    iteration: int
    preview: NDArray[np.uint8]
    estimates: Mapping[str, NDArray[np.float32]]
    pinned: bool = False
    bookmarked: bool = False
    region: Box | None = None


@dataclass(frozen=True, eq=False)
class Packed:
    """An array made small: bytes exactly, floats to 1/65 535 of the span of their values."""

    parcel: bytes
    shape: tuple[int, ...]
    low: float = 0.0
    span: float = 0.0  # none for bytes

    @classmethod
    def of(cls, array: NDArray[np.uint8] | NDArray[np.float32]) -> Packed:
        """Pack an array; takes a while, and lets other threads run."""
        if array.dtype == np.uint8:
            return cls(zlib.compress(array.tobytes(), 1), array.shape)
        low, high = float(array.min()), float(array.max())
        span = (high - low) or 1.0
        steps = np.rint((array - low) * (_STEPS / span)).astype(np.uint16)
        # High bytes resemble one another and can be made small; low ones would be in the way.
        halves = steps.view(np.uint8).reshape(-1, 2).T
        return cls(zlib.compress(halves.tobytes(), 1), array.shape, low, span)

    def bytes(self) -> NDArray[np.uint8]:
        """Return what was packed, for 8-bit arrays."""
        return np.frombuffer(zlib.decompress(self.parcel), np.uint8).reshape(self.shape)

    def floats(self) -> NDArray[np.float32]:
        """Return what was packed, for arrays of floats."""
        halves = np.frombuffer(zlib.decompress(self.parcel), np.uint8).reshape(2, -1)
        steps = np.ascontiguousarray(halves.T).view(np.uint16).reshape(self.shape)
        found = steps.astype(np.float32) * np.float32(self.span / _STEPS) + np.float32(self.low)
        return np.asarray(found, np.float32)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A moment, packed, and small enough to be looked at beside others."""

    iteration: int
    preview: Packed
    estimates: Mapping[str, Packed]
    thumbnail: QImage
    pinned: bool = False
    bookmarked: bool = False
    region: Box | None = None

    @classmethod
    def of(cls, moment: Moment, icc: bytes | None = None) -> Snapshot:
        """Pack a moment; `icc` is the colour profile of its preview."""
        return cls(
            moment.iteration,
            Packed.of(moment.preview),
            {name: Packed.of(array) for name, array in moment.estimates.items()},
            _small(pixels_to_image(moment.preview, icc)),
            moment.pinned,
            moment.bookmarked,
            moment.region,
        )

    @property
    def memory_bytes(self) -> int:
        """How much memory it takes."""
        packed = sum(len(one.parcel) for one in (self.preview, *self.estimates.values()))
        return packed + self.thumbnail.sizeInBytes()

    @property
    def stays(self) -> bool:
        """Whether it is kept where its neighbours have to go."""
        return self.pinned or self.bookmarked


class Snapshots:
    """The snapshots of one run in their order, never more than fit.

    When they no longer fit, every second one goes of those that are not pinned; the newest stays
    as long as anything does.
    """

    def __init__(self, most: int = MOST_SNAPSHOTS, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._most_bytes = most, most_bytes
        self._kept: dict[int, Snapshot] = {}

    def add(self, snapshot: Snapshot) -> None:
        """Take in a snapshot; of the same iteration the newer one is kept, pinned if either is."""
        known = self._kept.get(snapshot.iteration)
        if known is not None:
            snapshot = replace(
                snapshot,
                pinned=snapshot.pinned or known.pinned,
                bookmarked=snapshot.bookmarked or known.bookmarked,
            )
        self._kept[snapshot.iteration] = snapshot
        self._kept = dict(sorted(self._kept.items()))
        while self._kept and not self._fits:
            self._thin()

    def bookmark(self, iteration: int, *, bookmarked: bool) -> None:
        """Mark a snapshot to be found again, or no longer."""
        self._kept[iteration] = replace(self._kept[iteration], bookmarked=bookmarked)

    def cut(self, last: int) -> None:
        """Forget what came after an iteration."""
        self._kept = {i: snapshot for i, snapshot in self._kept.items() if i <= last}

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()

    @property
    def iterations(self) -> tuple[int, ...]:
        """Of which iterations there are snapshots, in order."""
        return tuple(self._kept)

    @property
    def bookmarks(self) -> tuple[int, ...]:
        """Which of them are bookmarked, in order."""
        return tuple(i for i, snapshot in self._kept.items() if snapshot.bookmarked)

    @property
    def memory_bytes(self) -> int:
        """How much memory all of them take."""
        return sum(snapshot.memory_bytes for snapshot in self._kept.values())

    def __getitem__(self, iteration: int) -> Snapshot:
        return self._kept[iteration]

    def __contains__(self, iteration: int) -> bool:
        return iteration in self._kept

    def __len__(self) -> int:
        return len(self._kept)

    def before(self, iteration: int) -> int:
        """Return the last iteration before another; the first where there is none."""
        known = self.iterations
        return known[max(0, bisect_left(known, iteration) - 1)]

    def after(self, iteration: int) -> int | None:
        """Return the first iteration after another, or nothing."""
        known = self.iterations
        place = bisect_right(known, iteration)
        return known[place] if place < len(known) else None

    @property
    def _fits(self) -> bool:
        return len(self) <= self._most and self.memory_bytes <= self._most_bytes

    def _thin(self) -> None:
        free = [i for i, snapshot in self._kept.items() if not snapshot.stays]
        newest = self.iterations[-1]
        going = [iteration for iteration in free[1::2] if iteration != newest]
        going = going or [iteration for iteration in free if iteration != newest]
        for iteration in going or self.iterations[:1]:
            del self._kept[iteration]


def _small(image: QImage) -> QImage:
    """Return an image as a thumbnail; a small one is that already."""
    if image.width() <= THUMBNAIL.width() and image.height() <= THUMBNAIL.height():
        return image
    aspect, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(THUMBNAIL, aspect, smooth)
