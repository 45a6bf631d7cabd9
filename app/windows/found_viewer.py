"""Something a run has found, large: to zoom into, and to save."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from app.model.found import Found
from app.widgets.picture_view import PictureView

_SIZE = QSize(560, 520)


class FoundViewer(QDialog):
    """Shows one thing; the wheel zooms, and pixels of a kernel are squares."""

    def __init__(
        self, thing: Found, save: Callable[[Found], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"{thing.label} · {thing.size_text} px")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._view = PictureView()
        self._view.set_image(thing.image)
        self._view.setAccessibleName(thing.label)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        saving = buttons.addButton(self.tr("Save…"), QDialogButtonBox.ButtonRole.ActionRole)
        saving.clicked.connect(lambda: save(thing))
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self._view, 1)
        column.addWidget(buttons)
        self.resize(_SIZE)

    def showEvent(self, event: QShowEvent) -> None:
        """Let the picture fill the window."""
        super().showEvent(event)
        self._view.zoom_fit()
