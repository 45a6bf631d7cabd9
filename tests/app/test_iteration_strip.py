"""The slider back to earlier iterations, and the badge over the canvas."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider, QWidget
from pytestqt.qtbot import QtBot

from app.widgets.iteration_strip import IterationStrip
from app.widgets.viewing_bar import ViewingBar


def test_the_right_end_is_the_newest_and_left_of_it_are_the_iterations(qtbot: QtBot) -> None:
    strip = IterationStrip()
    qtbot.addWidget(strip)
    assert not strip.isEnabled()
    strip.set_iterations((1, 10, 100))
    assert strip.isEnabled()
    assert (strip.value(), strip.text()) == (None, "newest")
    slider = strip.findChild(QSlider)
    chosen: list[int | None] = []
    strip.chosen.connect(chosen.append)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_End):
        qtbot.keyClick(slider, key)
    assert chosen == [100, 1, 10, None]


def test_showing_an_iteration_chooses_nothing_and_stays_as_others_come(qtbot: QtBot) -> None:
    strip = IterationStrip()
    qtbot.addWidget(strip)
    chosen: list[int | None] = []
    strip.chosen.connect(chosen.append)
    strip.set_iterations((1, 10, 100))
    strip.set_value(10)
    strip.set_iterations((1, 2, 5, 10, 100, 108))
    assert chosen == []
    assert (strip.value(), strip.text()) == (10, "10")
    qtbot.keyClick(strip.findChild(QSlider), Qt.Key.Key_Right)
    assert chosen == [100]


def test_the_badge_lies_over_the_lower_edge_and_follows_it(qtbot: QtBot) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(800, 500)
    bar = ViewingBar(over)
    assert bar.text() == ""
    bar.say("Viewing 5", back="Back to live", use_tip="Use it.", usable=False)
    assert bar.text() == "Viewing 5"
    assert not bar.use_button.isEnabled()
    over.show()
    over.resize(900, 400)
    assert over.rect().contains(bar.geometry())
    assert bar.geometry().bottom() > 380
    with qtbot.waitSignal(bar.live_requested):
        bar.live_button.click()
