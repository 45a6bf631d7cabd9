"""A mask by colour: picked on the canvas, shown while it is, and taken in one step."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from app.model.document import Document
from app.widgets.canvas import Canvas
from app.windows.colour_mask import ColourMaskDialog, colour_at, show_colour_mask
from dip_core import Picture
from tests.app.canvas_hand import LEFT, Strokes, noise, plain, press, release, seen

WAIT_MS = 20_000


@pytest.fixture
def dialog(qtbot: QtBot, document: Document, canvas: Canvas) -> ColourMaskDialog:
    pixels = np.zeros((80, 100, 3), np.uint8)
    pixels[20:40, 30:60] = (200, 30, 30)
    pixels[50:60, 30:60] = (220, 30, 30)
    document.set_picture(Picture.from_array(pixels))
    canvas.set_image(document.display)
    canvas.set_mask(document.mask.image)
    return show_colour_mask(document, canvas)


def field(dialog: ColourMaskDialog, kind: type, name: str):
    return next(f for f in dialog.findChildren(kind) if f.accessibleName() == name)


def use(dialog: ColourMaskDialog) -> QPushButton:
    return next(b for b in dialog.findChildren(QPushButton) if b.text() == "Use as mask")


def test_a_click_picks_the_colour_and_nothing_is_painted(
    qtbot: QtBot, document: Document, canvas: Canvas, dialog: ColourMaskDialog
) -> None:
    strokes = Strokes(canvas)
    at = canvas.to_widget(QPointF(40.5, 30.5))
    press(canvas, at.x(), at.y())
    release(canvas, at.x(), at.y())
    assert strokes.all == []
    assert field(dialog, QLineEdit, "Colour").text() == "#c81e1e"
    qtbot.waitUntil(lambda: "11.3 %" in dialog.note(), timeout=WAIT_MS)
    assert document.mask.is_empty
    use(dialog).click()
    assert document.mask.coverage == pytest.approx(900 / 8000)
    assert document.undo_stack.undoText() == "Mask from colour"


def test_the_tolerance_changes_what_is_shown(
    qtbot: QtBot, canvas: Canvas, dialog: ColourMaskDialog
) -> None:
    canvas.picked.emit(QPointF(40, 30))
    qtbot.waitUntil(lambda: use(dialog).isEnabled(), timeout=WAIT_MS)
    marked = seen(canvas)
    field(dialog, QSpinBox, "Tolerance").setValue(10)
    qtbot.waitUntil(lambda: "7.5 %" in dialog.note(), timeout=WAIT_MS)
    assert not np.array_equal(seen(canvas), marked)


def test_a_colour_is_typed(qtbot: QtBot, dialog: ColourMaskDialog) -> None:
    line = field(dialog, QLineEdit, "Colour")
    line.setFocus()
    qtbot.keyClicks(line, "#000000")
    qtbot.keyClick(line, Qt.Key.Key_Tab)
    line.editingFinished.emit()
    qtbot.waitUntil(lambda: "88.8 %" in dialog.note(), timeout=WAIT_MS)
    line.setText("reddish")
    line.editingFinished.emit()
    assert "#rrggbb" in dialog.note()


def test_a_colour_that_is_nowhere_is_said_to_be(qtbot: QtBot, dialog: ColourMaskDialog) -> None:
    line = field(dialog, QLineEdit, "Colour")
    line.setText("#00ff00")
    line.editingFinished.emit()
    qtbot.waitUntil(lambda: "#00ff00" in dialog.note(), timeout=WAIT_MS)
    assert not use(dialog).isEnabled()


@pytest.mark.parametrize("depth", [8, 16])
def test_the_colour_of_a_pixel_is_counted_in_256_steps(depth: int) -> None:
    colour = Picture.from_array(np.full((1, 1, 3), (1.0, 0.2, 0.0), np.float32), depth=depth)
    assert colour_at(colour, 0, 0) == (255, 51, 0)
    grey = Picture.from_array(np.full((1, 1), 0.2, np.float32), depth=depth)
    assert colour_at(grey, 0, 0) == (51, 51, 51)


def test_cancelling_gives_the_canvas_back(
    document: Document, canvas: Canvas, dialog: ColourMaskDialog
) -> None:
    canvas.picked.emit(QPointF(40, 30))
    dialog.reject()
    assert document.mask.is_empty
    strokes = Strokes(canvas)
    press(canvas, 100, 80, LEFT)
    release(canvas, 100, 80, LEFT)
    assert strokes.all


def test_another_photo_closes_it(document: Document, dialog: ColourMaskDialog) -> None:
    document.set_picture(None)
    assert not dialog.isVisible()
    document.set_picture(None)  # it may not be deleted yet


def test_side_a_of_the_split_shows_another_picture(canvas: Canvas) -> None:
    canvas.set_preview(noise(100, 80, seed=1))
    canvas.set_view_mode("split")
    before = seen(canvas)
    canvas.set_side("a", plain(200, 160, "#00ff00"), "Bicubic")
    after = seen(canvas)
    assert after[100, 70].tolist() == [0, 255, 0]
    assert np.array_equal(after[40:, 120:], before[40:, 120:])
    canvas.set_view_mode("original")
    assert seen(canvas)[100, 70].tolist() != [0, 255, 0]
    canvas.set_side("a", None, "Original")
    canvas.set_view_mode("split")
    assert np.array_equal(seen(canvas), before)
