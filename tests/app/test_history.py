"""Going back to an earlier iteration, looking at it, and making it the result."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.control.history import History
from app.control.runs import RunController, RunState
from app.model.document import Document
from app.model.preferences import Preferences
from app.model.run_log import RunLog
from dip_core import STOPPING, Picture
from tests.app.small import paint, tiny_spec

WAIT_MS = 30_000
ENDLESS = 100_000


@pytest.fixture
def runs(qtbot: QtBot, document: Document, preferences: Preferences) -> Iterator[RunController]:
    preferences.device, preferences.threads = "cpu", 1
    made = RunController(document, RunLog(document), preferences)
    yield made
    made.shutdown()


@pytest.fixture
def history(runs: RunController) -> History:
    return runs.history


def run(qtbot: QtBot, runs: RunController, *expected: int) -> None:
    """Run to the end, and wait until the expected iterations can be gone back to."""
    runs.start()
    qtbot.waitUntil(lambda: runs.state is RunState.HAS_RESULT, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: set(expected) <= set(runs.history.iterations), timeout=WAIT_MS)


def run_endlessly(qtbot: QtBot, runs: RunController, document: Document) -> None:
    document.set_spec(document.spec.replace(iterations=ENDLESS))
    runs.start()
    qtbot.waitUntil(lambda: 5 in runs.history.iterations, timeout=WAIT_MS)


def use(qtbot: QtBot, history: History, document: Document) -> None:
    with qtbot.waitSignal(document.result_changed, timeout=WAIT_MS):
        history.use()


def test_a_run_leaves_pictures_to_go_back_to(
    qtbot: QtBot, runs: RunController, history: History
) -> None:
    assert history.iterations == ()
    run(qtbot, runs, 1, 2, 5, 6)
    assert history.iterations == (1, 2, 5, 6)
    assert history.viewing is None


def test_an_iteration_looked_at_is_shown_where_it_belongs(
    qtbot: QtBot, runs: RunController, history: History, document: Document
) -> None:
    run(qtbot, runs, 1, 6)
    shown: list[tuple[QImage, QRect]] = []
    history.shown.connect(lambda image, where: shown.append((image, where)))
    for iteration in (1, 6):
        history.view(iteration)
        qtbot.waitUntil(lambda: len(shown) == (1 if history.viewing == 1 else 2), timeout=WAIT_MS)
    assert [where for _, where in shown] == [runs.region, runs.region]
    assert shown[1][0] == document.result_display
    assert shown[0][0] != shown[1][0]


def test_one_goes_through_them_by_steps(
    qtbot: QtBot, runs: RunController, history: History
) -> None:
    run(qtbot, runs, 1, 2, 5, 6)
    steps = (history.earlier, history.earlier, history.first, history.earlier, history.later)
    seen = []
    for step in steps:
        step()
        seen.append(history.viewing)
    assert seen == [5, 2, 1, 1, 2]
    for _ in range(3):
        history.later()
    assert history.viewing is None


def test_an_iteration_that_is_used_is_the_result_at_full_precision(
    qtbot: QtBot, runs: RunController, history: History, document: Document
) -> None:
    image = np.random.default_rng(1).integers(0, 65536, (32, 32, 3), np.uint16)
    document.set_picture(Picture.from_array(image))
    document.set_spec(tiny_spec(iterations=5))
    run(qtbot, runs, 5)
    wanted = document.result_picture
    document.set_spec(tiny_spec(iterations=20))
    run(qtbot, runs, 5, 20)
    history.view(5)
    assert history.usable
    with qtbot.waitSignal(history.message, timeout=WAIT_MS) as heard:
        history.use()
    assert heard.args == ["Iteration 5 is the result now."]
    assert history.viewing is None
    assert document.result is not None
    assert document.result.run.kept_iteration == 5
    assert document.result.run.chosen
    found = document.result_picture
    assert found is not None
    assert wanted is not None
    assert found.depth == 16
    # The same seed gave the same five iterations; two steps of 65 535 come from being packed.
    difference = found.pixels.astype(int) - wanted.pixels.astype(int)
    assert np.abs(difference).max() <= 2
    assert document.project.results[-1].kept_iteration == 5
    assert not document.result.run.stop_reason.startswith("All")


def test_what_the_run_itself_handed_over_can_be_had_back_exactly(
    qtbot: QtBot, runs: RunController, history: History, document: Document
) -> None:
    run(qtbot, runs, 1, 6)
    first = document.result
    history.view(1)
    use(qtbot, history, document)
    assert document.result is not first
    history.view(6)
    use(qtbot, history, document)
    assert document.result is first


def test_what_is_the_result_cannot_become_it(
    qtbot: QtBot, runs: RunController, history: History
) -> None:
    run(qtbot, runs, 1, 6)
    assert not history.usable  # nothing is looked at
    history.view(6)
    assert not history.usable
    history.view(1)
    assert history.usable


def test_using_an_iteration_of_a_hole_leaves_the_rest_of_the_photo(
    qtbot: QtBot, runs: RunController, history: History, document: Document, picture: Picture
) -> None:
    document.set_spec(tiny_spec("inpainting"))
    paint(document)
    run(qtbot, runs, 2, 6)
    history.view(2)
    use(qtbot, history, document)
    mask, result = document.inputs().mask, document.result_picture
    assert mask is not None
    assert result is not None
    assert np.array_equal(result.pixels[mask == 0], picture.pixels[mask == 0])
    assert not np.array_equal(result.pixels[mask > 0], picture.pixels[mask > 0])


def test_using_an_iteration_stops_a_run_in_progress(
    qtbot: QtBot, runs: RunController, history: History, document: Document
) -> None:
    run_endlessly(qtbot, runs, document)
    history.view(5)
    assert history.usable
    history.use()
    assert runs.state is RunState.STOPPING
    assert not history.usable
    qtbot.waitUntil(
        lambda: document.result is not None and document.result.run.chosen, timeout=WAIT_MS
    )
    assert document.result is not None
    assert document.result.run.kept_iteration == 5
    assert runs.can_go_on


def test_going_on_keeps_what_there_is_and_returns_to_the_newest(
    qtbot: QtBot, runs: RunController, history: History
) -> None:
    run(qtbot, runs, 1, 6)
    history.view(1)
    runs.go_on(6)
    assert history.viewing is None
    qtbot.waitUntil(lambda: runs.state is RunState.HAS_RESULT, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: 12 in history.iterations, timeout=WAIT_MS)
    assert history.iterations == (1, 2, 5, 6, 10, 12)


def test_another_run_and_another_photo_forget_them(
    qtbot: QtBot, runs: RunController, history: History, document: Document, picture: Picture
) -> None:
    run(qtbot, runs, 1, 6)
    history.view(1)
    document.set_spec(tiny_spec(iterations=1))
    run(qtbot, runs, 1)
    assert history.iterations == (1,)
    assert history.viewing is None
    document.set_picture(picture)
    assert history.iterations == ()


def test_what_a_rule_kept_can_be_gone_back_to(
    qtbot: QtBot, runs: RunController, history: History, document: Document
) -> None:
    rule = STOPPING["moving-variance"]().replace(window=2, patience=4, warm_up=3)
    document.set_spec(tiny_spec(stopping=rule, iterations=2000))
    run(qtbot, runs, 1)
    assert document.result is not None
    kept = document.result.run.kept_iteration
    assert kept < document.result.run.iterations
    qtbot.waitUntil(lambda: kept in history.iterations, timeout=WAIT_MS)
