"""Removing after each stroke: a stroke and its removal are one step, and strokes wait in a row."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.control.healing import Healer, heal_spec, surroundings
from app.control.runs import RunController, RunState
from app.model.display import picture_to_image
from app.model.document import Document
from app.model.preferences import Preferences
from dip_core import Inputs, Picture, Restoration, RestorationSpec, Runtime
from tests.app.small import Faulty, tiny_spec

WAIT_MS = 60_000
SIDE = 48


def quick(spec: RestorationSpec, inputs: Inputs, runtime: Runtime, **_: object) -> Restoration:
    """Restore in six iterations of a tiny network."""
    return Restoration(tiny_spec("inpainting"), inputs, runtime)


@pytest.fixture
def spotted(document: Document) -> Document:
    """A grey photo with a black spot at (10, 10) and a white one at (30, 34)."""
    pixels = np.full((SIDE, SIDE, 3), 120, np.uint8)
    pixels[8:12, 8:12] = 0
    pixels[28:32, 32:36] = 255
    document.set_picture(Picture.from_array(pixels))
    return document


@pytest.fixture
def healer(
    qtbot: QtBot, spotted: Document, runs: RunController, preferences: Preferences
) -> Iterator[Healer]:
    made = Healer(spotted, runs, preferences, quick)
    made.turn(on=True)
    yield made
    made.shutdown()


def dab(document: Document, x: float, y: float, *, erase: bool = False) -> None:
    assert document.mask is not None
    document.mask.begin_stroke(erase=erase, diameter=8.0, hardness=1.0)
    document.mask.stroke_to(QPointF(x, y))
    document.mask.end_stroke()


def settle(qtbot: QtBot, healer: Healer) -> None:
    qtbot.waitUntil(lambda: not healer.busy, timeout=WAIT_MS)


def shown(document: Document) -> NDArray[np.uint8]:
    assert document.result_picture is not None
    return np.asarray(document.result_picture.pixels)


def test_a_stroke_is_removed_and_nothing_else_changes(
    qtbot: QtBot, healer: Healer, spotted: Document
) -> None:
    dab(spotted, 10, 10)
    assert len(healer.waiting) == 1
    settle(qtbot, healer)
    differs = (shown(spotted) != spotted.picture.pixels).any(axis=2)
    assert differs[8:12, 8:12].all()
    differs[6:15, 6:15] = False
    assert not differs.any()
    assert spotted.mask.is_empty
    assert spotted.outcomes.current.name == "Strokes removed"
    assert spotted.unsaved_work


def test_stroke_and_removal_are_one_step(qtbot: QtBot, healer: Healer, spotted: Document) -> None:
    stack, before = spotted.undo_stack, spotted.undo_stack.count()
    dab(spotted, 10, 10)
    settle(qtbot, healer)
    healed = shown(spotted)
    assert stack.count() == before + 1
    assert stack.undoText() == "Remove stroke"
    stack.undo()
    assert spotted.result_picture is None
    assert spotted.mask.is_empty
    assert not stack.canUndo()
    stack.redo()
    assert np.array_equal(shown(spotted), healed)
    assert not healer.busy


def test_strokes_wait_in_a_row_and_are_undone_one_by_one(
    qtbot: QtBot, healer: Healer, spotted: Document
) -> None:
    dab(spotted, 10, 10)
    dab(spotted, 34, 30)
    assert len(healer.waiting) == 2
    settle(qtbot, healer)
    assert (shown(spotted)[28:32, 32:36] != 255).any()
    spotted.undo_stack.undo()
    assert (shown(spotted)[28:32, 32:36] == 255).all()
    assert (shown(spotted)[8:12, 8:12] != 0).all()
    assert len(spotted.results) == 1
    spotted.undo_stack.undo()
    assert spotted.results == ()


def test_a_stroke_that_waits_is_taken_back(qtbot: QtBot, healer: Healer, spotted: Document) -> None:
    dab(spotted, 10, 10)
    dab(spotted, 34, 30)
    spotted.undo_stack.undo()
    assert [stroke.rect.contains(10, 10) for stroke in healer.waiting] == [True]
    spotted.undo_stack.undo()
    assert not healer.busy
    assert spotted.result_picture is None
    spotted.undo_stack.redo()
    settle(qtbot, healer)
    assert (shown(spotted)[8:12, 8:12] != 0).all()


def test_what_is_shown_is_what_was_made(qtbot: QtBot, healer: Healer, spotted: Document) -> None:
    dab(spotted, 10, 10)
    dab(spotted, 34, 30)
    settle(qtbot, healer)
    assert spotted.result_display == picture_to_image(spotted.result_picture)
    spotted.undo_stack.undo()
    assert spotted.result_display == picture_to_image(spotted.result_picture)
    assert spotted.result_display.pixelColor(33, 30) == QColor("white")


def test_a_run_begins_with_what_strokes_have_left(
    qtbot: QtBot, healer: Healer, spotted: Document, runs: RunController
) -> None:
    dab(spotted, 10, 10)
    settle(qtbot, healer)
    healer.turn(on=False)
    healed = shown(spotted)[8:12, 8:12]
    spotted.set_spec(tiny_spec("inpainting"))
    dab(spotted, 34, 30)
    runs.start()
    qtbot.waitUntil(lambda: runs.state is RunState.HAS_RESULT, timeout=WAIT_MS)
    assert np.array_equal(shown(spotted)[8:12, 8:12], healed)
    assert (shown(spotted)[28:32, 32:36] != 255).any()
    assert (spotted.project.inputs.picture.pixels[8:12, 8:12] == 0).all()


def test_strokes_go_on_from_the_result_of_a_run(
    qtbot: QtBot, healer: Healer, spotted: Document, runs: RunController
) -> None:
    healer.turn(on=False)
    spotted.set_spec(tiny_spec("inpainting"))
    dab(spotted, 34, 30)
    runs.start()
    healer.turn(on=True)
    dab(spotted, 10, 10)
    assert healer.busy
    qtbot.waitUntil(lambda: runs.state is RunState.HAS_RESULT, timeout=WAIT_MS)
    run = shown(spotted)
    settle(qtbot, healer)
    assert np.array_equal(shown(spotted)[28:32, 32:36], run[28:32, 32:36])
    assert (shown(spotted)[8:12, 8:12] != 0).all()
    spotted.undo_stack.undo()
    assert np.array_equal(shown(spotted), run)


def test_erasing_and_what_is_not_painted_is_left_to_the_mask(
    healer: Healer, spotted: Document
) -> None:
    healer.turn(on=False)
    dab(spotted, 10, 10)
    healer.turn(on=True)
    dab(spotted, 10, 10, erase=True)
    spotted.mask.fill(255)
    spotted.mask.clear()
    spotted.mask.restore()
    assert not healer.busy
    assert spotted.mask.coverage == 1


def test_a_removal_that_fails_says_so_and_the_next_goes_on(
    qtbot: QtBot, spotted: Document, runs: RunController, preferences: Preferences
) -> None:
    made = iter((Faulty, Restoration))
    tiny = tiny_spec("inpainting")
    healer = Healer(spotted, runs, preferences, lambda _, *given, **scope: next(made)(tiny, *given))
    healer.turn(on=True)
    told: list[str] = []
    healer.message.connect(told.append)
    dab(spotted, 10, 10)
    dab(spotted, 34, 30)
    settle(qtbot, healer)
    assert len(told) == 1
    assert (shown(spotted)[8:12, 8:12] == 0).all()
    assert (shown(spotted)[28:32, 32:36] != 255).any()
    healer.shutdown()


def test_another_photo_lets_go_of_what_waits(healer: Healer, spotted: Document) -> None:
    dab(spotted, 10, 10)
    spotted.set_picture(replace(spotted.picture))
    assert not healer.busy


def test_a_transparent_place_is_opaque_once_it_is_filled(
    qtbot: QtBot, healer: Healer, spotted: Document
) -> None:
    alpha = np.full((SIDE, SIDE), 255, np.uint8)
    alpha[8:12, 8:12] = 0
    spotted.set_picture(replace(spotted.picture, alpha=alpha))
    dab(spotted, 10, 10)
    settle(qtbot, healer)
    assert (spotted.result_picture.alpha == 255).all()
    dab(spotted, 34, 30)
    settle(qtbot, healer)
    spotted.undo_stack.undo()
    spotted.undo_stack.undo()
    spotted.undo_stack.redo()
    assert (spotted.result_picture.alpha == 255).all()


def test_a_stroke_sees_more_than_a_region_takes() -> None:
    picture = Picture.from_array(np.zeros((400, 600, 3), np.uint8))
    assert surroundings(QRect(200, 200, 40, 40), picture) == QRect(148, 148, 144, 144)
    assert surroundings(QRect(0, 0, 200, 100), picture) == QRect(0, 0, 320, 220)


def test_removing_is_fast_and_suits_the_stroke() -> None:
    picture = Picture.from_array(np.zeros((64, 64, 3), np.uint8))
    hole = np.zeros((64, 64), np.uint8)
    hole[16:48, 16:48] = 255
    spec = heal_spec(Inputs(picture, mask=hole))
    assert spec.task.missing == "hole"
    assert spec.iterations == 200
