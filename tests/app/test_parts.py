"""A photo in several parts: what is done is seen, stopped, gone on with, also from a file."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRect, QRectF
from pytestqt.qtbot import QtBot

from app.control.framing import Framing
from app.control.mailbox import Mailbox
from app.control.runs import RunController, RunState
from app.model.document import Document
from app.model.preferences import Preferences
from app.model.run_log import RunLog
from app.model.scope import first_look, in_tiles, spec_of_whole, tiling_for
from app.widgets.canvas import Canvas
from dip_core import (
    STOPPING,
    TASKS,
    Box,
    Inputs,
    IterationReport,
    Picture,
    Restoration,
    RestorationSpec,
    Runtime,
    Tiling,
    read_project,
    write_project,
)
from tests.app.canvas_hand import colours, plain
from tests.app.small import tiny_spec

WAIT_MS = 60_000
TILES = Tiling("always", side=64, overlap=16)


def in_small_tiles(
    spec: RestorationSpec, inputs: Inputs, runtime: Runtime, **scope: object
) -> Restoration:
    """Restore in tiles that are quick, whatever was asked for."""
    if scope["planned"] is None:
        scope = {**scope, "tiling": TILES}
    return Restoration(spec, inputs, runtime, **scope)


@pytest.fixture
def photo(document: Document) -> Picture:
    """A photo of four tiles."""
    random = np.random.default_rng(0)
    picture = Picture(random.integers(0, 256, (100, 100, 3), dtype=np.uint8))
    document.set_picture(picture)
    return picture


@pytest.fixture
def runs(document: Document, preferences: Preferences) -> Iterator[RunController]:
    preferences.device, preferences.threads = "cpu", 1
    runs = RunController(document, RunLog(), preferences, in_small_tiles)
    yield runs
    runs.shutdown()


def wait_for(qtbot: QtBot, runs: RunController, state: RunState) -> None:
    qtbot.waitUntil(lambda: runs.state is state, timeout=WAIT_MS)


def states(runs: RunController) -> list[str]:
    return [row.state for row in runs.parts.rows]


def stop_half_way(qtbot: QtBot, runs: RunController, document: Document) -> None:
    """Stop a run of four tiles once some but not all of them are done."""
    document.set_spec(document.spec.replace(iterations=40))
    runs.start_whole()
    qtbot.waitUntil(lambda: "done" in states(runs), timeout=WAIT_MS)
    runs.stop_and_keep()
    wait_for(qtbot, runs, RunState.HAS_RESULT)


# ---------------------------------------------------------------------- one after another


def test_parts_wait_run_and_are_done(
    qtbot: QtBot, runs: RunController, document: Document, photo: Picture
) -> None:
    document.set_spec(document.spec.replace(iterations=40))
    runs.start_whole()
    qtbot.waitUntil(lambda: "running" in states(runs), timeout=WAIT_MS)
    assert len(runs.parts.rows) == 4
    assert "waiting" in states(runs)
    qtbot.waitUntil(lambda: "done" in states(runs), timeout=WAIT_MS)
    done = next(row for row in runs.parts.rows if row.state == "done")
    assert done.image is not None
    runs.stop_and_keep()
    wait_for(qtbot, runs, RunState.HAS_RESULT)
    assert "left" in states(runs)
    assert all(row.piece is not None for row in runs.parts.rows if row.state == "done")


def test_tiles_that_are_done_lie_side_by_side_under_the_one_that_runs(
    qtbot: QtBot, runs: RunController, document: Document, photo: Picture
) -> None:
    document.set_spec(document.spec.replace(iterations=10))
    runs.start_whole()
    seen: list[QRectF] = []
    runs.parts.changed.connect(
        lambda: seen.extend(one.place for one in runs.parts.layers if one.place not in seen)
    )
    wait_for(qtbot, runs, RunState.HAS_RESULT)
    whole = QRectF(0, 0, 100, 100)
    assert sum(place.width() * place.height() for place in seen) == 100 * 100
    assert all(whole.contains(place) for place in seen)
    assert runs.parts.layers == ()


def test_no_frame_of_a_part_that_is_done_is_lost() -> None:
    mailbox, pixels = Mailbox(), np.zeros((4, 4, 3), np.uint8)
    for part in range(3):
        mailbox.put(
            IterationReport(
                part + 1, 3, 0.1, 1.0, preview=pixels, part=part, parts=3, part_over=True
            )
        )
    assert [frame.part for frame in mailbox.take().finished] == [0, 1, 2]
    assert mailbox.take().finished == ()


def test_a_hole_that_is_done_shows_through_its_mask_alone(
    qtbot: QtBot, runs: RunController, document: Document, make_picture: Callable[..., Picture]
) -> None:
    document.set_picture(make_picture(300, 300))
    document.set_spec(tiny_spec("inpainting", iterations=30))
    assert document.mask is not None
    for side in (4, 280):
        document.mask.replace(QRect(side, side, 8, 8), 255, "Paint")
    runs.start()
    qtbot.waitUntil(lambda: bool(runs.parts.layers), timeout=WAIT_MS)
    (layer,) = runs.parts.layers
    assert layer.image.hasAlphaChannel()
    shown = [layer.image.pixelColor(x, y).alpha() for x, y in ((6, 6), (40, 40))]
    assert shown == [255, 0]


# ---------------------------------------------------------------------- stopped and gone on with


def test_tiles_that_are_left_are_done_by_going_on(
    qtbot: QtBot, runs: RunController, document: Document, photo: Picture
) -> None:
    stop_half_way(qtbot, runs, document)
    assert runs.can_go_on
    runs.go_on()
    wait_for(qtbot, runs, RunState.HAS_RESULT)
    assert states(runs) == ["done"] * 4
    assert not runs.can_go_on
    assert len(document.results) == 1


def test_tiles_that_are_left_are_done_from_a_project_file(
    qtbot: QtBot, runs: RunController, document: Document, photo: Picture, tmp_path: Path
) -> None:
    stop_half_way(qtbot, runs, document)
    half = document.result_picture
    write_project(document.project, tmp_path / "a.dip")
    document.set_project(read_project(tmp_path / "a.dip"))
    assert "left" in states(runs)
    assert runs.can_go_on
    runs.go_on()
    wait_for(qtbot, runs, RunState.HAS_RESULT)
    assert states(runs) == ["done"] * 4
    assert len(document.results) == 1
    assert document.result_picture is not None
    assert half is not None
    assert (document.result_picture.pixels != half.pixels).any()
    assert document.result_spec.iterations == 40


def test_going_on_shows_what_was_done_before(
    qtbot: QtBot, runs: RunController, document: Document, photo: Picture
) -> None:
    stop_half_way(qtbot, runs, document)
    runs.go_on()
    qtbot.waitUntil(lambda: bool(runs.parts.layers), timeout=WAIT_MS)
    assert runs.parts.layers[0].place == QRectF(0, 0, 100, 100)
    wait_for(qtbot, runs, RunState.HAS_RESULT)


def test_another_photo_has_no_parts(
    qtbot: QtBot, runs: RunController, document: Document, photo: Picture, picture: Picture
) -> None:
    stop_half_way(qtbot, runs, document)
    document.set_picture(picture)
    assert runs.parts.rows == ()
    assert not runs.can_go_on


# ---------------------------------------------------------------------- a first look


def test_only_large_photos_are_looked_at_in_part_first() -> None:
    large = Picture(np.zeros((1100, 1000, 3), np.uint8))
    small = Picture(np.zeros((900, 1000, 3), np.uint8))
    denoising, filling = (TASKS[kind]().recommended("fast") for kind in ("denoising", "inpainting"))
    assert in_tiles(denoising, large)
    assert not in_tiles(denoising, small)
    assert not in_tiles(denoising, None)
    assert not in_tiles(filling, large)
    assert tiling_for(denoising, large) == Tiling("always")
    assert tiling_for(denoising, small) is None
    assert first_look(large) == Box(294, 244, 512, 512)


def test_all_of_the_photo_takes_as_long_as_its_frame_did(
    qtbot: QtBot, runs: RunController, document: Document, picture: Picture
) -> None:
    rule = STOPPING["moving-variance"]().replace(window=2, patience=1, warm_up=0)
    document.set_spec(tiny_spec(stopping=rule, iterations=2000))
    Framing(document).draw(QRectF(4, 8, 20, 16))
    assert spec_of_whole(document) == document.spec
    runs.start()
    wait_for(qtbot, runs, RunState.HAS_RESULT)
    assert document.result is not None
    spec = spec_of_whole(document)
    assert spec.stopping.kind == "fixed"
    assert spec.iterations == document.result.run.fitted_iterations < 2000
    document.set_spec(document.spec.replace(seed=3))
    assert spec_of_whole(document) == document.spec


# ---------------------------------------------------------------------- on the canvas


def test_finished_parts_lie_over_the_picture_and_under_the_preview(canvas: Canvas) -> None:
    canvas.set_image(plain(100, 80, "#ff0000"))
    canvas.zoom_to(1)
    canvas.set_finished([(plain(20, 20, "#00ff00"), QRectF(0, 0, 20, 20))])
    canvas.set_preview(plain(20, 20, "#0000ff"), QRectF(10, 0, 20, 20))
    image = canvas.grab().toImage()

    def seen(x: int, y: int) -> list[int]:
        place = canvas.to_widget(QRectF(x, y, 0, 0).topLeft()).toPoint()
        return colours(image)[place.y(), place.x()].tolist()

    assert seen(5, 5) == [0, 255, 0]
    assert seen(15, 5) == [0, 0, 255]
    assert seen(50, 50) == [255, 0, 0]
    canvas.set_view_mode("original")
    image = canvas.grab().toImage()
    assert seen(5, 5) == [255, 0, 0]
