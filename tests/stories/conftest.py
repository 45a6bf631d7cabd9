"""The real window with small photos, quick settings, and answers instead of dialogs."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.model.preferences import Preferences
from app.windows.main_window import MainWindow
from dip_core import Picture, save_picture
from tests.app.conftest import nothing_left_behind, own_settings, preferences
from tests.stories.studio import Replies, Studio, open_window

__all__ = ["nothing_left_behind", "own_settings", "preferences"]


@pytest.fixture
def replies() -> Replies:
    """What a person answers when the window asks."""
    return Replies()


@pytest.fixture
def window(qtbot: QtBot, preferences: Preferences, replies: Replies) -> Iterator[MainWindow]:
    """The window, as large as on a small laptop."""
    made = open_window(qtbot, preferences, replies)
    yield made
    made.bench.runs.stop_and_keep()
    made.bench.document.set_picture(None)
    made.close()


@pytest.fixture
def studio(qtbot: QtBot, window: MainWindow, replies: Replies) -> Studio:
    """The window and what a person does with it."""
    return Studio(qtbot, window, replies)


@pytest.fixture
def photo(tmp_path: Path, make_picture: Callable[..., Picture]) -> Path:
    """A file with a photo of 48×64 pixels."""
    path = tmp_path / "photo.png"
    save_picture(make_picture(48, 64), path)
    return path
