"""Going back to an earlier iteration, looking at it, and making it the result."""

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.control.history import History
from app.control.runs import RunController, RunState
from app.model.document import Document
from app.model.run_log import RunLog
from dip_core import STOPPING, Picture
from tests.app.small import paint, tiny_spec

WAIT_MS = 30_000
ENDLESS = 100_000


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


def keep_bookmark(qtbot: QtBot, runs: RunController) -> int:
    """Bookmark the newest iteration of a run in progress, and return which it was."""
    before = runs.history.bookmarks
    runs.history.toggle_bookmark()
    qtbot.waitUntil(lambda: len(runs.history.bookmarks) > len(before), timeout=WAIT_MS)
    return next(one for one in runs.history.bookmarks if one not in before)


def losses(log: RunLog) -> dict[int, float]:
    return dict(zip(map(int, log.column("iteration")), log.column("loss"), strict=True))


def test_a_bookmark_set_during_a_run_keeps_picture_and_weights(
    qtbot: QtBot, runs: RunController, history: History, document: Document
) -> None:
    run_endlessly(qtbot, runs, document)
    marked = keep_bookmark(qtbot, runs)
    assert history.origins == (marked,)
    assert history.snapshot(marked).stays
    runs.stop_and_keep()
    qtbot.waitUntil(lambda: runs.state is RunState.HAS_RESULT, timeout=WAIT_MS)
    assert history.origin is None  # nothing is looked at
    history.view(marked)
    assert history.origin == marked


def test_a_paused_run_can_be_bookmarked(
    qtbot: QtBot, runs: RunController, document: Document
) -> None:
    run_endlessly(qtbot, runs, document)
    runs.pause()
    keep_bookmark(qtbot, runs)
    assert runs.state is RunState.PAUSED
    runs.stop_and_keep()


def test_a_run_goes_on_from_a_bookmark_as_it_did_the_first_time(
    qtbot: QtBot, runs: RunController, history: History, document: Document
) -> None:
    run_endlessly(qtbot, runs, document)
    marked = keep_bookmark(qtbot, runs)
    log = history._log
    qtbot.waitUntil(lambda: log.last_iteration > marked + 5, timeout=WAIT_MS)
    runs.stop_and_keep()
    qtbot.waitUntil(lambda: runs.state is RunState.HAS_RESULT, timeout=WAIT_MS)
    before = losses(log)
    history.view(marked)
    history.branch()
    assert log.last_iteration == marked
    assert max(history.iterations) <= marked
    qtbot.waitUntil(lambda: log.last_iteration > marked + 5, timeout=WAIT_MS)
    runs.stop_and_keep()
    qtbot.waitUntil(lambda: runs.state is RunState.HAS_RESULT, timeout=WAIT_MS)
    after = losses(log)
    assert after[marked + 5] == before[marked + 5]
    assert list(after) == sorted(after)
    assert document.result is not None
    assert document.result.run.iterations == log.last_iteration


def test_one_goes_from_bookmark_to_bookmark(
    qtbot: QtBot, runs: RunController, history: History
) -> None:
    run(qtbot, runs, 1, 2, 5, 6)
    for iteration in (2, 5):
        history.view(iteration)
        history.toggle_bookmark()
    history.live()
    seen = []
    for step in (history.earlier_bookmark, history.earlier_bookmark, history.later_bookmark):
        step()
        seen.append(history.viewing)
    assert seen == [5, 2, 5]
    history.toggle_bookmark()
    history.later_bookmark()
    assert history.viewing is None
    assert history.bookmarks == (2,)


def test_it_is_played_like_a_film_until_somebody_goes_elsewhere(
    qtbot: QtBot, runs: RunController, history: History
) -> None:
    run(qtbot, runs, 1, 2, 5, 6)
    seen: list[int | None] = []
    history.viewing_changed.connect(lambda: seen.append(history.viewing))
    runs.player.toggle()
    qtbot.waitUntil(lambda: not runs.player.playing, timeout=WAIT_MS)
    assert seen == [1, 2, 5, 6, None]
    runs.player.toggle()
    history.view(5)
    assert not runs.player.playing


def test_of_what_is_scrubbed_over_quickly_only_the_last_need_be_shown(
    qtbot: QtBot, runs: RunController, history: History
) -> None:
    run(qtbot, runs, 1, 2, 5, 6)
    shown: list[QImage] = []
    history.shown.connect(lambda image, _: shown.append(image))
    for iteration in (1, 2, 5, 6, 2):
        history.view(iteration)
    qtbot.waitUntil(lambda: len(shown) == 1, timeout=WAIT_MS)
    history.live()
    history.view(2)
    assert shown[1] == shown[0]  # at once: it was looked at lately
