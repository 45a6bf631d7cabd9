"""What the input and the classical methods reach, scored as the curves of a run are."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from app.control.runs import RunController
from app.control.worker import Errands
from app.model.boxes import box_of
from app.model.document import Document
from app.model.run_log import RunLog
from dip_core import Box, Part, Picture, Scores, scored

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Yardstick:
    """A method's name, empty for the input, and what it reaches."""

    name: str
    scores: Scores


class Yardsticks(QObject):
    """Scores them off the window's thread, over the part that the run is scored on.

    changed  there are other scores
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        log: RunLog,
        runs: RunController,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._log, self._runs = document, log, runs
        self._errands = Errands(self)
        self._scores: dict[tuple[object, ...], Scores] = {}
        self._known: tuple[Yardstick, ...] = ()
        self._followed: tuple[object, ...] = ()
        document.result_changed.connect(self.follow)
        document.changed.connect(self.follow)
        log.changed.connect(self.follow)

    @property
    def known(self) -> tuple[Yardstick, ...]:
        """Those that could be scored: the input first, then the methods."""
        return self._known

    @Slot()
    def shutdown(self) -> None:
        """Wait for what is being scored, and drop it."""
        self._errands.shutdown()

    @Slot()
    def follow(self) -> None:
        """Score what is new; look only where something else is scored, or otherwise."""
        pictures = self._pictures()
        state = (tuple(pictures), self._document.reference, self._part, self._box)
        if state != self._followed:
            self._followed = state
            self._show()

    def _pictures(self) -> list[tuple[str, Picture]]:
        document = self._document
        if document.reference is None or document.picture is None or not len(self._log):
            return []
        made = [(one.name, one.picture) for one in document.outcomes.classical.values()]
        return [("", document.picture), *made]

    @property
    def _part(self) -> Part:
        return "masked" if "psnr_region" in self._log.metrics else "region"

    @property
    def _box(self) -> Box | None:
        area = self._runs.region
        return None if area is None else box_of(area)

    @Slot()
    def _show(self) -> None:
        pictures = self._pictures()
        keys = {self._key(picture) for _, picture in pictures}
        self._scores = {key: known for key, known in self._scores.items() if key in keys}
        found = [Yardstick(name, self._score(picture)) for name, picture in pictures]
        self._known = tuple(one for one in found if one.scores.psnr is not None)
        self.changed.emit()

    def _key(self, picture: Picture) -> tuple[object, ...]:
        return picture, self._document.reference, self._part, self._box

    def _score(self, picture: Picture) -> Scores:
        key, reference, mask = self._key(picture), self._document.reference, self._document.mask
        if key not in self._scores and reference is not None:
            self._scores[key] = Scores()
            masked = self._part == "masked" and mask is not None
            self._errands.send(
                partial(
                    scored,
                    picture,
                    reference,
                    self._part,
                    region=self._box,
                    mask=mask.array() if masked and mask is not None else None,
                ),
                partial(self._take, key),
                _complain,
            )
        return self._scores.get(key, Scores())

    def _take(self, key: tuple[object, ...], scores: Scores) -> None:
        if key in self._scores and scores != self._scores[key]:
            self._scores[key] = scores
            self._show()


def _complain(error: Exception) -> None:
    logger.error("A picture could not be scored", exc_info=error)
