"""The window for what nobody foresaw: says so calmly, and lets the details be copied."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout


class UnexpectedErrors(QObject):
    """Shows unexpected errors, whichever thread they happened in, in one window.

    `report` may be called from any thread; the window opens in the thread of the application.
    """

    _happened = Signal(str)

    def __init__(self, log_folder: Path) -> None:
        super().__init__()
        self._log_folder = log_folder
        self._dialog: UnexpectedErrorDialog | None = None
        self._happened.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def report(self, details: str) -> None:
        """Show the details of an error."""
        self._happened.emit(details)

    @Slot(str)
    def _show(self, details: str) -> None:
        if self._dialog is None or not self._dialog.isVisible():
            self._dialog = UnexpectedErrorDialog(self._log_folder)
            self._dialog.show()
        self._dialog.add(details)


class UnexpectedErrorDialog(QDialog):
    """One window for any number of unexpected errors; it blocks nothing."""

    def __init__(self, log_folder: Path) -> None:
        super().__init__()
        self._log_folder = log_folder
        self.setWindowTitle(self.tr("Something went wrong – DIP Studio"))
        self.resize(640, 380)
        text = QLabel(
            self.tr(
                "Something went wrong that nobody foresaw. Your picture, mask and result are still "
                "open: save the project now, then go on or start the program again. "
                "Please copy the report and send it to the developers."
            )
        )
        text.setWordWrap(True)
        self._details = QPlainTextEdit()
        self._details.setReadOnly(True)
        self._details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._details.setAccessibleName(self.tr("Details"))
        column = QVBoxLayout(self)
        column.addWidget(text)
        column.addWidget(self._details, 1)
        column.addWidget(self._buttons())

    def add(self, details: str) -> None:
        """Add the details of an error."""
        self._details.appendPlainText(details)

    def details(self) -> str:
        """Return everything that can be copied."""
        return self._details.toPlainText()

    def _buttons(self) -> QDialogButtonBox:
        role = QDialogButtonBox.ButtonRole
        buttons = QDialogButtonBox()
        copy = buttons.addButton(self.tr("Copy report"), role.ActionRole)
        folder = buttons.addButton(self.tr("Open log folder"), role.ActionRole)
        go_on = buttons.addButton(self.tr("Continue"), role.AcceptRole)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.details()))
        folder.clicked.connect(
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log_folder)))
        )
        go_on.clicked.connect(self.accept)
        go_on.setDefault(True)
        return buttons
