"""The results table: its rows, their scores, and what a person does with them."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial
from itertools import count

from PySide6.QtCore import QObject, Signal, Slot

from app.control.worker import Errands
from app.model.document import Document
from app.model.gallery import Entry, Gallery, Kind, Pixels
from app.model.standing import Standing, standings
from dip_core import Part, Picture, Scores, scored

# What results may take beside those of the project file before the oldest go; a photo of
# 24 megapixels takes 69 MiB.
MOST_BYTES = 768 * 2**20

logger = logging.getLogger(__name__)


class Table(QObject):
    """What has been made of the photo, scored against the reference where there is one.

    Scores are made off the window's thread, once for each picture and part.

    changed  there are other rows, or other scores
    message  a sentence for the user
    """

    changed = Signal()
    message = Signal(str)

    def __init__(self, document: Document, gallery: Gallery, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._gallery = document, gallery
        self._errands = Errands(self)
        self._part: Part = "whole"
        self._ids: dict[Picture, str] = {}
        self._numbers = count(1)
        self._scores: dict[tuple[object, ...], Scores] = {}
        self._rows: tuple[Standing, ...] = ()
        self._shared: dict[str, tuple[Picture, str]] = {}
        self._of_file: tuple[Picture, ...] = ()
        self._scored_by: tuple[Picture | None, int] = (None, 0)
        document.picture_changed.connect(self._begin)
        document.result_changed.connect(self._follow)
        document.changed.connect(self._follow_inputs)

    @property
    def rows(self) -> tuple[Standing, ...]:
        """The rows, in order."""
        return self._rows

    def __getitem__(self, row_id: str) -> Standing:
        return next(row for row in self._rows if row.id == row_id)

    @property
    def part(self) -> Part:
        """Which part of the pictures is scored."""
        return self._part

    @Slot()
    def shutdown(self) -> None:
        """Wait for what is being scored, and drop it."""
        self._errands.shutdown()

    # ------------------------------------------------------------------ what a person asks for

    def score(self, part: Part) -> None:
        """Score another part of the pictures."""
        self._part = part
        self._show()

    def rename(self, row_id: str, name: str) -> None:
        """Give a run's result another name; undoable."""
        result = self[row_id].result
        if result is not None and name and name != result.name:
            self._document.edit_results(
                lambda outcomes: outcomes.renamed(result, name), self.tr("Rename result")
            )

    def remove(self, row_id: str) -> None:
        """Drop a row; undoable."""
        result = self[row_id].result
        if result is not None:
            self._document.edit_results(
                lambda outcomes: outcomes.without(result), self.tr("Remove result")
            )

    def use(self, row_id: str) -> None:
        """Make a row the current result, which is shown and exported; undoable."""
        row = self[row_id]
        result = row.result
        if result is not None and not row.current:
            self._document.edit_results(
                lambda outcomes: outcomes.headed_by(result), self.tr("Choose result")
            )
            self.message.emit(self.tr("{name} is the result now.").format(name=row.name))

    # ------------------------------------------------------------------ following the document

    @Slot()
    def _begin(self) -> None:
        """Forget what is about another photo."""
        self._ids.clear()
        self._scores.clear()
        self._of_file = tuple(result.picture for result in self._document.results)
        self._follow()

    @Slot()
    def _follow_inputs(self) -> None:
        """Score anew against another reference, or under another mask."""
        if self._scored_by != self._scale():
            self._show()

    def _scale(self) -> tuple[Picture | None, int]:
        """Return what scores depend on beside the pictures."""
        document = self._document
        return document.reference, document.mask_revision if self._part == "masked" else 0

    @Slot()
    def _follow(self) -> None:
        if not self._let_go():
            self._show()
            self._share()

    def _show(self) -> None:
        document = self._document
        self._scored_by = self._scale()
        rows: tuple[Standing, ...] = ()
        if document.picture is not None:
            ids = [self._id(result.picture) for result in document.results]
            rows = standings(document.picture, document.outcomes, ids)
        pictures = {row.picture for row in rows}
        self._scores = {key: known for key, known in self._scores.items() if key[0] in pictures}
        self._rows = tuple(replace(row, scores=self._scored(row)) for row in rows)
        self.changed.emit()

    def _id(self, picture: Picture) -> str:
        """Return the word for a result, the same whatever it is called."""
        if picture not in self._ids:
            self._ids[picture] = f"run-{next(self._numbers)}"
        return self._ids[picture]

    # ------------------------------------------------------------------ scores

    def _scored(self, row: Standing) -> Scores:
        """Return the scores of a row, and have them made where they are not known."""
        reference, mask = self._document.reference, self._document.mask
        if reference is None:
            return Scores()
        key = (row.picture, self._part, *self._scale())
        if key not in self._scores:
            self._scores[key] = Scores()
            self._errands.send(
                partial(
                    scored,
                    row.picture,
                    reference,
                    self._part,
                    region=row.region,
                    mask=mask.array() if mask is not None and self._part == "masked" else None,
                ),
                partial(self._take, key),
                self._complain,
            )
        return self._scores[key]

    def _take(self, key: tuple[object, ...], scores: Scores) -> None:
        if key in self._scores and scores != self._scores[key]:
            self._scores[key] = scores
            self._show()

    def _complain(self, error: Exception) -> None:
        logger.error("A picture could not be scored", exc_info=error)

    # ------------------------------------------------------------------ memory

    def _let_go(self) -> bool:
        """Drop the oldest result where all of them take too much; return whether one went."""
        outcomes = self._document.outcomes
        kept = [result for result in outcomes.all[:-1] if result.picture not in self._of_file]
        made = [*outcomes.classical.values(), *kept]
        if sum(_bytes(result.picture) for result in made) <= MOST_BYTES:
            return False
        oldest = made[0]
        self._document.set_outcomes(outcomes.without(oldest))
        text = self.tr("{name} was let go, because the results took too much memory.")
        self.message.emit(text.format(name=oldest.name))
        return True

    # ------------------------------------------------------------------ what others compare with

    def _share(self) -> None:
        """Offer every row that is not offered already as input or result."""
        offered = {row.id: row for row in self._rows if row.kind != "input" and not row.current}
        for word in self._shared.keys() - offered.keys():
            del self._shared[word]
            self._gallery.remove(word)
        for word, row in offered.items():
            if self._shared.get(word) != (row.picture, row.name):
                self._shared[word] = row.picture, row.name
                kind: Kind = "run" if row.kind == "run" else "baseline"
                pixels = partial(_pixels, row.picture)
                self._gallery.add(Entry(word, row.name, kind, pixels, row.picture.icc))


def _pixels(picture: Picture) -> Pixels:
    return picture.pixels


def _bytes(picture: Picture) -> int:
    return picture.pixels.nbytes + (0 if picture.alpha is None else picture.alpha.nbytes)
