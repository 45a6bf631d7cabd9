"""A larger look at what the pointer is on, beside it and never in its way."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

SIDE = 160  # logical pixels
_GAP = 6


class FramePopup(QFrame):
    """Shows a picture and a line under it, above a point of the screen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.ToolTip)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._picture, self._words = QLabel(), QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(2)
        column.addWidget(self._picture)
        column.addWidget(self._words)

    def say(self, image: QImage, words: str, above: QPoint) -> None:
        """Show a picture with its middle over a point of the screen."""
        ratio = self.devicePixelRatioF()
        aspect, smooth = (
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        room = QSize(SIDE, SIDE) * ratio
        pixmap = QPixmap.fromImage(image.scaled(room, aspect, smooth))
        pixmap.setDevicePixelRatio(ratio)
        self._picture.setPixmap(pixmap)
        self._words.setText(words)
        self.adjustSize()
        place = above - QPoint(self.width() // 2, self.height() + _GAP)
        screen = self.screen().availableGeometry()
        left = min(max(place.x(), screen.left()), screen.right() - self.width())
        self.move(left, max(place.y(), screen.top()))
        self.show()

    def text(self) -> str:
        """Return the line under the picture; nothing while it is hidden."""
        return self._words.text() if self.isVisible() else ""
