"""A hint in a panel: a sentence, one thing to do about it, and a cross."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QToolButton, QWidget

from app.forms.tones import Tone, ToneLabel


class HintLine(QWidget):
    """Takes no room until it is shown.

    taken      a person does what is offered
    dismissed  a person does not want to read it again
    """

    taken = Signal()
    dismissed = Signal()

    def __init__(self, text: str, deed: str) -> None:
        super().__init__()
        button = QPushButton(deed)
        button.clicked.connect(self.taken)
        cross = QToolButton()
        cross.setText("×")
        cross.setAutoRaise(True)
        cross.setToolTip(self.tr("Do not say this again for this photo"))
        cross.setAccessibleName(self.tr("Dismiss hint"))
        cross.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        cross.clicked.connect(self.dismissed)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(0, 1)
        grid.addWidget(ToneLabel(text, Tone.WARNING), 0, 0)
        grid.addWidget(button, 0, 1)
        grid.addWidget(cross, 0, 2)
        self.setAccessibleName(text)
        self.hide()
