"""The few colours that carry a meaning, chosen to be readable on the palette in use."""

from enum import Enum

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel, QWidget

MARGINS = (8, 4, 8, 6)  # of a panel: left, top, right, bottom


class Tone(Enum):
    """What a line of text says by its colour; the words always say it as well."""

    PLAIN = "plain"
    QUIET = "quiet"
    WARNING = "warning"
    ERROR = "error"


# Each pair keeps a contrast of 4.5 : 1 and more against the windows of both colour schemes.
_ON_LIGHT = {Tone.WARNING: QColor(138, 75, 0), Tone.ERROR: QColor(176, 0, 32)}
_ON_DARK = {Tone.WARNING: QColor(255, 190, 92), Tone.ERROR: QColor(255, 138, 128)}


def is_dark(palette: QPalette) -> bool:
    """Return whether a palette has a dark window."""
    return palette.color(QPalette.ColorRole.Window).lightness() < 128


def tone_colour(tone: Tone, palette: QPalette) -> QColor:
    """Return the text colour of a tone on this palette."""
    text = palette.color(QPalette.ColorRole.WindowText)
    if tone is Tone.QUIET:
        return _blend(text, palette.color(QPalette.ColorRole.Window), 0.28)
    return (_ON_DARK if is_dark(palette) else _ON_LIGHT).get(tone, text)


def _blend(over: QColor, under: QColor, share: float) -> QColor:
    mixed = [
        round(a * (1 - share) + b * share)
        for a, b in zip(over.getRgb()[:3], under.getRgb()[:3], strict=True)  # type: ignore[index]
    ]
    return QColor(*mixed)


# A style sheet that is set anew brings back the palette a label had when it was first polished.
_RECOLOURING = (
    QEvent.Type.ApplicationPaletteChange,
    QEvent.Type.PaletteChange,
    QEvent.Type.ParentChange,
    QEvent.Type.StyleChange,
)


class ToneLabel(QLabel):
    """A wrapped line of text in a tone, which follows the colour scheme."""

    def __init__(
        self, text: str = "", tone: Tone = Tone.PLAIN, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._tone = tone
        self.setWordWrap(True)
        self._recolour()

    def say(self, text: str, tone: Tone | None = None) -> None:
        """Show a text, or nothing at all where it is empty."""
        if tone is not None and tone is not self._tone:
            self._tone = tone
            self._recolour()
        self.setText(text)
        self.setVisible(bool(text))

    @property
    def tone(self) -> Tone:
        """The tone in use."""
        return self._tone

    def changeEvent(self, event: QEvent) -> None:
        """Choose the colour again when the colour scheme changes."""
        super().changeEvent(event)
        if event.type() in _RECOLOURING:
            self._recolour()

    def _recolour(self) -> None:
        # Only the colour of the text is set, so that everything else still follows the application.
        palette = QPalette()
        wanted = tone_colour(self._tone, palette)
        palette.setColor(QPalette.ColorRole.WindowText, wanted)
        if self.palette().color(QPalette.ColorRole.WindowText) != wanted:
            self.setPalette(palette)
