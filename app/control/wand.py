"""The wand: marks what is like a pixel, found off the window's thread."""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, Slot

from app.control.worker import Errands
from app.model.boxes import rect_of
from app.model.document import Document
from app.model.mask import Mask
from app.model.tools import Wand
from dip_core import Box, find_alike

Bytes = NDArray[np.uint8]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class _Use:
    """A click of the wand: on which pixel of which mask, and whether it takes away."""

    mask: Mask
    x: int
    y: int
    erase: bool


class WandWork(QObject):
    """Each click is one step of undo; as long as it is the last one, it follows the options."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._reach = Wand()
        self._errands = Errands(self)
        self._last: _Use | None = None
        self._left: tuple[int, int] = (0, 0)  # how the last use left mask and undo stack
        self._waiting: tuple[_Use, bool] | None = None
        self._looking = False

    @property
    def busy(self) -> bool:
        """Whether something is being looked for."""
        return self._errands.busy

    @Slot()
    def shutdown(self) -> None:
        """Wait for what is being looked for, and drop it."""
        self._errands.shutdown()

    def set_reach(self, wand: Wand) -> None:
        """Change how far the wand reaches; what it has just marked follows."""
        if wand != self._reach:
            self._reach = wand
            if self._last is not None and self._is_last(self._last):
                self._look(self._last, again=True)

    @Slot(QPointF, bool)
    def use(self, point: QPointF, erase: bool) -> None:
        """Mark what is like the pixel at a point of the photo, or take it from the mask."""
        mask = self._document.mask
        x, y = math.floor(point.x()), math.floor(point.y())
        if mask is not None and mask.rect.contains(x, y):
            self._look(_Use(mask, x, y, erase), again=False)

    def _look(self, use: _Use, *, again: bool) -> None:
        """Look for what is like a pixel; while that goes on, what is asked last waits."""
        picture, reach = self._document.picture, self._reach
        if self._looking:
            self._waiting = (use, again)
            return
        if picture is None or self._document.mask is not use.mask:
            return
        self._looking = True
        self._errands.send(
            lambda: find_alike(
                picture,
                use.y,
                use.x,
                reach.tolerance,
                contiguous=reach.contiguous,
                grow=reach.grow,
            ),
            lambda found: self._found(use, found, again=again),
            self._complain,
        )

    def _found(self, use: _Use, found: tuple[Box, Bytes], *, again: bool) -> None:
        # Another photo may be there by now, or the step that was to be made again be undone.
        if self._document.mask is use.mask and (not again or self._is_last(use)):
            self._mark(use, *found, again=again)
        self._look_on()

    def _mark(self, use: _Use, box: Box, values: Bytes, *, again: bool) -> None:
        stack = self._document.undo_stack
        if again:
            stack.undo()
        before = stack.index()
        text = self.tr("Take colour from mask") if use.erase else self.tr("Add colour to mask")
        use.mask.merge(rect_of(box), values, erase=use.erase, text=text)
        self._last = use if stack.index() > before else None
        self._left = self._now()

    def _look_on(self) -> None:
        self._looking = False
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._look(waiting[0], again=waiting[1])

    def _is_last(self, use: _Use) -> bool:
        """Return whether the last step of the undo stack is what a use has made."""
        return self._last is use and self._left == self._now()

    def _now(self) -> tuple[int, int]:
        return self._document.mask_revision, self._document.undo_stack.index()

    def _complain(self, error: Exception) -> None:
        logger.error("What is like a pixel could not be found", exc_info=error)
        self._look_on()
