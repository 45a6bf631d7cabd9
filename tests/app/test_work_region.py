"""The work region: a frame that is drawn, changed, undone, and worked on."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from pytestqt.qtbot import QtBot

from app.control.framing import Framing
from app.control.runs import RunController, RunState
from app.model.document import Document
from app.model.preferences import Preferences
from app.model.run_log import RunLog
from app.model.scope import PREVIEW_SIDE
from app.widgets.canvas import Canvas
from app.widgets.work_frame import grip_at, inside, resized
from dip_core import Box, Picture, read_project, write_project
from tests.app.canvas_hand import SHIFT, drag, key, move, press, release
from tests.app.small import tiny_spec

WAIT_MS = 30_000
BOUNDS = QRectF(0, 0, 100, 80)


@pytest.fixture
def frames(canvas: Canvas) -> list[QRectF]:
    """Let the canvas draw frames, and show those that were drawn."""
    found: list[QRectF] = []
    canvas.set_tool("region")
    canvas.frame_drawn.connect(found.append)
    canvas.frame_drawn.connect(canvas.show_frame)
    return found


@pytest.fixture
def runs(document: Document, preferences: Preferences) -> Iterator[RunController]:
    preferences.device, preferences.threads = "cpu", 1
    runs = RunController(document, RunLog(), preferences)
    yield runs
    runs.shutdown()


def at(canvas: Canvas, x: float, y: float) -> tuple[float, float]:
    place = canvas.to_widget(QPointF(x, y))
    return place.x(), place.y()


# ---------------------------------------------------------------------- drawing it


def test_a_frame_is_drawn_from_corner_to_corner(canvas: Canvas, frames: list[QRectF]) -> None:
    drag(canvas, at(canvas, 10, 10), at(canvas, 30, 20), at(canvas, 60, 50))
    assert frames == [QRectF(10, 10, 50, 40)]
    assert canvas.frame == frames[0]


def test_shift_draws_a_square(canvas: Canvas, frames: list[QRectF]) -> None:
    drag(canvas, at(canvas, 10, 10), at(canvas, 30, 20), at(canvas, 60, 30), keys=SHIFT)
    assert frames == [QRectF(10, 10, 50, 50)]


def test_a_frame_stays_on_the_picture_and_is_never_too_small(
    canvas: Canvas, frames: list[QRectF]
) -> None:
    drag(canvas, at(canvas, 90, 70), at(canvas, 120, 95), at(canvas, 140, 100))
    assert frames == [QRectF(84, 64, 16, 16)]


def test_a_click_draws_nothing(canvas: Canvas, frames: list[QRectF]) -> None:
    drag(canvas, at(canvas, 10, 10))
    assert not frames


def test_an_edge_is_dragged_and_the_inside_moves_the_frame(
    canvas: Canvas, frames: list[QRectF]
) -> None:
    canvas.show_frame(QRectF(10, 10, 50, 40))
    drag(canvas, at(canvas, 60, 30), at(canvas, 70, 30), at(canvas, 80, 33))
    drag(canvas, at(canvas, 40, 30), at(canvas, 50, 35), at(canvas, 45, 40))
    assert frames == [QRectF(10, 10, 70, 40), QRectF(15, 20, 70, 40)]


def test_escape_leaves_the_frame_as_it_was(canvas: Canvas, frames: list[QRectF]) -> None:
    canvas.show_frame(QRectF(10, 10, 50, 40))
    press(canvas, *at(canvas, 60, 30))
    move(canvas, *at(canvas, 80, 30))
    assert canvas.frame == QRectF(10, 10, 70, 40)
    canvas.cancel_gesture()
    release(canvas, *at(canvas, 80, 30))
    assert not frames
    assert canvas.frame == QRectF(10, 10, 50, 40)


def test_the_keyboard_draws_a_frame_and_delete_asks_to_remove_it(
    qtbot: QtBot, canvas: Canvas, frames: list[QRectF]
) -> None:
    key(canvas, Qt.Key.Key_Return)
    for _ in range(3):
        key(canvas, Qt.Key.Key_Right, SHIFT | Qt.KeyboardModifier.ControlModifier)
    key(canvas, Qt.Key.Key_Return)
    assert [frame.width() for frame in frames] == [30]
    with qtbot.waitSignal(canvas.frame_removed):
        key(canvas, Qt.Key.Key_Delete)


def test_delete_clears_the_last_area_while_another_tool_is_in_use(
    qtbot: QtBot, canvas: Canvas, frames: list[QRectF]
) -> None:
    canvas.show_frame(QRectF(10, 10, 50, 40))
    canvas.set_tool("rectangle")
    drag(canvas, at(canvas, 20, 20), at(canvas, 30, 30))
    with qtbot.assertNotEmitted(canvas.frame_removed), qtbot.waitSignal(canvas.area_drawn):
        key(canvas, Qt.Key.Key_Delete)


def test_the_pointer_says_what_a_press_takes_hold_of(canvas: Canvas, frames: list[QRectF]) -> None:
    canvas.show_frame(QRectF(20, 20, 60, 40))
    move(canvas, *at(canvas, 80, 40))
    assert canvas.cursor().shape() == Qt.CursorShape.SizeHorCursor
    assert canvas.pointer == ""
    move(canvas, *at(canvas, 50, 40))
    assert canvas.cursor().shape() == Qt.CursorShape.SizeAllCursor
    move(canvas, *at(canvas, 5, 5))
    assert canvas.pointer == "cross"


def test_of_a_frame_a_press_takes_the_nearest_edge() -> None:
    frame = QRectF(20, 20, 60, 40)
    assert grip_at(frame, QPointF(20, 20), 1.0) == (-1, -1)
    assert grip_at(frame, QPointF(50, 60), 1.0) == (0, 1)
    assert grip_at(frame, QPointF(50, 40), 1.0) == (0, 0)
    assert grip_at(frame, QPointF(5, 40), 1.0) is None
    assert grip_at(QRectF(), QPointF(0, 0), 1.0) is None


def test_an_edge_stops_at_its_opposite_and_at_the_picture() -> None:
    frame = QRectF(20, 20, 60, 40)
    assert resized(frame, (-1, 0), QPointF(90, 0), BOUNDS, even=False) == QRectF(64, 20, 16, 40)
    assert resized(frame, (1, 1), QPointF(90, 90), BOUNDS, even=False) == QRectF(20, 20, 80, 60)
    assert resized(frame, (1, 1), QPointF(-30, 0), BOUNDS, even=True) == frame
    assert inside(QRectF(-20, 70, 60, 40), BOUNDS) == QRectF(0, 40, 60, 40)


# ---------------------------------------------------------------------- in the document


def test_a_frame_is_a_step_that_can_be_undone(document: Document) -> None:
    framing = Framing(document)
    framing.draw(QRectF(4, 8, 20, 16))
    assert framing.frame == Box(8, 4, 16, 20)
    framing.draw(QRectF(4, 8, 24, 16))
    framing.remove()
    assert framing.rect.isEmpty()
    assert document.undo_stack.count() == 3
    document.undo_stack.undo()
    assert framing.rect == QRectF(4, 8, 24, 16)
    document.undo_stack.setIndex(0)
    assert framing.frame is None


def test_a_frame_is_laid_where_one_looks_and_inside_the_photo(
    document: Document, make_picture: Callable[..., Picture]
) -> None:
    document.set_picture(make_picture(700, 800))
    framing = Framing(document)
    framing.place(QPointF(790, 300))
    assert framing.frame == Box(44, 288, PREVIEW_SIDE, PREVIEW_SIDE)


def test_another_photo_has_no_frame(document: Document, picture: Picture) -> None:
    Framing(document).draw(QRectF(4, 8, 20, 16))
    document.set_picture(picture)
    assert document.companions.frame is None


def test_a_project_keeps_the_frame(document: Document, tmp_path: Path) -> None:
    Framing(document).draw(QRectF(4, 8, 20, 16))
    write_project(document.project, tmp_path / "a.dip")
    document.set_project(read_project(tmp_path / "a.dip"))
    assert document.companions.frame == Box(8, 4, 16, 20)


# ---------------------------------------------------------------------- worked on


def test_a_run_changes_nothing_outside_the_frame(
    qtbot: QtBot, document: Document, runs: RunController, picture: Picture
) -> None:
    Framing(document).draw(QRectF(4, 8, 20, 16))
    runs.start()
    qtbot.waitUntil(lambda: runs.state is RunState.HAS_RESULT, timeout=WAIT_MS)
    assert document.result_picture is not None
    changed = (document.result_picture.pixels != picture.pixels).any(axis=2)
    assert changed.any()
    outside = np.ones_like(changed)
    outside[8:24, 4:24] = False
    assert not changed[outside].any()


def test_the_whole_photo_is_restored_whatever_the_frame_says(
    qtbot: QtBot, document: Document, runs: RunController
) -> None:
    Framing(document).draw(QRectF(4, 8, 20, 16))
    runs.start_whole()
    qtbot.waitUntil(lambda: runs.state is RunState.HAS_RESULT, timeout=WAIT_MS)
    assert document.result is not None
    assert document.result.worked == Box(0, 0, 32, 32)


def test_a_frame_without_a_hole_says_what_to_do(
    qtbot: QtBot, document: Document, runs: RunController
) -> None:
    document.set_spec(tiny_spec("inpainting"))
    assert document.mask is not None
    document.mask.replace(document.mask.rect.adjusted(28, 28, 0, 0), 255, "Paint")
    Framing(document).draw(QRectF(0, 0, 20, 20))
    with qtbot.waitSignal(runs.failed, timeout=WAIT_MS) as heard:
        runs.start()
    assert "move it over a hole" in heard.args[0]
