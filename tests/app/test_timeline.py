"""The timeline, its mouse and keys; and the badge over the canvas."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.widgets.film import Frame, laid_out
from app.widgets.iteration_scale import Scale
from app.widgets.timeline import Marks, Timeline
from app.widgets.timeline_marks import spread
from app.widgets.viewing_bar import ViewingBar
from tests.app.canvas_hand import wheel


def frames(*iterations: int, bookmarked: Sequence[int] = ()) -> list[Frame]:
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(QColor("#c02020"))
    return [Frame(i, image, i in bookmarked) for i in iterations]


@pytest.fixture
def timeline(qtbot: QtBot) -> Timeline:
    made = Timeline()
    qtbot.addWidget(made)
    made.resize(820, made.sizeHint().height())
    made.set_frames(frames(1, 10, 100))
    made.set_marks(Marks(newest=1000))
    made.set_range(1, 1000, log=True)
    return made


@pytest.fixture
def chosen(timeline: Timeline) -> list[int | None]:
    found: list[int | None] = []
    timeline.chosen.connect(found.append)
    return found


def at(timeline: Timeline, iteration: float) -> QPoint:
    return QPoint(round(timeline.scale.place(iteration)), 20)


def test_an_iteration_has_its_place_and_a_place_its_iteration() -> None:
    for log in (True, False):
        scale = Scale(1, 1000, 10, 800, log)
        assert scale.place(1) == pytest.approx(10)
        assert scale.place(1000) == pytest.approx(810)
        assert scale.iteration(scale.place(70)) == pytest.approx(70)
    assert Scale(1, 1000, 0, 900).place(10) == pytest.approx(300)


def test_numbers_are_round_and_far_enough_apart() -> None:
    assert Scale(1, 1000, 0, 900).ticks(50) == (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
    assert Scale(1, 1000, 0, 900, log=False).ticks(150) == (200, 400, 600, 800, 1000)
    assert Scale(400, 600, 0, 900).ticks(50) == (400, 450, 500, 550, 600)
    assert Scale(1, 3, 0, 900).ticks(50) == (1, 2, 3)


def test_marks_that_would_cover_one_another_stand_side_by_side() -> None:
    assert spread([50, 200], 13, 6, 300) == [50, 200]
    assert spread([50, 50], 13, 6, 300) == [43.5, 56.5]
    assert spread([100, 100, 101], 10, 6, 300) == pytest.approx([90.33, 100.33, 110.33], abs=0.01)
    assert spread([299, 299], 10, 6, 294) == [284, 294]
    assert spread([0, 8, 19], 10, 6, 294) == [6, 16, 26]


def test_looking_closer_leaves_the_pointer_on_its_iteration() -> None:
    scale = Scale(1, 1000, 10, 800)
    place = scale.place(100)
    low, high = scale.part(2, place)
    assert 1 < low < 100 < high < 1000
    assert Scale(low, high, 10, 800).place(100) == pytest.approx(place)


def test_a_film_is_empty_where_there_are_no_pictures_and_prefers_bookmarks() -> None:
    shown = [f for _, f in laid_out(frames(1, 10, 11, 12, bookmarked=[12]), Scale(1, 100, 0, 640))]
    assert [frame.iteration for frame in shown if frame] == [1, 12]
    assert shown.count(None) == len(shown) - 2


def test_the_mouse_scrubs_to_the_nearest_picture_and_right_of_all_to_the_newest(
    qtbot: QtBot, timeline: Timeline, chosen: list[int | None]
) -> None:
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(timeline, left, pos=at(timeline, 12))
    qtbot.mouseMove(timeline, at(timeline, 60))
    qtbot.mouseMove(timeline, at(timeline, 900))
    qtbot.mouseRelease(timeline, left, pos=at(timeline, 900))
    assert chosen == [10, 100, None]


def test_keys_step_and_enter_uses(
    qtbot: QtBot, timeline: Timeline, chosen: list[int | None]
) -> None:
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_End):
        qtbot.keyClick(timeline, key)
    assert chosen == [100, 1, 10, None]
    with qtbot.waitSignal(timeline.use_requested):
        qtbot.keyClick(timeline, Qt.Key.Key_Return)


def test_showing_an_iteration_chooses_nothing_and_stays_as_others_come(
    qtbot: QtBot, timeline: Timeline, chosen: list[int | None]
) -> None:
    timeline.set_viewing(10)
    timeline.set_frames(frames(1, 2, 5, 10, 100, 108))
    assert (chosen, timeline.viewing) == ([], 10)
    assert timeline.accessibleName() == "Timeline, iteration 10"
    qtbot.keyClick(timeline, Qt.Key.Key_Right)
    assert chosen == [100]


def test_the_pointer_is_on_a_picture_that_is_shown_larger(qtbot: QtBot, timeline: Timeline) -> None:
    timeline.set_frames(frames(1, 10, 100, bookmarked=[10]))
    timeline.set_marks(Marks(newest=1000, stop=10, result=10, origins=(10,)))
    with qtbot.waitExposed(timeline):
        timeline.show()
    qtbot.mouseMove(timeline, at(timeline, 12))
    assert timeline.popup.text() == (
        "Iteration 10 · the result · where the rule would stop · bookmark · weights kept"
    )
    QApplication.sendEvent(timeline, QEvent(QEvent.Type.Leave))
    assert timeline.popup.text() == ""


def test_the_wheel_looks_closer_and_a_double_click_shows_everything(
    qtbot: QtBot, timeline: Timeline
) -> None:
    with qtbot.waitSignal(timeline.range_chosen) as told:
        wheel(timeline, 120, at=at(timeline, 100).toTuple())
    low, high = told.args
    assert 1 < low < 100 < high < 1000
    with qtbot.waitSignal(timeline.all_wanted):
        qtbot.mouseDClick(timeline, Qt.MouseButton.LeftButton, pos=at(timeline, 100))
    qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=at(timeline, 100))


@pytest.mark.parametrize("log", [True, False])
def test_it_can_be_drawn_with_and_without_pictures(timeline: Timeline, log: bool) -> None:
    timeline.set_range(1, 1000, log=log)
    timeline.set_frames(frames(1, 10, 100, bookmarked=[100]))
    timeline.set_marks(Marks(newest=1000, stop=100, result=10, decided=True, origins=(100,)))
    timeline.set_viewing(10)
    assert _reds(timeline) > 1000
    timeline.set_collapsed(True)
    timeline.resize(820, timeline.sizeHint().height())
    assert timeline.height() == 28
    assert _reds(timeline) == 0


def _reds(timeline: Timeline) -> int:
    image, red = timeline.grab().toImage(), QColor("#c02020").rgb()
    return sum(
        image.pixel(x, y) == red for x in range(image.width()) for y in range(image.height())
    )


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
