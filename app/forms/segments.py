"""A row of words of which one is chosen."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QWidget


class Segments(QWidget):
    """Buttons side by side that exclude one another; none is checked where no value fits."""

    chosen = Signal(str)

    def __init__(self, words: Mapping[str, tuple[str, str]]) -> None:
        """Make a button per value; each value has a text and a tip."""
        super().__init__()
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for value, (text, tip) in words.items():
            row.addWidget(self._button(value, text, tip))
        self._group.buttonClicked.connect(self._clicked)

    def value(self) -> str:
        """Return the value chosen; empty where none is."""
        return next((value for value, b in self._buttons.items() if b.isChecked()), "")

    def set_value(self, value: str) -> None:
        """Check the button of a value, or none."""
        # An exclusive group refuses to uncheck its last button.
        self._group.setExclusive(False)
        for known, button in self._buttons.items():
            button.setChecked(known == value)
        self._group.setExclusive(True)

    def _button(self, value: str, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("role", "segment")
        button.setText(text)
        button.setToolTip(f"<p>{tip}</p>")
        button.setAccessibleDescription(tip)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._group.addButton(button)
        self._buttons[value] = button
        return button

    def _clicked(self) -> None:
        self.chosen.emit(self.value())
