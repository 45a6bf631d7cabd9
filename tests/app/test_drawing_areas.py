"""Lasso, polygon, rectangle and ellipse: what mouse and keyboard draw, and what becomes of it."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QUndoStack

from app.model.mask import Mask
from tests.app.canvas_hand import (
    ALT,
    CTRL,
    MIDDLE,
    RIGHT,
    SHIFT,
    Areas,
    drag,
    key,
    move,
    noise,
    plain,
    press,
    release,
    seen,
    send,
)

# The canvas shows its picture of 100×80 with the corner at (50, 40).


@pytest.fixture
def areas(canvas) -> Areas:
    return Areas(canvas)


def click(canvas, x, y, **more):
    press(canvas, x, y, **more)
    release(canvas, x, y, **more)


def test_a_box_covers_whole_pixels_from_corner_to_corner(canvas, areas):
    canvas.set_tool("rectangle")
    drag(canvas, (60, 50), (75, 70), (80, 65))
    assert areas.all == [("add", 10, 10, 20, 15)]


def test_a_box_may_be_drawn_backwards(canvas, areas):
    canvas.set_tool("ellipse")
    drag(canvas, (80, 65), (60, 50))
    assert areas.all == [("add", 10, 10, 20, 15)]


def test_shift_makes_squares(canvas, areas):
    canvas.set_tool("rectangle")
    drag(canvas, (60, 50), (80, 55), keys=SHIFT)
    assert areas.all == [("add", 10, 10, 20, 20)]


@pytest.mark.parametrize("tool", ["lasso", "rectangle", "ellipse"])
def test_alt_and_the_right_button_take_away(canvas, areas, tool):
    canvas.set_tool(tool)
    way = ((60, 50), (90, 50), (90, 80), (60, 80))
    drag(canvas, *way, keys=ALT)
    drag(canvas, *way, button=RIGHT)
    assert [area[0] for area in areas.all] == ["take", "take"]


@pytest.mark.parametrize("tool", ["lasso", "rectangle", "ellipse"])
def test_a_right_click_in_place_offers_the_options(canvas, areas, qtbot, tool):
    canvas.set_tool(tool)
    with qtbot.waitSignal(canvas.popup_requested):
        click(canvas, 60, 50, button=RIGHT)
    assert areas.all == []


@pytest.mark.parametrize("tool", ["lasso", "rectangle", "ellipse"])
def test_a_click_alone_draws_nothing(canvas, areas, tool):
    canvas.set_tool(tool)
    click(canvas, 60, 50)
    assert areas.all == []


@pytest.mark.parametrize("tool", ["lasso", "rectangle", "ellipse"])
def test_esc_draws_nothing_whatever_the_hand_still_does(canvas, areas, tool):
    canvas.set_image(plain(100, 80, "#808080"))
    canvas.set_tool(tool)
    press(canvas, 60, 50)
    move(canvas, 90, 60)
    assert key(canvas, Qt.Key.Key_Escape)
    move(canvas, 90, 90)
    release(canvas, 90, 90)
    assert areas.all == []
    canvas.leaveEvent(QEvent(QEvent.Type.Leave))
    assert (seen(canvas)[42:118, 52:148] == 128).all()


def test_the_line_is_shown_while_it_is_drawn(canvas):
    canvas.set_image(plain(100, 80, "#808080"))
    canvas.set_tool("rectangle")
    press(canvas, 60, 50)
    move(canvas, 100, 90)
    drawn = (seen(canvas) != 128).any(axis=2)[42:118, 52:148]
    assert drawn[50 - 42, 20:40].all()
    assert not drawn[20, 20:30].any()


def test_a_freehand_line_is_closed_when_it_ends(canvas, areas):
    canvas.set_tool("lasso")
    drag(canvas, (60, 50), (90, 50), (90, 80))
    assert areas.all == [("add", 10, 10, 30, 30)]
    assert areas.paths[0].contains(QPointF(35, 15))
    assert not areas.paths[0].contains(QPointF(15, 35))


def test_clicks_draw_a_polygon_that_the_first_point_closes(canvas, areas):
    canvas.set_tool("lasso")
    for x, y in ((60, 50), (90, 50), (90, 80)):
        click(canvas, x, y)
    assert areas.all == []
    click(canvas, 62, 51)
    assert areas.all == [("add", 10, 10, 30, 30)]


@pytest.mark.parametrize("closing", ["enter", "double click"])
def test_enter_or_a_double_click_closes_a_polygon(canvas, areas, closing):
    canvas.set_tool("lasso")
    for x, y in ((60, 50), (90, 50), (90, 80)):
        move(canvas, x, y)
        click(canvas, x, y)
    if closing == "enter":
        move(canvas, 70, 90)
        assert key(canvas, Qt.Key.Key_Return)
    else:
        send(canvas, QEvent.Type.MouseButtonDblClick, 90, 80)
    assert areas.all == [("add", 10, 10, 30, 30)]


def test_backspace_takes_the_last_point_back_and_esc_the_polygon(canvas, areas):
    canvas.set_tool("lasso")
    for x, y in ((60, 50), (90, 50), (140, 110)):
        click(canvas, x, y)
    assert key(canvas, Qt.Key.Key_Backspace)
    click(canvas, 90, 80)
    click(canvas, 60, 50)
    assert areas.all == [("add", 10, 10, 30, 30)]
    click(canvas, 60, 50)
    assert key(canvas, Qt.Key.Key_Escape)
    assert not key(canvas, Qt.Key.Key_Backspace)
    assert len(areas.all) == 1


def test_the_first_point_can_be_taken_back(canvas, areas):
    canvas.set_tool("lasso")
    click(canvas, 60, 50)
    key(canvas, Qt.Key.Key_Backspace)
    drag(canvas, (60, 50), (90, 50), (90, 80))
    assert areas.all == [("add", 10, 10, 30, 30)]


def test_a_freehand_part_of_a_polygon_goes_on(canvas, areas):
    canvas.set_tool("lasso")
    click(canvas, 60, 50)
    drag(canvas, (90, 50), (95, 60), (90, 80))
    assert areas.all == []
    click(canvas, 60, 50)
    assert areas.all == [("add", 10, 10, 35, 30)]


def test_moving_the_picture_keeps_the_polygon(canvas, areas):
    canvas.set_tool("lasso")
    click(canvas, 60, 50)
    click(canvas, 90, 50)
    drag(canvas, (100, 80), (110, 90), button=MIDDLE)
    key(canvas, Qt.Key.Key_Space)
    drag(canvas, (100, 80), (90, 70))
    key(canvas, Qt.Key.Key_Space, up=True)
    click(canvas, 90, 80)
    click(canvas, 60, 50)
    assert areas.all == [("add", 10, 10, 30, 30)]


@pytest.mark.parametrize("leave", ["tool", "picture"])
def test_another_tool_or_picture_gives_the_polygon_up(canvas, areas, leave):
    canvas.set_tool("lasso")
    click(canvas, 60, 50)
    click(canvas, 90, 50)
    if leave == "tool":
        canvas.set_tool("brush")
    else:
        canvas.set_image(noise(100, 80))
    canvas.set_tool("lasso")
    click(canvas, 90, 80)
    click(canvas, 60, 50)
    assert areas.all == []


def test_delete_takes_away_what_is_inside_the_last_area(canvas, areas):
    key(canvas, Qt.Key.Key_Delete)
    assert areas.all == []
    canvas.set_tool("rectangle")
    drag(canvas, (60, 50), (80, 65))
    canvas.set_tool("brush")
    key(canvas, Qt.Key.Key_Delete)
    assert areas.all == [("add", 10, 10, 20, 15), ("take", 10, 10, 20, 15)]


def test_a_box_can_be_drawn_with_the_keyboard(canvas, areas):
    canvas.set_tool("rectangle")
    start = canvas.to_picture(QPointF(canvas.rect().center())).toPoint()
    key(canvas, Qt.Key.Key_Return)
    for code in (Qt.Key.Key_Right, Qt.Key.Key_Down):
        key(canvas, code, SHIFT | CTRL)
    key(canvas, Qt.Key.Key_Return)
    ((word, left, top, width, height),) = areas.all
    assert (word, left, top) == ("add", start.x(), start.y())
    assert width == height
    assert 10 <= width <= 11


def test_a_polygon_can_be_drawn_with_the_keyboard(canvas, areas):
    canvas.set_tool("lasso")
    for code in (Qt.Key.Key_Right, Qt.Key.Key_Down, None):
        key(canvas, Qt.Key.Key_Return)
        if code is not None:
            key(canvas, code, SHIFT | CTRL)
    key(canvas, Qt.Key.Key_Return)
    ((word, _, _, width, height),) = areas.all
    assert (word, width, height) == ("add", 10, 10)


# What becomes of it in the mask.


def outline(*rect: float, ellipse=False) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QRectF(*rect)) if ellipse else path.addRect(QRectF(*rect))
    return path


@pytest.fixture
def mask(qapp) -> Mask:
    return Mask(60, 40, QUndoStack())


def test_a_box_of_whole_pixels_has_a_sharp_edge(mask):
    mask.paint_area(outline(10, 5, 20, 15), erase=False)
    expected = np.zeros((40, 60), np.uint8)
    expected[5:20, 10:30] = 255
    assert np.array_equal(mask.array(), expected)


def test_an_ellipse_has_a_smooth_edge_and_its_area(mask):
    mask.paint_area(outline(10, 5, 40, 30, ellipse=True), erase=False)
    values = mask.array()
    assert values.sum() / 255 == pytest.approx(np.pi * 20 * 15, rel=0.01)
    assert set(np.unique(values)) - {0, 255}


def test_areas_add_to_the_mask_take_from_it_and_are_one_step_each(mask):
    mask.paint_area(outline(0, 0, 30, 40), erase=False)
    mask.paint_area(outline(20, 0, 20, 40), erase=False)
    mask.paint_area(outline(10, 10, 5, 5), erase=True)
    assert mask.coverage == pytest.approx((40 * 40 - 25) / (60 * 40))
    stack = mask._undo_stack
    assert stack.count() == 3
    stack.undo()
    assert mask.coverage == pytest.approx(40 / 60)
    stack.undo()
    assert mask.coverage == pytest.approx(0.5)


def test_an_area_beside_the_picture_changes_nothing(mask):
    mask.paint_area(outline(70, 5, 20, 15), erase=False)
    mask.paint_area(outline(-50, -50, 60, 60), erase=False)
    assert mask.array()[:10, :10].all()
    assert mask.coverage == pytest.approx(100 / 2400)
    assert mask._undo_stack.count() == 1
