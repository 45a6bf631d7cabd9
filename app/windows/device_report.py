"""The device report: what can compute here, with how much memory, and which versions are used."""

import platform
from collections.abc import Sequence

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from app.windows.about import version_of
from dip_core import VERSION, Device, free_memory


class DeviceReport(QDialog):
    """A text that can be copied into a question or a bug report."""

    def __init__(self, devices: Sequence[Device], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Device report"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(520, 300)
        self._text = QPlainTextEdit(report(devices))
        self._text.setReadOnly(True)
        self._text.setAccessibleName(self.tr("Report"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(self.tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._text.toPlainText()))
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self._text)
        column.addWidget(buttons)


def report(devices: Sequence[Device]) -> str:
    """Return the report."""
    lines = [
        f"DIP Studio {VERSION}",
        f"Python {platform.python_version()}, torch {version_of('torch')}, Qt {qVersion()}",
        platform.platform(),
        "",
    ]
    for device in devices:
        free = free_memory(device.name) / 2**30
        lines.append(f"{device.name}: {device.label}, {free:.1f} GiB free")
    return "\n".join(lines)
