"""A mask that would be, shown on the canvas while a person still chooses."""

from __future__ import annotations

import logging
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.control.worker import Errands
from app.model.document import Document
from app.widgets.canvas import Canvas

Bytes = NDArray[np.uint8]

logger = logging.getLogger(__name__)


class MaskPreview(QObject):
    """Works out masks off the window's thread and shows the newest instead of the real one.

    shown  the values on the canvas now
    """

    shown = Signal(object)

    def __init__(self, document: Document, canvas: Canvas, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._canvas = document, canvas
        self._errands = Errands(self)
        self._work: Callable[[], Bytes] | None = None
        self._image = QImage()
        self._ended = False

    def look(self, work: Callable[[], Bytes]) -> None:
        """Show what `work` returns; while another one is worked out, the one asked last waits."""
        if self._errands.busy:
            self._work = work
        elif not self._ended:
            self._errands.send(work, self._show, self._complain)

    def _show(self, values: Bytes) -> None:
        height, width = values.shape
        values = np.ascontiguousarray(values)
        grey = QImage.Format.Format_Grayscale8
        self._image = QImage(values.data, width, height, width, grey).copy()
        self._canvas.set_mask(self._image)
        self.shown.emit(values)
        self._go_on()

    def _complain(self, error: Exception) -> None:
        logger.error("The mask could not be worked out", exc_info=error)
        self._go_on()

    def _go_on(self) -> None:
        work, self._work = self._work, None
        if work is not None:
            self.look(work)

    def end(self) -> None:
        """Show the real mask again."""
        self._ended = True
        self._errands.shutdown()
        mask = self._document.mask
        self._canvas.set_mask(mask.image if mask is not None else None)
