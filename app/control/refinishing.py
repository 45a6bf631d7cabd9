"""Options that need no other run: the result follows them while they are changed."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QImage

from app.control.worker import Errands
from app.model.display import picture_to_image
from app.model.document import Document
from app.model.results import refinished_spec
from dip_core import Inputs, RestorationSpec, Restored, refinished

logger = logging.getLogger(__name__)


class Refinisher(QObject):
    """Finishes the last result again when such an option changes.

    While one is being made, others wait, and only the newest is made then. During a run nothing
    is: its own result comes, and is finished as is wanted by then.
    """

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._errands = Errands(self)
        document.spec_changed.connect(self._follow)
        document.result_changed.connect(self._follow)

    @Slot()
    def shutdown(self) -> None:
        """Wait for a result that is being finished, and drop it."""
        self._errands.shutdown()

    @Slot()
    def _follow(self) -> None:
        document, restored = self._document, self._document.result
        if restored is None or document.picture is None or self._errands.busy:
            return
        wanted = refinished_spec(document.result_spec, document.spec)
        if wanted == document.result_spec:
            return
        inputs = Inputs(document.picture, second=document.second, kernel=document.kernel)

        def take(finished: tuple[Restored, QImage]) -> None:
            # Another run or another photo may have come meanwhile.
            if document.result is restored:
                document.set_result(*finished, wanted)
            self._follow()

        self._errands.send(lambda: _finished(restored, wanted, inputs), take, self._complain)

    def _complain(self, error: Exception) -> None:
        logger.error("The result could not be finished again", exc_info=error)


def _finished(restored: Restored, spec: RestorationSpec, inputs: Inputs) -> tuple[Restored, QImage]:
    again = refinished(restored, spec, inputs)
    return again, picture_to_image(again.picture)
