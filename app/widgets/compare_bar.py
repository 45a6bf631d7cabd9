"""The strip under the picture: what A and B are, how they are compared, and how good they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.widgets.difference import GAINS, Kind, Look
from app.widgets.flicker import DEFAULT, FASTEST, SLOWEST
from app.widgets.source_button import Source, SourceButton

_KINDS: tuple[Kind, ...] = get_args(Kind)
_TENTHS = 10


class CompareBar(QWidget):
    """Shows and chooses; what it stands for is not its business.

    chosen           "a" or "b", and the source it is to show
    look_chosen      how the difference is to be shown
    flicker_chosen   whether A and B are to take turns
    rate_chosen      how often a second
    part_chosen      which part is to be scored
    """

    chosen = Signal(str, str)
    look_chosen = Signal(object)
    flicker_chosen = Signal(bool)
    rate_chosen = Signal(float)
    part_chosen = Signal(str)

    def __init__(self, swap: QAction, add: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.a, self.b = SourceButton("A"), SourceButton("B")
        self.a.chosen.connect(lambda source: self.chosen.emit("a", source))
        self.b.chosen.connect(lambda source: self.chosen.emit("b", source))
        self._swap, self._add = _tool(swap), _tool(add)
        self._flip = self._flip_controls()
        self._difference = self._difference_controls()
        self._note, self._scores = QLabel(), QLabel()
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._note.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._parts = QComboBox()
        self._parts.setAccessibleName(self.tr("Part that is scored"))
        self._parts.activated.connect(self._choose_part)
        self._lay_out()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        for widget in (self.a, self._swap, self.b, self._flip, self._difference, self._add):
            first.addWidget(widget)
        first.addWidget(self._note, 1)
        self._strip = QWidget()
        second = QHBoxLayout(self._strip)
        second.setContentsMargins(0, 0, 0, 0)
        second.addWidget(self._parts)
        second.addWidget(self._scores, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 2, 6, 2)
        column.setSpacing(2)
        column.addLayout(first)
        column.addWidget(self._strip)

    def _flip_controls(self) -> QWidget:
        self._flickers = QCheckBox(self.tr("Flicker"))
        self._flickers.setToolTip(self.tr("Show A and B in turn, three times a second at most."))
        self._rate = QSlider(Qt.Orientation.Horizontal)
        self._rate.setRange(round(SLOWEST * _TENTHS), round(FASTEST * _TENTHS))
        self._rate.setValue(round(DEFAULT * _TENTHS))
        self._rate.setFixedWidth(90)
        self._rate.setAccessibleName(self.tr("Turns per second"))
        self._rate_words = QLabel()
        self._rate.valueChanged.connect(self._choose_rate)
        self._flickers.toggled.connect(self.flicker_chosen)
        self._say_rate()
        return _together(self._flickers, self._rate, self._rate_words)

    def _difference_controls(self) -> QWidget:
        self._kind, self._gain = QComboBox(), QComboBox()
        self._kind.addItems([self.tr("Absolute"), self.tr("Signed"), self.tr("Heat map")])
        self._kind.setAccessibleName(self.tr("Kind of difference"))
        self._gain.addItems([f"× {gain}" for gain in GAINS])
        self._gain.setAccessibleName(self.tr("Gain"))
        self._gain.setToolTip(self.tr("How many times as large the difference is shown."))
        for box in (self._kind, self._gain):
            box.activated.connect(self._choose_look)
        return _together(self._kind, self._gain)

    # ------------------------------------------------------------------ what is shown

    def set_mode(self, mode: str) -> None:
        """Offer what belongs to a way of comparing."""
        self._flip.setVisible(mode == "flip")
        self._difference.setVisible(mode == "difference")
        self._add.setVisible(mode == "side")

    def set_sides(self, a: Source, b: Source, sources: Sequence[Source], more: QAction) -> None:
        """Say what A and B show, and offer sources for them."""
        for button, (source, words) in ((self.a, a), (self.b, b)):
            button.set_sources(sources, [more])
            button.set_current(source, words)

    def set_look(self, look: Look) -> None:
        """Say how the difference is shown."""
        self._kind.setCurrentIndex(_KINDS.index(look.kind))
        self._gain.setCurrentIndex(GAINS.index(look.gain))

    def set_flickers(self, *, flickers: bool) -> None:
        """Say whether A and B take turns."""
        with QSignalBlocker(self._flickers):
            self._flickers.setChecked(flickers)

    def set_parts(self, parts: Sequence[Source], chosen: str) -> None:
        """Offer parts that can be scored."""
        self._parts.clear()
        for part, words in parts:
            self._parts.addItem(words, part)
        self._parts.setCurrentIndex(max(0, self._parts.findData(chosen)))

    def set_scores(self, words: str | None) -> None:
        """Say how good A and B are; None where there is no reference to tell."""
        self._strip.setVisible(words is not None)
        self._scores.setText(words or "")
        missing = self.tr("No reference – numbers unavailable")
        self._note.setText("" if words is not None else missing)
        self._note.setToolTip(
            ""
            if words is not None
            else self.tr("Open a reference (File menu) to see PSNR and SSIM.")
        )

    def scores_text(self) -> str:
        """Return what is said about quality."""
        return self._scores.text() or self._note.text()

    # ------------------------------------------------------------------ what a person does

    def _choose_rate(self) -> None:
        self._say_rate()
        self.rate_chosen.emit(self._rate.value() / _TENTHS)

    def _say_rate(self) -> None:
        rate = self._rate.value() / _TENTHS
        self._rate_words.setText(self.tr("{rate:.1f} Hz").format(rate=rate))

    def _choose_look(self) -> None:
        kind = _KINDS[self._kind.currentIndex()]
        self.look_chosen.emit(Look(kind, GAINS[self._gain.currentIndex()]))

    def _choose_part(self) -> None:
        self.part_chosen.emit(self._parts.currentData())


def _tool(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _together(*widgets: QWidget) -> QWidget:
    group = QWidget()
    row = QHBoxLayout(group)
    row.setContentsMargins(6, 0, 0, 0)
    for widget in widgets:
        row.addWidget(widget)
    return group
