"""Comparing in one view: in turn, by difference, with lenses; and several views together."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest

from app.widgets.compare_bar import CompareBar
from app.widgets.compare_grid import CompareGrid, PaneContent
from app.widgets.difference import Look, difference, heat_colours
from app.widgets.flicker import FASTEST, SLOWEST, Flicker
from app.widgets.loupe import LENS
from app.widgets.split_line import SplitLine
from tests.app.canvas_hand import (
    ALT,
    LEFT,
    SHIFT,
    colours,
    move,
    noise,
    plain,
    press,
    release,
    seen,
    wheel,
)

MIDDLE = (80, 100)  # a pixel of the screen that shows the picture, down and across


@pytest.fixture
def compared(canvas):
    """The canvas with green on side A and blue on side B."""
    canvas.set_side("a", plain(100, 80, "#00c000"), "Green")
    canvas.set_side("b", plain(200, 160, "#0000c0"), "Blue")
    return canvas


def at_middle(canvas):
    return tuple(seen(canvas)[MIDDLE])


# ---------------------------------------------------------------------- in turn


def test_a_is_shown_and_b_while_the_button_or_the_key_is_held(compared):
    compared.set_view_mode("flip")
    assert at_middle(compared) == (0, 192, 0)
    press(compared, 100, 80)
    assert at_middle(compared) == (0, 0, 192)
    release(compared, 100, 80)
    assert at_middle(compared) == (0, 192, 0)
    QTest.keyPress(compared, Qt.Key.Key_Backslash)
    assert at_middle(compared) == (0, 0, 192)
    QTest.keyRelease(compared, Qt.Key.Key_Backslash)
    assert at_middle(compared) == (0, 192, 0)


def test_nothing_is_painted_while_comparing_in_turn(compared, strokes):
    compared.set_view_mode("flip")
    for button in (LEFT, Qt.MouseButton.RightButton):
        press(compared, 100, 80, button)
        move(compared, 120, 80)
        release(compared, 120, 80, button)
    assert strokes.all == []
    compared.set_view_mode("result")
    press(compared, 100, 80)
    release(compared, 100, 80)
    assert strokes.all


def test_alt_and_the_wheel_ask_for_another_b(compared, qtbot):
    compared.set_view_mode("flip")
    with qtbot.waitSignal(compared.cycle_requested) as told:
        wheel(compared, -120, keys=ALT)
    assert told.args == [1]
    before = compared.brush_diameter
    compared.set_view_mode("split")
    wheel(compared, 120, keys=ALT)
    assert compared.brush_diameter > before


@pytest.mark.parametrize(("wish", "rate"), [(0.1, SLOWEST), (2.0, 2.0), (50.0, FASTEST)])
def test_flicker_is_never_faster_than_is_harmless(qtbot, wish, rate):
    flicker = Flicker()
    flicker.set_rate(wish)
    assert flicker.rate == rate
    assert 2 * flicker.milliseconds >= 333
    flicker.start()
    with qtbot.waitSignals([flicker.turned, flicker.turned], timeout=5000):
        pass
    flicker.stop()
    assert not flicker.running


# ---------------------------------------------------------------------- the line


def test_shift_and_a_click_bring_the_line_to_the_pointer(compared):
    compared.set_tool("hand")
    compared.set_view_mode("split")
    (line,) = compared.findChildren(SplitLine)
    press(compared, 60, 80, LEFT, SHIFT)
    release(compared, 60, 80, LEFT, SHIFT)
    assert line.position == 60
    assert tuple(seen(compared)[60, 56]) == (0, 192, 0)
    assert tuple(seen(compared)[60, 64]) == (0, 0, 192)


# ---------------------------------------------------------------------- the difference


def test_differences_are_enlarged_signed_or_coloured():
    a, b = plain(4, 4, "#101010"), plain(4, 4, "#141810")
    assert tuple(colours(difference(a, b, Look("absolute", 4)))[0, 0]) == (16, 32, 0)
    assert tuple(colours(difference(a, b, Look("absolute", 64)))[0, 0]) == (255, 255, 0)
    assert tuple(colours(difference(a, b, Look("signed", 4)))[0, 0]) == (144, 160, 128)
    assert tuple(colours(difference(b, a, Look("signed", 64)))[0, 0]) == (0, 0, 128)
    heat = colours(difference(a, b, Look("heat", 4)))[0, 0]
    assert tuple(heat) == tuple(heat_colours()[32])


def test_the_colours_of_the_heat_map_can_be_read_without_colour():
    light = heat_colours() @ np.array([0.299, 0.587, 0.114])
    assert np.all(np.diff(light) > -0.5)
    assert light[-1] - light[0] > 200


def test_the_view_shows_the_difference_of_its_sides_whatever_their_sizes(compared):
    compared.set_view_mode("difference")
    compared.set_difference(Look("absolute", 1))
    assert at_middle(compared) == (0, 192, 192)
    compared.set_difference(Look("heat", 1))
    assert at_middle(compared) == tuple(heat_colours()[192])


def test_pictures_that_are_alike_have_no_difference(canvas):
    picture = noise(100, 80)
    canvas.set_preview(picture)
    canvas.set_view_mode("difference")
    canvas.set_difference(Look("absolute", 64))
    shown = seen(canvas)[60:110, 60:140]
    assert shown.max() == 0


# ---------------------------------------------------------------------- the lenses


def test_a_pair_of_lenses_follows_the_pointer_until_a_click_pins_them(compared, strokes):
    compared.resize(600, 500)
    seen(compared)  # the view follows when it is drawn
    compared.set_loupe(used=True)
    move(compared, 300, 250)
    assert compared.loupe.isVisibleTo(compared)
    shown = colours(compared.loupe.grab().toImage())
    assert tuple(shown[LENS // 2 + 30, LENS // 2]) == (0, 192, 0)
    assert tuple(shown[LENS // 2 + 30, LENS + LENS // 2]) == (0, 0, 192)
    press(compared, 300, 250)
    release(compared, 300, 250)
    pinned = compared.loupe.pos()
    move(compared, 350, 280)
    assert compared.loupe.pos() == pinned
    press(compared, 350, 280)
    release(compared, 350, 280)
    move(compared, 351, 281)
    assert compared.loupe.pos() != pinned
    assert strokes.all == []
    compared.set_loupe(used=False)
    assert not compared.loupe.isVisibleTo(compared)


def test_there_is_one_lens_where_there_is_nothing_to_compare(canvas):
    assert canvas.loupe.width() == LENS
    canvas.set_preview(plain(100, 80, "#00c000"))
    assert canvas.loupe.width() > 2 * LENS
    canvas.set_preview(None)
    assert canvas.loupe.width() == LENS


# ---------------------------------------------------------------------- side by side


@pytest.fixture
def grid(qtbot):
    grid = CompareGrid()
    qtbot.addWidget(grid)
    grid.resize(900, 600)
    grid.set_picture(noise(100, 80))
    contents = [
        PaneContent("a", "Green", plain(100, 80, "#00c000")),
        PaneContent("b", "Blue", plain(200, 160, "#0000c0")),
        PaneContent("c", "Live"),
    ]
    grid.set_contents(contents, [("a", "Green"), ("b", "Blue"), ("c", "Live")])
    with qtbot.waitExposed(grid):
        grid.show()
    return grid


def test_linked_panes_look_at_the_same_part(grid):
    first, second, third = (pane.view for pane in grid.panes)
    first.zoom_to(4.0)
    first.pan_by(40, 20)
    for view in (second, third):
        assert view.zoom == 4.0
        assert (view.centre - first.centre).manhattanLength() < 1
    grid.panes[2].link.setChecked(False)
    first.zoom_to(2.0)
    assert (second.zoom, third.zoom) == (2.0, 4.0)
    grid.panes[2].link.setChecked(True)
    assert third.zoom == 2.0
    first.zoom_fit()
    assert all(pane.view.is_fitted for pane in grid.panes)


def test_one_cross_is_shown_in_all_panes(grid, qtbot):
    first, second, _ = (pane.view for pane in grid.panes)
    before = seen(second)
    with qtbot.waitSignal(grid.cursor_moved):
        move(first, first.width() / 2, first.height() / 2)
    assert not np.array_equal(seen(second), before)
    grid.panes[0].view.cursor_moved.emit(None)
    assert np.array_equal(seen(second), before)


def test_a_pane_shows_what_the_run_shows_where_it_has_no_picture(grid):
    third = grid.panes[2].view
    third.zoom_fit()
    grid.set_preview(plain(100, 80, "#c00000"), QRectF())
    assert tuple(seen(third)[third.height() // 2, third.width() // 2]) == (192, 0, 0)
    first = grid.panes[0].view
    assert tuple(seen(first)[first.height() // 2, first.width() // 2]) == (0, 192, 0)


@pytest.mark.parametrize(
    ("number", "rows", "columns"), [(2, 1, 2), (3, 1, 3), (4, 2, 2), (5, 2, 3), (6, 2, 3)]
)
def test_panes_stand_in_rows_of_up_to_three(grid, number, rows, columns):
    grid.set_contents([PaneContent("a", "A")] * number, [])
    places = [grid._grid.getItemPosition(k)[:2] for k in range(number)]
    assert max(row for row, _ in places) == rows - 1
    assert max(column for _, column in places) == columns - 1
    assert [pane.remove.isVisibleTo(pane) for pane in grid.panes[:3]][:2] == [False, False]


def test_a_pane_is_given_another_source_or_taken_away(grid, qtbot):
    with qtbot.waitSignal(grid.chosen) as chosen:
        grid.panes[1].title.chosen.emit("c")
    assert chosen.args == [1, "c"]
    with qtbot.waitSignal(grid.removed) as removed:
        grid.panes[2].remove.click()
    assert removed.args == [2]


# ---------------------------------------------------------------------- the bar


def test_the_bar_offers_what_belongs_to_a_way_of_comparing(qtbot):
    bar = CompareBar(QAction("Swap"), QAction("Add"))
    qtbot.addWidget(bar)
    bar.set_sides(("a", "Original"), ("b", "Result"), [("a", "Original")], QAction("Open"))
    assert bar.b.text() == "B Result"
    bar.set_scores(None)
    assert bar.scores_text() == "No reference – numbers unavailable"
    bar.set_scores("A  PSNR 20.00 dB")
    assert bar.scores_text() == "A  PSNR 20.00 dB"
    bar.set_mode("difference")
    bar.set_look(Look("heat", 16))
    told = []
    bar.look_chosen.connect(told.append)
    bar._gain.setCurrentIndex(3)
    bar._gain.activated.emit(3)
    assert told == [Look("heat", 64)]
