"""Keeps the gallery true: what can be compared of a document, its run and its bookmarks."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from PySide6.QtCore import QObject, QRect, Signal, Slot

from app.control.history import History
from app.control.worker import Errands
from app.model.composing import blanked, placed
from app.model.document import Document
from app.model.gallery import Entry, Gallery, Kind, Pixels
from app.model.snapshots import Snapshot
from dip_core import BASELINES, DipError, Observation, Picture, Task, load_picture

ENLARGERS = ("bicubic", "lanczos")

logger = logging.getLogger(__name__)


class Curator(QObject):
    """Adds and removes entries as the document changes; what costs time is done when asked for.

    added   the id of an external picture that has been opened
    failed  a sentence for the user
    """

    added = Signal(str)
    failed = Signal(str)

    def __init__(
        self, document: Document, history: History, gallery: Gallery, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._history, self._gallery = document, history, gallery
        self._errands = Errands(self)
        self._given: dict[str, tuple[object, ...]] = {}
        self._externals = 0
        document.picture_changed.connect(self._begin)
        document.changed.connect(self._follow_document)
        history.changed.connect(self._follow_history)
        history.viewing_changed.connect(self._follow_history)
        self._begin()

    def open_external(self, path: Path) -> None:
        """Add a picture made elsewhere; it may have any size."""

        def take(picture: Picture) -> None:
            self._externals += 1
            name = f"external-{self._externals}"
            entry = Entry(name, path.name, "external", lambda: picture.pixels, picture.icc)
            self._gallery.add(entry)
            self.added.emit(name)

        self._errands.send(lambda: load_picture(path), take, self._complain)

    @Slot()
    def shutdown(self) -> None:
        """Wait for a picture that is being read, and drop it."""
        self._errands.shutdown()

    def _complain(self, error: Exception) -> None:
        if not isinstance(error, DipError):
            logger.error("A picture to compare with could not be read", exc_info=error)
        self.failed.emit(str(error))

    # ------------------------------------------------------------------ what there is

    @Slot()
    def _begin(self) -> None:
        """Let everything of another photo go that was put here."""
        external = [entry.id for entry in self._gallery.entries() if entry.kind == "external"]
        for word in (*self._given, *external):
            self._gallery.remove(word)
        self._given.clear()
        self._follow_document()
        self._follow_history()

    @Slot()
    def _follow_document(self) -> None:
        document = self._document
        picture, reference, mask = document.picture, document.reference, document.mask
        local = mask is not None and not mask.is_empty and document.mask_needed
        # Beside the clean picture the photo is what has been spoilt, and no original.
        own = self.tr("Original") if reference is None else self.tr("Degraded photo")
        self._put("original", own, _stored(picture), picture, given=(picture, own))
        self._put(
            "input",
            self.tr("Input, without what is masked"),
            partial(blanked, picture, mask.array()) if local and picture and mask else None,
            picture,
            given=(picture, document.mask_revision, local),
        )
        result = document.result_picture
        self._put("result", self.tr("Result"), _stored(result), result, given=(result,))
        self._put(
            "reference",
            self.tr("Reference"),
            _stored(reference),
            reference,
            given=(reference,),
        )
        self._follow_enlargers()

    def _follow_enlargers(self) -> None:
        """Offer the usual ways to enlarge beside an enlarged result."""
        document = self._document
        picture, task = document.picture, document.result_spec.task
        enlarged = document.result is not None and task.enlargement() > 1.0
        for kind in ENLARGERS:
            make = _enlarged(kind, picture, task) if enlarged and picture else None
            given = (picture, task.enlargement(), enlarged)
            self._put(f"baseline-{kind}", BASELINES[kind].label, make, picture, given=given)

    @Slot()
    def _follow_history(self) -> None:
        history = self._history
        viewing = history.viewing
        self._put_snapshot("iteration", None if viewing is None else history.snapshot(viewing))
        wanted = {f"bookmark-{iteration}": iteration for iteration in history.bookmarks}
        known = [entry.id for entry in self._gallery.entries() if entry.kind == "bookmark"]
        for word in known:
            if word not in wanted:
                self._put_snapshot(word, None)
        for word, iteration in wanted.items():
            self._put_snapshot(word, history.snapshot(iteration))

    def _put_snapshot(self, word: str, snapshot: Snapshot | None) -> None:
        picture = self._document.picture
        if picture is None or snapshot is None:
            self._put(word, "", None, None, given=(None,))
            return
        pattern = self.tr("Iteration {n}") if word == "iteration" else self.tr("Bookmark {n}")
        make = partial(_unpacked, picture, snapshot, self._history.region)
        label = pattern.format(
            n=self._history.viewing if word == "iteration" else snapshot.iteration
        )
        self._put(word, label, make, picture, given=(picture, snapshot))

    def _put(
        self,
        word: str,
        label: str,
        make: Callable[[], Pixels] | None,
        like: Picture | None,
        *,
        given: tuple[object, ...],
    ) -> None:
        """Add, replace or remove an entry where what it is made of is not what it was."""
        if self._given.get(word) == given:
            return
        if make is None or like is None:
            if self._given.pop(word, None) is not None:
                self._gallery.remove(word)
        else:
            self._given[word] = given
            self._gallery.add(Entry(word, label, _kind(word), make, like.icc))


def _kind(word: str) -> Kind:
    kinds: dict[str, Kind] = {"bookmark": "bookmark", "baseline": "baseline"}
    singles: dict[str, Kind] = {
        "original": "original",
        "input": "input",
        "result": "result",
        "iteration": "iteration",
        "reference": "reference",
    }
    return singles.get(word) or kinds[word.partition("-")[0]]


def _stored(picture: Picture | None) -> Callable[[], Pixels] | None:
    return None if picture is None else lambda: picture.pixels


def _unpacked(picture: Picture, snapshot: Snapshot, region: QRect) -> Pixels:
    return placed(picture, snapshot.preview.bytes(), region)


def _enlarged(kind: str, picture: Picture, task: Task) -> Callable[[], Pixels]:
    @cache
    def make() -> Pixels:
        values = BASELINES[kind]().restore(Observation(picture.to_float()), task)
        return picture.with_pixels(values).pixels

    return make
