"""Degrading the photo on purpose: what it would look like, and doing it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QSize, Signal, Slot
from PySide6.QtGui import QImage

from app.control.worker import Errands
from app.model.display import picture_to_image
from app.model.document import Document
from dip_core import Degradation, DipError, Picture, Trial, make_trial, middle, reduced

_WHOLE = frozenset({"text"})  # what looks different in a part of a picture

logger = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Sight:
    """What degrading looks like: a part of the clean picture, what becomes of it, and the rest."""

    clean: QImage
    degraded: QImage
    trial: Trial


class Degrader(QObject):
    """Makes trials of a photo off the window's thread; of many sights asked for only the newest.

    The reference is what is degraded where there is one: the photo is not a clean picture then.

    seen     a `Sight`
    refused  a sentence: why the photo cannot be degraded so
    done     the degraded picture is in the document
    """

    seen = Signal(object)
    refused = Signal(str)
    done = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._photo = document.picture
        self._picture = document.reference or document.picture
        self._reduced: tuple[int, Picture] | None = None
        self._waiting: Callable[[], None] | None = None
        self._alone = False
        self._errands = Errands(self)

    @Slot()
    def shutdown(self) -> None:
        """Wait for what is being made, and drop it."""
        self._waiting = None
        self._errands.shutdown()

    @property
    def picture(self) -> Picture | None:
        """The clean picture."""
        return self._picture

    def look(self, degradation: Degradation, longest_side: int, most: QSize) -> None:
        """Show what the middle of the photo becomes, at most `most` pixels of it."""
        if self._errands.busy:
            self._waiting = lambda: self.look(degradation, longest_side, most)
        elif self._picture is not None:
            clean = self._clean(self._picture, longest_side)
            self._errands.send(lambda: _seen(clean(), degradation, most), self._show, self._refuse)

    def degrade(self, degradation: Degradation, longest_side: int, *, alone: bool = False) -> None:
        """Take the degraded photo into the document; undoable.

        What restores it is the network `alone`, or with classical results as the task recommends.
        """
        self._waiting, self._alone = None, alone
        if self._picture is not None:
            clean = self._clean(self._picture, longest_side)
            self._errands.send(lambda: _made(clean(), degradation), self._take, self._refuse)

    def _clean(self, picture: Picture, longest_side: int) -> Callable[[], Picture]:
        """Return what makes the clean picture, once for each size."""

        def make() -> Picture:
            known = self._reduced
            if known is None or known[0] != longest_side:
                known = self._reduced = (longest_side, reduced(picture, longest_side))
            return known[1]

        return make

    def _show(self, sight: Sight) -> None:
        self.seen.emit(sight)
        self._next()

    def _take(self, made: tuple[Trial, QImage]) -> None:
        if self._document.picture is self._photo:
            self._document.make_trial(*made, alone=self._alone)
            self.done.emit()

    def _refuse(self, error: Exception) -> None:
        if not isinstance(error, DipError):
            logger.error("The photo could not be degraded", exc_info=error)
        self.refused.emit(str(error))
        self._next()

    def _next(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting()


def _seen(clean: Picture, degradation: Degradation, most: QSize) -> Sight:
    if degradation.kind in _WHOLE:
        scale = min(1.0, most.width() / clean.width, most.height() / clean.height)
        clean = reduced(clean, round(max(clean.width, clean.height) * scale))
    else:
        clean = middle(clean, most.height(), most.width())
    trial = make_trial(clean, degradation)
    return Sight(picture_to_image(clean), picture_to_image(trial.inputs.picture), trial)


def _made(clean: Picture, degradation: Degradation) -> tuple[Trial, QImage]:
    trial = make_trial(clean, degradation)
    return trial, picture_to_image(trial.inputs.picture)
