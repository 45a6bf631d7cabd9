"""A picture file as a mask: what in it means missing, chosen while the photo shows it."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QVBoxLayout,
)

from app.control.mask_import import Combining, Importing, imported
from app.forms.segments import Segments
from app.forms.sliders import PercentSlider, add_slider
from app.forms.tones import Tone, ToneLabel
from app.forms.wording import percent
from app.model.document import Document
from app.widgets.canvas import Canvas
from app.windows.corner import show_in_corner
from app.windows.mask_preview import MaskPreview
from dip_core import DrawnMask, MaskRule, Picture, Placing

_WIDTH = 400
_MUCH = 0.5  # of the photo: so much is seldom missing


class MaskImportDialog(QDialog):
    """Asks how a file is meant. While it is open the canvas shows the mask that would be.

    taken  the mask has been taken
    """

    taken = Signal()

    def __init__(self, document: Document, canvas: Canvas, file: DrawnMask) -> None:
        super().__init__(canvas.window())
        self.setWindowTitle(self.tr("Load mask"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._document, self._canvas, self._file = document, canvas, file
        self._values: NDArray[np.uint8] | None = None
        self._open = True
        self._view_mode = canvas.view_mode
        self._preview = MaskPreview(document, canvas, self)
        self._rule = QComboBox()
        self._threshold = PercentSlider(0, 255, "")
        self._placing = Segments(self._placings())
        self._combining = Segments(self._combinings())
        self._note = ToneLabel(tone=Tone.PLAIN)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._lay_out()
        self._begin()

    def note(self) -> str:
        """Return what is said about what would be marked."""
        return self._note.text()

    # ------------------------------------------------------------------ building

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        if not self._file.fits:
            grid.addWidget(ToneLabel(self._sizes(), Tone.WARNING), 0, 0, 1, 3)
        self._add(grid, self.tr("Size"), self._placing, shown=not self._file.fits)
        self._add(grid, self.tr("Missing is"), self._rule)
        tip = self.tr(
            "From which level on something is missing, up to 255; at 0 greys become a soft edge."
        )
        add_slider(grid, self.tr("Threshold"), self._threshold, tip)
        self._add(grid, self.tr("Mask"), self._combining, shown=not self._is_first)
        use = self._buttons.addButton(
            self.tr("Use as mask"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        use.setDefault(True)
        self._use = use
        column = QVBoxLayout(self)
        column.addLayout(grid)
        column.addWidget(self._note)
        column.addWidget(self._buttons)
        self.setFixedWidth(_WIDTH)

    def _add(
        self, grid: QGridLayout, name: str, field: QComboBox | Segments, *, shown: bool = True
    ) -> None:
        line, label = grid.rowCount(), QLabel(name)
        label.setBuddy(field)
        field.setAccessibleName(name)
        grid.addWidget(label, line, 0)
        grid.addWidget(field, line, 1, 1, 2)
        label.setVisible(shown)
        field.setVisible(shown)

    def _begin(self) -> None:
        """Show what the file is taken for, until a person says otherwise."""
        for rule in self._file.rules:
            self._rule.addItem(self._rules()[rule], rule)
        rule = self._file.likely_rule()
        self._rule.setCurrentIndex(self._file.rules.index(rule))
        self._threshold.set_value(self._file.likely_threshold(rule))
        self._placing.set_value("scale")
        self._combining.set_value("replace")
        self._rule.currentIndexChanged.connect(self._choose_rule)
        self._threshold.changed.connect(self._refresh)
        self._placing.chosen.connect(self._refresh)
        self._combining.chosen.connect(self._refresh)
        self._preview.shown.connect(self._show)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        # Somebody may go on painting.
        self._document.mask_changed.connect(self._refresh_for)
        self._document.picture_changed.connect(self.reject)
        self._canvas.set_view_mode("original")
        self._canvas.set_overlay_visible(True)
        self._refresh()

    @property
    def _is_first(self) -> bool:
        mask = self._document.mask
        return mask is None or mask.is_empty

    def _sizes(self) -> str:
        text = self.tr("The mask is {mask} but the photo is {photo}.")
        sizes = {"mask": self._file.drawn.size_text, "photo": self._file.photo.size_text}
        return text.format(**sizes)

    def _rules(self) -> dict[MaskRule, str]:
        return {
            "white": self.tr("White"),
            "black": self.tr("Black"),
            "opaque": self.tr("What is opaque"),
            "transparent": self.tr("What is transparent"),
            "strokes": self.tr("What differs from the photo"),
        }

    def _placings(self) -> dict[str, tuple[str, str]]:
        return {
            "scale": (self.tr("Scale"), self.tr("Stretch the mask to the size of the photo.")),
            "centre": (
                self.tr("Centre"),
                self.tr("Lay the mask on the middle of the photo, pixel for pixel."),
            ),
        }

    def _combinings(self) -> dict[str, tuple[str, str]]:
        return {
            "replace": (self.tr("Replace"), self.tr("Forget the mask there is.")),
            "add": (self.tr("Add"), self.tr("Mark what either of them marks.")),
            "subtract": (self.tr("Subtract"), self.tr("Take away what the file marks.")),
            "intersect": (self.tr("Intersect"), self.tr("Keep only what both of them mark.")),
        }

    # ------------------------------------------------------------------ choosing

    def _value(self) -> Importing:
        return Importing(
            self._rule.currentData(),
            self._threshold.value(),
            cast("Placing", self._placing.value()),
            cast("Combining", self._combining.value()),
        )

    @Slot()
    def _choose_rule(self) -> None:
        self._threshold.set_value(self._file.likely_threshold(self._rule.currentData()))
        self._refresh()

    @Slot(QRect)
    def _refresh_for(self, _: QRect) -> None:
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        mask = self._document.mask
        if self._open and mask is not None:
            self._use.setEnabled(False)
            values, file, how = mask.array(), self._file, self._value()
            self._preview.look(lambda: imported(values, file, how))

    @Slot(object)
    def _show(self, values: NDArray[np.uint8]) -> None:
        self._values = values
        self._use.setEnabled(True)
        share = float(values.sum(dtype=np.uint64)) / (255 * values.size)
        if share == 0:
            self._note.say(self.tr("Nothing would be marked."), Tone.WARNING)
            return
        text = self.tr("{share} of the photo would be marked.").format(share=percent(share))
        if share > _MUCH:
            text += " " + self.tr("If that is the wrong part, choose the other colour.")
        self._note.say(text, Tone.WARNING if share > _MUCH else Tone.PLAIN)

    def done(self, code: int) -> None:
        """Give the canvas back, once, and take what was chosen."""
        if not self._open:
            return
        self._open = False
        self._preview.end()
        self._canvas.set_view_mode(self._view_mode)
        mask = self._document.mask
        if code == QDialog.DialogCode.Accepted and mask is not None and self._values is not None:
            mask.fill(self._values, self.tr("Load mask"))
            self.taken.emit()
        super().done(code)


def show_mask_import(document: Document, canvas: Canvas, drawn: Picture) -> MaskImportDialog | None:
    """Open the dialog in the corner of the canvas; it blocks nothing."""
    if document.picture is None:
        return None
    dialog = MaskImportDialog(document, canvas, DrawnMask(drawn, document.picture))
    show_in_corner(dialog, canvas)
    return dialog
