"""Lettering in a box: looked for off the window's thread, proposed, and marked once accepted."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QRect, QRectF, Signal, Slot

from app.control.worker import Errands
from app.model.boxes import box_of, rect_of
from app.model.document import Document
from app.model.mask import Mask
from dip_core import Ink, Lettering, look_for_lettering

Bytes = NDArray[np.uint8]

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reading:
    """How lettering is told from its background.

    sensitivity  in [0, 1]: more marks what stands out less
    ink          whether letters are lighter or darker than what is behind them
    grow         by how many pixels their edge is moved outwards
    """

    sensitivity: float = 0.5
    ink: Ink = "auto"
    grow: int = 3


@dataclass(frozen=True, eq=False)
class _Question:
    """A box that was drawn: on which mask, and whether letters are taken from it."""

    mask: Mask
    erase: bool


class LetteringWork(QObject):
    """What is proposed follows the choices at once; the mask changes when it is accepted.

    begun     a box is being looked at
    proposed  (h, w) values of a rectangle of the photo, 255 = a letter
    taken     what was proposed has been marked
    ended     nothing is proposed any more
    """

    begun = Signal()
    proposed = Signal(object, QRect)
    taken = Signal()
    ended = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._errands = Errands(self)
        self._reading = Reading()
        self._question: _Question | None = None
        self._seen: Lettering | None = None
        self._values: Bytes | None = None
        self._outdated = False
        document.picture_changed.connect(self.dismiss)

    @property
    def reading(self) -> Reading:
        """How lettering is told from its background."""
        return self._reading

    @property
    def busy(self) -> bool:
        """Whether something is being looked at."""
        return self._errands.busy

    @Slot()
    def shutdown(self) -> None:
        """Wait for what is being looked at, and drop it."""
        self._errands.shutdown()

    @Slot(QRectF, bool)
    def look(self, area: QRectF, erase: bool) -> None:
        """Look for letters in a box of the photo, instead of what was proposed before."""
        mask, picture = self._document.mask, self._document.picture
        if mask is None or picture is None:
            return
        rect = area.toAlignedRect() & mask.rect
        self.dismiss()
        if rect.isEmpty():
            return
        question = self._question = _Question(mask, erase)
        box = box_of(rect)
        self.begun.emit()
        self._errands.send(
            lambda: look_for_lettering(picture, box),
            lambda seen: self._see(question, seen),
            self._complain,
        )

    def choose(self, reading: Reading) -> None:
        """Tell letters from their background otherwise; what is proposed follows."""
        self._reading = reading
        self._propose()

    def _see(self, question: _Question, seen: Lettering) -> None:
        if question is self._question:
            self._seen = seen
            self._propose()

    def _propose(self) -> None:
        """Work the proposal out; while that goes on, what is chosen last waits."""
        question, seen, reading = self._question, self._seen, self._reading
        self._outdated = self._errands.busy
        if question is None or seen is None or self._outdated:
            return
        self._errands.send(
            lambda: seen.mask(reading.sensitivity, reading.ink, reading.grow),
            lambda values: self._show(question, seen, values),
            self._complain,
        )

    def _show(self, question: _Question, seen: Lettering, values: Bytes) -> None:
        if question is self._question:
            self._values = values
            self.proposed.emit(values, rect_of(seen.box))
        if self._outdated:
            self._propose()

    @Slot()
    def accept(self) -> None:
        """Mark what is proposed; one step of undo."""
        question, seen, values = self._question, self._seen, self._values
        self.dismiss()
        if question is None or seen is None or values is None:
            return
        if question.mask is self._document.mask:
            erase = question.erase
            text = self.tr("Take text from mask") if erase else self.tr("Add text to mask")
            question.mask.merge(rect_of(seen.box), values, erase=erase, text=text)
            self.taken.emit()

    @Slot()
    def dismiss(self) -> None:
        """Propose nothing any more."""
        if self._question is not None:
            self._question = self._seen = self._values = None
            self.ended.emit()

    def _complain(self, error: Exception) -> None:
        logger.error("Lettering could not be looked for", exc_info=error)
        self.dismiss()
