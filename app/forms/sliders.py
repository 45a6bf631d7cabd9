"""A slider beside a box for the same whole number."""

import math

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSlider, QSpinBox

from app.forms.editors import WheelGuard

_SLIDER_STEPS = 1000


def add_slider(grid: QGridLayout, name: str, field: "PercentSlider", tip: str) -> QLabel:
    """Put a named slider into the next row of a grid of three columns; return its label."""
    line = grid.rowCount()
    label = QLabel(name)
    label.setBuddy(field.box)
    label.setToolTip(tip)
    field.describe(name, tip)
    grid.addWidget(label, line, 0)
    grid.addWidget(field.slider, line, 1)
    grid.addWidget(field.box, line, 2)
    return label


class PercentSlider(QObject):
    """A slider and a box for the same whole number, 0 to 100 % unless told otherwise."""

    changed = Signal()

    def __init__(self, low: int = 0, high: int = 100, suffix: str = " %") -> None:
        super().__init__()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setMinimumWidth(60)
        self.box = QSpinBox()
        self.box.setRange(low, high)
        self.box.setSuffix(suffix)
        self.box.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.slider.setRange(0, self._steps())
        self.slider.valueChanged.connect(self._slid)
        self.box.valueChanged.connect(self._typed)
        for field in (self.slider, self.box):
            WheelGuard().protect(field)

    def value(self) -> int:
        """Return the number."""
        return self.box.value()

    def set_value(self, value: int) -> None:
        """Show a number without emitting `changed`."""
        with QSignalBlocker(self.box), QSignalBlocker(self.slider):
            self.box.setValue(value)
            self.slider.setValue(self._position(self.box.value()))

    def describe(self, name: str, tip: str) -> None:
        """Name both fields, for the pointer and for screen readers."""
        for field in (self.slider, self.box):
            field.setAccessibleName(name)
            field.setToolTip(tip)

    def _slid(self, position: int) -> None:
        with QSignalBlocker(self.box):
            self.box.setValue(self._number(position))
        self.changed.emit()

    def _typed(self, value: int) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(self._position(value))
        self.changed.emit()

    def _steps(self) -> int:
        return self.box.maximum() - self.box.minimum()

    def _number(self, position: int) -> int:
        return self.box.minimum() + position

    def _position(self, value: int) -> int:
        return value - self.box.minimum()


class LogSlider(PercentSlider):
    """A slider whose steps grow with the number: as fine at 5 px as at 500."""

    def _steps(self) -> int:
        return _SLIDER_STEPS

    def _number(self, position: int) -> int:
        low, high = self.box.minimum(), self.box.maximum()
        return round(low * (high / low) ** (position / _SLIDER_STEPS))

    def _position(self, value: int) -> int:
        low, high = self.box.minimum(), self.box.maximum()
        share = math.log(value / low) / math.log(high / low)
        return round(_SLIDER_STEPS * share)
