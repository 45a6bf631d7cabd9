"""Whether the mask hugs what it covers: looked at when the mask has not changed for a moment."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.control.runs import RunController
from app.control.worker import Errands
from app.model.document import Document
from dip_core import Rim, look_for_rim

GROWTH = 3  # pixels that cover what is left of an outline
_SETTLE_MS = 700  # strokes that follow one another closely are looked at once

logger = logging.getLogger(__name__)


class RimWatch(QObject):
    """Looks across the edge of the mask before a run, never during one.

    changed  whether the mask is too tight may have changed
    found    a mask that somebody else has made, not a brush, is too tight
    """

    changed = Signal()
    found = Signal()

    def __init__(
        self, document: Document, runs: RunController, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._runs = document, runs
        self._errands = Errands(self)
        self._tight = self._dismissed = self._announcing = False
        self._seen = -1
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLE_MS)
        self._settling.timeout.connect(self._look)
        document.picture_changed.connect(self._begin_anew)
        document.changed.connect(self._notice)
        runs.state_changed.connect(self._notice)

    @property
    def is_tight(self) -> bool:
        """Whether the mask should be grown, and nobody has said that it should not."""
        return self._tight and not self._dismissed and self._document.mask_needed

    @Slot()
    def dismiss(self) -> None:
        """Say no more about this photo."""
        self._dismissed = True
        self.changed.emit()

    @Slot()
    def announce(self) -> None:
        """Say it aloud if the mask that has just been made is too tight."""
        self._announcing = True
        self._notice()

    @Slot()
    def shutdown(self) -> None:
        """Wait for what is being looked at, and drop it."""
        self._settling.stop()
        self._errands.shutdown()

    @Slot()
    def _begin_anew(self) -> None:
        self._dismissed = self._announcing = False
        self._seen = -1
        self._take(Rim(), self._document.mask_revision)

    @Slot()
    def _notice(self) -> None:
        mask = self._document.mask
        if mask is not None and not mask.is_empty:
            if self._seen != self._document.mask_revision and not self._runs.active:
                self._settling.start()
        elif self._tight:
            self._take(Rim(), self._document.mask_revision)

    @Slot()
    def _look(self) -> None:
        picture, mask = self._document.picture, self._document.mask
        if picture is None or mask is None or mask.is_painting or self._errands.busy:
            self._settling.start()
            return
        values, revision = mask.array(), self._document.mask_revision
        self._errands.send(
            lambda: look_for_rim(picture, values),
            lambda rim: self._take(rim, revision),
            self._complain,
        )

    def _take(self, rim: Rim, revision: int) -> None:
        self._tight, self._seen = rim.is_tight, revision
        announcing, self._announcing = self._announcing, False
        self.changed.emit()
        if announcing and self.is_tight:
            self.found.emit()
        self._notice()

    def _complain(self, error: Exception) -> None:
        logger.error("The edge of the mask could not be looked at", exc_info=error)
        self._seen = self._document.mask_revision
