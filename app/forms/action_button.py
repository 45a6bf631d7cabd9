"""A push button for an action whose words are too many for one line."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget

_SEPARATOR = " · "


class ActionButton(QPushButton):
    """Does what an action does; what follows the first dot in its text is on a line of its own."""

    def __init__(self, action: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._action = action
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        text = self._action.text()
        self.setText(text.replace(_SEPARATOR, "\n", 1))
        self.setAccessibleName(text)
        self.setToolTip(self._action.toolTip())
        self.setEnabled(self._action.isEnabled())
