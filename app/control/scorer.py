"""How near what is compared is to the reference, computed off the window's thread."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.control.comparison import Comparison, Side
from app.control.runs import RunController
from app.control.worker import Errands
from app.model.boxes import box_of
from app.model.document import Document
from app.model.gallery import Entry, Gallery
from dip_core import Part, Picture, Scores, scored

_CALM_MS = 150  # of scrubbing, before anything is computed
_MOST = 64  # scores that are remembered

logger = logging.getLogger(__name__)


class Scorer(QObject):
    """Scores the two slots of a comparison.

    changed  there are other scores
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        runs: RunController,
        gallery: Gallery,
        comparison: Comparison,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._runs = document, runs
        self._gallery, self._comparison = gallery, comparison
        self._errands = Errands(self)
        self._part: Part = "whole"
        self._known: dict[tuple[object, ...], Scores] = {}
        self._wanted = False
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM_MS)
        self._calm.timeout.connect(self._compute)
        comparison.changed.connect(self._calm.start)
        document.changed.connect(self._calm.start)

    @property
    def possible(self) -> bool:
        """Whether there is a reference."""
        return self._document.reference is not None

    @property
    def part(self) -> Part:
        """Which part of the picture is scored."""
        return self._part

    def set_part(self, part: Part) -> None:
        """Score another part."""
        self._part = part
        self._calm.start()

    def want(self, *, wanted: bool) -> None:
        """Say whether anybody looks at the scores; else nothing is computed."""
        self._wanted = wanted
        self._calm.start()

    def scores(self, side: Side) -> Scores | None:
        """Return the scores of a slot; None while they are not known."""
        entry = self._entry(side)
        return None if entry is None else self._known.get(self._key(entry))

    def _entry(self, side: Side) -> Entry | None:
        """Return what is scored: what the slot shows, unless a run changes it all the time."""
        chosen = self._comparison.chosen(side)
        viewed = "iteration" in self._gallery
        if chosen == "iteration" or (chosen == "result" and side == "b" and viewed):
            chosen = "iteration" if viewed else "result"
        running = chosen == "result" and side == "b" and self._runs.active
        if running or chosen not in self._gallery:
            return None
        return self._gallery[chosen]

    def _key(self, entry: Entry) -> tuple[object, ...]:
        mask = self._document.mask_revision if self._part == "masked" else 0
        return entry, self._document.reference, self._part, mask

    @Slot()
    def _compute(self) -> None:
        sides: tuple[Side, Side] = ("a", "b")
        reference = self._document.reference
        for side in sides if self._wanted else ():
            entry = self._entry(side)
            if entry is not None and reference is not None and self._key(entry) not in self._known:
                self._score(entry, reference)
        self.changed.emit()

    def _score(self, entry: Entry, reference: Picture) -> None:
        key, part, mask = self._key(entry), self._part, self._document.mask
        area = self._runs.region
        region = None if area is None else box_of(area)
        painted = mask.array() if mask is not None and part == "masked" else None

        def work() -> Scores:
            picture = Picture.from_array(entry.pixels())
            return scored(picture, reference, part, region=region, mask=painted)

        def take(scores: Scores) -> None:
            while len(self._known) >= _MOST:
                del self._known[next(iter(self._known))]
            self._known[key] = scores
            self.changed.emit()

        self._errands.send(work, take, _complain)

    @Slot()
    def shutdown(self) -> None:
        """Wait for what is being computed, and drop it."""
        self._calm.stop()
        self._errands.shutdown()


def _complain(error: Exception) -> None:
    logger.error("A picture could not be scored", exc_info=error)
