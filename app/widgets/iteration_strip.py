"""A slider over iterations that were put aside, narrow enough for the corner of a tab bar."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

_SLIDER_WIDTH = 180


class IterationStrip(QWidget):
    """Chooses one of some iterations; its right end stands for the newest there is.

    chosen  an iteration, or None for the newest
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._iterations: tuple[int, ...] = ()
        self._value: int | None = None
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setFixedWidth(_SLIDER_WIDTH)
        self._slider.setPageStep(5)
        self._slider.setAccessibleName(self.tr("Back to iteration"))
        self._slider.setToolTip(
            self.tr("Look at the picture as it was after an earlier iteration.")
        )
        title = QLabel(self.tr("Back to iteration"))
        title.setBuddy(self._slider)
        self._number = QLabel()
        self._number.setMinimumWidth(self._number.fontMetrics().horizontalAdvance("newest 0"))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.addWidget(title)
        row.addWidget(self._slider)
        row.addWidget(self._number)
        self._slider.valueChanged.connect(self._on_moved)
        self._show()

    @property
    def iterations(self) -> tuple[int, ...]:
        """What can be chosen, beside the newest."""
        return self._iterations

    def set_iterations(self, iterations: Sequence[int]) -> None:
        """Offer these iterations, which are in order."""
        self._iterations = tuple(iterations)
        self._show()

    def value(self) -> int | None:
        """Return the iteration chosen; None for the newest."""
        return self._value

    def set_value(self, value: int | None) -> None:
        """Show an iteration, or the newest."""
        self._value = value
        self._show()

    def text(self) -> str:
        """Return what is said about the position."""
        return self._number.text()

    def _show(self) -> None:
        with QSignalBlocker(self._slider):
            self._slider.setMaximum(len(self._iterations))
            self._slider.setValue(self._place())
        self._number.setText(self.tr("newest") if self._value is None else str(self._value))
        self.setEnabled(bool(self._iterations))

    def _place(self) -> int:
        if self._value is None:
            return len(self._iterations)
        return bisect_left(self._iterations, self._value)

    def _on_moved(self, place: int) -> None:
        self._value = self._iterations[place] if place < len(self._iterations) else None
        self._show()
        self.chosen.emit(self._value)
