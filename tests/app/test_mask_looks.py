"""How a mask is shown: a veil, its outline, or blank; chosen in the panel and remembered."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QSpinBox, QToolButton
from pytestqt.qtbot import QtBot
from qimage2ndarray import raw_view

from app.forms.overlay_options import OverlayOptions
from app.model.preferences import Preferences
from app.model.tools import Overlay
from app.widgets.canvas import Canvas
from app.widgets.mask_looks import Place, make_look
from tests.app.canvas_hand import plain, seen

RED = QColor("#ff0000")
STYLES = ("veil", "outline", "blank")


def marked(width: int, height: int, rows: slice, columns: slice) -> QImage:
    mask = QImage(width, height, QImage.Format.Format_Grayscale8)
    mask.fill(0)
    raw_view(mask)[rows, columns] = 255
    return mask


@pytest.fixture
def masked(canvas: Canvas) -> Canvas:
    """A grey picture with a square of 20 pixels marked from (10, 10) on, at 100 %."""
    canvas.set_image(plain(100, 80, "#808080"))
    canvas.set_mask(marked(100, 80, slice(10, 30), slice(10, 30)))
    return canvas


def picture(canvas: Canvas) -> NDArray[np.uint8]:
    return seen(canvas)[40:120, 50:150]


def test_an_outline_shows_the_picture_inside(masked: Canvas) -> None:
    masked.set_overlay(RED, 0.45, "outline")
    shown = picture(masked)
    differs = (shown != 0x80).any(axis=2)
    assert differs[10, 10:30].all()
    assert differs[10:30, 29].all()
    assert not differs[11:29, 11:29].any()
    assert differs.sum() == 4 * 19


def test_the_dashes_are_of_two_colours_that_stand_out_from_one_another() -> None:
    values = np.zeros((3, 42), np.uint8)
    values[1] = 255
    for colour, other in (("#ff0000", 0xFFFFFFFF), ("#ffff00", 0xFF000000)):
        line = make_look("outline", QColor(colour), 1.0).colours(values, Place(0, 0))[0]
        assert set(line.tolist()) == {QColor(colour).rgb(), other}


def test_an_outline_goes_round_everything_where_all_is_marked(canvas: Canvas) -> None:
    canvas.set_image(plain(100, 80, "#808080"))
    canvas.set_mask(marked(100, 80, slice(None), slice(None)))
    canvas.set_overlay(RED, 0.45, "outline")
    differs = (picture(canvas) != 0x80).any(axis=2)
    assert differs[0].all()
    assert differs[-1].all()
    assert differs[:, 0].all()
    assert not differs[1:-1, 1:-1].any()


def test_a_faint_mark_is_outlined_too(canvas: Canvas) -> None:
    canvas.set_image(plain(100, 80, "#808080"))
    mask = marked(100, 80, slice(10, 30), slice(10, 30))
    raw_view(mask)[10:30, 10:30] = 3
    canvas.set_mask(mask)
    canvas.set_overlay(RED, 0.45, "outline")
    assert (picture(canvas) != 0x80).any()


def test_the_dashes_move_on() -> None:
    values = np.zeros((3, 42), np.uint8)
    values[1] = 255
    look = make_look("outline", RED, 1.0)
    before = look.colours(values, Place(0, 0))
    assert np.array_equal(look.colours(values, Place(0, 0, phase=5)), before[:, ::-1])
    assert np.array_equal(look.colours(values, Place(0, 0, phase=10)), before)


def test_blank_leaves_nothing_of_the_picture(masked: Canvas) -> None:
    masked.set_overlay(RED, 0.1, "blank")
    inside = picture(masked)[10:30, 10:30]
    assert set(np.unique(inside).tolist()) == {0x66, 0x99}
    assert (picture(masked)[:10] == 0x80).all()


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("zoom", [0.37, 1.0, 3.0])
def test_a_part_is_drawn_as_it_is_in_the_whole(masked: Canvas, style: str, zoom: float) -> None:
    masked.set_overlay(RED, 0.45, style)
    masked.zoom_to(zoom)
    whole = masked.grab().toImage()
    for rect in (whole.rect().adjusted(61, 43, -30, -22), whole.rect().adjusted(0, 71, 0, 0)):
        part = masked.grab(rect).toImage()
        assert part == whole.copy(rect)


def test_the_panel_says_what_is_chosen(qtbot: QtBot) -> None:
    options = OverlayOptions()
    qtbot.addWidget(options)
    told: list[Overlay] = []
    options.chosen.connect(told.append)
    button(options, "Outline").click()
    named(options, QToolButton, "Green").click()
    assert told[-1] == Overlay("outline", "#30d158", 0.45)
    assert not named(options, QSpinBox, "Opacity").isEnabled()
    button(options, "Blank").click()
    assert not named(options, QToolButton, "Red").isEnabled()
    assert options.value() == told[-1]


def test_a_colour_of_ones_own_is_shown_as_chosen(qtbot: QtBot) -> None:
    options = OverlayOptions()
    qtbot.addWidget(options)
    options.set_value(Overlay(colour="#123456"))
    assert named(options, QToolButton, "Another colour…").isChecked()
    options.set_value(Overlay())
    assert named(options, QToolButton, "Red").isChecked()
    assert not named(options, QToolButton, "Another colour…").isChecked()


def test_the_look_is_remembered(preferences: Preferences) -> None:
    assert preferences.overlay == Overlay()
    chosen = Overlay("blank", "#00c7ff", 0.8)
    preferences.overlay = chosen
    assert Preferences().overlay == chosen


def button(widget: OverlayOptions, text: str) -> QToolButton:
    return next(b for b in widget.findChildren(QToolButton) if b.text() == text)


def named(widget: OverlayOptions, kind: type, name: str):
    return next(f for f in widget.findChildren(kind) if f.accessibleName() == name)
