"""What is compared: two slots, and more panes side by side, each with a picture of the gallery.

A slot is filled off the window's thread; until its picture is there it is empty.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from app.control.history import History
from app.control.worker import Errands
from app.model.display import pixels_to_image, to_8_bit
from app.model.document import Document
from app.model.gallery import Entry, Gallery

Side = Literal["a", "b"]
DEFAULTS: dict[Side, str] = {"a": "original", "b": "result"}
MOST_PANES = 6
_LIVE = {"result", "iteration"}  # what changes while a run goes on
_MOST_BYTES = 512 * 2**20  # of pictures ready to be looked at

logger = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Exhibit:
    """What a slot shows.

    image  the whole picture; None for what the run shows now, or while it is being made
    live   whether it is what the run shows now: result, preview, or the iteration looked at
    """

    id: str
    label: str
    image: QImage | None = None
    live: bool = False

    @property
    def waits(self) -> bool:
        """Whether the picture is still being made."""
        return self.image is None and not self.live


class Comparison(QObject):
    """Two slots A and B, and the panes of a grid that begins with them.

    changed  something else is to be shown in a slot or in a pane
    """

    changed = Signal()

    def __init__(
        self, document: Document, history: History, gallery: Gallery, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._history, self._gallery = document, history, gallery
        self._errands = Errands(self)
        self._slots: dict[Side, str] = dict(DEFAULTS)
        self._more: tuple[str, ...] = ()
        self._images: OrderedDict[Entry, QImage] = OrderedDict()
        self._making: set[Entry] = set()
        gallery.changed.connect(self._follow)
        history.viewing_changed.connect(self.changed)
        document.picture_changed.connect(self._begin)

    # ------------------------------------------------------------------ what is chosen

    def chosen(self, side: Side) -> str:
        """Return the id of what is in a slot."""
        return self._slots[side]

    def choose(self, side: Side, entry_id: str) -> None:
        """Put an entry into a slot."""
        if entry_id != self._slots[side]:
            self._slots[side] = entry_id
            self.changed.emit()

    @Slot()
    def swap(self) -> None:
        """Let A and B change places."""
        self._slots = {"a": self._slots["b"], "b": self._slots["a"]}
        self.changed.emit()

    def cycle(self, steps: int) -> None:
        """Put another entry into slot B: the next in the order of the gallery, or the last."""
        words = [entry.id for entry in self._gallery.entries() if entry.id != self._slots["a"]]
        if words:
            at = words.index(self._slots["b"]) if self._slots["b"] in words else 0
            self.choose("b", words[(at + steps) % len(words)])

    def sources(self) -> tuple[tuple[str, str], ...]:
        """Return what can be chosen: ids and names."""
        found = [(entry.id, entry.label) for entry in self._gallery.entries()]
        known = {word for word, _ in found}
        if "iteration" in known and "result" not in known:
            found.insert(1, ("result", self.tr("Result")))
        return tuple(found)

    @property
    def panes(self) -> tuple[str, ...]:
        """What stands side by side: A, B and what was added."""
        return (self._slots["a"], self._slots["b"], *self._more)

    def choose_pane(self, number: int, entry_id: str) -> None:
        """Put an entry into a pane; the first two are the slots."""
        if number < 2:
            self.choose("a" if number == 0 else "b", entry_id)
        else:
            more = list(self._more)
            more[number - 2] = entry_id
            self._set_more(more)

    def add_pane(self) -> None:
        """Show one more: the first entry that is not shown yet."""
        free = [entry.id for entry in self._gallery.entries() if entry.id not in self.panes]
        if len(self.panes) < MOST_PANES and len(self._gallery):
            self._set_more([*self._more, *(free or [self._slots["b"]])[:1]])

    def remove_pane(self, number: int) -> None:
        """Show one less; the slots stay."""
        more = list(self._more)
        del more[number - 2]
        self._set_more(more)

    def _set_more(self, more: list[str]) -> None:
        self._more = tuple(more)
        self.changed.emit()

    # ------------------------------------------------------------------ what is shown

    def side(self, side: Side) -> Exhibit:
        """Return what a slot shows: in B the playhead has its say, in A a result is the result."""
        chosen = self._slots[side]
        if side == "b" and chosen in _LIVE:
            return self._live(chosen)
        return self._still(chosen)

    def pane(self, entry_id: str) -> Exhibit:
        """Return what a pane shows: the playhead moves the iteration, and leaves the result."""
        viewing = self._history.viewing
        if entry_id == "iteration" or (entry_id == "result" and viewing is None):
            return self._live(entry_id)
        return self._still(entry_id)

    def _live(self, entry_id: str) -> Exhibit:
        viewing = self._history.viewing
        label = self.tr("Result")
        if viewing is not None:
            label = self.tr("Iteration {n}").format(n=viewing)
        return Exhibit(entry_id, label, live=True)

    def _still(self, entry_id: str) -> Exhibit:
        """Return an entry as a picture of its own, even while a run goes on."""
        shown = (
            "result" if entry_id == "iteration" and "iteration" not in self._gallery else entry_id
        )
        if shown not in self._gallery:
            shown = "original"
        ready = {"original": self._document.display, "result": self._document.result_display}
        if shown in ready:
            words = {"original": self.tr("Original"), "result": self.tr("Result")}[shown]
            if shown in self._gallery:
                words = self._gallery[shown].label
            return Exhibit(entry_id, words, ready[shown])
        entry = self._gallery[shown]
        return Exhibit(entry_id, entry.label, self._image(entry))

    def _image(self, entry: Entry) -> QImage | None:
        """Return the picture of an entry if it is ready; else have it made."""
        if entry in self._images:
            self._images.move_to_end(entry)
            return self._images[entry]
        if entry not in self._making:
            self._make(entry)
        return None

    def _make(self, entry: Entry) -> None:
        self._making.add(entry)

        def take(image: QImage) -> None:
            self._making.discard(entry)
            self._images[entry] = image
            self._thin()
            self.changed.emit()

        def complain(error: Exception) -> None:
            self._making.discard(entry)
            logger.error("%s could not be shown", entry.id, exc_info=error)

        self._errands.send(lambda: _shown(entry), take, complain)

    def _thin(self) -> None:
        """Forget pictures not looked at lately, where they take too much memory."""
        while len(self._images) > MOST_PANES and self._memory_bytes > _MOST_BYTES:
            self._images.popitem(last=False)

    @property
    def _memory_bytes(self) -> int:
        return sum(image.sizeInBytes() for image in self._images.values())

    @Slot()
    def _begin(self) -> None:
        self._slots, self._more = dict(DEFAULTS), ()
        self._images.clear()
        self.changed.emit()

    @Slot()
    def _follow(self) -> None:
        """Forget pictures of entries that are gone, and empty slots that had one."""
        known = set(self._gallery.entries())
        for entry in [entry for entry in self._images if entry not in known]:
            del self._images[entry]
        for side, default in DEFAULTS.items():
            # The result and the iteration are shown as they come.
            gone = self._slots[side] not in self._gallery
            if gone and self._slots[side] not in _LIVE:
                self._slots[side] = default
        known_words = {entry.id for entry in known} | _LIVE
        self._more = tuple(word for word in self._more if word in known_words)
        self.changed.emit()

    @Slot()
    def shutdown(self) -> None:
        """Wait for pictures that are being made, and drop them."""
        self._errands.shutdown()


def _shown(entry: Entry) -> QImage:
    return pixels_to_image(to_8_bit(entry.pixels()), entry.icc)
