"""What suits the mask: chosen by its shape after each stroke, as long as nobody has chosen."""

from __future__ import annotations

import logging

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.control.worker import Errands
from app.model.document import Document
from dip_core import QUALITIES, Quality, RestorationSpec, Task

_SETTLE_MS = 80  # strokes that follow one another closely are looked at once

logger = logging.getLogger(__name__)


class MaskChooser(QObject):
    """Asks the engine after each stroke what suits the mask, and takes it for the document.

    chosen  the mask has been looked at
    """

    chosen = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._seen: tuple[int, type[Task], bool] | None = None
        self._opened = False
        self._errands = Errands(self)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLE_MS)
        self._settling.timeout.connect(self._look)
        document.picture_changed.connect(self._begin)
        document.changed.connect(self._notice)

    @Slot()
    def shutdown(self) -> None:
        """Wait for a mask that is being looked at, and drop what it says."""
        self._settling.stop()
        self._errands.shutdown()

    def _state(self) -> tuple[int, type[Task], bool]:
        document = self._document
        return document.mask_revision, type(document.spec.task), document.mask_chooses

    @Slot()
    def _begin(self) -> None:
        """Look once at a mask that came with the photo: it may have chosen what there is."""
        self._opened, self._seen = True, None

    @property
    def _asked(self) -> bool:
        return self._document.mask_chooses or self._opened

    @Slot()
    def _notice(self) -> None:
        """Look again soon: a mask that is filled says so after the document has."""
        if self._asked and follows_mask(self._document.spec.task):
            self._settling.start()

    @Slot()
    def _look(self) -> None:
        document, mask = self._document, self._document.mask
        if self._errands.busy or mask is None or mask.is_painting or not self._asked:
            return
        if self._state() == self._seen:
            return
        self._seen, self._opened = self._state(), False
        if not follows_mask(document.spec.task) or mask.is_empty:
            return
        values, task, seen = mask.array(), document.spec.task, self._seen

        def take(suited: Task) -> None:
            if self._state() != seen or document.spec.task != task:
                self._seen = None
                self._notice()
                return
            if document.mask_chooses or suited == task:
                document.suit(suited_spec(document.spec, suited, document.quality))
            self.chosen.emit()

        self._errands.send(lambda: task.suited(_shares(values)), take, self._complain)

    def _complain(self, error: Exception) -> None:
        logger.error("The shape of the mask could not be judged", exc_info=error)


def follows_mask(task: Task) -> bool:
    """Return whether the shape of the mask says something about how to do a task."""
    return type(task).suited is not Task.suited


def suited_spec(spec: RestorationSpec, task: Task, quality: Quality | None) -> RestorationSpec:
    """Return a spec with the task that suits the mask, and the network that suits the task.

    What a person has changed by hand stays: where the network is one of them, everything does.
    """
    if task == spec.task:
        return spec
    if quality is not None:
        return task.recommended(quality).replace(seed=spec.seed)
    for known in QUALITIES:
        before, after = spec.task.recommended(known), task.recommended(known)
        if (before.network, before.net_input) == (spec.network, spec.net_input):
            return spec.replace(task=task, network=after.network, net_input=after.net_input)
    return spec


def _shares(values: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return a mask of bytes as (H, W) floats in [0, 1]."""
    return values.astype(np.float32) / np.float32(255.0)
