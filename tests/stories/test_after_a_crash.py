"""The program was killed; at its next start the work is offered in the window."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.control.recovery import own_folder
from app.model.aside import About, Work, put_aside
from app.model.preferences import Preferences
from app.windows.recovery import RecoveryDialog
from dip_core import Inputs, Picture
from tests.app.small import tiny_spec
from tests.stories.studio import PATIENCE_MS, Replies, Studio, open_window


@pytest.fixture
def two_works(make_picture: Callable[..., Picture]) -> None:
    """What two programs have left."""
    for day, name in ((3, "older.png"), (4, "newer.png")):
        folder = own_folder() / name
        folder.mkdir(parents=True)
        picture = make_picture(40, 50)
        mask = (picture.pixels[..., 0] > 128).astype("uint8") * 255
        said = About(name, f"2026-01-0{day}T10:00:00+00:00", coverage=0.4)
        put_aside(Work(said, tiny_spec("inpainting"), Inputs(picture), mask, 1), folder)


@pytest.fixture
def crashed(two_works: None, qtbot: QtBot, studio: Studio) -> Studio:
    qtbot.waitUntil(lambda: studio.window.findChild(RecoveryDialog) is not None)
    return studio


def press(studio: Studio, name: str) -> None:
    dialog = studio.window.findChild(RecoveryDialog)
    (button,) = [b for b in dialog.findChildren(QPushButton) if b.accessibleName() == name]
    button.click()


def test_work_is_brought_back_and_the_other_stays_for_later(
    crashed: Studio, qtbot: QtBot, preferences: Preferences
) -> None:
    press(crashed, "Restore newer.png")
    crashed.wait_until_said("back as it was put aside")
    assert crashed.document.picture.size_text == "50×40"
    assert not crashed.document.mask.is_empty
    assert crashed.document.unsaved_work
    again = open_window(qtbot, preferences, Replies())
    qtbot.waitUntil(lambda: again.findChild(RecoveryDialog) is not None)
    names = [b.accessibleName() for b in again.findChild(RecoveryDialog).findChildren(QPushButton)]
    assert "Restore older.png" in names
    assert "Restore newer.png" not in names
    again.close()


def test_discarded_work_never_comes_back(
    crashed: Studio, qtbot: QtBot, preferences: Preferences
) -> None:
    press(crashed, "Discard newer.png")
    press(crashed, "Discard older.png")
    qtbot.waitUntil(lambda: not list(own_folder().iterdir()), timeout=PATIENCE_MS)
    again = open_window(qtbot, preferences, Replies())
    QApplication.processEvents()
    assert again.findChild(RecoveryDialog) is None
    again.close()


def test_without_a_crash_nothing_is_offered(studio: Studio, photo: Path) -> None:
    studio.open(photo)
    assert studio.window.findChild(RecoveryDialog) is None
