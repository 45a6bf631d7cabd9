"""Drawing a blur kernel: what became of a point of light, as a person remembers or sees it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.forms.tones import Tone, ToneLabel
from app.model.document import Document
from app.widgets.kernel_canvas import (
    LARGEST,
    SMALLEST,
    KernelCanvas,
    blurred,
    grey_image,
    normalised,
)

Kernel = NDArray[np.float32]
_FIRST_SIZE = 21
_PREVIEW = 132  # logical pixels
_BLUR_STEP = 10  # steps of the slider per pixel


class KernelDialog(QDialog):
    """Draws a kernel for a document; blocks nothing."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Draw blur kernel"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._document = document
        self.canvas = KernelCanvas(_FIRST_SIZE)
        self._size = _box(SMALLEST, LARGEST, step=2)
        self._width = _box(1, 9, step=1)
        self._blur = QSlider(Qt.Orientation.Horizontal)
        self._blur.setRange(0, 5 * _BLUR_STEP)
        self._soft_text = QLabel()
        self._preview = QLabel()
        self._note = ToneLabel(tone=Tone.QUIET)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._lay_out()
        self._connect()
        document.picture_changed.connect(self.reject)
        self._begin_with(document.kernel)
        self._show()

    def kernel(self) -> Kernel:
        """Return what is drawn and softened, (n, n) floats of sum 1 round the middle; or zeros."""
        return normalised(blurred(self.canvas.values(), self._softness))

    @property
    def _softness(self) -> float:
        return self._blur.value() / _BLUR_STEP

    def note(self) -> str:
        """Return what is said about the drawing."""
        return self._note.text()

    def _lay_out(self) -> None:
        self._preview.setFixedSize(_PREVIEW, _PREVIEW)
        self._preview.setAccessibleName(self.tr("Preview of the kernel"))
        self._size.setAccessibleName(self.tr("Size"))
        self._width.setAccessibleName(self.tr("Line width"))
        self._blur.setAccessibleName(self.tr("Softness"))
        self._blur.setToolTip(self.tr("How much the drawing is blurred itself, in pixels."))
        self._soft_text.setMinimumWidth(self.fontMetrics().horizontalAdvance("0.0 px"))
        softness = QHBoxLayout()
        softness.addWidget(self._blur, 1)
        softness.addWidget(self._soft_text)
        form = QFormLayout()
        form.addRow(self.tr("Size"), self._size)
        form.addRow(self.tr("Line width"), self._width)
        form.addRow(self.tr("Softness"), softness)
        clear = QPushButton(self.tr("Clear"))
        clear.setAutoDefault(False)
        clear.clicked.connect(self.canvas.clear)
        right = QVBoxLayout()
        right.addLayout(form)
        right.addWidget(clear)
        right.addWidget(QLabel(self.tr("As it will be used:")))
        right.addWidget(self._preview)
        right.addWidget(self._note)
        right.addStretch()
        top = QHBoxLayout()
        top.addWidget(self.canvas, 1)
        top.addLayout(right)
        how = ToneLabel(
            self.tr(
                "Draw the trace that a point of light left. Shift draws straight lines, the right"
                " button erases."
            ),
            Tone.QUIET,
        )
        column = QVBoxLayout(self)
        column.addWidget(how)
        column.addLayout(top, 1)
        column.addWidget(self._buttons)
        self.resize(QSize(640, 480))

    def _connect(self) -> None:
        self._use = self._buttons.addButton(
            self.tr("Use this kernel"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self._use.setDefault(True)
        self._buttons.accepted.connect(self._take)
        self._buttons.rejected.connect(self.reject)
        self._size.valueChanged.connect(self._resize)
        self._width.valueChanged.connect(self.canvas.set_brush)
        self._blur.valueChanged.connect(self._show)
        self.canvas.changed.connect(self._show)

    def _begin_with(self, kernel: Kernel | None) -> None:
        """Start from the kernel there is, in the middle of an odd square."""
        if kernel is not None and max(kernel.shape) <= LARGEST and kernel.max() > 0:
            side = max(SMALLEST, max(kernel.shape) | 1)
            square = np.zeros((side, side), np.float32)
            top, left = (side - kernel.shape[0]) // 2, (side - kernel.shape[1]) // 2
            square[top : top + kernel.shape[0], left : left + kernel.shape[1]] = kernel
            self.canvas.set_values(square / square.max())
        self._size.setValue(len(self.canvas.values()))

    @Slot(int)
    def _resize(self, size: int) -> None:
        self.canvas.set_size(size | 1)

    @Slot()
    def _show(self) -> None:
        kernel = self.kernel()
        self._soft_text.setText(self.tr("{softness:.1f} px").format(softness=self._softness))
        empty = not kernel.any()
        self._use.setEnabled(not empty)
        self._note.say(self.tr("Nothing is drawn yet.") if empty else "")
        shown = kernel if empty else kernel / kernel.max()
        ratio = self.devicePixelRatioF()
        image = grey_image(shown).scaled(QSize(_PREVIEW, _PREVIEW) * ratio)
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(ratio)
        self._preview.setPixmap(pixmap)

    def _take(self) -> None:
        self._document.set_kernel(self.kernel())
        self.accept()


def _box(low: int, high: int, *, step: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(low, high)
    box.setSingleStep(step)
    box.setSuffix(" px")
    box.setAlignment(Qt.AlignmentFlag.AlignRight)
    return box
