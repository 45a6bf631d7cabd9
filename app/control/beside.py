"""What an enlarged result is compared with: the photo, or the usual ways to enlarge it."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from app.control.worker import Errands
from app.model.display import picture_to_image
from app.model.document import Document
from dip_core import BASELINES, Observation, Picture, Task

ORIGINAL = "original"
WAYS = (ORIGINAL, "bicubic", "lanczos")

logger = logging.getLogger(__name__)


class Beside(QObject):
    """Chooses the other side of the comparison, and makes it off the window's thread.

    changed  `way` or `image` is another
    """

    changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._way = ORIGINAL
        self._images: dict[tuple[str, float], QImage] = {}
        self._errands = Errands(self)
        document.picture_changed.connect(self._forget)
        document.result_changed.connect(self._follow)

    @property
    def way(self) -> str:
        """How the other side was made: "original", or the kind of a baseline."""
        return self._way

    @property
    def label(self) -> str:
        """The other side's name."""
        return self.tr("Original") if self._way == ORIGINAL else BASELINES[self._way].label

    @property
    def image(self) -> QImage | None:
        """The other side; None for the photo itself, and while it is being made."""
        return self._images.get((self._way, self._factor))

    @property
    def is_offered(self) -> bool:
        """Whether the last result is an enlarged one."""
        return self._document.result is not None and self._factor > 1.0

    def choose(self, way: str) -> None:
        """Take another way."""
        self._way = way
        self._make()
        self.changed.emit()

    @Slot()
    def shutdown(self) -> None:
        """Wait for a picture that is being made, and drop it."""
        self._errands.shutdown()

    @property
    def _factor(self) -> float:
        return self._document.result_spec.task.enlargement()

    @Slot()
    def _follow(self) -> None:
        if not self.is_offered:
            self._way = ORIGINAL
        self._make()
        self.changed.emit()

    @Slot()
    def _forget(self) -> None:
        self._images.clear()
        self._follow()

    def _make(self) -> None:
        """Make what was chosen, unless it is there."""
        picture, key = self._document.picture, (self._way, self._factor)
        if self._way == ORIGINAL or picture is None or key in self._images:
            return
        way, task = self._way, self._document.result_spec.task

        def take(image: QImage) -> None:
            if self._document.picture is picture:
                self._images[key] = image
                self.changed.emit()

        self._errands.send(lambda: _enlarged(way, picture, task), take, self._complain)

    def _complain(self, error: Exception) -> None:
        logger.error("The picture to compare with could not be made", exc_info=error)


def _enlarged(way: str, picture: Picture, task: Task) -> QImage:
    values = BASELINES[way]().restore(Observation(picture.to_float()), task)
    return picture_to_image(picture.with_pixels(values))
