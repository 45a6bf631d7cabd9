"""The window: canvas in the middle, tools on the left, panels right and below, messages on top."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QStackedWidget, QWidget

from app.control.actions import ACTIONS
from app.control.runs import RunState
from app.forms.tones import Tone
from app.model.preferences import Preferences, Theme
from app.panels.found_panel import FoundPanel
from app.panels.mask_panel import MaskPanel
from app.panels.method_panel import MethodPanel
from app.panels.results_panel import ResultsPanel
from app.panels.status import StatusPanel
from app.panels.task_panel import TaskPanel
from app.panels.timeline_panel import TimelinePanel
from app.widgets.canvas import Canvas
from app.widgets.cards import SampleCard
from app.widgets.compare_bar import CompareBar
from app.widgets.empty_state import EmptyState
from app.windows.animation_link import AnimationLink
from app.windows.canvas_link import CanvasLink
from app.windows.closing import Closing
from app.windows.commands import Commands
from app.windows.companions_link import CompanionsLink
from app.windows.compare_link import CompareLink
from app.windows.docks import PANELS, Docks
from app.windows.healing_link import HealingLink
from app.windows.lettering_link import LetteringLink
from app.windows.mask_link import MaskLink
from app.windows.menus import add_recent_menu, fill_menu_bar, make_main_bar, make_tool_bar
from app.windows.message_bar import MessageArea
from app.windows.notices import Notices
from app.windows.painting_link import PaintingLink
from app.windows.preparation import Prepared, prepare
from app.windows.questions import Questions
from app.windows.recovery import RecoveryLink
from app.windows.region_link import RegionLink
from app.windows.remedy_link import RemedyLink
from app.windows.results_link import ResultsLink
from app.windows.rim_link import RimLink
from app.windows.stage import Stage
from app.windows.status_link import StatusLink
from app.windows.studies_link import StudiesLink
from app.windows.timeline_link import TimelineLink
from app.windows.title_link import TitleLink
from app.windows.viewing_link import ViewingLink
from app.windows.workbench import make_workbench
from dip_core import SAMPLES

THEMES: tuple[Theme, ...] = ("system", "light", "dark")
ESCAPE_SECONDS = 2.0
REASON_SECONDS = 60.0  # a person may have been away while it ran
__all__ = ["MainWindow", "make_studio", "prepare"]


def make_studio(preferences: Preferences, prepared: Prepared) -> "MainWindow":
    """Return the window, not shown yet."""
    return MainWindow(preferences, prepared)


class MainWindow(QMainWindow):
    """Puts the parts together; what they do is theirs."""

    def __init__(
        self,
        preferences: Preferences,
        prepared: Prepared,
        ask: Callable[[QWidget], Questions] = Questions,
    ) -> None:
        super().__init__()
        self.setMinimumSize(1024, 640)
        self.bench = make_workbench(preferences, prepared.devices, self)
        self.canvas = Canvas()
        actions = self.bench.actions
        self.stage = Stage(self.canvas, CompareBar(actions["compare-swap"], actions["add-pane"]))
        self._centre = QStackedWidget()
        self.messages = MessageArea(self._centre)
        self.status = StatusPanel()
        self._questions = ask(self)
        self._arranged = False
        self._told: set[str] = set()
        self._escape = QTimer(self)
        self._escape.setSingleShot(True)
        self._escape.setInterval(round(1000 * ESCAPE_SECONDS))
        self.commands = Commands(self.bench, self, self._questions, self.messages)
        self._closing = Closing(
            self.bench.document, self.bench.runs, self.commands, self._questions, self
        )
        self.empty = self._make_empty_state(prepared.cards)
        self._lay_out()
        self.docks = Docks(self, self.bench)
        self._make_menus()
        self._link()

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open the files given at the start, or dropped."""
        self.commands.open_paths(paths)

    def start_demo(self) -> None:
        """Open the first bundled sample and start restoring it."""
        self.bench.files.opened.connect(
            self.bench.runs.start, Qt.ConnectionType.SingleShotConnection
        )
        self.commands.open_sample(SAMPLES[0])

    # ------------------------------------------------------------------ building

    def _lay_out(self) -> None:
        self._centre.addWidget(self.empty)
        self._centre.addWidget(self.stage)
        self.setCentralWidget(self._centre)
        # Permanent, so that no passing text ever covers the state.
        self.statusBar().addPermanentWidget(self.status, 1)
        self.setDockNestingEnabled(True)

    def _make_empty_state(self, cards: Sequence[SampleCard]) -> EmptyState:
        empty, preferences = EmptyState(), self.bench.preferences
        empty.set_samples(cards)
        empty.set_recent(preferences.recent_files)
        empty.open_requested.connect(self.commands.open)
        empty.sample_chosen.connect(self._open_sample)
        empty.recent_chosen.connect(self._open_recent)
        empty.files_dropped.connect(self.open_paths)
        preferences.recents_changed.connect(self._show_recent)
        return empty

    def _make_menus(self) -> None:
        actions = self.bench.actions
        menus = fill_menu_bar(self, actions)
        add_recent_menu(
            menus["file"],
            actions["open-reference"],
            self.bench.preferences,
            lambda path: self.open_paths([path]),
        )
        self._add_panel_menu(menus["view"], actions["full-screen"])
        make_main_bar(self, actions, self.canvas)
        make_tool_bar(self, actions)
        # Letters and digits are shortcuts only while the canvas has the focus.
        for row in ACTIONS:
            if row.context == "canvas":
                self.canvas.addAction(actions[row.id])
                self.stage.grid.addAction(actions[row.id])

    def _add_panel_menu(self, menu: QMenu, before: QAction) -> None:
        panels = QMenu(self.tr("&Panels"), menu)
        for panel in PANELS:
            panels.addAction(self.docks[panel.name].toggleViewAction())
        panels.addSeparator()
        panels.addAction(self.tr("Reset layout")).triggered.connect(self._reset_layout)
        menu.insertMenu(before, panels)

    def _link(self) -> None:
        bench, actions = self.bench, self.bench.actions
        mask_panel = self.docks.panel("mask")
        method_panel = self.docks.panel("method")
        if isinstance(mask_panel, MaskPanel) and isinstance(method_panel, MethodPanel):
            CanvasLink(bench, self.canvas)
            PaintingLink(bench, self.canvas, mask_panel)
            MaskLink(bench, self.canvas, mask_panel)
            HealingLink(bench, self.canvas, self.messages)
            RimLink(bench, mask_panel, self.messages)
            LetteringLink(bench, self.canvas)
            regions = RegionLink(bench, self.canvas, self.messages, self._start)
            regions.link_panel(self.docks.panel("parts"))
            self._remedies = RemedyLink(bench, method_panel, regions)
        timeline_panel = self.docks.panel("timeline")
        if isinstance(timeline_panel, TimelinePanel):
            TimelineLink(bench, timeline_panel)
        StudiesLink(bench, self, self._questions)
        ResultsLink(bench, self.docks["results"], self._questions, self.messages)
        AnimationLink(bench, self, self._questions, self.messages)
        ViewingLink(bench, self.stage.pages)
        comparing = CompareLink(bench, self.stage, self._questions, self.messages)
        results_panel = self.docks.panel("results")
        if isinstance(results_panel, ResultsPanel):
            comparing.link_results(results_panel)
        companions = CompanionsLink(bench, self, self.canvas, self._questions)
        task_panel, found_panel = self.docks.panel("task"), self.docks.panel("found")
        if isinstance(task_panel, TaskPanel) and isinstance(found_panel, FoundPanel):
            companions.link_task_panel(task_panel)
            companions.link_found_panel(found_panel, self.docks["found"], self.docks["curves"])
        TitleLink(bench, self)
        self._recovery = RecoveryLink(
            bench.recovery, bench.runs, self.commands, self.messages, self
        )
        self._notices = Notices(bench.document, bench.runs, bench.preferences, self)
        status = StatusLink(bench, self.status)
        self.canvas.cursor_moved.connect(status.show_cursor)
        self.stage.grid.cursor_moved.connect(status.show_cursor)
        self.canvas.files_dropped.connect(self.open_paths)
        bench.document.picture_changed.connect(self._show_centre)
        self._link_files()
        bench.runs.message.connect(self._show_note)
        bench.runs.rule_stopped.connect(self._show_stop)
        bench.runs.history.message.connect(self.messages.say)
        bench.masks.message.connect(self.messages.say)
        bench.runs.failed.connect(self._show_failure)
        bench.runs.state_changed.connect(self._follow_run)
        actions.bind("restart-new-seed", lambda: self._start(bench.restarter.restart))
        actions.bind("full-screen", self._toggle_full_screen)
        for theme in THEMES:
            actions.bind(f"theme-{theme}", partial(self._choose_theme, theme))
        bench.preferences.changed.connect(self._check_theme)
        self._check_theme()
        self._show_centre()

    def _link_files(self) -> None:
        files = self.bench.files
        files.glanced.connect(lambda: self._centre.setCurrentWidget(self.stage))
        files.glance_over.connect(self._show_centre)
        files.message.connect(self.messages.say)
        files.failed.connect(self._show_error)

    # ------------------------------------------------------------------ following the document

    @Slot()
    def _show_centre(self) -> None:
        has_picture = self.bench.document.picture is not None
        self._centre.setCurrentWidget(self.stage if has_picture else self.empty)
        self.messages.clear()
        if has_picture:
            self.stage.take_focus()

    @Slot(str)
    def _show_note(self, sentence: str) -> None:
        """Show what a run says; what it says every time is shown once."""
        if sentence not in self._told:
            self._told.add(sentence)
            self.messages.say(sentence)

    @Slot(str)
    def _show_stop(self, sentence: str) -> None:
        """Say why a rule has ended the run, and offer to go on."""
        go_on = (self.tr("Go on anyway"), self.bench.runs.go_on)
        short, result = sentence, self.bench.document.result
        if result is not None:
            short = self.tr("Done: iteration {number} is the result.")
            short = short.format(number=result.run.kept_iteration)
        self.messages.say(short, Tone.PLAIN, go_on, why=sentence, seconds=REASON_SECONDS)

    @Slot(str)
    def _show_error(self, sentence: str) -> None:
        self.messages.say(sentence, Tone.ERROR)

    @Slot(str, str)
    def _show_failure(self, sentence: str, details: str) -> None:
        remedies = list(self._remedies.for_a_failure())
        if details:
            copy = QGuiApplication.clipboard().setText
            remedies.append((self.tr("Copy details"), lambda: copy(details)))
        self.messages.say(sentence, Tone.ERROR, *remedies)

    @Slot(object)
    def _follow_run(self, state: RunState) -> None:
        if state is RunState.WARMING:
            self.messages.clear()

    @Slot()
    def _show_recent(self) -> None:
        self.empty.set_recent(self.bench.preferences.recent_files)

    # ------------------------------------------------------------------ what a person asks for

    @Slot(str)
    def _open_sample(self, kind: str) -> None:
        self.commands.open_sample(next(sample for sample in SAMPLES if sample.kind == kind))

    @Slot(object)
    def _open_recent(self, path: Path) -> None:
        self.open_paths([path])

    def _start(self, start: Callable[[], object]) -> None:
        """Start a run with what the fields say, also the one that is still being typed in."""
        self.stage.take_focus()
        problems = [
            problem
            for panel in (self.docks.panel("task"), self.docks.panel("method"))
            if isinstance(panel, TaskPanel | MethodPanel)
            for problem in panel.problems()
        ]
        if problems:
            self.messages.say(problems[0], Tone.ERROR)
            return
        start()

    def _toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _choose_theme(self, theme: Theme) -> None:
        self.bench.preferences.theme = theme

    @Slot()
    def _check_theme(self) -> None:
        self.bench.actions[f"theme-{self.bench.preferences.theme}"].setChecked(True)

    @Slot()
    def _reset_layout(self) -> None:
        self.docks.reset()

    # ------------------------------------------------------------------ events

    def showEvent(self, event: QShowEvent) -> None:
        """Arrange the panels once the size of the window is known."""
        super().showEvent(event)
        if not self._arranged:
            self._arranged = True
            self.docks.restore(self.bench.preferences.layout)
            QTimer.singleShot(0, self._recovery, self._recovery.offer)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Stop the run on a second Esc; the first only says so."""
        if event.key() != Qt.Key.Key_Escape or not self.bench.runs.active:
            super().keyPressEvent(event)
        elif self._escape.isActive():
            self._escape.stop()
            self.bench.runs.stop_and_keep()
        else:
            self._escape.start()
            self.messages.say(
                self.tr("Press Esc again to stop and keep the result."), seconds=ESCAPE_SECONDS
            )

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about a run and about unsaved work; remember the layout."""
        if not self._closing.may_close():
            event.ignore()
            return
        self._remember_layout()
        self._notices.shutdown()
        self.bench.shutdown()
        super().closeEvent(event)

    def _remember_layout(self) -> None:
        self.bench.preferences.geometry = self.saveGeometry()
        self.bench.preferences.layout = self.docks.save()
