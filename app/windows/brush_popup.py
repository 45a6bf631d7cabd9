"""The brush at hand: size, hardness and overlay beside the pointer, without a way to the panel."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.model.document import Document
from app.panels.mask_panel import MaskPanel


class BrushPopup(QFrame):
    """A small window that closes when something else is clicked, or by Esc."""

    def __init__(self, document: Document, tools: Sequence[QAction], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._beside = parent
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.panel = MaskPanel(document, {})
        row = QHBoxLayout()
        row.setContentsMargins(6, 6, 6, 0)
        for tool in tools:
            button = QToolButton()
            button.setDefaultAction(tool)
            button.setAutoRaise(True)
            row.addWidget(button)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.panel)
        self.setMinimumWidth(280)

    def show_at(self, place: QPoint) -> None:
        """Open with a corner at a place of the screen, all of it on the screen."""
        self.adjustSize()
        room = self._beside.screen().availableGeometry()
        left = min(place.x(), room.right() - self.width())
        top = min(place.y(), room.bottom() - self.height())
        self.move(max(room.left(), left), max(room.top(), top))
        self.show()
