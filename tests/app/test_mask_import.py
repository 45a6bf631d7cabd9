"""A file as a mask: what it is taken for, what a person may say instead, and what is seen of it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QComboBox, QPushButton, QSpinBox, QToolButton
from pytestqt.qtbot import QtBot

from app.control.mask_import import Combining, Importing, imported
from app.model.document import Document
from app.panels.mask_panel import MaskPanel
from app.widgets.canvas import Canvas
from app.windows.mask_import import MaskImportDialog, show_mask_import
from dip_core import DrawnMask, Picture
from tests.app.canvas_hand import seen
from tests.app.small import paint

WAIT_MS = 20_000
SQUARE = (slice(10, 30), slice(20, 60))  # a tenth of the photo
Show = Callable[[Picture], MaskImportDialog]


def squared(inside: int = 255, outside: int = 0) -> NDArray[np.uint8]:
    values = np.full((80, 100), outside, np.uint8)
    values[SQUARE] = inside
    return values


@pytest.fixture
def show(qtbot: QtBot, document: Document, canvas: Canvas) -> Show:
    """Show the dialog for a photo of 100×80 pixels, and wait until it shows the mask."""
    document.set_picture(Picture.from_array(np.full((80, 100, 3), 90, np.uint8)))
    canvas.set_image(document.display)
    canvas.set_mask(document.mask.image)

    def shown(drawn: Picture) -> MaskImportDialog:
        dialog = show_mask_import(document, canvas, drawn)
        assert dialog is not None
        qtbot.waitUntil(lambda: use(dialog).isEnabled(), timeout=WAIT_MS)
        return dialog

    return shown


def use(dialog: MaskImportDialog) -> QPushButton:
    return next(b for b in dialog.findChildren(QPushButton) if b.text() == "Use as mask")


def field(dialog: MaskImportDialog, kind: type, name: str):
    return next(f for f in dialog.findChildren(kind) if f.accessibleName() == name)


def click(qtbot: QtBot, dialog: MaskImportDialog, text: str) -> None:
    next(b for b in dialog.findChildren(QToolButton) if b.text() == text).click()
    qtbot.waitUntil(lambda: use(dialog).isEnabled(), timeout=WAIT_MS)


def choose(qtbot: QtBot, dialog: MaskImportDialog, rule: str) -> None:
    combo = field(dialog, QComboBox, "Missing is")
    combo.setCurrentIndex(combo.findData(rule))
    qtbot.waitUntil(lambda: use(dialog).isEnabled(), timeout=WAIT_MS)


def test_a_mask_is_seen_before_it_is_used(document: Document, canvas: Canvas, show: Show) -> None:
    before = seen(canvas)
    dialog = show(Picture.from_array(squared()))
    assert (seen(canvas) != before)[50:70, 70:110].any(axis=2).all()
    assert "10.0 %" in dialog.note()
    assert document.mask.is_empty
    use(dialog).click()
    assert np.array_equal(document.mask.array(), squared())
    assert document.undo_stack.undoText() == "Load mask"


def test_cancelling_leaves_everything_as_it_was(
    document: Document, canvas: Canvas, show: Show
) -> None:
    before = seen(canvas)
    show(Picture.from_array(squared())).reject()
    assert np.array_equal(seen(canvas), before)
    assert document.mask.is_empty
    assert not document.undo_stack.canUndo()


def test_black_may_mean_missing(qtbot: QtBot, document: Document, show: Show) -> None:
    dialog = show(Picture.from_array(squared(0, 255)))
    assert "the other colour" in dialog.note()
    choose(qtbot, dialog, "black")
    assert "the other colour" not in dialog.note()
    use(dialog).click()
    assert np.array_equal(document.mask.array(), squared())


def test_paint_on_a_layer_is_recognised(document: Document, show: Show) -> None:
    layer = replace(Picture.from_array(np.zeros((80, 100, 3), np.uint8)), alpha=squared())
    dialog = show(layer)
    assert field(dialog, QComboBox, "Missing is").currentData() == "opaque"
    use(dialog).click()
    assert np.array_equal(document.mask.array(), squared())


def test_strokes_on_a_copy_of_the_photo_are_recognised(document: Document, show: Show) -> None:
    copy = np.full((80, 100, 3), 90, np.uint8)
    copy[SQUARE] = (255, 0, 0)
    dialog = show(Picture.from_array(copy))
    assert field(dialog, QComboBox, "Missing is").currentData() == "strokes"
    use(dialog).click()
    assert np.array_equal(document.mask.array(), squared())


def test_the_threshold_sharpens_what_is_grey(qtbot: QtBot, document: Document, show: Show) -> None:
    dialog = show(Picture.from_array(squared(140, 20)))
    field(dialog, QSpinBox, "Threshold").setValue(100)
    qtbot.waitUntil(lambda: use(dialog).isEnabled(), timeout=WAIT_MS)
    use(dialog).click()
    assert np.array_equal(document.mask.array(), squared())


def test_a_mask_of_another_size_says_so_and_is_scaled_or_centred(
    qtbot: QtBot, document: Document, show: Show
) -> None:
    dialog = show(Picture.from_array(np.full((40, 50), 255, np.uint8)))
    texts = [label.text() for label in dialog.findChildren(type(dialog._note))]
    assert "The mask is 50×40 but the photo is 100×80." in texts
    assert "100.0 %" in dialog.note()
    click(qtbot, dialog, "Centre")
    assert "25.0 %" in dialog.note()
    use(dialog).click()
    assert document.mask.coverage == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("combining", "left"),
    [("replace", [0, 0, 9, 9]), ("add", [0, 9, 9, 9]), ("subtract", [0, 9, 0, 0])],
)
def test_what_becomes_of_the_mask_there_is(combining: Combining, left: list[int]) -> None:
    mask = np.array([[0, 9, 9, 0]], np.uint8) // 9 * 255
    drawn = DrawnMask(
        Picture.from_array(np.array([[0, 0, 255, 255]], np.uint8)),
        Picture.from_array(np.zeros((1, 4), np.uint8)),
    )
    how = Importing("white", combining=combining)
    assert imported(mask, drawn, how).tolist() == [[255 * (level // 9) for level in left]]


def test_both_may_be_kept(qtbot: QtBot, document: Document, show: Show) -> None:
    paint(document)
    before = document.mask.array()
    dialog = show(Picture.from_array(squared()))
    click(qtbot, dialog, "Intersect")
    use(dialog).click()
    assert np.array_equal(document.mask.array(), np.minimum(before, squared()))
    document.undo_stack.undo()
    assert np.array_equal(document.mask.array(), before)


def test_another_photo_closes_the_question(
    document: Document, show: Show, picture: Picture
) -> None:
    dialog = show(Picture.from_array(squared()))
    document.set_picture(picture)
    assert not dialog.isVisible()


def test_a_file_may_be_dropped_on_the_panel(
    qtbot: QtBot, document: Document, tmp_path: Path
) -> None:
    panel = MaskPanel(document, {})
    qtbot.addWidget(panel)
    told: list[list[Path]] = []
    panel.files_dropped.connect(told.append)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "mask.png"))])
    keys, button = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    panel.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, button, keys))
    assert told == [[tmp_path / "mask.png"]]
