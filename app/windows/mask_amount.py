"""By how many pixels the mask is to grow, shrink or fade: chosen while it is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QVBoxLayout

from app.control.mask_edits import MOST_PIXELS, Reaching
from app.forms.sliders import PercentSlider, add_slider
from app.model.document import Document
from app.widgets.canvas import Canvas
from app.windows.corner import show_in_corner
from app.windows.mask_preview import MaskPreview


@dataclass(frozen=True)
class Moving:
    """One way to move the edges of the mask.

    title, verb, tip  what the window, its button and its number are called
    change            what a number of pixels does to a mask
    """

    title: str
    verb: str
    tip: str
    change: Callable[[int], Reaching]


class MaskAmountDialog(QDialog):
    """Asks for a number of pixels. The mask itself changes at the end, through `chosen`."""

    chosen = Signal(int)

    def __init__(self, document: Document, canvas: Canvas, moving: Moving, pixels: int) -> None:
        super().__init__(canvas.window())
        self.setWindowTitle(moving.title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._document, self._moving = document, moving
        self._open = True
        self._preview = MaskPreview(document, canvas, self)
        self._pixels = PercentSlider(1, MOST_PIXELS, " px")
        self._pixels.set_value(pixels)
        self._lay_out(moving)
        canvas.set_overlay_visible(True)
        self._pixels.changed.connect(self._refresh)
        # Somebody may go on painting.
        document.mask_changed.connect(self._refresh_for)
        document.picture_changed.connect(self.reject)
        self._refresh()

    def _lay_out(self, moving: Moving) -> None:
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        add_slider(grid, self.tr("By"), self._pixels, moving.tip)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        verb = buttons.addButton(moving.verb, QDialogButtonBox.ButtonRole.AcceptRole)
        verb.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(grid)
        column.addWidget(buttons)
        self.setMinimumWidth(340)

    @Slot(QRect)
    def _refresh_for(self, _: QRect) -> None:
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        mask = self._document.mask
        if self._open and mask is not None:
            values, change = mask.array(), self._moving.change(self._pixels.value())
            self._preview.look(lambda: change.whole(values))

    def done(self, code: int) -> None:
        """Give the canvas back, once, and say what was chosen."""
        if not self._open:
            return
        self._open = False
        self._preview.end()
        if code == QDialog.DialogCode.Accepted:
            self.chosen.emit(self._pixels.value())
        super().done(code)


def show_amount(
    document: Document, canvas: Canvas, moving: Moving, pixels: int
) -> MaskAmountDialog:
    """Open the dialog in the corner of the canvas; it blocks nothing."""
    dialog = MaskAmountDialog(document, canvas, moving, pixels)
    show_in_corner(dialog, canvas)
    return dialog
