"""A fold: content that is out of the way until its heading is pressed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget


class Fold(QWidget):
    """A heading with an arrow, and a widget beneath it that it shows or hides."""

    toggled = Signal(bool)

    def __init__(self, title: str, content: QWidget, *, is_open: bool = False) -> None:
        super().__init__()
        self._content = content
        self._heading = QToolButton()
        self._heading.setText(title)
        self._heading.setAutoRaise(True)
        self._heading.setCheckable(True)
        self._heading.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._heading.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._heading.toggled.connect(self._show)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._heading)
        column.addWidget(content)
        self._show(is_open)
        self._heading.setChecked(is_open)

    @property
    def is_open(self) -> bool:
        """Whether the content shows."""
        return self._heading.isChecked()

    def set_open(self, is_open: bool) -> None:
        """Show or hide the content."""
        self._heading.setChecked(is_open)

    def _show(self, is_open: bool) -> None:
        arrow = Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow
        self._heading.setArrowType(arrow)
        self._content.setVisible(is_open)
        self.toggled.emit(is_open)
