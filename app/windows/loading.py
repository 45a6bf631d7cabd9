"""The window before the window: painted at once, while the engine is still being imported.

It needs nothing but QtWidgets. Files dropped on it meanwhile are kept for the real window.
"""

from pathlib import Path

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QVBoxLayout, QWidget


class LoadingWindow(QMainWindow):
    """An empty window at the place of the real one, which says that it is loading."""

    def __init__(self, geometry: QByteArray) -> None:
        super().__init__()
        self.dropped: list[Path] = []
        self.closed = False
        self._state = QLabel(self.tr("Loading…"))
        self.setWindowTitle("DIP Studio")
        self.setMinimumSize(1024, 640)
        self.setAcceptDrops(True)
        place(self, geometry)
        self.setCentralWidget(self._text())

    def text(self) -> str:
        """Return what is said about the state of the start."""
        return self._state.text()

    def give_up(self) -> None:
        """Say that the real window will not come."""
        self._state.setText(
            self.tr(
                "DIP Studio could not be loaded; the report says why. Installing it again may help."
            )
        )

    def _text(self) -> QWidget:
        centre = QWidget()
        title = QLabel(self.tr("Drop a photo here"))
        title.setProperty("role", "title")
        column = QVBoxLayout(centre)
        column.addStretch()
        for label in (title, self._state):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addStretch()
        return centre

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Keep files for the real window."""
        urls = event.mimeData().urls()
        self.dropped += [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        event.acceptProposedAction()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember that a person closed it: the real window must not open any more."""
        self.closed = True
        super().closeEvent(event)


def place(window: QWidget, geometry: QByteArray) -> None:
    """Put a window where it was last time, or in the middle of the screen."""
    if not geometry.isEmpty() and window.restoreGeometry(geometry):
        return
    room = window.screen().availableGeometry()
    width, height = min(1480, room.width() * 9 // 10), min(920, room.height() * 9 // 10)
    window.resize(max(1024, width), max(640, height))
    frame = window.frameGeometry()
    frame.moveCenter(room.center())
    window.move(max(room.left(), frame.left()), max(room.top(), frame.top()))
