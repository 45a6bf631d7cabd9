"""The mask: brush, overlay, and what can be done with the mask as a whole."""

import math
from collections.abc import Mapping

from PySide6.QtCore import QObject, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.forms.editors import WheelGuard
from app.forms.tones import MARGINS, Tone, ToneLabel
from app.forms.wording import percent
from app.model.document import Document

SMALLEST, LARGEST = 1, 2000
_SLIDER_STEPS = 1000
BUTTONS = ("mask-invert", "mask-clear", "load-mask", "save-mask")


class MaskPanel(QWidget):
    """Shows and chooses brush and overlay; knows nothing of the canvas that uses them."""

    brush_chosen = Signal(float, float)
    opacity_chosen = Signal(float)

    def __init__(self, document: Document, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self._document = document
        self._diameter = LogSlider(SMALLEST, LARGEST, " px")
        self._hardness = PercentSlider()
        self._opacity = PercentSlider()
        self._covered = ToneLabel(tone=Tone.QUIET)
        column = QVBoxLayout(self)
        column.setContentsMargins(*MARGINS)
        column.setSpacing(5)
        column.addLayout(self._controls())
        column.addWidget(self._covered)
        column.addLayout(self._buttons(actions))
        column.addStretch()
        for field in (self._diameter, self._hardness):
            field.changed.connect(self._brush_changed)
        self._opacity.changed.connect(lambda: self.opacity_chosen.emit(self._opacity.value() / 100))
        document.changed.connect(self._show)
        self._show()

    def set_brush(self, diameter: float, hardness: float) -> None:
        """Show a brush: diameter in pixels of the photo, hardness in [0, 1]."""
        self._diameter.set_value(round(diameter))
        self._hardness.set_value(round(100 * hardness))

    def set_opacity(self, opacity: float) -> None:
        """Show how opaque the overlay is, in [0, 1]."""
        self._opacity.set_value(round(100 * opacity))

    def _controls(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        rows = (
            (self.tr("Size"), self._diameter, self.tr("Diameter of the brush. Keys: [ and ].")),
            (self.tr("Hardness"), self._hardness, self.tr("100 % paints up to a sharp edge.")),
            (self.tr("Overlay"), self._opacity, self.tr("How opaque the mask is shown.")),
        )
        for line, (name, field, tip) in enumerate(rows):
            label = QLabel(name)
            label.setBuddy(field.box)
            label.setToolTip(tip)
            field.describe(name, tip)
            grid.addWidget(label, line, 0)
            grid.addWidget(field.slider, line, 1)
            grid.addWidget(field.box, line, 2)
        return grid

    def _buttons(self, actions: Mapping[str, QAction]) -> QGridLayout:
        grid = QGridLayout()
        for place, word in enumerate(word for word in BUTTONS if word in actions):
            button = QToolButton()
            button.setDefaultAction(actions[word])
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setIconSize(QSize(18, 18))
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            grid.addWidget(button, place // 2, place % 2)
        return grid

    @Slot()
    def _brush_changed(self) -> None:
        self.brush_chosen.emit(float(self._diameter.value()), self._hardness.value() / 100)

    @Slot()
    def _show(self) -> None:
        mask = self._document.mask
        text = self.tr("Nothing is marked yet.")
        if mask is not None and not mask.is_empty:
            text = self.tr("{share} of the photo is marked.").format(share=percent(mask.coverage))
        if text != self._covered.text():
            self._covered.say(text)


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
