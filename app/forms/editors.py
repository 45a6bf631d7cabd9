"""Editors: one small widget per kind of value an option can have.

An editor shows a value and says when a person changed it; `editor_for` picks the one that suits a
setting. What cannot be read as a value raises an `OptionError`, so that a form can say so where it
happened.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSlider,
    QSpinBox,
    QWidget,
)

from dip_core import OptionError, Setting

WIDEST_WHOLE_NUMBER = 2**31 - 1


class Editor(QWidget):
    """A widget that edits one value: `value()`, `set_value(value)`, `changed`.

    `body` is what an editor shows beneath its row, over the whole width of the form: the options of
    a family member, the items of a list.
    """

    changed = Signal()

    def __init__(self, field: QWidget | None = None) -> None:
        super().__init__()
        self.body: QWidget | None = None
        self.field = field if field is not None else self
        if field is None:
            return
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(field)
        self.setFocusProxy(field)

    def value(self) -> object:
        """Return what is shown, or raise an `OptionError` where it cannot be read."""
        raise NotImplementedError

    def set_value(self, value: object) -> None:
        """Show a value without emitting `changed`."""
        raise NotImplementedError


class WheelGuard(QObject):
    """Keeps a wheel that scrolls a panel from changing the field it happens to pass over."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Refuse the wheel for fields that were not clicked or tabbed to."""
        if not isinstance(event, QWheelEvent) or not isinstance(watched, QWidget):
            return super().eventFilter(watched, event)
        if not watched.hasFocus():
            event.ignore()
        return not watched.hasFocus()

    def protect(self, field: QWidget) -> None:
        """Guard a field for as long as it lives."""
        self.setParent(field)
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        field.installEventFilter(self)


class WholeNumberEditor(Editor):
    """Whole numbers within bounds, with the unit behind them."""

    def __init__(self, setting: Setting) -> None:
        self._box = QSpinBox()
        super().__init__(self._box)
        low, high = setting.minimum, setting.maximum
        self._box.setRange(
            -WIDEST_WHOLE_NUMBER if low is None else int(low),
            WIDEST_WHOLE_NUMBER if high is None else int(high),
        )
        self._box.setSingleStep(int(setting.step or 1))
        self._box.setSuffix(f" {setting.unit}" if setting.unit else "")
        self._box.setKeyboardTracking(False)
        self._box.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._box.valueChanged.connect(self.changed)
        WheelGuard().protect(self._box)

    def value(self) -> int:
        """Return the number."""
        return self._box.value()

    def set_value(self, value: object) -> None:
        """Show a number."""
        with QSignalBlocker(self._box):
            self._box.setValue(int(str(value)))


class RealNumberEditor(Editor):
    """Real numbers, shown with five digits and kept exactly.

    A `QDoubleSpinBox` rounds what it holds to what it shows (1/30 comes back as 0.033333). Here the
    number itself is kept until a person types another one.
    """

    def __init__(self, setting: Setting) -> None:
        self._box = _RealBox(setting)
        super().__init__(self._box)
        self._box.edited.connect(self.changed)
        WheelGuard().protect(self._box)

    def value(self) -> float:
        """Return the number, exactly as it was given where nobody has typed."""
        return self._box.number()

    def set_value(self, value: object) -> None:
        """Show a number."""
        self._box.show_number(float(str(value)) if not isinstance(value, float) else value)


class SlidingNumberEditor(RealNumberEditor):
    """A real number within bounds that is also dragged: for what shows its effect at once."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._low, high = float(setting.minimum or 0), float(setting.maximum or 1)
        self._step = setting.step or (high - self._low) / 100
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, round((high - self._low) / self._step))
        self._slider.setMinimumWidth(60)
        self._slider.setAccessibleName(setting.label)
        self._slider.valueChanged.connect(self._slid)
        self._box.edited.connect(self._follow)
        row = self.layout()
        if isinstance(row, QHBoxLayout):
            row.insertWidget(0, self._slider, 1)
        WheelGuard().protect(self._slider)

    def set_value(self, value: object) -> None:
        """Show a number."""
        super().set_value(value)
        self._follow()

    def _slid(self, position: int) -> None:
        self._box.show_number(round(self._low + position * self._step, 12))
        self.changed.emit()

    def _follow(self) -> None:
        with QSignalBlocker(self._slider), suppress(OptionError):
            self._slider.setValue(round((self.value() - self._low) / self._step))


class _RealBox(QAbstractSpinBox):
    """A spin box whose value is a Python float."""

    edited = Signal()

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self._setting = setting
        self._suffix = f" {setting.unit}" if setting.unit else ""
        self._number = 0.0
        self._shown = ""
        self._entered = ""
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.editingFinished.connect(self._finish)

    def show_number(self, number: float) -> None:
        self._number = number
        self._shown = self._entered = f"{number:.5g}{self._suffix}"
        self.lineEdit().setText(self._shown)

    def number(self) -> float:
        text = self.text()
        if text == self._shown:
            return self._number
        return _read_number(text.removesuffix(self._suffix.strip()), self._setting.label)

    def stepBy(self, steps: int) -> None:
        try:
            number = self.number()
        except OptionError:
            number = self._number
        # Adding 0.01 a hundred times must show 1 and not 1.0000000000000007.
        self.show_number(self._bounded(round(number + steps * self._step(number), 12)))
        self.selectAll()
        self.edited.emit()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        flag = QAbstractSpinBox.StepEnabledFlag
        return flag.StepUpEnabled | flag.StepDownEnabled

    def _step(self, number: float) -> float:
        if self._setting.step:
            return self._setting.step
        return abs(number) / 10 or 0.1

    def _bounded(self, number: float) -> float:
        low, high = self._setting.minimum, self._setting.maximum
        number = number if low is None else max(number, low)
        return number if high is None else min(number, high)

    def _finish(self) -> None:
        # Leaving a field untouched is no edit.
        if self.text() == self._entered:
            return
        self._entered = self.text()
        with suppress(
            OptionError
        ):  # The form reads the value again, and shows what is wrong with it.
            self.show_number(self.number())
        self.edited.emit()


class YesNoEditor(Editor):
    """Yes or no."""

    def __init__(self, setting: Setting) -> None:
        self._box = QCheckBox()
        super().__init__(self._box)
        self._box.toggled.connect(self.changed)

    def value(self) -> bool:
        """Return whether the box is checked."""
        return self._box.isChecked()

    def set_value(self, value: object) -> None:
        """Check the box or not."""
        with QSignalBlocker(self._box):
            self._box.setChecked(bool(value))


class WordEditor(Editor):
    """One of a few words."""

    def __init__(self, setting: Setting) -> None:
        self._combo = QComboBox()
        super().__init__(self._combo)
        for word in setting.words:
            self._combo.addItem(_shown(str(word)), word)
        self._combo.activated.connect(self.changed)
        WheelGuard().protect(self._combo)

    def value(self) -> object:
        """Return the word."""
        return self._combo.currentData()

    def set_value(self, value: object) -> None:
        """Show a word."""
        self._combo.setCurrentIndex(self._combo.findData(value))


class TextEditor(Editor):
    """A line of text, which subclasses may read as something else."""

    def __init__(self, setting: Setting) -> None:
        self._line = QLineEdit()
        super().__init__(self._line)
        self._setting = setting
        self._value: object = ""
        self._shown = self._entered = ""
        self._line.editingFinished.connect(self._finish)

    def value(self) -> object:
        """Return what the text says, or exactly what was given where nobody has typed."""
        text = self._line.text()
        return self._value if text == self._shown else self._read(text)

    def set_value(self, value: object) -> None:
        """Show a value."""
        self._value = value
        self._shown = self._entered = self._write(value)
        self._line.setText(self._shown)
        self._line.setCursorPosition(0)

    def _finish(self) -> None:
        if self._line.text() != self._entered:
            self._entered = self._line.text()
            self.changed.emit()

    def _read(self, text: str) -> object:
        return text

    def _write(self, value: object) -> str:
        return str(value)


class ItemsEditor(TextEditor):
    """A tuple of numbers or words, written with commas between: 128, 128, 64."""

    def _read(self, text: str) -> object:
        items = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
        return tuple(self._read_item(item) for item in items)

    def _read_item(self, text: str) -> object:
        if self._setting.item_type is int:
            return _read_whole_number(text, self._setting.label)
        if self._setting.item_type is float:
            return _read_number(text, self._setting.label)
        return text

    def _write(self, value: object) -> str:
        items: Sequence[object] = value if isinstance(value, tuple) else ()
        return ", ".join(f"{item:.5g}" if isinstance(item, float) else str(item) for item in items)


def _shown(word: str) -> str:
    """Return a word of a file as a person reads it; sRGB and the like keep their capitals."""
    words = word.replace("-", " ")
    return words if words[1:2].isupper() else words[:1].upper() + words[1:]


def _read_number(text: str, label: str) -> float:
    # A comma is how half of Europe writes the decimal point.
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        raise OptionError(f"{label} takes a number, not “{text.strip()}”.") from None


def _read_whole_number(text: str, label: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise OptionError(f"{label} takes whole numbers, not “{text}”.") from None


def editor_for(setting: Setting) -> Editor:
    """Return the editor for a plain value: a number, a word, a text or several of them.

    Raises a `TypeError` for a type that no editor knows.
    """
    if setting.is_tuple:
        return ItemsEditor(setting)
    if setting.words:
        return WordEditor(setting)
    try:
        return _BY_TYPE[setting.type](setting)
    except KeyError:
        raise TypeError(f"no editor for {setting.name}: {setting.type}") from None


_BY_TYPE: dict[type, Callable[[Setting], Editor]] = {
    int: WholeNumberEditor,
    float: RealNumberEditor,
    bool: YesNoEditor,
    str: TextEditor,
}
