"""Messages in the window: a bar over the canvas that blocks nothing and goes when dismissed."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.forms.tones import Tone, ToneLabel
from app.widgets.icons import icon

MOST_MESSAGES = 3
NOTE_SECONDS = 12
_ICONS = {Tone.PLAIN: "info", Tone.QUIET: "info", Tone.WARNING: "warning", Tone.ERROR: "error"}

Remedy = tuple[str, Callable[[], object]]


class MessageArea(QWidget):
    """The newest few messages under one another; warnings and errors stay until dismissed."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._bars: list[MessageBar] = []
        self.hide()

    def texts(self) -> tuple[str, ...]:
        """Return what is shown, the oldest first."""
        return tuple(bar.text() for bar in self._bars)

    def say(self, text: str, tone: Tone = Tone.PLAIN, *remedies: Remedy) -> None:
        """Show a message; the same text twice is shown once, anew."""
        for bar in [bar for bar in self._bars if bar.text() == text]:
            self._dismiss(bar)
        while len(self._bars) >= MOST_MESSAGES:
            self._dismiss(self._oldest())
        bar = MessageBar(text, tone, remedies)
        bar.dismissed.connect(lambda: self._dismiss(bar))
        self._bars.append(bar)
        self._column.addWidget(bar)
        self.show()

    def clear(self) -> None:
        """Dismiss everything."""
        for bar in tuple(self._bars):
            self._dismiss(bar)

    def _oldest(self) -> "MessageBar":
        notes = [bar for bar in self._bars if bar.tone in (Tone.PLAIN, Tone.QUIET)]
        return notes[0] if notes else self._bars[0]

    def _dismiss(self, bar: "MessageBar") -> None:
        if bar not in self._bars:
            return
        self._bars.remove(bar)
        bar.hide()
        bar.deleteLater()
        self.setVisible(bool(self._bars))


class MessageBar(QFrame):
    """One message: an icon, the text, what can be done about it, and a cross."""

    dismissed = Signal()

    def __init__(self, text: str, tone: Tone, remedies: tuple[Remedy, ...]) -> None:
        super().__init__()
        self.setObjectName("messageBar")
        self.tone = tone
        self._label = ToneLabel(text, tone)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 5, 6, 5)
        row.addWidget(_sign(tone))
        row.addWidget(self._label, 1)
        for words, action in remedies:
            row.addWidget(self._remedy(words, action))
        row.addWidget(self._cross())
        self.setAccessibleName(text)
        if tone in (Tone.PLAIN, Tone.QUIET):
            QTimer.singleShot(NOTE_SECONDS * 1000, self, self.dismissed.emit)

    def text(self) -> str:
        """Return the message."""
        return self._label.text()

    def _remedy(self, words: str, action: Callable[[], object]) -> QPushButton:
        button = QPushButton(words)
        button.clicked.connect(lambda: action())
        button.clicked.connect(self.dismissed)
        return button

    def _cross(self) -> QToolButton:
        cross = QToolButton()
        cross.setIcon(icon("close"))
        cross.setAutoRaise(True)
        cross.setToolTip(self.tr("Dismiss"))
        cross.setAccessibleName(self.tr("Dismiss message"))
        cross.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        cross.clicked.connect(self.dismissed)
        return cross


def _sign(tone: Tone) -> QLabel:
    side = QApplication.fontMetrics().height() + 2
    sign = QLabel()
    sign.setPixmap(icon(_ICONS[tone]).pixmap(QSize(side, side)))
    return sign
