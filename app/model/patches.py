"""Undo for the mask: the tiles a change touched, packed, before and after.

Tiles rather than the bounding rectangle of a stroke: a thin stroke from corner to corner of a large
photograph touches a hundredth of its pixels, and its undo should cost that much.
"""

from __future__ import annotations

import weakref
import zlib
from collections.abc import Iterable, Mapping
from typing import Protocol

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QUndoCommand

Bytes = npt.NDArray[np.uint8]
Place = tuple[int, int]  # row and column of a tile

TILE = 256
BUDGET = 256 * 2**20  # bytes of packed tiles over all commands


def tiles_of(rect: QRect) -> Iterable[Place]:
    """Yield the places of the tiles that `rect` touches, row by row."""
    for row in range(rect.top() // TILE, rect.bottom() // TILE + 1):
        for column in range(rect.left() // TILE, rect.right() // TILE + 1):
            yield row, column


def part_of(view: Bytes, place: Place) -> Bytes:
    """Return the tile at `place` as a view of `view`; tiles at the far edges are smaller."""
    row, column = place
    return view[row * TILE : (row + 1) * TILE, column * TILE : (column + 1) * TILE]


def rect_of(places: Iterable[Place], bounds: QRect) -> QRect:
    """Return the rectangle around all `places`, within `bounds`."""
    rect = QRect()
    for row, column in places:
        rect |= QRect(column * TILE, row * TILE, TILE, TILE)
    return rect & bounds


def total(values: Bytes) -> int:
    """Return the sum of all values."""
    return int(values.sum(dtype=np.uint64))


class Patches:
    """What a change did: for every tile that differs, its packed values before and after.

    `gain` is by how much the sum of all values has grown.
    """

    def __init__(self, before: Mapping[Place, Bytes], now: Bytes) -> None:
        self._tiles: dict[Place, tuple[bytes, bytes]] = {}
        self._shape = now.shape
        self.gain = 0
        for place, old in before.items():
            new = part_of(now, place)
            if not np.array_equal(old, new):
                self._tiles[place] = _packed(old), _packed(new)
                self.gain += total(new) - total(old)
        self.size = sum(len(old) + len(new) for old, new in self._tiles.values())

    def __bool__(self) -> bool:
        return bool(self._tiles)

    @property
    def places(self) -> tuple[Place, ...]:
        """The tiles that differ."""
        return tuple(self._tiles)

    def put(self, view: Bytes, *, after: bool) -> None:
        """Write the values before, or after, the change into `view`."""
        for place, packed in self._tiles.items():
            part = part_of(view, place)
            part[:] = _unpacked(packed[after], part.shape)

    def added(self) -> tuple[QRect, Bytes] | None:
        """Return what has grown, (h, w) values in a rectangle, 0 elsewhere; None where nothing."""
        height, width = self._shape
        rect = rect_of(self._tiles, QRect(0, 0, width, height))
        grown = np.zeros((rect.height(), rect.width()), np.uint8)
        for place, (old, new) in self._tiles.items():
            shape = part_of(np.broadcast_to(np.uint8(0), self._shape), place).shape
            before, after = _unpacked(old, shape), _unpacked(new, shape)
            top, left = place[0] * TILE - rect.top(), place[1] * TILE - rect.left()
            part = grown[top : top + shape[0], left : left + shape[1]]
            part[:] = np.where(after > before, after, np.uint8(0))
        if not grown.any():
            return None
        rows, columns = np.flatnonzero(grown.any(axis=1)), np.flatnonzero(grown.any(axis=0))
        inner = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
        corner = rect.topLeft() + QPoint(int(columns[0]), int(rows[0]))
        found = np.ascontiguousarray(grown[inner])
        return QRect(corner, QSize(found.shape[1], found.shape[0])), found

    def forget(self) -> None:
        """Give the memory back; the change can no longer be undone."""
        self._tiles.clear()
        self.size = 0


def _packed(tile: Bytes) -> bytes:
    """Pack a tile: one byte where it is all one value, else zlib at its fastest."""
    first = tile.flat[0]
    if (tile == first).all():
        return bytes([first])
    return zlib.compress(tile.tobytes(), 1)


def _unpacked(packed: bytes, shape: tuple[int, ...]) -> Bytes:
    if len(packed) == 1:
        return np.full(shape, packed[0], np.uint8)
    return np.frombuffer(zlib.decompress(packed), np.uint8).reshape(shape)


class Patched(Protocol):
    """Whoever owns the pixels: the mask."""

    def put(self, patches: Patches, *, after: bool) -> None:
        """Write one side of `patches` and tell who is interested."""


class PatchCommand(QUndoCommand):
    """One change of the mask, already made when the command is pushed."""

    def __init__(self, text: str, patches: Patches, owner: Patched) -> None:
        super().__init__(text)
        self._patches = patches
        self._owner = owner
        self._made = True

    def redo(self) -> None:
        """Make the change again; the first call, from `push`, finds it made."""
        if self._made:
            self._made = False
        else:
            self._put(after=True)

    def undo(self) -> None:
        """Take the change back."""
        self._put(after=False)

    def _put(self, *, after: bool) -> None:
        if self._patches:
            self._owner.put(self._patches, after=after)
        else:  # the budget took it
            self.setObsolete(True)


class Ledger:
    """Keeps the packed tiles of all commands within a budget: the oldest are forgotten first.

    `QUndoStack.setUndoLimit` counts commands, not bytes.
    """

    def __init__(self, budget: int = BUDGET) -> None:
        self._budget = budget
        self._known: list[weakref.ref[Patches]] = []

    @property
    def size(self) -> int:
        """Bytes in use now."""
        return sum(patches.size for patches in self._alive())

    def enter(self, patches: Patches) -> None:
        """Count `patches` in and forget the oldest ones while there are too many bytes."""
        self._known.append(weakref.ref(patches))
        alive = self._alive()
        self._known = [weakref.ref(one) for one in alive]
        excess = sum(one.size for one in alive) - self._budget
        for oldest in alive[:-1]:
            if excess <= 0:
                break
            excess -= oldest.size
            oldest.forget()

    def _alive(self) -> list[Patches]:
        return [one for known in self._known if (one := known()) is not None and one]
