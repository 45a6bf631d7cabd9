"""What changes the mask as a whole and takes a moment: done off the window's thread."""

from __future__ import annotations

import logging
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QObject, QRect, Signal, Slot

from app.control.worker import Errands
from app.model.boxes import rect_of
from app.model.document import Document
from dip_core import (
    Box,
    feather_mask,
    fill_holes,
    grow_mask,
    remove_specks,
    shrink_mask,
    speck_area,
)

Bytes = NDArray[np.uint8]
Change = Callable[[Bytes], Bytes]
MOST_PIXELS = 100  # that an edge is moved at once

logger = logging.getLogger(__name__)


class MaskEdits(QObject):
    """Grows, shrinks, feathers and tidies the mask, each in one step of undo.

    Somebody may paint meanwhile: then the change is made again from what the mask is now.

    message  a sentence: why nothing has changed
    """

    message = Signal(str)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._errands = Errands(self)

    @property
    def busy(self) -> bool:
        """Whether a change is being worked out."""
        return self._errands.busy

    @Slot()
    def shutdown(self) -> None:
        """Wait for what is being worked out, and drop it."""
        self._errands.shutdown()

    def grow(self, pixels: int) -> None:
        """Move every edge outwards."""
        self._edit(self.tr("Grow mask"), grown_by(pixels))

    def shrink(self, pixels: int) -> None:
        """Move every edge inwards."""
        self._edit(self.tr("Shrink mask"), shrunk_by(pixels))

    def feather(self, pixels: int) -> None:
        """Let every edge fade outwards."""
        self._edit(self.tr("Feather mask"), feathered_by(pixels))

    def fill_holes(self) -> None:
        """Mark what the mask encloses."""
        text = self.tr("The mask has no holes: nothing is enclosed on all sides.")
        self._edit(self.tr("Fill holes of mask"), Reaching(fill_holes, 1), text)

    def remove_specks(self) -> None:
        """Take away dots of a few pixels."""
        mask = self._document.mask
        if mask is not None:
            area = speck_area(mask.rect.height(), mask.rect.width())
            text = self.tr("The mask has no specks: no dot is smaller than {area} pixels.")
            change = Reaching(lambda values: remove_specks(values, area), 1)
            self._edit(self.tr("Remove specks from mask"), change, text.format(area=area))

    def _edit(self, text: str, change: Reaching, unchanged: str = "") -> None:
        document, mask = self._document, self._document.mask
        if mask is None or mask.is_empty:
            return
        mask.end_stroke()
        values, revision = mask.array(), document.mask_revision

        def take(part: tuple[QRect, Bytes] | None) -> None:
            if document.mask is not mask:
                return
            if document.mask_revision != revision:
                self._edit(text, change, unchanged)
            elif part is None:
                self.message.emit(unchanged or nothing_changed())
            else:
                mask.replace(*part, text)

        self._errands.send(lambda: change.part(values), take, self._complain)

    def _complain(self, error: Exception) -> None:
        logger.error("The mask could not be changed", exc_info=error)
        text = self.tr("Something went wrong: {reason}.")
        self.message.emit(text.format(reason=str(error).rstrip(".") or type(error).__name__))


class Reaching:
    """A change of a mask, and how many pixels beyond what is marked it may reach."""

    def __init__(self, change: Change, reach: int) -> None:
        self._change, self._reach = change, reach

    def part(self, values: Bytes) -> tuple[QRect, Bytes] | None:
        """Return what a mask becomes where it changes; None where it does not change at all."""
        if not values.any():
            return None
        box = Box.of(values).grown(self._reach, *values.shape)
        before = np.ascontiguousarray(values[box.slices])
        after = self._change(before)
        if np.array_equal(before, after):
            return None
        return rect_of(box), after

    def whole(self, values: Bytes) -> Bytes:
        """Return what a mask becomes."""
        part = self.part(values)
        if part is None:
            return values
        rect, changed = part
        after = values.copy()
        after[rect.top() : rect.bottom() + 1, rect.left() : rect.right() + 1] = changed
        return after


def grown_by(pixels: int) -> Reaching:
    """Return the change that moves every edge outwards."""
    return Reaching(lambda values: grow_mask(values, pixels), pixels)


def shrunk_by(pixels: int) -> Reaching:
    """Return the change that moves every edge inwards."""
    return Reaching(lambda values: shrink_mask(values, pixels), 1)


def feathered_by(pixels: int) -> Reaching:
    """Return the change that lets every edge fade outwards."""
    return Reaching(lambda values: feather_mask(values, pixels), pixels + 2)


def nothing_changed() -> str:
    """Return the sentence for a change that changes nothing."""
    return QCoreApplication.translate("MaskEdits", "The mask is already so.")
