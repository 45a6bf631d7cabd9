"""The animation of a run: what is told, and the dialog that writes it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.control.animating import Animator
from app.control.runs import RunController, RunState
from app.model.document import Document
from app.model.preferences import Preferences
from app.windows.animation import AnimationDialog
from dip_core import AnimationStyle


@pytest.fixture
def animator(document: Document, runs: RunController) -> Iterator[Animator]:
    made = Animator(document, runs._log, runs.history)
    yield made
    made.shutdown()


@pytest.fixture
def ended(qtbot: QtBot, runs: RunController) -> RunController:
    """A run of six iterations, with all its pictures."""
    runs.start()
    qtbot.waitUntil(lambda: runs.state is RunState.HAS_RESULT, timeout=60_000)
    qtbot.waitUntil(lambda: runs.history.iterations == (1, 2, 5, 6), timeout=60_000)
    return runs


class Replies:
    """Where a person wants it to go."""

    path: Path | None = None
    suggested: Path | None = None

    def file_to_save(self, title: str, suggestion: Path, pattern: str) -> Path | None:
        self.suggested = suggestion
        return self.path


@pytest.fixture
def replies() -> Replies:
    return Replies()


@pytest.fixture
def dialog(
    qtbot: QtBot,
    animator: Animator,
    ended: RunController,
    preferences: Preferences,
    replies: Replies,
    tmp_path: Path,
) -> Iterator[AnimationDialog]:
    window = QWidget()
    qtbot.addWidget(window)
    name = tmp_path / "photo_iterations.webp"
    made = AnimationDialog(animator, preferences, replies, name, window)
    made.show()
    yield made
    window.close()


def click(qtbot: QtBot, dialog: AnimationDialog, text: str) -> None:
    button = next(b for b in dialog.findChildren(QPushButton) if b.text() == text)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_before_a_run_there_is_nothing_to_tell(animator: Animator) -> None:
    assert animator.story() is None


def test_the_run_is_told_from_the_photo_to_the_result(
    document: Document, animator: Animator, ended: RunController
) -> None:
    story = animator.story()
    assert [shot.iteration for shot in story.shots] == [1, 2, 5, 6]
    assert np.array_equal(story.scene.before, document.picture.pixels)
    assert np.array_equal(story.after(), document.result.picture.pixels)
    assert story.kept == 6
    assert story.curve.name == "Loss"
    assert len(story.curve.x) == 6


def test_a_frame_shows_what_the_options_do(
    qtbot: QtBot, animator: Animator, ended: RunController
) -> None:
    with qtbot.waitSignal(animator.sampled) as plain:
        animator.sample(AnimationStyle())
    with qtbot.waitSignal(animator.sampled) as tall:
        animator.sample(AnimationStyle(curve=True))
    assert plain.args[0].width() == tall.args[0].width() == 320
    assert plain.args[0].height() < tall.args[0].height()


def test_the_dialog_writes_what_was_chosen_and_closes(
    qtbot: QtBot,
    dialog: AnimationDialog,
    replies: Replies,
    preferences: Preferences,
    tmp_path: Path,
) -> None:
    replies.path = tmp_path / "mine"
    dialog.choose_kind(".gif")
    dialog.form.set_value(AnimationStyle(seconds=1.0, curve=True))
    with qtbot.waitSignal(dialog.exported, timeout=60_000):
        click(qtbot, dialog, "Export…")
    assert replies.suggested == tmp_path / "photo_iterations.gif"
    with Image.open(tmp_path / "mine.gif") as film:
        assert film.n_frames == 1 + 4 + 1
    assert preferences.animation["curve"] is True
    assert preferences.animation_suffix == ".gif"


def test_without_an_encoder_the_dialog_says_how_to_get_one(
    qtbot: QtBot, dialog: AnimationDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog.choose_kind(".gif")
    monkeypatch.setattr("dip_core.animation.encoding.encoder", lambda: None)
    dialog.choose_kind(".mp4")
    assert "optional add-on" in dialog.note()
    click(qtbot, dialog, "Copy command")
    assert QGuiApplication.clipboard().text() == 'pip install "dip-studio[video]"'
    dialog.choose_kind(".webp")
    assert dialog.note() == ""


def test_giving_up_leaves_the_dialog_and_no_file(
    qtbot: QtBot, dialog: AnimationDialog, tmp_path: Path
) -> None:
    dialog.form.set_value(AnimationStyle(seconds=60.0, rate=30, side=1920))
    dialog.choose_kind(".gif")
    dialog.write(tmp_path / "mine.gif")
    click(qtbot, dialog, "Cancel")
    qtbot.waitUntil(lambda: dialog.note() == "Nothing was written.", timeout=60_000)
    assert dialog.isVisible()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_said(
    qtbot: QtBot, dialog: AnimationDialog, tmp_path: Path
) -> None:
    dialog.choose_kind(".webp")
    dialog.write(tmp_path / "nowhere" / "mine.webp")
    qtbot.waitUntil(lambda: "no folder" in dialog.note(), timeout=60_000)
