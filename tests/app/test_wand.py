"""The wand: a click marks what is like a pixel, and follows its options while it is the last."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QCheckBox, QSpinBox

from app.control.wand import WandWork
from app.model.tools import Wand
from app.panels.mask_panel import MaskPanel
from dip_core import Picture
from tests.app.canvas_hand import ALT, RIGHT, drag, press, release

WAIT_MS = 20_000
EXACT = Wand(tolerance=10, contiguous=True, grow=0)


@pytest.fixture
def work(qtbot, document, canvas):
    pixels = np.zeros((80, 100, 3), np.uint8)
    pixels[20:40, 30:60] = (200, 30, 30)
    pixels[50:60, 30:60] = (220, 30, 30)
    document.set_picture(Picture.from_array(pixels))
    canvas.set_image(document.display)
    work = WandWork(document)
    work.set_reach(EXACT)
    canvas.set_tool("wand")
    canvas.wand_used.connect(work.use)
    yield work
    work.shutdown()


@pytest.fixture
def click(qtbot, canvas, work):
    def click(x, y, **keys):
        at = canvas.to_widget(QPointF(x + 0.5, y + 0.5))
        press(canvas, at.x(), at.y(), **keys)
        release(canvas, at.x(), at.y(), **keys)
        qtbot.waitUntil(lambda: not work.busy, timeout=WAIT_MS)

    return click


def marked(document) -> int:
    return int((document.mask.array() == 255).sum())


def test_a_click_marks_what_is_like_the_pixel(document, click):
    click(40, 30)
    assert marked(document) == 600
    click(40, 55)
    assert marked(document) == 900
    assert document.undo_stack.count() == 2


def test_alt_and_the_right_button_take_away(qtbot, document, canvas, work, click):
    document.mask.fill(255)
    click(40, 30, keys=ALT)
    assert marked(document) == 8000 - 600
    at = canvas.to_widget(QPointF(40, 55))
    drag(canvas, (at.x(), at.y()), (at.x() + 30, at.y()), button=RIGHT)
    qtbot.waitUntil(lambda: not work.busy, timeout=WAIT_MS)
    assert marked(document) == 8000 - 900


def test_a_click_beside_the_photo_does_nothing(document, click):
    click(-5, 10)
    assert document.mask.is_empty


def test_the_last_click_follows_the_options(qtbot, document, work, click):
    click(40, 30)
    for tolerance in (15, 20, 25):
        work.set_reach(Wand(tolerance, contiguous=False, grow=0))
    qtbot.waitUntil(lambda: not work.busy, timeout=WAIT_MS)
    assert marked(document) == 900
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.mask.is_empty


def test_what_came_after_the_click_is_never_undone(qtbot, document, work, click):
    click(40, 30)
    document.mask.begin_stroke(erase=False, diameter=6, hardness=1)
    document.mask.stroke_to(QPointF(5, 5))
    document.mask.end_stroke()
    before = document.mask.array()
    work.set_reach(Wand(255, contiguous=False, grow=0))
    qtbot.waitUntil(lambda: not work.busy, timeout=WAIT_MS)
    assert np.array_equal(document.mask.array(), before)


def test_an_undone_click_stays_undone(qtbot, document, work, click):
    click(40, 30)
    document.undo_stack.undo()
    work.set_reach(Wand(40, contiguous=True, grow=0))
    qtbot.waitUntil(lambda: not work.busy, timeout=WAIT_MS)
    assert document.mask.is_empty


def test_a_click_that_adds_nothing_undoes_nothing(qtbot, document, work, click):
    click(40, 30)
    click(45, 35)
    work.set_reach(Wand(20, contiguous=False, grow=0))
    qtbot.waitUntil(lambda: not work.busy, timeout=WAIT_MS)
    assert marked(document) == 600


def test_the_panel_shows_the_options_of_the_tool_in_use(qtbot, document):
    panel = MaskPanel(document, {})
    qtbot.addWidget(panel)
    panel.show()

    def names() -> set[str]:
        return {b.accessibleName() for b in panel.findChildren(QSpinBox) if b.isVisible()}

    assert names() == {"Size", "Hardness", "Opacity"}
    panel.set_tool("wand")
    assert names() == {"Tolerance", "Grow", "Opacity"}
    with qtbot.waitSignal(panel.wand_chosen) as told:
        next(c for c in panel.findChildren(QCheckBox) if "connected" in c.text()).setChecked(False)
    assert told.args == [Wand(contiguous=False)]
    panel.set_tool("rectangle")
    assert names() == {"Opacity"}
