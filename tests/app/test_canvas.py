"""The canvas: what it shows where, what mouse and keyboard do, and what strokes it tells of."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRect, QRectF, QSize, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QDropEvent,
    QEnterEvent,
    QImage,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QPalette,
    QPointingDevice,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QWidget
from qimage2ndarray import rgb_view

from app.widgets.canvas import Canvas
from app.widgets.canvas_view import View
from app.widgets.split_line import SplitLine

NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
LEFT, RIGHT, MIDDLE = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.RightButton,
    Qt.MouseButton.MiddleButton,
)


def noise(width: int, height: int, seed: int = 0) -> QImage:
    values = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return QImage(values.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def plain(width: int, height: int, colour: str) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


def colours(image: QImage) -> NDArray[np.uint8]:
    converted = image.convertToFormat(QImage.Format.Format_RGB32)  # a view keeps nothing alive
    return rgb_view(converted).copy()


def seen(canvas: Canvas) -> NDArray[np.uint8]:
    return colours(canvas.grab().toImage())


class Strokes:
    """Writes down what the canvas tells of strokes."""

    def __init__(self, canvas: Canvas) -> None:
        self.all: list[tuple[object, ...]] = []
        canvas.stroke_began.connect(self._began)
        canvas.stroke_moved.connect(self._moved)
        canvas.stroke_ended.connect(self._ended)
        canvas.stroke_cancelled.connect(self._cancelled)

    def _began(self, point: QPointF, erase: bool) -> None:
        self.all.append(("erase" if erase else "paint", point.x(), point.y()))

    def _moved(self, point: QPointF) -> None:
        self.all.append(("move", point.x(), point.y()))

    def _ended(self) -> None:
        self.all.append(("end",))

    def _cancelled(self) -> None:
        self.all.append(("cancel",))


@pytest.fixture
def canvas(qtbot) -> Canvas:
    """A canvas of 200×160 that shows a picture of 100×80 at 100 %, its corner at (50, 40)."""
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(200, 160)
    canvas.set_image(noise(100, 80))
    canvas.zoom_to(1)
    canvas.set_brush(10, 1)
    return canvas


@pytest.fixture
def strokes(canvas) -> Strokes:
    return Strokes(canvas)


def send(canvas, kind, x, y, button=LEFT, keys=NONE):
    at, none = QPointF(x, y), Qt.MouseButton.NoButton
    held = none if kind == QEvent.Type.MouseButtonRelease else button
    event = QMouseEvent(kind, at, canvas.mapToGlobal(at), button, held, keys)
    QApplication.sendEvent(canvas, event)


def press(canvas, x, y, button=LEFT, keys=NONE):
    send(canvas, QEvent.Type.MouseButtonPress, x, y, button, keys)


def move(canvas, x, y, keys=NONE):
    at, none = QPointF(x, y), Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, at, canvas.mapToGlobal(at), none, none, keys)
    QApplication.sendEvent(canvas, event)


def release(canvas, x, y, button=LEFT, keys=NONE):
    send(canvas, QEvent.Type.MouseButtonRelease, x, y, button, keys)


def drag(canvas, *points, button=LEFT, keys=NONE):
    press(canvas, *points[0], button, keys)
    for point in points[1:]:
        move(canvas, *point, keys)
    release(canvas, *points[-1], button, keys)


def wheel(canvas, turn, *, keys=NONE, at=(100, 80), pixels=(0, 0), fingers=False, sideways=False):
    where = QPointF(*at)
    angle = QPoint(turn, 0) if sideways else QPoint(0, turn)
    phase = Qt.ScrollPhase.ScrollUpdate if fingers else Qt.ScrollPhase.NoScrollPhase
    where_to, none, straight = canvas.mapToGlobal(where), Qt.MouseButton.NoButton, False
    event = QWheelEvent(where, where_to, QPoint(*pixels), angle, none, keys, phase, straight)
    QApplication.sendEvent(canvas, event)


def key(canvas, code, keys=NONE, *, up=False, repeat=False):
    kind = QEvent.Type.KeyRelease if up else QEvent.Type.KeyPress
    event = QKeyEvent(kind, code, keys, "", repeat)
    QApplication.sendEvent(canvas, event)
    return event.isAccepted()


# Where the picture lies.


def view(width=6000, height=4000, seen_width=1600, seen_height=1000) -> View:
    return View(QSize(width, height), QSize(seen_width, seen_height))


def test_a_fitted_view_shows_all_of_the_picture_in_the_middle():
    fitted = view().fitted(20)
    shown = fitted.to_device_rect(fitted.picture_rect)
    assert QRectF(19, 19, 1562, 962).contains(shown)
    assert shown.height() == pytest.approx(960)
    assert shown.center().x() == pytest.approx(800, abs=1)


def test_a_fitted_view_goes_on_fitting_and_another_keeps_its_middle():
    assert view().fitted().resized(QSize(800, 500)).zoom == pytest.approx(0.125)
    close = view().with_zoom(2).moved(100, -50)
    middle = close.to_picture(QPointF(800, 500))
    smaller = close.resized(QSize(600, 400))
    assert smaller.zoom == 2
    found = smaller.to_picture(QPointF(300, 200))
    assert (found - middle).manhattanLength() < 1


def test_zooming_keeps_the_point_under_the_pointer():
    at, start = QPointF(400, 300), view().fitted()
    point = start.to_picture(at)
    for factor in (2**0.5, 2**0.5, 1.1, 0.7):
        start = start.zoomed(factor, at)
        assert (start.to_device(point) - at).manhattanLength() <= 2


def test_zoom_snaps_to_round_values_nearby():
    assert view().with_zoom(0.97).zoomed(1.01).zoom == 1
    assert view().with_zoom(1.9).zoomed(1.01).zoom == 2
    assert view().with_zoom(0.7).zoomed(1.01).zoom == pytest.approx(0.707)


def test_small_steps_of_a_smooth_wheel_leave_a_round_value_again():
    at_100 = view().with_zoom(1)
    for _ in range(5):
        at_100 = at_100.zoomed(2 ** (15 / 240))
    assert at_100.zoom > 1.06


def test_zoom_has_bounds_and_a_picture_cannot_be_lost():
    assert view().with_zoom(1000).zoom == 32
    assert view().with_zoom(1e-9).zoom > 0.01
    lost = view().fitted().moved(1e6, -1e6)
    assert lost.picture_rect.adjusted(-9, -9, 9, 9).contains(lost.to_picture(QPointF(800, 500)))


def test_small_pictures_are_fitted_with_pixels_of_one_size():
    assert view(100, 80, 330, 330).fitted().zoom == 3


# What is shown.


def test_at_100_percent_every_pixel_is_shown_as_it_is(canvas):
    assert np.array_equal(seen(canvas)[40:120, 50:150], colours(noise(100, 80)))


def test_at_200_percent_and_beyond_pixels_are_squares(canvas):
    canvas.zoom_to(2)
    assert np.array_equal(seen(canvas), np.repeat(np.repeat(colours(noise(100, 80)), 2, 0), 2, 1))


def test_a_large_picture_is_drawn_from_its_halvings(qtbot):
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(200, 160)
    canvas.set_image(noise(1600, 1280))
    canvas.zoom_to(0.125)
    fine = colours(noise(1600, 1280)).astype(float)
    mean = fine.reshape(160, 8, 200, 8, 3).mean(axis=(1, 3))
    assert np.abs(seen(canvas) - mean).mean() < 3


@pytest.mark.parametrize(("window", "grey"), [("#202020", "#3a3a3a"), ("#f0f0f0", "#808080")])
def test_the_surround_is_a_neutral_grey_that_suits_the_theme(canvas, window, grey):
    palette = QPalette(canvas.palette())
    palette.setColor(QPalette.ColorRole.Window, QColor(window))
    canvas.setPalette(palette)
    assert QColor(*seen(canvas)[5, 5]).name() == grey


def test_transparency_shows_checks_beneath(canvas):
    clear = QImage(100, 80, QImage.Format.Format_ARGB32)
    clear.fill(QColor(0, 0, 0, 0))
    canvas.set_image(clear)
    assert len(np.unique(seen(canvas)[40:120, 50:150].reshape(-1, 3), axis=0)) == 2


def test_the_mask_is_a_veil_of_colour(canvas):
    canvas.set_image(plain(100, 80, "#000000"))
    mask = QImage(100, 80, QImage.Format.Format_Grayscale8)
    mask.fill(0)
    mask.setPixelColor(30, 20, QColor(255, 255, 255))
    canvas.set_overlay(QColor("#00ff00"), 0.5)
    canvas.set_mask(mask)
    shown = seen(canvas)[40:120, 50:150]
    assert tuple(shown[20, 30]) == pytest.approx((0, 128, 0), abs=1)
    assert shown.sum() == shown[20, 30].sum()
    canvas.set_overlay_visible(False)
    assert seen(canvas)[40:120, 50:150].sum() == 0


@pytest.mark.parametrize("zoom", [0.25, 0.3, 0.55, 1.0, 1.3, 3.0])
def test_a_mask_of_one_pixel_is_seen_at_every_zoom(canvas, zoom):
    canvas.set_image(plain(640, 480, "#000000"))
    mask = QImage(640, 480, QImage.Format.Format_Grayscale8)
    mask.fill(0)
    canvas.set_mask(mask)
    mask.setPixelColor(321, 241, QColor(255, 255, 255))
    canvas.update_mask(QRect(321, 241, 1, 1))
    canvas.zoom_to(zoom)
    at = canvas.to_widget(QPointF(321.5, 241.5)).toPoint()
    shown = seen(canvas)
    red = (shown == (115, 27, 22)).all(axis=2)
    assert 1 <= red.sum() <= 16
    assert red[at.y() - 1 : at.y() + 2, at.x() - 1 : at.x() + 2].any()


@pytest.mark.parametrize("zoom", [0.31, 1.0, 1.37, 3.3])
def test_repainting_a_part_gives_the_same_mask_as_repainting_all(canvas, zoom):
    canvas.set_image(plain(640, 480, "#000000"))
    mask = noise(640, 480).convertToFormat(QImage.Format.Format_Grayscale8)
    canvas.set_mask(mask)
    canvas.zoom_to(zoom)
    whole = canvas.grab().toImage()
    parts = QImage(whole)
    parts.fill(QColor("#ff00ff"))
    for left in range(0, 200, 37):
        for top in range(0, 160, 29):
            canvas.render(parts, QPoint(left, top), QRect(left, top, 37, 29))
    assert np.array_equal(colours(parts), colours(whole))


def test_a_result_is_drawn_over_the_picture_in_its_place(canvas):
    canvas.set_preview(plain(20, 10, "#0000ff"), QRect(30, 20, 20, 10))
    expected = colours(noise(100, 80))
    expected[20:30, 30:50] = (0, 0, 255)
    assert np.array_equal(seen(canvas)[40:120, 50:150], expected)
    canvas.set_preview(None)
    assert np.array_equal(seen(canvas)[40:120, 50:150], colours(noise(100, 80)))


def test_a_result_of_another_density_fills_the_same_place(canvas):
    for size in ((10, 5), (80, 40)):
        canvas.set_preview(plain(*size, "#0000ff"), QRect(30, 20, 20, 10))
        blue = (seen(canvas)[40:120, 50:150] == (0, 0, 255)).all(axis=2)
        assert blue.sum() == 200
        assert blue[20:30, 30:50].all()


def test_the_original_alone_can_be_shown_and_a_held_key_shows_it_for_a_moment(canvas):
    canvas.set_preview(plain(100, 80, "#0000ff"))
    original = colours(noise(100, 80))[30:]
    canvas.set_view_mode("original")
    assert np.array_equal(seen(canvas)[70:120, 50:150], original)
    canvas.set_view_mode("result")
    key(canvas, Qt.Key.Key_Backslash)
    assert np.array_equal(seen(canvas)[70:120, 50:150], original)
    key(canvas, Qt.Key.Key_Backslash, up=True)
    assert (seen(canvas)[70:120, 50:150] == (0, 0, 255)).all()


@pytest.mark.parametrize(("tap", "moves_on"), [(0, False), (10**6, True)])
def test_tab_held_shows_the_original_and_tapped_moves_the_focus(qtbot, monkeypatch, tap, moves_on):
    monkeypatch.setattr("app.widgets.picture_view._TAP", tap)
    window, canvas = QWidget(), Canvas()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    row.addWidget(canvas)
    canvas.set_image(noise(100, 80))
    row.addWidget(QLineEdit())
    canvas.set_preview(plain(100, 80, "#0000ff"))
    window.show()
    canvas.setFocus()
    middle = canvas.rect().center()
    key(canvas, Qt.Key.Key_Tab)
    assert QColor(*seen(canvas)[middle.y(), middle.x()]).name() != "#0000ff"
    key(canvas, Qt.Key.Key_Tab, up=True)
    assert QColor(*seen(canvas)[middle.y(), middle.x()]).name() == "#0000ff"
    assert (window.focusWidget() is not canvas) == moves_on


def test_a_split_shows_the_original_on_one_side_and_the_result_on_the_other(canvas):
    canvas.set_preview(plain(100, 80, "#0000ff"))
    canvas.set_view_mode("split")
    shown, original = seen(canvas), colours(noise(100, 80))
    assert np.array_equal(shown[100:120, 50:80], original[60:80, :30])
    assert (shown[100:120, 120:150] == (0, 0, 255)).all()
    canvas.toggle_split_orientation()
    shown = seen(canvas)
    assert np.array_equal(shown[45:60, 110:150], original[5:20, 60:])
    assert (shown[100:120, 110:150] == (0, 0, 255)).all()


def test_there_is_no_line_without_a_result(canvas):
    canvas.show()
    (line,) = canvas.findChildren(SplitLine)
    canvas.set_view_mode("split")
    assert not line.isVisible()
    canvas.set_preview(plain(100, 80, "#0000ff"))
    assert line.isVisible()


def test_the_line_is_dragged_centred_and_moved_by_keys(canvas):
    canvas.show()
    canvas.set_preview(plain(100, 80, "#0000ff"))
    canvas.set_view_mode("split")
    (line,) = canvas.findChildren(SplitLine)
    middle = line.rect().center()
    QTest.mousePress(line, LEFT, NONE, middle)
    QTest.mouseMove(line, middle + QPoint(30, 0))
    QTest.mouseRelease(line, LEFT, NONE, line.rect().center())
    assert line.position == 130
    QTest.mouseDClick(line, LEFT, NONE, line.rect().center())
    assert line.position == 100
    QTest.keyClick(line, Qt.Key.Key_Right)
    assert line.position == 102
    QTest.keyClick(line, Qt.Key.Key_V)
    assert not line.is_upright
    assert line.position == round(0.51 * 160)
    QTest.keyClick(line, Qt.Key.Key_Down)
    assert line.position == round(0.52 * 160)


def test_another_picture_of_the_same_size_keeps_the_view_and_another_size_is_fitted(canvas):
    canvas.zoom_to(4)
    canvas.set_image(noise(100, 80, seed=1))
    assert canvas.zoom == 4
    canvas.set_image(noise(60, 30))
    assert canvas.is_fitted
    canvas.set_image(None)
    assert QColor(*seen(canvas)[80, 100]) == QColor(*seen(canvas)[5, 5])


# Looking around.


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
