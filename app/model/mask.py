"""The mask: where the photograph is to be restored, painted with undo.

One `QImage` of bytes as large as the picture: 255 = restore, 0 = keep, in between = soft. The
canvas draws from the same bytes, so painting a stroke copies nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QPointF, QRect, Signal
from PySide6.QtGui import QImage, QUndoCommand, QUndoStack
from qimage2ndarray import raw_view

from app.model.brush import Brush
from app.model.patches import (
    BUDGET,
    Ledger,
    PatchCommand,
    Patches,
    Place,
    part_of,
    rect_of,
    tiles_of,
    total,
)

Bytes = npt.NDArray[np.uint8]


@dataclass
class _Stroke:
    """A stroke being painted: its brush, where it is, and the tiles as they were before it."""

    brush: Brush
    erase: bool
    last: QPointF | None = None
    before: dict[Place, Bytes] = field(default_factory=dict)


class Mask(QObject):
    """The pixels to restore, one byte each: 255 = restore, 0 = keep.

    A stroke is `begin_stroke`, `stroke_to` for every position, `end_stroke`; it paints at once and
    is one step of the undo stack. `changed` names the rectangle that differs, in pixels.
    """

    changed = Signal(QRect)

    def __init__(
        self,
        width: int,
        height: int,
        undo_stack: QUndoStack,
        *,
        values: Bytes | None = None,
        budget: int = BUDGET,
    ) -> None:
        """Make an empty mask, or one with `values`, (height, width).

        `budget` bounds the memory that undoing may take, in bytes.
        """
        super().__init__()
        self._image = QImage(width, height, QImage.Format.Format_Grayscale8)
        self._image.fill(0)
        self._undo_stack = undo_stack
        self._ledger = Ledger(budget)
        self._stroke: _Stroke | None = None
        self._total = 0  # the sum of all values, without the stroke being painted
        if values is not None:
            self.view()[:] = values
            self._total = total(self.view())

    @property
    def image(self) -> QImage:
        """The image itself (`Format_Grayscale8`).

        Pass on this very object and never a `QImage(image)`: an implicit copy would part from the
        mask at the next stroke. Use `image.copy()` for a snapshot.
        """
        return self._image

    @property
    def rect(self) -> QRect:
        """The rectangle of the whole mask."""
        return self._image.rect()

    def view(self) -> Bytes:
        """Return the values as a writable (height, width) view; fetch it anew for each use."""
        return raw_view(self._image)

    def array(self) -> Bytes:
        """Return a copy of the values, (height, width), contiguous."""
        return self.view().copy()

    @property
    def coverage(self) -> float:
        """The part of the picture that is to be restored, in [0, 1]; soft pixels count in part."""
        restored = self._total + (self._gain(self._stroke.before) if self._stroke else 0)
        return restored / (255 * self._image.width() * self._image.height())

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to restore."""
        return self.coverage == 0

    @property
    def is_painting(self) -> bool:
        """Whether a stroke has begun and not ended."""
        return self._stroke is not None

    @property
    def undo_bytes(self) -> int:
        """Memory that undoing takes now."""
        return self._ledger.size

    def begin_stroke(self, erase: bool, diameter: float, hardness: float) -> None:
        """Begin a stroke that paints, or erases.

        Parameters
        ----------
        diameter, hardness
            Pixels of the picture, and the part of the radius that is painted fully, in [0, 1].
        """
        self.end_stroke()
        self._stroke = _Stroke(Brush(diameter, hardness), erase)

    def stroke_to(self, point: QPointF) -> None:
        """Go on to `point`, in pixels of the picture; the first point sets a dab.

        Without a stroke begun, nothing happens: Esc may have cancelled it while the button is held.
        """
        if self._stroke is None:
            return
        start = self._stroke.last or point
        self._stroke.last = QPointF(point)
        covered = self._stroke.brush.cover(start, point, self.rect)
        if covered is None:
            return
        rect, cover = covered
        self._remember(self._stroke.before, rect)
        part = _crop(self.view(), rect)
        # "The larger value wins" depends on neither order nor repetition, so that a soft stroke
        # needs no layer of its own.
        if self._stroke.erase:
            np.minimum(part, ~cover, out=part)
        else:
            np.maximum(part, cover, out=part)
        self.changed.emit(rect)

    def end_stroke(self) -> None:
        """End the stroke and make it one step of the undo stack, if it changed anything."""
        if self._stroke is not None:
            stroke, self._stroke = self._stroke, None
            self._push(
                self.tr("Erase mask") if stroke.erase else self.tr("Paint mask"), stroke.before
            )

    def cancel_stroke(self) -> None:
        """Take the stroke being painted back, as if it had never begun."""
        if self._stroke is not None:
            stroke, self._stroke = self._stroke, None
            view = self.view()
            for place, old in stroke.before.items():
                part_of(view, place)[:] = old
            self._emit(stroke.before)

    def fill(self, values: Bytes | int, text: str = "") -> None:
        """Set all values, to a (height, width) array or to one number; undoable as `text`."""
        self.end_stroke()
        before: dict[Place, Bytes] = {}
        self._remember(before, self.rect)
        self.view()[:] = values
        self._push(text or self.tr("Fill mask"), before)
        self.changed.emit(self.rect)

    def clear(self) -> None:
        """Set all values to 0: nothing is to be restored; undoable."""
        self.fill(0, self.tr("Clear mask"))

    def invert(self) -> None:
        """Swap restore and keep; undoable."""
        self.end_stroke()
        self._undo_stack.push(_InvertCommand(self.tr("Invert mask"), self))

    def swap(self) -> None:
        """Swap restore and keep without a step of its own on the undo stack."""
        self.cancel_stroke()
        view = self.view()
        np.invert(view, out=view)
        self._total = 255 * view.size - self._total
        self.changed.emit(self.rect)

    def put(self, patches: Patches, *, after: bool) -> None:
        """Write one side of `patches`: undo and redo end here."""
        self.cancel_stroke()
        patches.put(self.view(), after=after)
        self._total += patches.gain if after else -patches.gain
        self._emit(patches.places)

    def _remember(self, before: dict[Place, Bytes], rect: QRect) -> None:
        """Copy those tiles under `rect` that are not in `before` yet."""
        view = self.view()
        for place in tiles_of(rect):
            if place not in before:
                before[place] = part_of(view, place).copy()

    def _push(self, text: str, before: dict[Place, Bytes]) -> None:
        patches = Patches(before, self.view())
        if patches:
            self._total += patches.gain
            self._ledger.enter(patches)
            self._undo_stack.push(PatchCommand(text, patches, self))

    def _gain(self, before: dict[Place, Bytes]) -> int:
        """Return by how much the sum of the tiles has grown since `before`."""
        view = self.view()
        return sum(total(part_of(view, place)) - total(old) for place, old in before.items())

    def _emit(self, places: Iterable[Place]) -> None:
        """Name what changed: one rectangle if the tiles fill half of it, else tile by tile."""
        places = list(places)
        around = rect_of(places, self.rect)
        separate = [rect_of([place], self.rect) for place in places]
        area = sum(one.width() * one.height() for one in separate)
        whole = 2 * area >= around.width() * around.height()
        for rect in [around] if whole else separate:
            if not rect.isEmpty():
                self.changed.emit(rect)


class _InvertCommand(QUndoCommand):
    """Inverting is its own undo and needs no memory."""

    def __init__(self, text: str, mask: Mask) -> None:
        super().__init__(text)
        self._mask = mask

    def redo(self) -> None:
        self._mask.swap()

    def undo(self) -> None:
        self._mask.swap()


def _crop(view: Bytes, rect: QRect) -> Bytes:
    return view[rect.top() : rect.bottom() + 1, rect.left() : rect.right() + 1]
