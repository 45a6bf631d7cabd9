"""What the program does on a desktop it shares with others, and that each can be switched off."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.control.desktop import send_notice
from app.control.runs import RunController, RunState
from app.control.waking import KeepAwake
from app.model.document import Document
from app.model.exporting import template_problem
from app.model.preferences import Preferences
from app.windows.naming import Naming
from app.windows.notices import Notices
from app.windows.preferences import PreferencesDialog
from app.windows.questions import Questions
from app.windows.workbench import make_workbench
from dip_core import Device, Picture
from tests.app.small import tiny_spec

WAIT_MS = 30_000


class Insomnia:
    """What keeps a computer awake, and tells whether it does."""

    def __init__(self) -> None:
        self.now, self.times = False, 0

    @contextmanager
    def __call__(self) -> Iterator[None]:
        self.now, self.times = True, self.times + 1
        yield
        self.now = False


@pytest.fixture
def insomnia() -> Insomnia:
    return Insomnia()


@pytest.fixture
def awake(runs: RunController, preferences: Preferences, insomnia: Insomnia) -> Iterator[KeepAwake]:
    made = KeepAwake(runs, preferences, insomnia)
    yield made
    made.shutdown()


def begin(qtbot: QtBot, document: Document, runs: RunController, iterations: int = 100_000) -> None:
    document.set_spec(tiny_spec(iterations=iterations))
    runs.start()
    qtbot.waitUntil(lambda: runs.state is RunState.RUNNING, timeout=WAIT_MS)


# ---------------------------------------------------------------------- awake


def test_the_computer_is_awake_during_a_run_and_may_sleep_in_a_pause_and_after_it(
    qtbot: QtBot, document: Document, runs: RunController, awake: KeepAwake, insomnia: Insomnia
) -> None:
    begin(qtbot, document, runs)
    qtbot.waitUntil(lambda: insomnia.now)
    runs.pause()
    qtbot.waitUntil(lambda: not insomnia.now)
    runs.resume()
    qtbot.waitUntil(lambda: insomnia.now)
    runs.stop_and_keep()
    qtbot.waitUntil(lambda: not insomnia.now, timeout=WAIT_MS)
    assert insomnia.times == 2


def test_whoever_does_not_want_it_lets_the_computer_sleep(
    qtbot: QtBot,
    document: Document,
    runs: RunController,
    preferences: Preferences,
    awake: KeepAwake,
    insomnia: Insomnia,
) -> None:
    begin(qtbot, document, runs)
    qtbot.waitUntil(lambda: insomnia.now)
    preferences.manners = replace(preferences.manners, keeps_awake=False)
    qtbot.waitUntil(lambda: not insomnia.now)
    preferences.manners = replace(preferences.manners, keeps_awake=True)
    qtbot.waitUntil(lambda: insomnia.now)
    runs.stop_and_keep()


# ---------------------------------------------------------------------- notices


@pytest.fixture
def told(
    qtbot: QtBot, document: Document, runs: RunController, preferences: Preferences
) -> Iterator[list[str]]:
    """What is said on the desktop about runs of a window that is never looked at."""
    said: list[str] = []
    window = QWidget()
    qtbot.addWidget(window)
    Notices(document, runs, preferences, window, lambda _, text: said.append(text))
    yield said
    window.close()


def finish(qtbot: QtBot, runs: RunController) -> None:
    qtbot.waitUntil(lambda: runs.state is RunState.HAS_RESULT, timeout=WAIT_MS)


def test_the_end_of_a_run_is_told_once(
    qtbot: QtBot, document: Document, runs: RunController, told: list[str]
) -> None:
    document.set_spec(tiny_spec())
    runs.start()
    finish(qtbot, runs)
    assert told == ["The restoration is done: iteration 6 is kept."]


def test_a_failure_is_told_too(
    qtbot: QtBot,
    document: Document,
    runs: RunController,
    preferences: Preferences,
    told: list[str],
) -> None:
    preferences.device = "cuda:17"
    runs.start()
    qtbot.waitUntil(lambda: runs.state is RunState.FAILED, timeout=WAIT_MS)
    assert told == ["The restoration has failed; the window says why."]


def test_whoever_stops_a_run_knows_that_it_is_over(
    qtbot: QtBot, document: Document, runs: RunController, told: list[str]
) -> None:
    begin(qtbot, document, runs)
    runs.stop_and_keep()
    finish(qtbot, runs)
    assert told == []


def test_notices_can_be_switched_off(
    qtbot: QtBot,
    document: Document,
    runs: RunController,
    preferences: Preferences,
    told: list[str],
) -> None:
    preferences.manners = replace(preferences.manners, notifies=False)
    document.set_spec(tiny_spec())
    runs.start()
    finish(qtbot, runs)
    assert told == []


def test_without_a_desktop_that_shows_notices_nothing_happens(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'nobody'}")
    assert not send_notice("photo.png", "done")


# ---------------------------------------------------------------------- going


def test_a_history_that_goes_says_nothing_to_who_is_half_gone(
    qtbot: QtBot, preferences: Preferences, picture: Picture
) -> None:
    owner, said = QObject(), []
    bench = make_workbench(preferences, (Device("cpu", "Processor"),), owner)
    bench.document.set_picture(picture)
    bench.document.mask.fill(255)
    bench.document.undo_stack.indexChanged.connect(said.append)
    bench.document.undo_stack.cleanChanged.connect(said.append)
    bench.shutdown()
    shiboken6.delete(owner)
    assert said == []


# ---------------------------------------------------------------------- preferences


@pytest.fixture
def dialog(qtbot: QtBot, preferences: Preferences) -> PreferencesDialog:
    naming = Naming(preferences, Questions(QWidget()), Path("IMG_1.jpg"))
    made = PreferencesDialog(preferences, naming)
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize("name", ["notifies", "keeps_awake", "recovers"])
def test_each_manner_has_a_switch(
    dialog: PreferencesDialog, preferences: Preferences, name: str
) -> None:
    box = dialog.findChild(QCheckBox, name)
    assert box.isChecked()
    box.click()
    assert not getattr(preferences.manners, name)
    assert preferences.manners == replace(type(preferences.manners)(), **{name: False})


def test_a_template_applies_at_once_and_shows_an_example(
    dialog: PreferencesDialog, preferences: Preferences
) -> None:
    naming = dialog.findChild(Naming)
    field = naming.findChildren(QLineEdit)[-1]
    field.clear()
    field.insert("{stem} restored{ext}")
    field.textEdited.emit(field.text())
    assert preferences.export_template == "{stem} restored{ext}"
    assert naming.example_text() == "IMG_1.jpg becomes IMG_1 restored.png."


def test_a_template_that_would_give_every_photo_one_name_is_not_taken(
    dialog: PreferencesDialog, preferences: Preferences
) -> None:
    naming = dialog.findChild(Naming)
    field = naming.findChildren(QLineEdit)[-1]
    field.setText("restored{ext}")
    field.textEdited.emit(field.text())
    assert preferences.export_template == "{stem}_dip{ext}"
    assert "{stem} must be in it" in naming.example_text()


@pytest.mark.parametrize("template", ["{stem}/x{ext}", "{stem}{date}{ext}", "{stem}:{ext}", ""])
def test_templates_that_are_no_file_names_are_refused(template: str) -> None:
    assert template_problem(template)
