"""Light and dark: the application's palette, and the style sheet that uses it.

The palettes are our own, because plain X11 desktops ignore the style hint that asks for a colour
scheme, and because Fusion's own highlight is too pale for text (3.6 : 1 on white).
"""

from importlib import resources
from typing import Literal

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

ThemeName = Literal["system", "light", "dark"]

_Role = QPalette.ColorRole
_LIGHT = {
    _Role.Window: "#f0f0f0",
    _Role.WindowText: "#1b1b1b",
    _Role.Base: "#ffffff",
    _Role.AlternateBase: "#f6f6f6",
    _Role.Text: "#1b1b1b",
    _Role.Button: "#f0f0f0",
    _Role.ButtonText: "#1b1b1b",
    _Role.BrightText: "#ffffff",
    _Role.Highlight: "#1f6cab",
    _Role.Accent: "#1f6cab",
    _Role.HighlightedText: "#ffffff",
    _Role.Link: "#1a5f9a",
    _Role.LinkVisited: "#6a4a8c",
    _Role.ToolTipBase: "#ffffff",
    _Role.ToolTipText: "#1b1b1b",
    _Role.PlaceholderText: "#6a6a6a",
    _Role.Light: "#ffffff",
    _Role.Midlight: "#e2e2e2",
    _Role.Mid: "#c4c4c4",
    _Role.Dark: "#9c9c9c",
    _Role.Shadow: "#6f6f6f",
}
_DARK = {
    _Role.Window: "#2d2d2d",
    _Role.WindowText: "#ececec",
    _Role.Base: "#212121",
    _Role.AlternateBase: "#282828",
    _Role.Text: "#ececec",
    _Role.Button: "#3a3a3a",
    _Role.ButtonText: "#ececec",
    _Role.BrightText: "#ffffff",
    _Role.Highlight: "#2c73b4",
    _Role.Accent: "#2c73b4",
    _Role.HighlightedText: "#ffffff",
    _Role.Link: "#7db9ee",
    _Role.LinkVisited: "#c3a6e0",
    _Role.ToolTipBase: "#3d3d3d",
    _Role.ToolTipText: "#ececec",
    _Role.PlaceholderText: "#a0a0a0",
    _Role.Light: "#565656",
    _Role.Midlight: "#474747",
    _Role.Mid: "#4a4a4a",
    _Role.Dark: "#1c1c1c",
    _Role.Shadow: "#101010",
}
_FADED = {"light": "#8d8d8d", "dark": "#7d7d7d"}
_FADING = (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.HighlightedText)
_SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}


class Theme(QObject):
    """Keeps the application in the theme chosen, and follows the system where that was chosen."""

    def __init__(self, application: QApplication, name: str = "system") -> None:
        super().__init__(application)
        self._application = application
        self._name = "system"
        self._sheet = (resources.files("resources") / "styles" / "studio.qss").read_text("utf-8")
        application.setStyle("Fusion")
        application.styleHints().colorSchemeChanged.connect(self._apply)
        self.choose(name)

    def choose(self, name: str) -> None:
        """Use a theme: "system", "light" or "dark"; an unknown word means "system"."""
        self._name = name if name in _SCHEMES else "system"
        # Also asked of the platform, for what Qt does not draw: title bars and native dialogs.
        self._application.styleHints().setColorScheme(_SCHEMES[self._name])
        self._apply()

    @Slot()
    def _apply(self) -> None:
        self._application.setPalette(palette(dark=self._is_dark()))
        # A style sheet resolves `palette(…)` once; it is set again to read the new palette.
        self._application.setStyleSheet(self._sheet)

    def _is_dark(self) -> bool:
        if self._name == "system":
            return self._application.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return self._name == "dark"


def palette(*, dark: bool) -> QPalette:
    """Return the palette of one of the two schemes."""
    made = QPalette()
    for role, colour in (_DARK if dark else _LIGHT).items():
        made.setColor(role, QColor(colour))
    for role in _FADING:
        made.setColor(
            QPalette.ColorGroup.Disabled, role, QColor(_FADED["dark" if dark else "light"])
        )
    return made
