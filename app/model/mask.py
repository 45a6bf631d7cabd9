"""The mask: where the photograph is to be restored, painted with undo.

One `QImage` of bytes as large as the picture: 255 = restore, 0 = keep, in between = soft. The
canvas draws from the same bytes, so painting a stroke copies nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QImage, QPainterPath, QPolygonF, QUndoCommand, QUndoStack
from qimage2ndarray import raw_view

from app.model.areas import area_cover
from app.model.brush import Brush, pieces
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
_LOOP_POINTS = 8  # a loop has at least so many


@dataclass
class _Stroke:
    """A stroke being painted: its brush, its way so far, and the tiles as they were before it.

    share        the part of the brush's diameter that the last point was painted with
    fills_loops  whether the inside of a closed loop is painted too
    """

    brush: Brush
    erase: bool
    fills_loops: bool = False
    way: list[QPointF] = field(default_factory=list)
    share: float = 1.0
    before: dict[Place, Bytes] = field(default_factory=dict)

    @property
    def loop(self) -> QPainterPath | None:
        """The inside of what was painted round; None where the end is far from the beginning."""
        if not self.fills_loops or len(self.way) < _LOOP_POINTS:
            return None
        gap = self.way[-1] - self.way[0]
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        path.addPolygon(QPolygonF(self.way))
        path.closeSubpath()
        around = path.boundingRect()
        wide = min(around.width(), around.height()) > self.brush.diameter
        return path if wide and gap.manhattanLength() <= self.brush.diameter else None


class Mask(QObject):
    """The pixels to restore, one byte each: 255 = restore, 0 = keep.

    A stroke is `begin_stroke`, `stroke_to` for every position, `end_stroke`; it paints at once and
    is one step of the undo stack. `changed` names the rectangle that differs, in pixels; `painted`
    hands over the `Patches` of a stroke or an area that has become a step.
    """

    changed = Signal(QRect)
    painted = Signal(object)

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
        self._cleared = Patches({}, self.view())  # what the last clearing took away
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

    def begin_stroke(
        self, erase: bool, diameter: float, hardness: float, *, fills_loops: bool = False
    ) -> None:
        """Begin a stroke that paints, or erases.

        Parameters
        ----------
        diameter, hardness
            Pixels of the picture, and the part of the radius that is painted fully, in [0, 1].
        fills_loops
            Whether a stroke that ends where it began paints what it encloses.
        """
        self.end_stroke()
        self._stroke = _Stroke(Brush(diameter, hardness), erase, fills_loops)

    def stroke_to(self, point: QPointF, share: float = 1.0) -> None:
        """Go on to `point`, in pixels of the picture; the first point sets a dab.

        `share` is the part of the diameter to arrive with. Without a stroke begun, nothing
        happens: Esc may have cancelled it while the button is held.
        """
        stroke = self._stroke
        if stroke is None:
            return
        start, first = (stroke.way[-1], stroke.share) if stroke.way else (point, share)
        stroke.way.append(QPointF(point))
        stroke.share = share
        for brush, begin, end in pieces(stroke.brush, (start, first), (point, share)):
            covered = brush.cover(begin, end, self.rect)
            if covered is not None:
                self._cover(*covered, erase=stroke.erase, before=stroke.before)

    def _cover(self, rect: QRect, cover: Bytes, *, erase: bool, before: dict[Place, Bytes]) -> None:
        """Paint, or erase, what is covered, and remember what was there."""
        self._remember(before, rect)
        part = _crop(self.view(), rect)
        # "The larger value wins" depends on neither order nor repetition, so that a soft stroke
        # needs no layer of its own.
        now = np.minimum(part, ~cover) if erase else np.maximum(part, cover)
        different = _around(now != part)
        if not different.isEmpty():
            part[:] = now
            self.changed.emit(different.translated(rect.topLeft()))

    def end_stroke(self) -> None:
        """End the stroke and make it one step of the undo stack, if it changed anything."""
        if self._stroke is not None:
            stroke = self._stroke
            loop = stroke.loop
            inside = area_cover(loop, self.rect) if loop is not None else None
            if inside is not None:
                self._cover(*inside, erase=stroke.erase, before=stroke.before)
            self._stroke = None
            text = self.tr("Erase mask") if stroke.erase else self.tr("Paint mask")
            self._tell(self._push(text, stroke.before))

    def cancel_stroke(self) -> None:
        """Take the stroke being painted back, as if it had never begun."""
        if self._stroke is not None:
            stroke, self._stroke = self._stroke, None
            view = self.view()
            for place, old in stroke.before.items():
                part_of(view, place)[:] = old
            self._emit(stroke.before)

    def paint_area(self, path: QPainterPath, *, erase: bool) -> None:
        """Paint, or erase, the inside of an outline in pixels of the picture; undoable."""
        covered = area_cover(path, self.rect)
        if covered is not None:
            text = self.tr("Take area from mask") if erase else self.tr("Add area to mask")
            self.merge(*covered, erase=erase, text=text)

    def merge(self, rect: QRect, cover: Bytes, *, erase: bool, text: str) -> None:
        """Paint `cover`, (h, w) values for `rect`, or erase by it; undoable as `text`."""
        self.end_stroke()
        before: dict[Place, Bytes] = {}
        self._cover(rect, cover, erase=erase, before=before)
        self._tell(self._push(text, before))

    def fill(self, values: Bytes | int, text: str = "") -> None:
        """Set all values, to a (height, width) array or to one number; undoable as `text`."""
        self.replace(self.rect, values, text or self.tr("Fill mask"))

    def replace(self, rect: QRect, values: Bytes | int, text: str) -> None:
        """Set the values inside `rect`, to an (h, w) array or to one number; undoable as `text`."""
        self.end_stroke()
        before: dict[Place, Bytes] = {}
        self._remember(before, rect)
        _crop(self.view(), rect)[:] = values
        # As with a stroke: who hears of the step finds the change counted.
        self.changed.emit(rect)
        self._push(text, before)

    def clear(self) -> None:
        """Set all values to 0: nothing is to be restored; undoable."""
        before: dict[Place, Bytes] = {}
        self.end_stroke()
        self._remember(before, self.rect)
        self.view()[:] = 0
        self.changed.emit(self.rect)
        self._cleared = self._push(self.tr("Clear mask"), before) or self._cleared

    @property
    def can_restore(self) -> bool:
        """Whether there is a mask that was cleared and can be had back."""
        return bool(self._cleared)

    def restore(self) -> None:
        """Mark again what was marked when the mask was cleared last; undoable."""
        values = np.zeros((self.rect.height(), self.rect.width()), np.uint8)
        self._cleared.put(values, after=False)
        np.maximum(values, self.view(), out=values)
        self.replace(self.rect, values, self.tr("Restore last mask"))

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

    def _push(self, text: str, before: dict[Place, Bytes]) -> Patches:
        """Make a step of what has changed since `before`, if anything has; return it."""
        patches = Patches(before, self.view())
        if patches:
            self._total += patches.gain
            self._ledger.enter(patches)
            self._undo_stack.push(PatchCommand(text, patches, self))
        return patches

    def _tell(self, patches: Patches) -> None:
        if patches:
            self.painted.emit(patches)

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


def _around(marked: npt.NDArray[np.bool_]) -> QRect:
    """Return the rectangle round what is marked: of a large brush that moves on, its front."""
    rows, columns = np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0))
    if not rows.size:
        return QRect()
    top, left = int(rows[0]), int(columns[0])
    return QRect(left, top, int(columns[-1]) + 1 - left, int(rows[-1]) + 1 - top)
