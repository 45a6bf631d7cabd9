"""What this program is, and under which licences its parts come."""

from importlib import metadata

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dip_core import VERSION

PARTS = (
    ("PySide6-Essentials", "LGPL-3.0"),
    ("torch", "BSD-3-Clause"),
    ("numpy", "BSD-3-Clause"),
    ("scikit-image", "BSD-3-Clause"),
    ("pillow", "MIT-CMU"),
    ("tifffile", "BSD-3-Clause"),
    ("imagecodecs", "BSD-3-Clause"),
    ("PyWavelets", "MIT"),
    ("pyqtgraph", "MIT"),
    ("qimage2ndarray", "BSD-3-Clause"),
    ("platformdirs", "MIT"),
    ("psutil", "BSD-3-Clause"),
    ("wakepy", "MIT"),
    ("jeepney", "MIT"),
)
METHOD = "https://arxiv.org/abs/1711.10925"


class AboutDialog(QDialog):
    """Version, method and licences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About DIP Studio"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = QLabel("DIP Studio")
        title.setProperty("role", "title")
        text = QLabel(self._text())
        text.setTextFormat(Qt.TextFormat.RichText)
        text.setWordWrap(True)
        text.setOpenExternalLinks(True)
        text.setMinimumWidth(380)
        words = QVBoxLayout()
        words.addWidget(title)
        words.addWidget(text)
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addWidget(_logo(), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(row)
        column.addWidget(buttons)

    def _text(self) -> str:
        ours = self.tr("Version {version}, Apache License 2.0.").format(version=VERSION)
        method = self.tr(
            "Restores one photo with Deep Image Prior: the structure of an untrained network is "
            "the only knowledge it has. Nothing is downloaded and nothing leaves this computer."
        )
        paper = self.tr("The method: {link}.").format(
            link=f'<a href="{METHOD}">Ulyanov, Vedaldi, Lempitsky: Deep Image Prior</a>'
        )
        parts = ", ".join(f"{name} {version_of(name)} ({licence})" for name, licence in PARTS)
        built = self.tr("Built on {parts}.").format(parts=parts)
        return f"<p>{ours}</p><p>{method}</p><p>{paper}</p><p>{built}</p>"


def version_of(package: str) -> str:
    """Return the version of an installed package; a question mark where it is not known."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "?"


def _logo() -> QLabel:
    logo = QLabel()
    logo.setPixmap(QGuiApplication.windowIcon().pixmap(72, 72))
    return logo
