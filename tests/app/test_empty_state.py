"""What is shown while no photo is open, and the icons it shares with the rest of the window."""

import logging
from importlib import resources
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication, QIcon, QImage, QPalette
from PySide6.QtTest import QTest

from app.widgets.cards import DropZone, RecentButton, SampleButton, SampleCard
from app.widgets.empty_state import MOST_RECENT, EmptyState
from app.widgets.icons import icon

NAMES = [
    file.name.removesuffix(".svg")
    for file in (resources.files("resources") / "icons").iterdir()
    if file.name.endswith(".svg")
]


@pytest.fixture
def empty(qtbot) -> EmptyState:
    empty = EmptyState()
    qtbot.addWidget(empty)
    empty.resize(640, 480)
    empty.show()
    return empty


def test_a_press_on_the_drop_zone_opens(empty, qtbot):
    zone = empty.findChild(DropZone)
    assert "Ctrl+V" in zone.text()
    assert "Ctrl+O" in zone.text()
    with qtbot.waitSignal(empty.open_requested):
        QTest.mouseClick(zone, Qt.MouseButton.LeftButton)


def test_samples_are_chosen_by_mouse_and_keyboard(empty, qtbot):
    thumbnail = QImage(64, 32, QImage.Format.Format_RGB32)
    thumbnail.fill(QColor("#c00000"))
    empty.set_samples(
        [SampleCard("text", "Remove text", "A caption.", thumbnail), SampleCard("noise", "N", "S")]
    )
    text, noise = empty.findChildren(SampleButton)
    with qtbot.waitSignal(empty.sample_chosen) as told:
        QTest.mouseClick(text, Qt.MouseButton.LeftButton)
    assert told.args == ["text"]
    with qtbot.waitSignal(empty.sample_chosen) as told:
        QTest.keyClick(noise, Qt.Key.Key_Space)
    assert told.args == ["noise"]
    shown = text.grab().toImage()
    assert shown.pixelColor(text.width() // 2, 20).name() == "#c00000"
    assert text.accessibleDescription() == "A caption."


def test_a_sample_is_as_high_as_its_texts_need(empty, qtbot):
    empty.set_samples([SampleCard("a", "Title", "A sentence of quite some words. " * 3)])
    (card,) = empty.findChildren(SampleButton)
    qtbot.waitUntil(lambda: card.height() >= card.heightForWidth(card.width()) - 1)


def test_recent_files_are_chosen_and_missing_ones_are_greyed(empty, qtbot, tmp_path):
    here, gone = tmp_path / "here.png", tmp_path / "gone.png"
    here.touch()
    empty.set_recent([here, gone])
    first, second = empty.findChildren(RecentButton)
    assert first.isEnabled()
    assert not second.isEnabled()
    with qtbot.waitSignal(empty.recent_chosen) as told:
        QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    assert told.args == [here]


def test_a_few_recent_files_are_shown_and_replaced_by_the_next(empty, qtbot):
    empty.set_recent([Path(f"/gone/{k}.png") for k in range(20)])
    assert len(empty.findChildren(RecentButton)) == MOST_RECENT
    empty.set_recent([Path("/gone/last.png")])
    qtbot.waitUntil(lambda: len(empty.findChildren(RecentButton)) == 1)


def test_dropped_files_are_told(empty, tmp_path):
    told: list[list[Path]] = []
    empty.files_dropped.connect(told.append)
    dragged = QMimeData()
    dragged.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.png"))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    empty.dropEvent(QDropEvent(QPointF(5, 5), copy, dragged, left, none))
    assert told == [[tmp_path / "a.png"]]


@pytest.mark.parametrize("width", [200, 640, 1600])
def test_it_can_be_drawn_at_any_width(empty, width):
    empty.set_samples([SampleCard("a", "Title", "Sentence.") for _ in range(3)])
    empty.set_recent([Path("/a/folder/with/a/very/long/name/picture.jpg")])
    empty.resize(width, 300)
    assert not empty.grab().isNull()


# Icons.


def ink(shown: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> set[str]:
    image = shown.pixmap(QSize(24, 24), 1.0, mode).toImage()
    points = [(x, y) for x in range(image.width()) for y in range(image.height())]
    colours = [image.pixelColor(x, y) for x, y in points]
    return {colour.name() for colour in colours if colour.alpha() == 255}


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_can_be_drawn(qapp, name):
    image = icon(name).pixmap(QSize(32, 32), 1.0).toImage()
    assert any(image.pixelColor(x, y).alpha() for x in range(32) for y in range(32))


def test_icons_take_the_colour_of_the_text_and_follow_the_theme(qapp):
    shown, before = icon("run"), QGuiApplication.palette()
    palette = QPalette(before)
    palette.setColor(QPalette.ColorRole.ButtonText, QColor("#123456"))
    group, role = QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText
    palette.setColor(group, role, QColor("#abcdef"))
    QGuiApplication.setPalette(palette)
    try:
        assert ink(shown) == {"#123456"}
        assert ink(shown, QIcon.Mode.Disabled) == {"#abcdef"}
    finally:
        QGuiApplication.setPalette(before)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_icons_are_drawn_for_the_pixels_of_the_screen(qapp, ratio):
    pixmap = icon("run").pixmap(QSize(20, 20), ratio)
    assert pixmap.width() == 20 * ratio
    assert pixmap.devicePixelRatio() == ratio


def test_an_unknown_icon_is_empty_and_an_error_in_the_log(qapp, caplog):
    with caplog.at_level(logging.ERROR):
        assert icon("no-such-thing").isNull()
    assert "no-such-thing" in caplog.text
