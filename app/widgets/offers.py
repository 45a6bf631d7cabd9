"""Buttons for what would help, under one another; nothing where nothing is needed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget


class Offers(QWidget):
    """`chosen` brings the place of the button that was pressed, the first one 0."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(3)
        self._buttons: list[QPushButton] = []
        self.hide()

    def show_offers(self, texts: Sequence[str]) -> None:
        """Show a button for each text."""
        for button in self._buttons:
            self._column.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = [self._button(number, text) for number, text in enumerate(texts)]
        self.setVisible(bool(texts))

    def texts(self) -> tuple[str, ...]:
        """Return what is offered."""
        return tuple(button.text() for button in self._buttons)

    def press(self, number: int) -> None:
        """Press a button, as a person would."""
        self._buttons[number].click()

    def _button(self, number: int, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(text)
        # A long text may not make the panel wider than its dock.
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        button.clicked.connect(partial(self.chosen.emit, number))
        self._column.addWidget(button)
        return button
