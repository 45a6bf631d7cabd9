"""What a hole may become: classical fills beside the network's, one chosen for each hole."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QRect, QSize
from pytestqt.qtbot import QtBot

from app.control.estimates import forecast
from app.control.fills import FILLERS, Fills
from app.control.runs import RunController, RunState
from app.model.document import Document
from app.model.preferences import Preferences
from app.model.run_log import RunLog
from app.panels.parts_panel import PartsPanel
from app.widgets.thumb_list import Thumb, ThumbList
from dip_core import BASELINES, Picture
from tests.app.canvas_hand import plain
from tests.app.small import tiny_spec

WAIT_MS = 60_000
HOLES = QRect(20, 20, 6, 6), QRect(270, 270, 6, 6)


@pytest.fixture
def runs(
    document: Document, preferences: Preferences, make_picture: Callable[..., Picture]
) -> Iterator[RunController]:
    """What restores a photo with two holes far apart."""
    preferences.device, preferences.threads = "cpu", 1
    document.set_picture(make_picture(300, 300))
    document.set_spec(tiny_spec("inpainting"))
    assert document.mask is not None
    for hole in HOLES:
        document.mask.replace(hole, 255, "Paint")
    runs = RunController(document, RunLog(), preferences)
    yield runs
    runs.shutdown()


@pytest.fixture
def fills(document: Document, runs: RunController) -> Iterator[Fills]:
    fills = Fills(document, runs)
    yield fills
    fills.shutdown()


def plan(runs: RunController, document: Document) -> None:
    runs.parts.plan(forecast(document.spec, document.inputs(), "cpu").planned)


def run(qtbot: QtBot, runs: RunController) -> None:
    runs.start()
    qtbot.waitUntil(lambda: runs.state is RunState.HAS_RESULT, timeout=WAIT_MS)


def wait_for_fills(qtbot: QtBot, fills: Fills) -> None:
    def filled() -> bool:
        return sum(one.classical for one in fills.candidates) == len(FILLERS)

    qtbot.waitUntil(filled, timeout=WAIT_MS)


def inside(hole: QRect) -> tuple[slice, slice]:
    return slice(hole.top(), hole.bottom() + 1), slice(hole.left(), hole.right() + 1)


def choose(qtbot: QtBot, document: Document, fills: Fills, name: str) -> np.ndarray:
    """Choose what has a name, and return the pixels of the result."""
    word = next(one.id for one in fills.candidates if one.name.startswith(name))
    with qtbot.waitSignal(document.result_changed, timeout=WAIT_MS):
        fills.choose(word)
    assert document.result_picture is not None
    return document.result_picture.pixels


def test_holes_are_listed_and_filled_before_anything_runs(
    qtbot: QtBot, document: Document, runs: RunController, fills: Fills
) -> None:
    plan(runs, document)
    assert [row.state for row in runs.parts.rows] == ["planned", "planned"]
    wait_for_fills(qtbot, fills)
    assert not any(one.chosen for one in fills.candidates)


def test_a_large_hole_is_not_filled_before_it_is_asked_for(
    runs: RunController, document: Document, fills: Fills
) -> None:
    assert document.mask is not None
    document.mask.replace(QRect(20, 20, 260, 260), 255, "Paint")
    plan(runs, document)
    assert not fills.busy


def test_a_hole_that_is_painted_no_longer_is_not_filled(
    qtbot: QtBot,
    document: Document,
    runs: RunController,
    fills: Fills,
    caplog: pytest.LogCaptureFixture,
) -> None:
    plan(runs, document)
    wait_for_fills(qtbot, fills)
    for hole in HOLES:
        document.mask.replace(hole, 0, "Erase")
    runs.parts.changed.emit()
    assert not fills.busy
    assert not caplog.records
    assert not any(one.classical for one in fills.candidates)


def test_a_fill_that_is_chosen_is_the_result_and_is_undone(
    qtbot: QtBot, document: Document, runs: RunController, fills: Fills
) -> None:
    plan(runs, document)
    wait_for_fills(qtbot, fills)
    before = document.inputs().picture.pixels
    after = choose(qtbot, document, fills, "Biharmonic")
    changed = (before != after).any(axis=2)
    assert changed[inside(HOLES[0])].any()
    changed[inside(HOLES[0])] = False
    assert not changed.any()
    assert [row.state for row in runs.parts.rows] == ["done", "left"]
    assert [one.name for one in fills.candidates if one.chosen] == ["Biharmonic"]
    document.undo_stack.undo()
    assert document.result_picture is None


def test_the_networks_fill_stands_beside_the_classical_ones_and_can_be_chosen_again(
    qtbot: QtBot, document: Document, runs: RunController, fills: Fills
) -> None:
    plan(runs, document)
    run(qtbot, runs)
    wait_for_fills(qtbot, fills)
    assert document.result_picture is not None
    made = document.result_picture.pixels
    assert len(fills.candidates) == len(FILLERS) + 1
    patched = choose(qtbot, document, fills, "Patches")
    assert (patched != made).any()
    assert np.array_equal(patched[inside(HOLES[1])], made[inside(HOLES[1])])
    again = choose(qtbot, document, fills, "Network")
    assert np.array_equal(again, made)
    assert len(document.results) == 1


def test_one_region_is_restored_again_and_the_others_stay(
    qtbot: QtBot, document: Document, runs: RunController, fills: Fills
) -> None:
    run(qtbot, runs)
    assert document.result_picture is not None
    first = document.result_picture.pixels
    fills.look_at(runs.parts.rows[1].part)
    fills.restore_again(document.spec.replace(seed=5))
    qtbot.waitUntil(lambda: runs.state is RunState.HAS_RESULT, timeout=WAIT_MS)
    assert document.result_picture is not None
    second = document.result_picture.pixels
    changed = (first != second).any(axis=2)
    assert changed[inside(HOLES[1])].any()
    changed[inside(HOLES[1])] = False
    assert not changed.any()
    seeds = {one.piece.spec.seed for one in fills.candidates if not one.classical}
    assert seeds == {0, 5}


def test_a_network_refines_a_classical_fill(
    qtbot: QtBot, document: Document, runs: RunController, fills: Fills
) -> None:
    plan(runs, document)
    wait_for_fills(qtbot, fills)
    fills.refine(next(one.id for one in fills.candidates if one.name == "Telea"))
    qtbot.waitUntil(lambda: runs.state is RunState.HAS_RESULT, timeout=WAIT_MS)
    assert document.result_spec.start == (BASELINES["telea"](),)
    assert document.spec.start == ()
    assert fills.candidates[-1].name == "Network from Telea, seed 0"
    assert fills.candidates[-1].chosen
    assert [row.state for row in runs.parts.rows] == ["done", "left"]


def test_a_hole_that_is_painted_later_is_restored_alone(
    qtbot: QtBot, document: Document, runs: RunController, fills: Fills
) -> None:
    run(qtbot, runs)
    assert document.result_picture is not None
    first, late = document.result_picture.pixels, QRect(20, 270, 6, 6)
    assert document.mask is not None
    document.mask.replace(late, 255, "Paint")
    plan(runs, document)
    assert [row.state for row in runs.parts.rows] == ["done", "left", "done"]
    fills.look_at(runs.parts.rows[1].part)
    fills.restore_again(document.spec)
    qtbot.waitUntil(lambda: runs.state is RunState.HAS_RESULT, timeout=WAIT_MS)
    assert document.result_picture is not None
    changed = (first != document.result_picture.pixels).any(axis=2)
    assert changed[inside(late)].any()
    changed[inside(late)] = False
    assert not changed.any()
    assert [row.state for row in runs.parts.rows] == ["done"] * 3


# ---------------------------------------------------------------------- the panel


def test_the_panel_lists_the_parts_and_what_they_may_become(
    qtbot: QtBot, document: Document, runs: RunController, fills: Fills
) -> None:
    panel = PartsPanel(document, runs, fills)
    qtbot.addWidget(panel)
    assert "listed here" in panel.note()
    run(qtbot, runs)
    wait_for_fills(qtbot, fills)
    assert panel.note() == "2 of 2 regions are done."
    assert [thumb.words for thumb in panel.parts.thumbs()] == [
        "Region 1 · 6×6 px\ndone",
        "Region 2 · 6×6 px\ndone",
    ]
    marked = [thumb.words for thumb in panel.candidates.thumbs() if thumb.marked]
    assert marked == ["Network, seed 0"]
    with qtbot.waitSignal(panel.looked_at) as heard:
        panel.parts.look_at("1")
    assert heard.args[0] == runs.parts.rows[1].part.box
    assert fills.part == runs.parts.rows[1].part


def test_a_list_of_pictures_keeps_looking_at_the_same_one(qtbot: QtBot) -> None:
    thumbs = ThumbList(QSize(40, 30))
    qtbot.addWidget(thumbs)
    thumbs.set_thumbs([Thumb("a", "A", plain(8, 8, "#ff0000")), Thumb("b", "B")])
    thumbs.look_at("b")
    with qtbot.assertNotEmitted(thumbs.picked):
        thumbs.set_thumbs([Thumb("b", "B"), Thumb("a", "A", marked=True)])
    assert thumbs.looked_at() == "b"
    with qtbot.waitSignal(thumbs.picked) as heard:
        thumbs.look_at("a")
    assert heard.args == ["a"]
