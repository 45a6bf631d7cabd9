"""The start: commands go to the command line; a window is painted before the engine is there."""

import gc
import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import __main__ as entry
from app import bootstrap
from app.bootstrap import Collector, StartUp
from app.model.preferences import Preferences
from app.windows.loading import LoadingWindow
from app.windows.theme import Theme
from app.windows.unexpected import UnexpectedErrorDialog, UnexpectedErrors

ROOT = Path(__file__).parents[2]


@pytest.fixture
def routed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, object]]:
    """Where `main` sends its words, without going there."""
    calls: list[tuple[str, object]] = []

    class Module:
        @staticmethod
        def main(words: list[str]) -> int:
            calls.append(("command line", words))
            return 3

        @staticmethod
        def open_window(paths: list[Path], *, demo: bool = False) -> int:
            calls.append(("window", ["demo"] if demo else [str(path) for path in paths]))
            return 0

    monkeypatch.setattr(entry.importlib, "import_module", lambda name: Module)
    return calls


@pytest.fixture
def look(qapp: QApplication) -> Iterator[None]:
    """Give the application its look back."""
    colours, sheet, style = qapp.palette(), qapp.styleSheet(), qapp.style().objectName()
    yield
    for theme in qapp.findChildren(Theme):
        theme.deleteLater()
    qapp.setStyleSheet(sheet)
    qapp.setPalette(colours)
    qapp.setStyle(style)


@pytest.mark.parametrize(
    "words",
    [["restore", "a.png"], ["info"], ["list", "tasks"], ["--help"], ["--version"], ["-h"]],
    ids=" ".join,
)
def test_commands_go_to_the_command_line(routed: list, words: list[str]) -> None:
    assert entry.main(words) == 3
    assert routed == [("command line", words)]


def test_a_mistyped_command_is_answered_by_the_command_line(routed: list) -> None:
    entry.main(["restroe"])
    assert routed == [("command line", ["restroe"])]


@pytest.mark.parametrize("words", [[], ["photo.png"], ["work.dip", "b.jpg"]], ids=str)
def test_everything_else_goes_to_the_window(routed: list, words: list[str]) -> None:
    assert entry.main(words) == 0
    assert routed == [("window", words)]


def test_a_file_that_is_called_like_no_file_is_still_opened(
    routed: list, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "photo").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    entry.main(["photo"])
    assert routed == [("window", ["photo"])]


@pytest.mark.parametrize(
    ("display", "platform", "words", "where"),
    [
        (":0", "", ["demo"], "window"),
        ("", "", ["demo"], "command line"),
        (":0", "offscreen", ["demo"], "command line"),
        (":0", "", ["demo", "-o", "folder"], "command line"),
    ],
)
def test_the_demo_is_shown_where_somebody_can_see_it(
    routed: list,
    monkeypatch: pytest.MonkeyPatch,
    display: str,
    platform: str,
    words: list[str],
    where: str,
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setenv("WAYLAND_DISPLAY", "")
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    entry.main(words)
    assert routed[0][0] == where


def test_without_a_display_it_says_what_works(
    routed: list, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.setenv(name, "")
    assert entry.main([]) == 1
    assert "no display" in capsys.readouterr().err
    assert routed == []


def test_what_is_painted_first_imports_neither_engine_nor_torch() -> None:
    code = (
        "import sys; import app.__main__, app.bootstrap; "
        "print([m for m in ('torch', 'dip_core', 'numpy', 'pyqtgraph') if m in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, cwd=ROOT
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_the_real_window_takes_the_place_of_the_first(
    qtbot: QtBot, qapp: QApplication, preferences: Preferences, look: None
) -> None:
    start = StartUp(qapp, preferences)
    first = start.loading
    qtbot.addWidget(first)
    with qtbot.waitSignal(start.furnished, timeout=60_000):
        start.begin()
        assert first.isVisible()
    window = start.studio.window()
    qtbot.addWidget(window)
    assert window.isVisible()
    assert window.size() == first.size()
    moved = window.pos() - first.pos()
    assert moved.manhattanLength() < 10  # the frame a window manager adds may differ
    qtbot.waitUntil(lambda: not first.isVisible(), timeout=5000)
    window.close()
    start.end()


def test_the_first_window_keeps_what_is_dropped_on_it(qtbot: QtBot) -> None:
    window = LoadingWindow(QByteArray())
    qtbot.addWidget(window)
    assert window.dropped == []
    assert window.minimumWidth() <= 1024


def test_unexpected_errors_are_shown_with_details_that_can_be_copied(
    qtbot: QtBot, tmp_path: Path
) -> None:
    errors = UnexpectedErrors(tmp_path)
    errors.report("Traceback: one")
    errors.report("Traceback: two")

    def dialogs() -> list[UnexpectedErrorDialog]:
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, UnexpectedErrorDialog)]

    qtbot.waitUntil(lambda: bool(dialogs()) and "two" in dialogs()[0].details())
    [dialog] = dialogs()
    qtbot.addWidget(dialog)
    assert "Traceback: one" in dialog.details()
    assert not dialog.isModal()
    dialog.accept()


def test_a_program_that_cannot_be_loaded_says_so(
    qtbot: QtBot,
    qapp: QApplication,
    preferences: Preferences,
    monkeypatch: pytest.MonkeyPatch,
    look: None,
) -> None:
    monkeypatch.setattr(bootstrap, "MAIN_WINDOW", "app.windows.nothing_of_the_kind")
    start = StartUp(qapp, preferences)
    qtbot.addWidget(start.loading)
    with qtbot.captureExceptions() as errors:
        start.begin()
        qtbot.waitUntil(lambda: bool(errors), timeout=20_000)
    assert errors[0][0] is ModuleNotFoundError
    assert start.loading.isVisible()
    assert "could not be loaded" in start.loading.text()
    start.end()


def test_errors_of_any_thread_reach_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    reported: list[str] = []
    for module, name in ((sys, "excepthook"), (bootstrap.threading, "excepthook")):
        monkeypatch.setattr(module, name, getattr(module, name))
    monkeypatch.setattr(bootstrap, "qInstallMessageHandler", lambda handler: None)
    bootstrap.catch_everything(reported.append)
    error = ZeroDivisionError("a fault")
    sys.excepthook(type(error), error, None)
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    assert "a fault" in reported[0]
    assert "division by zero" in reported[1]


def test_garbage_is_collected_when_the_windows_thread_says_so_and_then_alone(qtbot: QtBot) -> None:
    owner = QObject()
    collector = Collector(owner)
    assert not gc.isenabled()

    class Loop:
        def __init__(self) -> None:
            self.itself = self

    gone = weakref.ref(Loop())
    kept = [[] for _ in range(2 * gc.get_threshold()[0])]  # so many that a collection is due
    assert gone() is not None
    collector.collect()
    assert gone() is None
    assert len(kept) > 0
    owner.deleteLater()
