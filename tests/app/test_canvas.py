"""The canvas: what mouse and keyboard do, and what strokes it tells of."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QDropEvent,
    QEnterEvent,
    QInputDevice,
    QPointingDevice,
    QTabletEvent,
)
from PySide6.QtWidgets import QApplication

from app.widgets.split_line import SplitLine
from tests.app.canvas_hand import (
    ALT,
    CTRL,
    LEFT,
    MIDDLE,
    NONE,
    RIGHT,
    SHIFT,
    drag,
    key,
    move,
    noise,
    plain,
    press,
    release,
    seen,
    send,
    wheel,
)


def test_the_wheel_zooms_at_the_pointer(canvas, qtbot):
    point = canvas.to_picture(QPointF(60, 50))
    with qtbot.waitSignal(canvas.zoom_changed) as told:
        wheel(canvas, 240, at=(60, 50))
    assert told.args == [2.0]
    assert (canvas.to_widget(point) - QPointF(60, 50)).manhattanLength() <= 2


def test_shift_and_two_fingers_pan(canvas):
    canvas.zoom_to(4)
    corner = canvas.to_widget(QPointF(0, 0))
    wheel(canvas, -120, keys=SHIFT)
    assert canvas.to_widget(QPointF(0, 0)) - corner == QPointF(-90, 0)
    wheel(canvas, 0, pixels=(7, -5), fingers=True)
    assert canvas.to_widget(QPointF(0, 0)) - corner == QPointF(-83, -5)
    assert canvas.zoom == 4


def test_the_wheel_can_be_told_to_pan(canvas):
    canvas.set_wheel_pans(True)
    canvas.zoom_to(4)
    corner = canvas.to_widget(QPointF(0, 0))
    wheel(canvas, -120)
    assert canvas.to_widget(QPointF(0, 0)) - corner == QPointF(0, -90)
    wheel(canvas, -240, keys=CTRL)
    assert canvas.zoom == 2


def test_the_middle_button_and_space_pan(canvas, strokes):
    corner = canvas.to_widget(QPointF(0, 0))
    drag(canvas, (100, 80), (110, 75), button=MIDDLE)
    assert canvas.to_widget(QPointF(0, 0)) - corner == QPointF(10, -5)
    key(canvas, Qt.Key.Key_Space)
    drag(canvas, (100, 80), (95, 80))
    key(canvas, Qt.Key.Key_Space, up=True)
    assert canvas.to_widget(QPointF(0, 0)) - corner == QPointF(5, -5)
    assert strokes.all == []


def test_a_double_click_of_the_middle_button_fits(canvas):
    send(canvas, QEvent.Type.MouseButtonDblClick, 100, 80, MIDDLE)
    assert canvas.is_fitted


def test_arrow_keys_pan_a_tenth(canvas):
    corner = canvas.to_widget(QPointF(0, 0))
    key(canvas, Qt.Key.Key_Left)
    key(canvas, Qt.Key.Key_Down)
    assert canvas.to_widget(QPointF(0, 0)) - corner == QPointF(20, -16)


def test_keys_of_others_are_left_to_them(canvas):
    assert not key(canvas, Qt.Key.Key_Escape)
    assert not key(canvas, Qt.Key.Key_X, CTRL)
    assert not key(canvas, Qt.Key.Key_Return, CTRL)
    assert not key(canvas, Qt.Key.Key_A)


# Painting.


def test_a_stroke_is_told_in_pixels_of_the_picture(canvas, strokes):
    drag(canvas, (60, 50), (70, 55), (80, 55))
    assert strokes.all == [
        ("paint", 10, 10),
        ("move", 20, 15),
        ("move", 30, 15),
        ("end",),
    ]


def test_eraser_alt_and_the_right_button_erase(canvas, strokes):
    canvas.set_tool("eraser")
    press(canvas, 60, 50)
    release(canvas, 60, 50)
    press(canvas, 60, 50, keys=ALT)
    release(canvas, 60, 50)
    canvas.set_tool("brush")
    press(canvas, 60, 50, keys=ALT)
    release(canvas, 60, 50)
    drag(canvas, (60, 50), (90, 50), button=RIGHT)
    began = [stroke[0] for stroke in strokes.all if stroke[0] in ("paint", "erase")]
    assert began == ["erase", "paint", "erase", "erase"]


def test_a_right_click_in_place_asks_for_the_options(canvas, strokes, qtbot):
    with qtbot.waitSignal(canvas.popup_requested) as told:
        drag(canvas, (60, 50), (61, 50), button=RIGHT)
    assert told.args == [QPoint(60, 50)]
    assert strokes.all == []


def test_shift_draws_a_straight_line_from_the_last_point(canvas, strokes):
    drag(canvas, (60, 50), (80, 60))
    strokes.all.clear()
    press(canvas, 120, 90, keys=SHIFT)
    release(canvas, 120, 90)
    assert strokes.all == [("paint", 30, 20), ("move", 70, 50), ("end",)]


def test_esc_cancels_the_stroke_until_the_button_is_let_go(canvas, strokes):
    press(canvas, 60, 50)
    assert key(canvas, Qt.Key.Key_Escape)
    move(canvas, 70, 60)
    release(canvas, 70, 60)
    assert strokes.all == [("paint", 10, 10), ("cancel",)]


def test_another_picture_cancels_the_stroke(canvas, strokes):
    press(canvas, 60, 50)
    canvas.set_image(noise(50, 50))
    assert strokes.all[-1] == ("cancel",)


def test_painting_shows_the_mask_again(canvas):
    canvas.set_overlay_visible(False)
    drag(canvas, (60, 50), (70, 50))
    assert canvas.overlay_visible


def test_the_hand_moves_the_picture_and_paints_nothing(canvas, strokes):
    canvas.set_tool("hand")
    corner = canvas.to_widget(QPointF(0, 0))
    drag(canvas, (60, 50), (70, 50))
    assert canvas.to_widget(QPointF(0, 0)) - corner == QPointF(10, 0)
    assert strokes.all == []


def test_keys_change_the_brush(canvas):
    canvas.set_brush(100, 0.5)
    for code in (Qt.Key.Key_BracketRight, Qt.Key.Key_BracketRight, Qt.Key.Key_BracketLeft):
        key(canvas, code)
    assert canvas.brush_diameter == pytest.approx(109, abs=1)
    key(canvas, Qt.Key.Key_BraceRight, SHIFT)
    key(canvas, Qt.Key.Key_BracketRight, SHIFT)
    key(canvas, Qt.Key.Key_BraceLeft, SHIFT)
    assert canvas.brush_hardness == pytest.approx(0.6)
    canvas.set_brush(3, 2)
    key(canvas, Qt.Key.Key_BracketLeft)
    assert (canvas.brush_diameter, canvas.brush_hardness) == (2, 1)
    for _ in range(3):
        key(canvas, Qt.Key.Key_BracketLeft)
    assert canvas.brush_diameter == 1
    key(canvas, Qt.Key.Key_X)
    assert canvas.tool == "eraser"


@pytest.mark.parametrize("sideways", [False, True])
def test_alt_and_the_wheel_change_the_size(canvas, sideways):
    canvas.set_brush(100, 1)
    wheel(canvas, 120, keys=ALT, sideways=sideways)
    assert canvas.brush_diameter == 110
    assert canvas.zoom == 1


@pytest.mark.parametrize(("button", "keys"), [(LEFT, CTRL), (RIGHT, ALT)])
def test_a_drag_changes_size_and_hardness(canvas, strokes, button, keys):
    canvas.set_brush(20, 0.5)
    drag(canvas, (60, 50), (65, 30), button=button, keys=keys)
    assert canvas.brush_diameter == 30
    assert canvas.brush_hardness == pytest.approx(0.6)
    assert strokes.all == []


def test_a_pen_paints_and_its_other_end_erases(canvas, strokes):
    for end in (QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser):
        pen = QPointingDevice(
            "pen", 7, QInputDevice.DeviceType.Stylus, end, QInputDevice.Capability.All, 1, 2
        )
        for kind, at in (
            (QEvent.Type.TabletPress, QPointF(60, 50)),
            (QEvent.Type.TabletMove, QPointF(70, 50)),
            (QEvent.Type.TabletRelease, QPointF(70, 50)),
        ):
            held = LEFT if kind != QEvent.Type.TabletRelease else Qt.MouseButton.NoButton
            there = canvas.mapToGlobal(at)
            event = QTabletEvent(kind, pen, at, there, 0.5, 0, 0, 0, 0, 0, NONE, LEFT, held)
            QApplication.sendEvent(canvas, event)
            assert event.isAccepted()
    stroke = [("move", 20, 10), ("end",)]
    assert strokes.all == [("paint", 10, 10), *stroke, ("erase", 10, 10), *stroke]


def test_the_pressure_of_a_pen_counts_where_it_is_asked_for(canvas):
    told = []
    canvas.stroke_moved.connect(lambda _: told.append(canvas.pressure))
    pen = QPointingDevice(
        "pen",
        8,
        QInputDevice.DeviceType.Stylus,
        QPointingDevice.PointerType.Pen,
        QInputDevice.Capability.All,
        1,
        2,
    )
    for asked in (False, True):
        canvas.set_by_pressure(asked)
        for kind, x, pressure in (
            (QEvent.Type.TabletPress, 60, 0.1),
            (QEvent.Type.TabletMove, 70, 0.25),
            (QEvent.Type.TabletMove, 80, 0.75),
            (QEvent.Type.TabletRelease, 80, 0.0),
        ):
            at = QPointF(x, 50)
            held = LEFT if kind != QEvent.Type.TabletRelease else Qt.MouseButton.NoButton
            there = canvas.mapToGlobal(at)
            event = QTabletEvent(kind, pen, at, there, pressure, 0, 0, 0, 0, 0, NONE, LEFT, held)
            QApplication.sendEvent(canvas, event)
        assert canvas.pressure == 1
    assert told == [1, 1, 0.25, 0.75]


def test_strokes_can_be_made_with_the_keyboard(canvas, strokes):
    key(canvas, Qt.Key.Key_Return)
    key(canvas, Qt.Key.Key_Right, SHIFT)
    key(canvas, Qt.Key.Key_Down, SHIFT | CTRL)
    key(canvas, Qt.Key.Key_Return)
    start = canvas.to_picture(QPointF(canvas.rect().center()))
    x, y = start.x(), start.y()
    moves = [("move", x + 1, y), ("move", x + 1, y + 10)]
    assert strokes.all == [("paint", x, y), *moves, ("end",)]


def test_the_ring_shows_the_brush_and_leaves_with_the_pointer(canvas):
    canvas.set_image(plain(100, 80, "#808080"))
    canvas.set_brush(40, 1)
    move(canvas, 100, 80)
    ring = (seen(canvas) != 128).any(axis=2)[40:120, 50:150]
    rows, columns = np.nonzero(ring)
    assert columns.max() - columns.min() == pytest.approx(41, abs=2)
    assert rows.max() - rows.min() == pytest.approx(41, abs=2)
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert not (seen(canvas)[40:120, 50:150] != 128).any()


def test_the_ring_leaves_when_the_pointer_comes_to_the_line(canvas):
    canvas.set_image(plain(100, 80, "#808080"))
    canvas.set_preview(plain(100, 80, "#808080"))
    canvas.set_view_mode("split")
    move(canvas, 70, 80)
    ring = seen(canvas)
    (line,) = canvas.findChildren(SplitLine)
    at = QPointF(line.rect().center())
    QApplication.sendEvent(line, QEnterEvent(at, at, at))
    assert (seen(canvas)[70:90, 60:80] == 128).all()
    assert not (ring[70:90, 60:80] == 128).all()


def test_the_cursor_is_told_in_pixels_of_the_picture(canvas):
    told = []
    canvas.cursor_moved.connect(told.append)
    move(canvas, 75, 60)
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert told == [QPointF(25, 20), None]


# Files.


def drop(canvas, *urls):
    dragged = QMimeData()
    dragged.setUrls([QUrl(url) for url in urls])
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, dragged, LEFT, NONE)
    canvas.dropEvent(event)


def test_dropped_files_are_told(canvas, tmp_path):
    told: list[list[Path]] = []
    canvas.files_dropped.connect(told.append)
    drop(canvas, QUrl.fromLocalFile(str(tmp_path / "a.png")).toString(), "https://example.org/b")
    assert told == [[tmp_path / "a.png"]]


def test_it_has_a_name_for_screen_readers(canvas):
    assert canvas.accessibleName()
    assert canvas.accessibleDescription()
    (line,) = canvas.findChildren(SplitLine)
    assert line.accessibleName()
