"""A card for something a run has found: its picture, which is pressed to see it large; Save."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPalette
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QToolButton, QWidget

from app.widgets.cards import Card

_SIDE = 72  # logical pixels
# A picture as small as this is a kernel: its pixels are shown as squares.
_SHARP_BELOW = 128


class FoundCard(QFrame):
    """Picture, name and size of one thing.

    viewed          it is wanted large
    save_requested  it is wanted as a file
    """

    viewed = Signal()
    save_requested = Signal()

    def __init__(self, title: str, size: str, image: QImage) -> None:
        super().__init__()
        self.title = title
        picture = PictureButton(image)
        picture.setAccessibleName(self.tr("{name}, {size}: view").format(name=title, size=size))
        picture.setToolTip(self.tr("View it large."))
        picture.clicked.connect(self.viewed)
        name = QLabel(title)
        name.setProperty("role", "heading")
        detail = QLabel(self.tr("{size} px").format(size=size))
        detail.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        save = QToolButton()
        save.setText(self.tr("Save…"))
        save.setAccessibleName(self.tr("Save {name}").format(name=title))
        save.setToolTip(self.tr("Write it to a PNG file."))
        save.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        save.clicked.connect(self.save_requested)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setVerticalSpacing(2)
        grid.addWidget(picture, 0, 0, 3, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(name, 0, 1)
        grid.addWidget(detail, 1, 1)
        grid.addWidget(save, 2, 1, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        grid.setRowStretch(2, 1)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)


class PictureButton(Card):
    """A button that is a picture."""

    def __init__(self, image: QImage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = image
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Return a square."""
        return QSize(_SIDE, _SIDE)

    def paint_inside(self, painter: QPainter, area: QRect) -> None:
        """Draw the whole picture, as large as it fits."""
        room = area.adjusted(4, 4, -4, -4)
        size = self._image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(room.topLeft(), size)
        place.moveCenter(room.center())
        sharp = max(self._image.width(), self._image.height()) < _SHARP_BELOW
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not sharp)
        painter.drawImage(QRectF(place), self._image, QRectF(self._image.rect()))
