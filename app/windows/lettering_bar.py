"""The bar over the canvas while lettering is proposed: how much of it, and whether to take it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout

from app.control.lettering import Reading
from app.forms.sliders import PercentSlider, add_slider
from app.forms.tones import Tone, ToneLabel
from app.widgets.canvas import Canvas
from dip_core import INKS, Ink

_GAP = 10
_WIDTH = 400
_MOST_GROWTH = 20


class LetteringBar(QFrame):
    """Lies over the upper edge of the canvas.

    chosen              a `Reading`
    accepted, rejected  whether the proposal is taken
    """

    chosen = Signal(object)
    accepted = Signal()
    rejected = Signal()

    def __init__(self, over: Canvas) -> None:
        super().__init__(over)
        self.setObjectName("messageBar")
        self._over = over
        self._sensitivity = PercentSlider()
        self._grow = PercentSlider(1, _MOST_GROWTH, " px")
        self._ink = QComboBox()
        self._note = ToneLabel()
        self._use = QPushButton(self.tr("Add to mask"))
        self._cancel = QPushButton(self.tr("Cancel"))
        self._lay_out()
        for field in (self._sensitivity, self._grow):
            field.changed.connect(self._changed)
        self._ink.currentIndexChanged.connect(self._changed)
        self._use.clicked.connect(self.accepted)
        self._cancel.clicked.connect(self.rejected)
        over.installEventFilter(self)
        self.hide()

    def _lay_out(self) -> None:
        for ink, text in self._inks().items():
            self._ink.addItem(text, ink)
        self._ink.setAccessibleName(self.tr("Letters"))
        self._ink.setToolTip(
            self.tr("Whether letters are lighter or darker than their background.")
        )
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        tip = self.tr("More marks letters that stand out less.")
        add_slider(grid, self.tr("Sensitivity"), self._sensitivity, tip)
        tip = self.tr("By how many pixels letters are grown, to cover their soft rim.")
        add_slider(grid, self.tr("Grow"), self._grow, tip)
        row = QHBoxLayout()
        row.addWidget(self._ink)
        row.addStretch()
        row.addWidget(self._cancel)
        row.addWidget(self._use)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.addWidget(self._note)
        column.addLayout(grid)
        column.addLayout(row)
        self._use.setToolTip(self.tr("Enter"))
        self._cancel.setToolTip(self.tr("Esc"))
        # Enter and Esc must stay with the canvas.
        for part in (self._sensitivity.slider, self._grow.slider, self._use, self._cancel):
            part.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedWidth(_WIDTH)

    def _inks(self) -> dict[Ink, str]:
        words: dict[Ink, str] = {
            "auto": self.tr("Letters that stand out most"),
            "light": self.tr("Light letters"),
            "dark": self.tr("Dark letters"),
            "both": self.tr("Light and dark letters"),
        }
        return {ink: words[ink] for ink in INKS}

    def set_reading(self, reading: Reading) -> None:
        """Show how lettering is told from its background."""
        self._sensitivity.set_value(round(100 * reading.sensitivity))
        self._grow.set_value(reading.grow)
        with QSignalBlocker(self._ink):
            self._ink.setCurrentIndex(INKS.index(reading.ink))

    def say(self, text: str, *, usable: bool) -> None:
        """Show what was found, and whether there is anything to take."""
        self._note.say(text, Tone.PLAIN)
        self._use.setEnabled(usable)
        self.show()
        self.raise_()
        self._place()

    def text(self) -> str:
        """Return what was found; nothing while the bar is hidden."""
        return "" if self.isHidden() else self._note.text()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep a press beside the fields from drawing on the canvas beneath."""
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the canvas."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _changed(self) -> None:
        ink = INKS[max(0, self._ink.currentIndex())]
        self.chosen.emit(Reading(self._sensitivity.value() / 100, ink, self._grow.value()))

    def _place(self) -> None:
        self.adjustSize()
        self.move(max(0, (self._over.width() - self.width()) // 2), _GAP)
