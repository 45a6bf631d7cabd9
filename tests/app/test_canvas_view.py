"""The canvas: what it shows, and where."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QPalette,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.widgets.canvas import Canvas
from app.widgets.canvas_view import View
from app.widgets.split_line import SplitLine
from tests.app.canvas_hand import LEFT, NONE, colours, key, noise, plain, seen

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
    QTest.mouseRelease(line, LEFT, NONE, line.rect().center())
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
