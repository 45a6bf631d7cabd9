"""A mask of everything that has a certain colour, picked on the photo and shown while it is."""

from __future__ import annotations

import logging

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, Slot
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QLineEdit, QVBoxLayout

from app.control.worker import Errands
from app.forms.sliders import PercentSlider
from app.forms.tones import Tone, ToneLabel
from app.forms.wording import percent
from app.model.document import Document
from app.widgets.canvas import Canvas
from app.windows.corner import show_in_corner
from dip_core import DipError, Picture, mask_from_colour

_FIRST_TOLERANCE = 20  # of 255

logger = logging.getLogger(__name__)


class ColourMaskDialog(QDialog):
    """Asks for a colour, by a click on the canvas or typed, and for how near to it is meant.

    While it is open the canvas shows the mask that would be; the mask itself changes at the end.
    """

    def __init__(self, document: Document, canvas: Canvas) -> None:
        super().__init__(canvas.window())
        self.setWindowTitle(self.tr("Mask from colour"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._document, self._canvas = document, canvas
        self._picture = document.picture
        self._colour: tuple[int, ...] | None = None
        self._values: NDArray[np.uint8] | None = None
        self._image = QImage()
        self._outdated = False
        self._errands = Errands(self)
        self._swatch = QLabel()
        self._typed = QLineEdit()
        self._tolerance = PercentSlider(0, 255, "")
        self._note = ToneLabel(self.tr("Click on the photo to pick the colour."), Tone.PLAIN)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._lay_out()
        canvas.picked.connect(self._pick)
        document.picture_changed.connect(self.reject)
        self._view_mode = canvas.view_mode
        canvas.set_view_mode("original")  # the colours are those of the photo
        canvas.set_picking(True)
        canvas.set_overlay_visible(True)

    def note(self) -> str:
        """Return what is said about what would be marked."""
        return self._note.text()

    def _lay_out(self) -> None:
        self._swatch.setFixedSize(28, 28)
        self._swatch.setAutoFillBackground(True)
        self._swatch.setFrameShape(QLabel.Shape.Box)
        self._swatch.setAccessibleName(self.tr("Colour picked"))
        self._typed.setPlaceholderText("#rrggbb")
        self._typed.setAccessibleName(self.tr("Colour"))
        self._typed.editingFinished.connect(self._type)
        self._tolerance.set_value(_FIRST_TOLERANCE)
        self._tolerance.describe(
            self.tr("Tolerance"),
            self.tr("How far each of red, green and blue may be from the colour, of 255."),
        )
        self._tolerance.changed.connect(self._refresh)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.addWidget(QLabel(self.tr("Colour")), 0, 0)
        grid.addWidget(self._typed, 0, 1)
        grid.addWidget(self._swatch, 0, 2)
        grid.addWidget(QLabel(self.tr("Tolerance")), 1, 0)
        grid.addWidget(self._tolerance.slider, 1, 1)
        grid.addWidget(self._tolerance.box, 1, 2)
        self._use = self._buttons.addButton(
            self.tr("Use as mask"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self._use.setEnabled(False)
        self._buttons.accepted.connect(self._take)
        self._buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self._note)
        column.addLayout(grid)
        column.addWidget(self._buttons)
        self.setMinimumWidth(360)

    @Slot(QPointF)
    def _pick(self, point: QPointF) -> None:
        picture = self._picture
        x, y = int(point.x()), int(point.y())
        if picture is not None and 0 <= x < picture.width and 0 <= y < picture.height:
            self._take_colour(colour_at(picture, x, y))

    @Slot()
    def _type(self) -> None:
        colour = QColor.fromString(self._typed.text().strip())
        if not colour.isValid():
            self._note.say(self.tr("A colour is written as #rrggbb, or picked by a click."))
            return
        red, green, blue = colour.red(), colour.green(), colour.blue()
        if (red, green, blue) != self._colour:
            self._take_colour((red, green, blue))

    def _take_colour(self, colour: tuple[int, ...]) -> None:
        self._colour = colour
        shown = QColor(*colour)
        palette = self._swatch.palette()
        palette.setColor(self._swatch.backgroundRole(), shown)
        self._swatch.setPalette(palette)
        self._typed.setText(shown.name())
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        """Look for the colour again; while that goes on, what is asked last waits."""
        picture, colour, tolerance = self._picture, self._colour, self._tolerance.box.value()
        self._outdated = self._errands.busy
        if picture is None or colour is None or self._outdated:
            return
        self._errands.send(
            lambda: mask_from_colour(picture, colour, tolerance), self._show, self._complain
        )

    def _show(self, values: NDArray[np.uint8] | None, sentence: str = "") -> None:
        self._values = values
        self._use.setEnabled(values is not None)
        if values is None:
            self._canvas.set_mask(None)
            self._note.say(sentence, Tone.WARNING)
        else:
            self._preview(values)
        if self._outdated:
            self._refresh()

    def _preview(self, values: NDArray[np.uint8]) -> None:
        height, width = values.shape
        grey = QImage.Format.Format_Grayscale8
        self._image = QImage(values.data, width, height, width, grey).copy()
        self._canvas.set_mask(self._image)
        share = float(np.count_nonzero(values)) / values.size
        text = self.tr("{share} of the photo would be marked.").format(share=percent(share))
        self._note.say(text, Tone.PLAIN)

    def _complain(self, error: Exception) -> None:
        if not isinstance(error, DipError):
            logger.error("The colour could not be looked for", exc_info=error)
        self._show(None, str(error))

    def _take(self) -> None:
        mask = self._document.mask
        if mask is not None and self._values is not None:
            mask.fill(self._values, self.tr("Mask from colour"))
        self.accept()

    def done(self, code: int) -> None:
        """Give the canvas back, once."""
        if self._picture is None:
            return
        self._picture = None
        self._errands.shutdown()
        self._canvas.picked.disconnect(self._pick)
        self._canvas.set_picking(False)
        self._canvas.set_view_mode(self._view_mode)
        mask = self._document.mask
        self._canvas.set_mask(mask.image if mask is not None else None)
        super().done(code)


def show_colour_mask(document: Document, canvas: Canvas) -> ColourMaskDialog:
    """Open the dialog beside the photo; it blocks nothing."""
    dialog = ColourMaskDialog(document, canvas)
    dialog.setWindowModality(Qt.WindowModality.NonModal)
    show_in_corner(dialog, canvas)
    return dialog


def colour_at(picture: Picture, x: int, y: int) -> tuple[int, ...]:
    """Return red, green and blue of a pixel, 0 to 255 whatever the picture's depth."""
    step = 1 if picture.depth == 8 else 257
    colour = tuple(round(int(value) / step) for value in picture.pixels[y, x])
    return colour if len(colour) == 3 else 3 * colour
