"""Studies in the window: choose one, see its figures grow, keep them as files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.control.studies import StudyController, StudyEnd, StudyNews, StudyOrder
from app.control.worker import Errands
from app.forms.spec_form import SpecForm
from app.forms.tones import Tone, ToneLabel
from app.model.document import Document
from app.model.exporting import free_path
from app.model.preferences import Preferences
from app.widgets.icons import icon
from app.windows.figure_board import FigureBoard, translated
from app.windows.questions import Questions
from app.windows.study_subjects import SubjectBox
from dip_core import FAMILIES, STUDIES, DipError, Figure, Study, write_figures

_SIZE = QSize(1120, 780)
_LEFT = 330


class StudyWindow(QWidget):
    """Does one study at a time; closing it stops the study, and blocks nothing."""

    def __init__(
        self,
        studies: StudyController,
        document: Document,
        preferences: Preferences,
        questions: Questions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(self.tr("Studies"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._studies, self._preferences, self._questions = studies, preferences, questions
        self._order: StudyOrder | None = None
        self._figures: tuple[Figure, ...] = ()
        self._shown = ""
        self._errands = Errands(self)
        self._list = QListWidget()
        self._subject = SubjectBox(document)
        self._forms: dict[str, SpecForm] = {}
        self._pages = QStackedWidget()
        self._run = QPushButton(icon("run"), self.tr("Run"))
        self._stop = QPushButton(icon("stop"), self.tr("Stop"))
        self._question, self._words = ToneLabel(), ToneLabel()
        self._source = ToneLabel(tone=Tone.QUIET)
        self._board = FigureBoard()
        self._bar = QProgressBar()
        self._note = ToneLabel()
        self._export = QPushButton(icon("export"), self.tr("Export figures…"))
        self._fill()
        self._lay_out()
        self._connect()
        self._list.setCurrentRow(0)
        self._show_state()

    def choose(self, kind: str) -> None:
        """Choose a study."""
        self._list.setCurrentRow(list(STUDIES).index(kind))

    def study(self) -> Study:
        """Return the study chosen, with its options."""
        value = self.form().value()
        if not isinstance(value, Study):
            raise TypeError(f"{value} is no study")
        return value

    def form(self) -> SpecForm:
        """Return the form of the study chosen."""
        return self._forms[self._kind]

    def note(self) -> str:
        """Return what is said about the study."""
        return self._note.text()

    @property
    def board(self) -> FigureBoard:
        """The figures."""
        return self._board

    @property
    def _kind(self) -> str:
        return list(STUDIES)[max(0, self._list.currentRow())]

    # ------------------------------------------------------------------ building

    def _fill(self) -> None:
        for member in STUDIES.values():
            item = QListWidgetItem(translated(member.label))
            item.setToolTip(translated(member.question))
            self._list.addItem(item)
        for kind, member in STUDIES.items():
            form = self._forms[kind] = SpecForm(member, FAMILIES)
            self._pages.addWidget(_scrolled(form))

    def _lay_out(self) -> None:
        self._list.setAccessibleName(self.tr("Studies"))
        self._list.setSpacing(2)
        rows = (self._list.sizeHintForRow(0) + 4) * self._list.count()
        self._list.setFixedHeight(rows + 2 * self._list.frameWidth() + 2)
        subject = QFormLayout()
        subject.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        subject.addRow(self.tr("Picture"), self._subject)
        buttons = QHBoxLayout()
        buttons.addWidget(self._run, 1)
        buttons.addWidget(self._stop, 1)
        left = QWidget()
        column = QVBoxLayout(left)
        column.addWidget(self._list)
        column.addLayout(subject)
        column.addWidget(self._pages, 1)
        column.addLayout(buttons)
        sides = QSplitter()
        sides.addWidget(left)
        sides.addWidget(self._right())
        sides.setStretchFactor(1, 1)
        sides.setSizes([_LEFT, _SIZE.width() - _LEFT])
        sides.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(sides)
        self.resize(_SIZE)

    def _right(self) -> QWidget:
        self._question.setProperty("role", "title")
        self._source.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._bar.setTextVisible(False)
        self._bar.setMaximumHeight(8)
        below = QHBoxLayout()
        below.addWidget(self._note, 1)
        below.addWidget(self._export)
        right = QWidget()
        column = QVBoxLayout(right)
        for widget in (self._question, self._words, self._source):
            column.addWidget(widget)
        column.addWidget(_scrolled(self._board), 1)
        column.addWidget(self._bar)
        column.addLayout(below)
        return right

    def _connect(self) -> None:
        self._run.setDefault(True)
        self._run.clicked.connect(self.start)
        self._stop.clicked.connect(self._studies.stop)
        self._export.clicked.connect(self.export)
        self._list.currentRowChanged.connect(self._choose)
        self._list.itemActivated.connect(self.start)
        self._studies.changed.connect(self._show_state)
        self._studies.told.connect(self._take_news)
        self._studies.ended.connect(self._take_end)

    # ------------------------------------------------------------------ what a person asks for

    @Slot()
    def start(self) -> None:
        """Do the study chosen, unless something else computes."""
        problem = next(iter((*self.form().problems(), self._studies.obstacle())), "")
        if problem:
            self._note.say(problem, Tone.WARNING)
            return
        self._figures = ()
        self._shown = self._kind
        self._board.clear()
        self._bar.setValue(0)
        self._note.say(self.tr("The study begins…"), Tone.PLAIN)
        self._order = self._studies.start(self.study(), self._subject.subject())
        self._show_state()

    @Slot()
    def export(self) -> None:
        """Ask for a folder, and write the figures into a new one within it."""
        folder = self._questions.folder(
            self.tr("Export figures into"), self._preferences.last_folder
        )
        if folder is not None:
            figures, into = self._figures, free_path(folder / self._shown)
            self._errands.send(lambda: _written(figures, into), self._say_written, self._say_error)

    @Slot()
    def _choose(self) -> None:
        study = STUDIES[self._kind]
        self._pages.setCurrentIndex(list(STUDIES).index(self._kind))
        self._question.setText(translated(study.question))
        self._words.setText(translated(study.look_for))
        self._source.setText(self.tr("Source: {source}").format(source=translated(study.source)))
        if self._shown != self._kind:
            self._forget()

    def _forget(self) -> None:
        """Show no figures of another study than the one that is read about."""
        if self._order is not None:
            self._studies.stop()
        self._order, self._figures, self._shown = None, (), ""
        self._board.clear()
        self._bar.setValue(0)
        self._note.say(self.tr("Press Run; the figures grow while it computes."), Tone.QUIET)
        self._show_state()

    # ------------------------------------------------------------------ what the study says

    @Slot(object)
    def _take_news(self, news: StudyNews) -> None:
        if news.order is not self._order:
            return
        report = news.report
        self._figures = report.figures
        self._board.set_figures(report.figures)
        self._bar.setRange(0, report.steps)
        self._bar.setValue(report.step)
        self._note.say(translated(report.doing), Tone.PLAIN)
        self._export.setEnabled(report.step > 0)

    @Slot(object)
    def _take_end(self, end: StudyEnd) -> None:
        if end.order is not self._order:
            return
        self._order = None
        done = self.tr("Stopped.") if end.stopped else self.tr("Done.")
        self._note.say(end.failure or done, Tone.ERROR if end.failure else Tone.PLAIN)
        self._show_state()

    @Slot()
    def _show_state(self) -> None:
        running = self._order is not None
        self._run.setEnabled(not running)
        self._stop.setEnabled(running)
        self._export.setEnabled(bool(self._figures) and self._bar.value() > 0)

    def _say_written(self, folder: Path) -> None:
        self._note.say(self.tr("The figures are in {folder}.").format(folder=folder), Tone.PLAIN)

    def _say_error(self, error: Exception) -> None:
        if not isinstance(error, DipError | OSError):
            raise error
        self._note.say(str(error), Tone.ERROR)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop the study, and finish the file that is being written."""
        if self._order is not None:
            self._studies.stop()
        self._errands.shutdown()
        super().closeEvent(event)


def _scrolled(inside: QWidget) -> QScrollArea:
    """Return what scrolls a widget that stays at the top of it."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(inside)
    column.addStretch()
    area = QScrollArea()
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area


def _written(figures: tuple[Figure, ...], folder: Path) -> Path:
    folder.mkdir(parents=True)
    write_figures(figures, folder)
    return folder
