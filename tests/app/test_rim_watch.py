"""The hint to grow a tight mask: where it is given, and where it is not."""

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.control.mask_edits import MaskEdits
from app.control.rim_watch import GROWTH, RimWatch
from app.control.runs import RunController
from app.forms.hint_line import HintLine
from app.model.document import Document
from app.panels.mask_panel import MaskPanel
from dip_core import Picture
from tests.app.small import tiny_spec

WAIT_MS = 20_000


@pytest.fixture
def watch(document: Document, runs: RunController) -> Iterator[RimWatch]:
    """Watch a dark photo with a light square in it, which is to be removed."""
    pixels = np.full((64, 64, 3), 40, np.uint8)
    pixels[20:40, 20:40] = 220
    document.set_spec(tiny_spec("inpainting"))
    document.set_picture(Picture.from_array(pixels))
    made = RimWatch(document, runs)
    yield made
    made.shutdown()


def mark_square(document: Document) -> None:
    values = np.zeros((64, 64), np.uint8)
    values[20:40, 20:40] = 255
    document.mask.fill(values)


def test_a_tight_mask_is_noticed_and_growing_it_helps(
    qtbot: QtBot, document: Document, watch: RimWatch
) -> None:
    mark_square(document)
    qtbot.waitUntil(lambda: watch.is_tight, timeout=WAIT_MS)
    edits = MaskEdits(document)
    edits.grow(GROWTH)
    qtbot.waitUntil(lambda: not watch.is_tight, timeout=WAIT_MS)
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: watch.is_tight, timeout=WAIT_MS)
    document.mask.clear()
    qtbot.waitUntil(lambda: not watch.is_tight, timeout=WAIT_MS)
    edits.shutdown()


def test_a_mask_made_by_others_is_said_aloud_once(
    qtbot: QtBot, document: Document, watch: RimWatch
) -> None:
    mark_square(document)
    with qtbot.waitSignal(watch.found, timeout=WAIT_MS):
        watch.announce()
    told: list[None] = []
    watch.found.connect(lambda: told.append(None))
    document.mask.invert()
    document.mask.invert()
    with qtbot.waitSignal(watch.changed, timeout=WAIT_MS):
        pass
    assert told == []


def test_what_was_dismissed_is_not_said_again(
    qtbot: QtBot, document: Document, watch: RimWatch
) -> None:
    mark_square(document)
    qtbot.waitUntil(lambda: watch.is_tight, timeout=WAIT_MS)
    watch.dismiss()
    assert not watch.is_tight
    document.mask.invert()
    with qtbot.waitSignal(watch.changed, timeout=WAIT_MS):
        pass
    assert not watch.is_tight


def test_a_task_that_needs_no_mask_needs_no_hint(
    qtbot: QtBot, document: Document, watch: RimWatch
) -> None:
    mark_square(document)
    qtbot.waitUntil(lambda: watch.is_tight, timeout=WAIT_MS)
    document.set_spec(tiny_spec("denoising"))
    assert not watch.is_tight


def test_the_panel_takes_no_room_for_a_hint_that_is_not_given(
    qtbot: QtBot, document: Document
) -> None:
    panel = MaskPanel(document, {})
    qtbot.addWidget(panel)
    hint = panel.findChild(HintLine)
    assert hint.isHidden()
    panel.set_tight(tight=True)
    assert not hint.isHidden()
    with qtbot.waitSignal(panel.growth_wanted):
        hint.taken.emit()
