"""The mask as a whole: grown, shrunk, feathered, tidied, cleared and had back."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRect
from PySide6.QtWidgets import QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from app.control.mask_edits import MaskEdits, grown_by
from app.model.document import Document
from app.widgets.canvas import Canvas
from app.windows.mask_amount import MaskAmountDialog, Moving, show_amount
from dip_core import Picture, feather_mask, fill_holes, grow_mask, shrink_mask
from tests.app.canvas_hand import seen

WAIT_MS = 20_000


@pytest.fixture
def values() -> np.ndarray:
    values = np.zeros((80, 100), np.uint8)
    values[20:60, 30:70] = 255
    values[35:45, 45:55] = 0
    values[70:72, 90:92] = 255
    return values


@pytest.fixture
def edits(qtbot: QtBot, document: Document, values: np.ndarray) -> MaskEdits:
    document.set_picture(Picture(np.full((80, 100, 3), 128, np.uint8)))
    document.mask.fill(values)
    edits = MaskEdits(document)
    yield edits
    edits.shutdown()


def wait(qtbot: QtBot, edits: MaskEdits) -> None:
    qtbot.waitUntil(lambda: not edits.busy, timeout=WAIT_MS)


@pytest.mark.parametrize(
    ("name", "change"),
    [("grow", grow_mask), ("shrink", shrink_mask), ("feather", feather_mask)],
)
def test_an_edge_moves_in_one_step(qtbot, document, edits, values, name, change) -> None:
    steps = document.undo_stack.count()
    getattr(edits, name)(4)
    wait(qtbot, edits)
    assert np.array_equal(document.mask.array(), change(values, 4))
    assert document.undo_stack.count() == steps + 1
    document.undo_stack.undo()
    assert np.array_equal(document.mask.array(), values)


def test_holes_are_filled_and_specks_removed(qtbot, document, edits, values) -> None:
    edits.fill_holes()
    wait(qtbot, edits)
    assert np.array_equal(document.mask.array(), fill_holes(values))
    edits.remove_specks()
    wait(qtbot, edits)
    assert not document.mask.array()[65:].any()
    assert document.mask.array()[40, 50] == 255


def test_what_changes_nothing_says_so_and_is_no_step(qtbot, document, edits) -> None:
    document.mask.fill(np.pad(np.full((20, 20), 255, np.uint8), ((30, 30), (40, 40))))
    steps = document.undo_stack.count()
    with qtbot.waitSignal(edits.message, timeout=WAIT_MS) as told:
        edits.fill_holes()
    assert "no holes" in told.args[0]
    with qtbot.waitSignal(edits.message, timeout=WAIT_MS) as told:
        edits.remove_specks()
    assert "9 pixels" in told.args[0]
    assert document.undo_stack.count() == steps


def test_what_is_painted_meanwhile_is_not_lost(qtbot, document, edits, values) -> None:
    edits.grow(3)
    document.mask.begin_stroke(erase=False, diameter=9, hardness=1)
    document.mask.stroke_to(QPointF(10, 10))
    document.mask.end_stroke()
    painted = document.mask.array()
    wait(qtbot, edits)
    assert np.array_equal(document.mask.array(), grow_mask(painted, 3))


def test_another_photo_is_left_alone(qtbot, document, edits) -> None:
    edits.grow(3)
    document.set_picture(Picture(np.zeros((30, 30, 3), np.uint8)))
    wait(qtbot, edits)
    assert document.mask.is_empty


def test_a_cleared_mask_can_be_had_back(document, edits, values) -> None:
    mask = document.mask
    assert not mask.can_restore
    mask.clear()
    mask.replace(QRect(0, 0, 10, 10), 200, "A corner")
    assert mask.can_restore
    mask.restore()
    expected = values.copy()
    expected[:10, :10] = 200
    assert np.array_equal(mask.array(), expected)
    document.undo_stack.undo()
    assert mask.array()[:10, :10].all()
    assert mask.coverage == pytest.approx(200 * 100 / (255 * 8000))


def test_clearing_an_empty_mask_forgets_nothing(document, edits) -> None:
    document.mask.clear()
    document.mask.clear()
    assert document.mask.can_restore


# ---------------------------------------------------------------------- the dialog


@pytest.fixture
def dialog(document: Document, canvas: Canvas, edits: MaskEdits) -> MaskAmountDialog:
    canvas.set_image(document.display)
    canvas.set_mask(document.mask.image)
    dialog = show_amount(document, canvas, Moving("Grow mask", "Grow", "By how far.", grown_by), 3)
    dialog.chosen.connect(edits.grow)
    return dialog


def test_the_canvas_shows_what_would_be(qtbot, document, canvas, dialog, values) -> None:
    box = dialog.findChild(QSpinBox)
    box.setValue(10)
    qtbot.waitUntil(lambda: seen(canvas)[40 + 12, 50 + 50].tolist() != [128] * 3, timeout=WAIT_MS)
    assert np.array_equal(document.mask.array(), values)
    dialog.reject()
    assert seen(canvas)[40 + 12, 50 + 50].tolist() == [128] * 3


def test_the_number_chosen_is_used(qtbot, document, dialog, edits, values) -> None:
    dialog.findChild(QSpinBox).setValue(5)
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "Grow").click()
    wait(qtbot, edits)
    assert np.array_equal(document.mask.array(), grow_mask(values, 5))


def test_another_photo_closes_the_dialog(document, dialog) -> None:
    document.set_picture(None)
    assert not dialog.isVisible()
