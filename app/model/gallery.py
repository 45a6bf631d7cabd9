"""Everything that can be looked at and compared, by name: photo, results, baselines, references.

The slots of a comparison and the table of results choose from one list, so that whatever one of
them adds, the other offers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

Kind = Literal[
    "original",  # the photo as it was opened
    "input",  # what the restoration sees of it: nothing under the mask
    "result",  # what is exported
    "iteration",  # the iteration at the playhead
    "bookmark",
    "run",  # what an earlier run handed over
    "baseline",
    "reference",
    "external",  # a picture made elsewhere
]
KINDS: tuple[Kind, ...] = get_args(Kind)

Pixels = NDArray[np.uint8] | NDArray[np.uint16]


@dataclass(frozen=True, eq=False)
class Entry:
    """One picture that can be compared.

    id      the word it is asked for by: "original", "result", "baseline-tv", "bookmark-400"; of
            what there may be several the kind stands first
    label   its name in the user's language
    pixels  makes its (H, W, C) stored values, C = 1 or 3; called from any thread, may take a while
    icc     the colour profile of those values
    """

    id: str
    label: str
    kind: Kind
    pixels: Callable[[], Pixels]
    icc: bytes | None = None


class Gallery(QObject):
    """Entries in the order of their kinds, and of one kind in the order in which they came."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: dict[str, Entry] = {}

    def entries(self) -> tuple[Entry, ...]:
        """Return all entries, in order."""
        return tuple(sorted(self._entries.values(), key=lambda entry: KINDS.index(entry.kind)))

    def add(self, entry: Entry) -> None:
        """Take in an entry; one with the same id is replaced and keeps its place."""
        self._entries[entry.id] = entry
        self.changed.emit()

    def remove(self, entry_id: str) -> None:
        """Let an entry go; an unknown one is gone already."""
        if self._entries.pop(entry_id, None) is not None:
            self.changed.emit()

    def picture(self, entry_id: str) -> Pixels:
        """Return the (H, W, C) stored values of an entry, C = 1 or 3; may take a while."""
        return self._entries[entry_id].pixels()

    def __getitem__(self, entry_id: str) -> Entry:
        return self._entries[entry_id]

    def __contains__(self, entry_id: object) -> bool:
        return entry_id in self._entries

    def __len__(self) -> int:
        return len(self._entries)
