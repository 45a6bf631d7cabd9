"""Messages in the window: bars over the top of the canvas that block nothing and move nothing."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
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
NOTE_SECONDS = 8
WIDEST = 640
_GAP = 8
_ICONS = {Tone.PLAIN: "info", Tone.QUIET: "info", Tone.WARNING: "warning", Tone.ERROR: "error"}

Remedy = tuple[str, Callable[[], object]]


class MessageArea(QWidget):
    """The newest few messages under one another; warnings and errors stay until dismissed.

    The area lies over the top of the widget it is given: a picture that jumps because a message
    comes or goes would disturb a stroke.
    """

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(_GAP, _GAP, _GAP, 0)
        self._column.setSpacing(4)
        self._bars: list[MessageBar] = []
        self._top = 0
        over.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the widget beneath."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Grow and shrink with what is shown."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return super().event(event)

    def texts(self) -> tuple[str, ...]:
        """Return what is shown, the oldest first."""
        return tuple(bar.text() for bar in self._bars)

    def leave_free(self, top: int) -> None:
        """Stay below so many pixels, where titles are."""
        if top != self._top:
            self._top = top
            self._place()

    def say(
        self,
        text: str,
        tone: Tone = Tone.PLAIN,
        *remedies: Remedy,
        why: str = "",
        seconds: float = NOTE_SECONDS,
    ) -> None:
        """Show a message, a note only for some seconds; the same text twice is shown once, anew.

        What is `why` is shown in its place when a person asks for it.
        """
        for bar in [bar for bar in self._bars if bar.text() == text]:
            self._dismiss(bar)
        while len(self._bars) >= MOST_MESSAGES:
            self._dismiss(self._oldest())
        bar = MessageBar(text, tone, remedies, why)
        bar.dismissed.connect(self._dismiss_sender)
        if bar.is_note:
            bar.go_after(seconds)
        self._bars.append(bar)
        self._column.addWidget(bar, 0, Qt.AlignmentFlag.AlignHCenter)
        bar.show()  # what is hidden has no height
        self.show()
        self.raise_()
        self._place()

    @Slot()
    def _dismiss_sender(self) -> None:
        bar = self.sender()
        if isinstance(bar, MessageBar):
            self._dismiss(bar)

    def _place(self) -> None:
        width = self._over.width()
        for bar in self._bars:
            # A centred item is asked how high it is at the whole width, where no text is wrapped.
            wide = min(WIDEST, width - 2 * _GAP)
            bar.setFixedSize(wide, bar.heightForWidth(wide))
        self.setGeometry(0, self._top, width, self._column.totalHeightForWidth(width))

    def clear(self) -> None:
        """Dismiss everything."""
        for bar in tuple(self._bars):
            self._dismiss(bar)

    def _oldest(self) -> "MessageBar":
        notes = [bar for bar in self._bars if bar.is_note]
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

    def __init__(self, text: str, tone: Tone, remedies: tuple[Remedy, ...], why: str = "") -> None:
        super().__init__()
        self.setObjectName("messageBar")
        self.tone = tone
        self._label = ToneLabel(text, tone)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)  # which wrapping had set, and another policy takes away
        self._label.setSizePolicy(policy)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 5, 6, 5)
        row.addWidget(self._sign())
        row.addWidget(self._label, 1)
        if why:
            row.addWidget(self._asking(why))
        for words, action in remedies:
            row.addWidget(self._remedy(words, action))
        row.addWidget(self._cross())
        self.setAccessibleName(text)

    @property
    def is_note(self) -> bool:
        """Whether it may go by itself."""
        return self.tone in (Tone.PLAIN, Tone.QUIET)

    def go_after(self, seconds: float) -> None:
        """Let it go by itself."""
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(self.dismissed)
        timer.start(round(1000 * seconds))

    def text(self) -> str:
        """Return the message."""
        return self._label.text()

    def _asking(self, why: str) -> QPushButton:
        """Return a button that says more in place of less, and goes."""
        button = QPushButton(self.tr("Why?"))
        button.clicked.connect(lambda: self._label.setText(why))
        button.clicked.connect(button.hide)
        return button

    def remedies(self) -> tuple[QPushButton, ...]:
        """Return the buttons of what can be done about it."""
        return tuple(self.findChildren(QPushButton))

    def _remedy(self, words: str, action: Callable[[], object]) -> QPushButton:
        button = QPushButton(words)
        button.clicked.connect(lambda: action())
        button.clicked.connect(self.dismissed)
        return button

    def _sign(self) -> QLabel:
        side = self.fontMetrics().height() + 2
        sign = QLabel()
        sign.setPixmap(icon(_ICONS[self.tone]).pixmap(QSize(side, side)))
        return sign

    def _cross(self) -> QToolButton:
        cross = QToolButton()
        cross.setIcon(icon("close"))
        cross.setAutoRaise(True)
        cross.setToolTip(self.tr("Dismiss"))
        cross.setAccessibleName(self.tr("Dismiss message"))
        cross.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        cross.clicked.connect(self.dismissed)
        return cross
