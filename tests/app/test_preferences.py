"""Preferences come back by type from a file that knows only text."""

import math
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings
from pytestqt.qtbot import QtBot

from app.model.preferences import MOST_RECENT_FILES, Preferences, user_settings


def fresh() -> Preferences:
    """Return preferences as another process would read them."""
    user_settings().sync()
    return Preferences(user_settings())


def test_everything_has_a_default(preferences: Preferences) -> None:
    assert preferences.theme == "system"
    assert preferences.device == "auto"
    assert preferences.threads == 0
    assert preferences.preview_budget == 0.05
    assert preferences.show_mask is True
    assert preferences.recent_files == ()
    assert preferences.geometry.isEmpty()
    assert preferences.last_folder == Path.home()
    assert preferences.speed("auto") is None


def test_values_come_back_with_their_types(preferences: Preferences, tmp_path: Path) -> None:
    preferences.theme = "dark"
    preferences.device = "cuda:0"
    preferences.threads = 3
    preferences.preview_budget = 0.0
    preferences.show_mask = False
    preferences.geometry = QByteArray(b"\x00\x01,;\xff")
    preferences.layout = QByteArray(b"@Invalid()")
    preferences.last_folder = tmp_path
    read = fresh()
    assert read.theme == "dark"
    assert read.device == "cuda:0"
    assert read.threads == 3
    assert read.preview_budget == 0.0
    assert read.show_mask is False
    assert read.geometry == QByteArray(b"\x00\x01,;\xff")
    assert read.layout == QByteArray(b"@Invalid()")
    assert read.last_folder == tmp_path


def test_one_recent_file_comes_back_as_one_file(preferences: Preferences) -> None:
    preferences.add_recent_file(Path("/photos/a, b.png"))
    assert fresh().recent_files == (Path("/photos/a, b.png"),)


def test_recent_files_are_newest_first_few_and_never_twice(preferences: Preferences) -> None:
    for number in range(MOST_RECENT_FILES + 3):
        preferences.add_recent_file(Path(f"/photos/{number}.png"))
    preferences.add_recent_file(Path("/photos/7.png"))
    recent = preferences.recent_files
    assert recent[:2] == (Path("/photos/7.png"), Path("/photos/12.png"))
    assert len(recent) == MOST_RECENT_FILES == len(set(recent))
    preferences.clear_recent_files()
    assert fresh().recent_files == ()


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("window/theme", "purple"),
        ("run/threads", "many"),
        ("run/threads", "-4"),
        ("run/preview_budget", "nan"),
        ("canvas/show_mask", "perhaps"),
        ("files/recent", "not json"),
        ("files/recent", '{"a": 1}'),
        ("files/last_folder", "/gone/for/good"),
        ("run/speeds", "[1, 2]"),
        ("window/geometry", "é%"),
    ],
)
def test_what_cannot_be_read_is_the_default(own_settings: Path, key: str, text: str) -> None:
    user_settings().setValue(key, text)
    test_everything_has_a_default(fresh())


def test_a_list_in_the_file_is_not_taken_for_a_text(own_settings: Path) -> None:
    user_settings().setValue("run/device", ["cpu", "mps"])
    assert fresh().device == "auto"


def test_speeds_are_kept_per_device(preferences: Preferences) -> None:
    preferences.record_speed("cpu", 2.5e11)
    preferences.record_speed("cuda:0", 4e13)
    preferences.record_speed("cpu", 3e11)
    for senseless in (0.0, -1.0, math.nan, math.inf):
        preferences.record_speed("cpu", senseless)
    assert fresh().speed("cpu") == 3e11
    assert fresh().speed("cuda:0") == 4e13


def test_a_change_is_announced_once_by_name(qtbot: QtBot, preferences: Preferences) -> None:
    with qtbot.waitSignal(preferences.changed) as heard:
        preferences.theme = "light"
    assert heard.args == ["theme"]
    with qtbot.assertNotEmitted(preferences.changed):
        preferences.theme = "light"


def test_reset_forgets_everything(preferences: Preferences) -> None:
    preferences.theme = "dark"
    preferences.add_recent_file(Path("/photos/a.png"))
    preferences.reset()
    test_everything_has_a_default(preferences)


def test_a_settings_file_of_ones_own_can_be_used(tmp_path: Path) -> None:
    path = str(tmp_path / "own.ini")
    Preferences(QSettings(path, QSettings.Format.IniFormat)).theme = "dark"
    assert Preferences(QSettings(path, QSettings.Format.IniFormat)).theme == "dark"
