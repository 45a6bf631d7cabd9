"""Unpacks the snapshot a person looks at, off the window's thread and never more than wanted.

Whoever scrubs asks faster than a large picture can be unpacked: of what was asked meanwhile only
the newest is done. Whoever steps finds what is near unpacked already.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.control.worker import Errands
from app.model.display import pixels_to_image
from app.model.snapshots import Snapshot

_MOST_BYTES = 64 * 2**20  # of pictures looked at lately

logger = logging.getLogger(__name__)


class Unpacking(QObject):
    """Makes images of snapshots.

    ready  a `Snapshot`, and its image; whoever asked for another one meanwhile leaves it
    """

    ready = Signal(object, QImage)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._errands = Errands(self)
        self._busy: Snapshot | None = None
        self._wanted: tuple[Snapshot, bytes | None] | None = None
        self._near: list[tuple[Snapshot, bytes | None]] = []
        self._lately: OrderedDict[Snapshot, QImage] = OrderedDict()

    def ask(self, snapshot: Snapshot, icc: bytes | None, near: Sequence[Snapshot] = ()) -> None:
        """Make the image of a snapshot whose preview has this colour profile.

        What is `near` may be asked for next; it is made when there is nothing else to do.
        """
        self._wanted = None
        self._near = [(one, icc) for one in near]
        known = self._lately.get(snapshot)
        if known is not None:
            self._lately.move_to_end(snapshot)
            self.ready.emit(snapshot, known)
            if self._busy is None:
                self._next()
        elif self._busy is None:
            self._begin(snapshot, icc)
        elif self._busy is not snapshot:
            self._wanted = snapshot, icc

    def clear(self) -> None:
        """Forget what was looked at and what is wanted."""
        self._lately.clear()
        self._wanted = None
        self._near = []

    def shutdown(self) -> None:
        """Wait for what is being unpacked, and drop it."""
        self._errands.shutdown()

    def _begin(self, snapshot: Snapshot, icc: bytes | None) -> None:
        self._busy = snapshot

        def take(image: QImage) -> None:
            self._remember(snapshot, image)
            self._next()
            self.ready.emit(snapshot, image)

        def complain(error: Exception) -> None:
            logger.error("A snapshot could not be unpacked", exc_info=error)
            self._next()

        self._errands.send(lambda: unpacked(snapshot, icc), take, complain)

    def _next(self) -> None:
        self._busy = None
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self._begin(*wanted)
            return
        waiting = [one for one in self._near if one[0] not in self._lately]
        self._near = waiting[1:]
        if waiting:
            self._begin(*waiting[0])

    def _remember(self, snapshot: Snapshot, image: QImage) -> None:
        self._lately[snapshot] = image
        while sum(one.sizeInBytes() for one in self._lately.values()) > _MOST_BYTES:
            self._lately.popitem(last=False)


def unpacked(snapshot: Snapshot, icc: bytes | None) -> QImage:
    """Return the picture of a snapshot as the screen shows it."""
    return pixels_to_image(snapshot.preview.bytes(), icc)
