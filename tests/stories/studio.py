"""What a person does with the window: clicks, strokes and keys, and waiting for what follows."""

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.control.runs import RunState
from app.model.preferences import Preferences
from app.widgets.split_line import SplitLine
from app.windows.export import ExportDialog
from app.windows.main_window import MainWindow
from app.windows.preparation import Prepared
from app.windows.questions import Answer, Questions
from dip_core import Device
from tests.app.small import tiny_spec

PATIENCE_MS = 60_000


@dataclass
class Replies:
    """The answers a person gives, and what was asked."""

    open: Path | None = None
    save: Path | None = None
    unsaved: Answer = Answer.CANCEL
    running: Answer = Answer.CANCEL
    opening: Answer = Answer.CANCEL
    asked: list[str] = field(default_factory=list)


class Answered(Questions):
    """Questions that are answered without a dialog."""

    def __init__(self, parent: QWidget, replies: Replies) -> None:
        super().__init__(parent)
        self._replies = replies

    def file_to_open(self, title: str, folder: Path, *, projects: bool = False) -> Path | None:
        self._replies.asked.append(title)
        return self._replies.open

    def file_to_save(self, title: str, suggestion: Path, pattern: str) -> Path | None:
        self._replies.asked.append(title)
        return self._replies.save

    def folder(self, title: str, folder: Path) -> Path | None:
        self._replies.asked.append(title)
        return self._replies.save

    def about_unsaved_work(self, *, has_result: bool) -> Answer:
        self._replies.asked.append("unsaved result" if has_result else "unsaved work")
        return self._replies.unsaved

    def about_closing_during_a_run(self) -> Answer:
        self._replies.asked.append("running")
        return self._replies.running

    def about_opening(self, sentence: str, *, can_halve: bool) -> Answer:
        self._replies.asked.append(sentence)
        return self._replies.opening


def open_window(qtbot: QtBot, preferences: Preferences, replies: Replies) -> MainWindow:
    """Show the window of 1100×700 pixels."""
    preferences.threads = 1  # more would only wait for other tests
    prepared = Prepared((Device("cpu", "Processor"),))
    window = MainWindow(preferences, prepared, lambda parent: Answered(parent, replies))
    qtbot.addWidget(window)
    window.resize(1100, 700)
    with qtbot.waitExposed(window):
        window.show()
    return window


@dataclass
class Studio:
    """A person in front of the window."""

    qtbot: QtBot
    window: MainWindow
    replies: Replies

    @property
    def document(self):
        return self.window.bench.document

    @property
    def runs(self):
        return self.window.bench.runs

    @property
    def said(self) -> str:
        """Everything the message bars say now."""
        return " ".join(self.window.messages.texts())

    def act(self, word: str) -> None:
        """Choose an action, as its menu entry or button would."""
        action = self.window.bench.actions[word]
        self.qtbot.waitUntil(action.isEnabled, timeout=PATIENCE_MS)
        action.trigger()

    def open(self, path: Path) -> None:
        with self.qtbot.waitSignal(self.window.bench.files.opened, timeout=PATIENCE_MS):
            self.window.open_paths([path])

    def choose(self, task: str, **changes: object) -> None:
        """Take settings that are quick."""
        self.document.set_spec(tiny_spec(task, **changes))

    def paint(self, *points: tuple[float, float]) -> None:
        """Paint one stroke with the mouse through these pixels of the photo."""
        canvas = self.window.canvas
        places = [canvas.to_widget(QPointF(*point)).toPoint() for point in points]
        self.qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=places[0])
        for place in places[1:]:
            self.qtbot.mouseMove(canvas, place)
        self.qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=places[-1])

    def drag_split(self, share: float) -> None:
        """Drag the line between original and result to a share of the canvas's width."""
        canvas = self.window.canvas
        line = canvas.findChild(SplitLine)
        middle = QPoint(line.width() // 2, line.height() // 2)
        self.qtbot.mousePress(line, Qt.MouseButton.LeftButton, pos=middle)
        goal = line.mapFrom(canvas, QPoint(round(canvas.width() * share), canvas.height() // 2))
        self.qtbot.mouseMove(line, goal)
        self.qtbot.mouseRelease(line, Qt.MouseButton.LeftButton, pos=goal)

    def wait_for(self, *states: RunState) -> None:
        self.qtbot.waitUntil(lambda: self.runs.state in states, timeout=PATIENCE_MS)

    def wait_until_said(self, part: str) -> None:
        self.qtbot.waitUntil(lambda: part in self.said, timeout=PATIENCE_MS)

    @property
    def export_dialog(self) -> ExportDialog:
        return self.window.findChild(ExportDialog)

    def run(self) -> None:
        """Run to the end."""
        self.act("run")
        self.wait_for(RunState.HAS_RESULT, RunState.FAILED)

    def run_until(self, iteration: int) -> None:
        """Run until some iterations have been seen."""
        self.act("run")
        self.qtbot.waitUntil(
            lambda: self.window.bench.log.last_iteration >= iteration, timeout=PATIENCE_MS
        )
