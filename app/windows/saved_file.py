"""What can be done with a file that was just written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from app.windows.message_bar import Remedy


def show_folder(path: Path) -> Remedy:
    """Offer to open the folder of a file."""
    folder = QUrl.fromLocalFile(str(path.parent))
    return _say("Show in folder"), lambda: QDesktopServices.openUrl(folder)


def copy_path(path: Path) -> Remedy:
    """Offer to put where a file is on the clipboard."""
    return _say("Copy path"), lambda: QGuiApplication.clipboard().setText(str(path))


def _say(text: str) -> str:
    return QCoreApplication.translate("SavedFile", text)
