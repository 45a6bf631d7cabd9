"""A piece of the result at 100 %, and the original while a button is held."""

from PySide6.QtCore import QRect, QSize, Qt, Slot
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.model.boxes import rect_of
from app.model.document import Document

SIDE = 320


class ExportPreview(QWidget):
    """Shows where the restoration worked, one pixel per pixel of the screen."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._after = document.result_display
        self._before = document.display
        self._where = self._centre(document)
        self._label = QLabel()
        self._label.setFixedSize(SIDE, SIDE)
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label.setAccessibleName(self.tr("Preview at 100 %"))
        hold = QPushButton(self.tr("Hold to see the original"))
        hold.setAutoDefault(False)
        hold.pressed.connect(self._show_before)
        hold.released.connect(self._show_after)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._label)
        column.addWidget(hold)
        column.addStretch()
        self._show_after()

    @Slot()
    def _show_after(self) -> None:
        if self._after is not None:
            self._show(self._after.copy(self._where))

    @Slot()
    def _show_before(self) -> None:
        if self._before is None or self._after is None:
            return
        scale = self._before.width() / self._after.width()
        where = QRect(self._where.topLeft() * scale, self._where.size() * scale)
        piece = self._before.copy(where.intersected(self._before.rect()))
        self._show(piece.scaled(self._where.size(), Qt.AspectRatioMode.IgnoreAspectRatio))

    def _show(self, piece: QImage) -> None:
        pixmap = QPixmap.fromImage(piece)
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        self._label.setPixmap(pixmap)

    def _centre(self, document: Document) -> QRect:
        """Return a square about the middle of what was worked on, within the result."""
        if self._after is None:
            return QRect()
        worked = self._after.rect()
        if document.result is not None:
            worked = rect_of(document.result.region)
        side = round(SIDE * self.devicePixelRatioF())
        square = QRect(0, 0, side, side)
        square.moveCenter(worked.center())
        inside = self._after.rect()
        size = QSize(min(side, inside.width()), min(side, inside.height()))
        left = max(0, min(square.left(), inside.width() - size.width()))
        top = max(0, min(square.top(), inside.height() - size.height()))
        return QRect(left, top, size.width(), size.height())
