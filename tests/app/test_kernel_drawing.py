"""A blur kernel is drawn with mouse or keys, softened, and used by the task."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QPushButton, QSlider, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from app.model.document import Document
from app.widgets.kernel_canvas import KernelCanvas, blurred, grey_image, normalised
from app.windows.kernel_dialog import KernelDialog
from dip_core import KERNELS, TASKS

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
SHIFT, NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def drawing(qtbot: QtBot) -> KernelCanvas:
    made = KernelCanvas(11)
    qtbot.addWidget(made)
    made.resize(330, 330)  # 30 pixels a cell
    return made


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    """The window that a dialog, which deletes itself, belongs to."""
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def dialog(document: Document, owner: QWidget) -> KernelDialog:
    document.set_task(TASKS["deblurring"]())
    made = KernelDialog(document, owner)
    made.show()
    return made


def cell(x: int, y: int) -> QPoint:
    return QPoint(30 * x + 15, 30 * y + 15)


def test_a_press_sets_a_cell_and_the_right_button_takes_it_away(
    qtbot: QtBot, drawing: KernelCanvas
) -> None:
    with qtbot.waitSignal(drawing.changed):
        qtbot.mouseClick(drawing, LEFT, NONE, cell(3, 7))
    assert drawing.values()[7, 3] == 1.0
    assert np.count_nonzero(drawing.values()) == 1
    qtbot.mouseClick(drawing, RIGHT, NONE, cell(3, 7))
    assert not drawing.values().any()


def test_shift_draws_a_straight_line(qtbot: QtBot, drawing: KernelCanvas) -> None:
    qtbot.mouseClick(drawing, LEFT, NONE, cell(2, 5))
    qtbot.mouseClick(drawing, LEFT, SHIFT, cell(8, 5))
    assert (drawing.values()[5, 2:9] == 1.0).all()
    assert np.count_nonzero(drawing.values()) == 7


def test_a_wider_brush_covers_more(drawing: KernelCanvas) -> None:
    drawing.set_brush(3.0)
    drawing.draw_line(QPointF(5.5, 5.5), QPointF(5.5, 5.5))
    assert drawing.values()[5, 4] == 1.0
    assert 0 < drawing.values()[4, 4] < 1


def test_keys_draw(qtbot: QtBot, drawing: KernelCanvas) -> None:
    qtbot.keyClick(drawing, Qt.Key.Key_Left)
    qtbot.keyClick(drawing, Qt.Key.Key_Space)
    assert drawing.values()[5, 4] == 1.0
    qtbot.keyClick(drawing, Qt.Key.Key_Down, SHIFT)
    assert (drawing.values()[5:7, 4] == 1.0).all()
    qtbot.keyClick(drawing, Qt.Key.Key_Space)
    assert drawing.values()[6, 4] == 0.0
    qtbot.keyClick(drawing, Qt.Key.Key_Delete)
    assert not drawing.values().any()
    assert drawing.accessibleName()
    assert "Arrow keys" in drawing.accessibleDescription()


def test_what_is_drawn_keeps_its_middle_when_the_size_changes(drawing: KernelCanvas) -> None:
    drawing.draw_line(QPointF(5.5, 5.5), QPointF(5.5, 5.5))
    drawing.set_size(21)
    assert drawing.values()[10, 10] == 1.0
    drawing.set_size(7)
    assert drawing.values()[3, 3] == 1.0


def test_the_kernel_sums_to_one_about_the_middle() -> None:
    values = np.zeros((9, 9), np.float32)
    values[1, 1:4] = 0.5
    kernel = normalised(values)
    assert kernel.sum() == pytest.approx(1.0)
    assert kernel[4, 3:6].tolist() == pytest.approx([1 / 3] * 3)
    assert not normalised(np.zeros((3, 3), np.float32)).any()


def test_softness_spreads_without_loss_in_the_middle() -> None:
    values = np.zeros((21, 21), np.float32)
    values[10, 10] = 1.0
    soft = blurred(values, 2.0)
    assert soft.sum() == pytest.approx(1.0, abs=0.01)
    assert soft[10, 10] < 0.1
    assert blurred(values, 0.0) is values
    assert grey_image(values).pixelColor(10, 10).red() == 255


def test_the_dialog_gives_the_task_what_is_drawn(dialog: KernelDialog, document: Document) -> None:
    use = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Use this kernel")
    assert not use.isEnabled()
    assert dialog.note() == "Nothing is drawn yet."
    dialog.canvas.draw_line(QPointF(6.5, 10.5), QPointF(14.5, 10.5))
    assert use.isEnabled()
    use.click()
    assert document.kernel.shape == (21, 21)
    assert document.kernel.sum() == pytest.approx(1.0)
    assert document.spec.task.kernel == KERNELS["loaded"]()
    assert document.lacking == ""


def test_the_dialog_begins_with_the_kernel_there_is(document: Document, owner: QWidget) -> None:
    document.set_kernel(np.full((3, 4), 1 / 12, np.float32))
    dialog = KernelDialog(document, owner)
    assert dialog.canvas.values().shape == (5, 5)
    assert np.count_nonzero(dialog.canvas.values()) == 12
    size = next(b for b in dialog.findChildren(QSpinBox) if b.accessibleName() == "Size")
    size.setValue(8)
    assert dialog.canvas.values().shape == (9, 9)


def test_the_preview_follows_the_softness(dialog: KernelDialog) -> None:
    dialog.canvas.draw_line(QPointF(10.5, 10.5), QPointF(10.5, 10.5))
    sharp = dialog.kernel()
    slider = next(s for s in dialog.findChildren(QSlider) if s.accessibleName() == "Softness")
    slider.setValue(20)
    assert np.count_nonzero(dialog.kernel()) > np.count_nonzero(sharp)


def test_cancelling_changes_nothing(dialog: KernelDialog, document: Document) -> None:
    before = document.spec
    dialog.canvas.draw_line(QPointF(6.5, 10.5), QPointF(14.5, 10.5))
    dialog.reject()
    assert document.kernel is None
    assert document.spec == before
