"""The history of edits, which goes in silence."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QUndoStack


class UndoStack(QUndoStack):
    """A history that says nothing while its owner is being destroyed.

    Qt clears a stack that goes and announces it; who hears of that would ask an owner about its
    state that is half gone.
    """

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        owner.destroyed.connect(self._hush)

    @Slot()
    def _hush(self) -> None:
        self.blockSignals(True)  # noqa: FBT003 - Qt knows it by its place
