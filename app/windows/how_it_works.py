"""How the method works, for a photographer: a page whose figures are computed while it is read."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.control.studies import StudyController, StudyEnd, StudyNews, StudyOrder
from app.forms.tones import Tone, ToneLabel
from app.widgets.icons import icon
from app.windows.explanation import PARTS, Part
from app.windows.figure_board import FigureBoard
from dip_core import STUDIES, sample_photo

_SIZE = QSize(860, 760)
_WIDEST = 760  # longer lines are hard to read
_BETWEEN = 26


class HowItWorks(QWidget):
    """The page; closing it stops what it computes."""

    def __init__(self, studies: StudyController, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(self.tr("How it works"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._parts = tuple(PartView(part, studies) for part in PARTS)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 18, 0, 24)
        column.setSpacing(_BETWEEN)
        for part in self._parts:
            column.addWidget(part)
        column.addStretch()
        page.setMaximumWidth(_WIDEST)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.addStretch(1)
        row.addWidget(page, 100)
        row.addStretch(1)
        area = QScrollArea()
        area.setWidget(middle)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        self.resize(_SIZE)

    @property
    def parts(self) -> tuple[PartView, ...]:
        """The parts of the page."""
        return self._parts

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what is being computed for the page."""
        for part in self._parts:
            part.stop()
        super().closeEvent(event)


class PartView(QWidget):
    """A heading, some paragraphs, and a study that a button starts."""

    def __init__(self, part: Part, studies: StudyController) -> None:
        super().__init__()
        self._part, self._studies = part, studies
        self._order: StudyOrder | None = None
        self._button = QPushButton(icon("run"), "")
        self._bar = QProgressBar()
        self._note = ToneLabel("", Tone.WARNING)
        self.board = FigureBoard(names=part.figures)
        self._lay_out()
        self._button.clicked.connect(self.start_or_stop)
        studies.told.connect(self._take_news)
        studies.ended.connect(self._take_end)
        self._show_state()

    @property
    def part(self) -> Part:
        """What is said and shown."""
        return self._part

    def _lay_out(self) -> None:
        heading = QLabel(_translated(self._part.heading))
        heading.setProperty("role", "title")
        heading.setWordWrap(True)
        self._bar.setTextVisible(False)
        self._bar.setMaximumHeight(8)
        self._note.say("")
        self._button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout()
        row.addWidget(self._button)
        row.addWidget(self._bar, 1)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(heading)
        for words in self._part.words:
            column.addWidget(ToneLabel(_translated(words)))
        column.addLayout(row)
        column.addWidget(self._note)
        column.addWidget(self.board)
        self._button.setVisible(bool(self._part.study))

    @Slot()
    def start_or_stop(self) -> None:
        """Begin the study of this part, or end it."""
        if self._order is not None:
            self.stop()
            return
        obstacle = self._studies.obstacle()
        self._note.say(obstacle)
        if not obstacle:
            study = STUDIES[self._part.study]().replace(**self._part.options)
            self._order = self._studies.start(study, lambda: sample_photo().to_float())
        self._show_state()

    def stop(self) -> None:
        """End the study, if it is this part's."""
        if self._order is not None:
            self._order.stop.set()

    @Slot(object)
    def _take_news(self, news: StudyNews) -> None:
        if news.order is self._order:
            self._bar.setRange(0, news.report.steps)
            self._bar.setValue(news.report.step)
            self.board.set_figures(news.report.figures)

    @Slot(object)
    def _take_end(self, end: StudyEnd) -> None:
        if end.order is self._order:
            self._order = None
            self._note.say(end.failure)
            self._show_state()

    def _show_state(self) -> None:
        running = self._order is not None
        again = bool(self.board.views)
        self._button.setIcon(icon("stop" if running else "run"))
        words = self.tr("Watch it again") if again else self.tr("Watch it happen")
        self._button.setText(self.tr("Stop") if running else words)
        self._bar.setVisible(running)


def _translated(text: str) -> str:
    return QCoreApplication.translate("HowItWorks", text)
