"""Runs as a person sees them: states, progress, previews, and a result in the document."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.control.restarting import Restarter
from app.control.runs import RunController, RunState
from app.control.worker import MakeRestoration
from app.model.document import Document
from app.model.preferences import Preferences
from app.model.run_log import RunLog
from dip_core import STOPPING, TASKS, Picture, Restoration
from tests.app.small import Faulty, OutOfMemory, Unstable, paint, tiny_spec

WAIT_MS = 30_000
ENDLESS = 100_000


@pytest.fixture
def log(qtbot: QtBot) -> RunLog:
    return RunLog()


@pytest.fixture
def make_runs(
    document: Document, log: RunLog, preferences: Preferences
) -> Iterator[Callable[[MakeRestoration], RunController]]:
    made: list[RunController] = []

    def make(restoration: MakeRestoration) -> RunController:
        made.append(RunController(document, log, preferences, restoration))
        return made[-1]

    preferences.device = "cpu"
    preferences.threads = 1
    yield make
    for runs in made:
        runs.shutdown()


@pytest.fixture
def runs(make_runs: Callable[[MakeRestoration], RunController]) -> RunController:
    return make_runs(Restoration)


def wait_for(qtbot: QtBot, runs: RunController, state: RunState) -> None:
    qtbot.waitUntil(lambda: runs.state is state, timeout=WAIT_MS)


def begin_endless(qtbot: QtBot, runs: RunController, document: Document, log: RunLog) -> None:
    document.set_spec(document.spec.replace(iterations=ENDLESS))
    runs.start()
    qtbot.waitUntil(lambda: len(log) > 0, timeout=WAIT_MS)


def collect(qtbot: QtBot, runs: RunController) -> None:
    """Let the mailbox be emptied twice."""
    for _ in range(2):
        qtbot.waitSignal(runs._collecting.timeout, timeout=WAIT_MS).wait()


# ---------------------------------------------------------------------- states


def test_the_state_follows_the_photo(
    runs: RunController, document: Document, picture: Picture
) -> None:
    assert runs.state is RunState.READY
    document.set_picture(None)
    assert runs.state is RunState.NO_IMAGE
    document.set_picture(picture)
    assert runs.state is RunState.READY


def test_a_run_passes_its_states_and_leaves_a_result(
    qtbot: QtBot, runs: RunController, document: Document, log: RunLog
) -> None:
    states: list[RunState] = []
    runs.state_changed.connect(states.append)
    runs.start()
    assert runs.active
    wait_for(qtbot, runs, RunState.HAS_RESULT)
    assert states == [RunState.WARMING, RunState.RUNNING, RunState.HAS_RESULT]
    assert document.result is not None
    assert document.result.run.iterations == 6
    assert document.result_display is not None
    assert log.column("iteration").tolist() == [1, 2, 3, 4, 5, 6]
    assert log.kept == document.result.run.kept_iteration
    assert runs.progress.share == 1.0
    assert runs.region == QRect(0, 0, 32, 32)


def test_without_a_photo_nothing_starts(
    qtbot: QtBot, runs: RunController, document: Document
) -> None:
    document.set_picture(None)
    with qtbot.waitSignal(runs.message) as heard:
        runs.start()
    assert "open one first" in heard.args[0]
    assert runs.state is RunState.NO_IMAGE


def test_pausing_stops_the_iterations_and_resuming_goes_on(
    qtbot: QtBot, runs: RunController, document: Document, log: RunLog
) -> None:
    begin_endless(qtbot, runs, document, log)
    runs.pause_or_resume()
    assert runs.state is RunState.PAUSED
    collect(qtbot, runs)  # what was under way when the pause came
    seen = log.last_iteration
    collect(qtbot, runs)
    assert log.last_iteration == seen
    runs.pause_or_resume()
    qtbot.waitUntil(lambda: log.last_iteration > seen, timeout=WAIT_MS)
    assert runs.state is RunState.RUNNING


@pytest.mark.parametrize("paused", [False, True])
def test_stopping_keeps_the_result_of_now(
    qtbot: QtBot, runs: RunController, document: Document, log: RunLog, *, paused: bool
) -> None:
    begin_endless(qtbot, runs, document, log)
    if paused:
        runs.pause()
    with qtbot.waitSignal(runs.message, timeout=WAIT_MS) as heard:
        runs.stop_and_keep()
        assert runs.state is RunState.STOPPING
    assert heard.args[0].startswith("Stopped; the result of iteration ")
    assert runs.state is RunState.HAS_RESULT
    assert document.result is not None
    assert document.result.run.iterations == log.last_iteration < ENDLESS


def test_going_on_continues_the_same_run(
    qtbot: QtBot, runs: RunController, document: Document, log: RunLog
) -> None:
    runs.start()
    wait_for(qtbot, runs, RunState.HAS_RESULT)
    assert runs.can_go_on
    document.set_spec(document.spec.replace(seed=5))  # does not touch the run that goes on
    runs.go_on(4)
    assert runs.progress.share == 0.0
    wait_for(qtbot, runs, RunState.HAS_RESULT)
    assert document.result is not None
    assert document.result.run.iterations == 10
    assert log.column("iteration").tolist() == list(range(1, 11))
    assert document.project.results[0].spec.seed == 0


def test_a_new_seed_is_another_run_and_can_be_undone(
    qtbot: QtBot, runs: RunController, document: Document
) -> None:
    restarter = Restarter(document, runs)
    restarter.restart()
    wait_for(qtbot, runs, RunState.HAS_RESULT)
    assert document.spec.seed == 1
    document.undo_stack.undo()
    assert document.spec.seed == 0


def test_a_new_seed_in_the_middle_of_a_run_keeps_what_that_has(
    qtbot: QtBot, runs: RunController, document: Document, log: RunLog
) -> None:
    restarter = Restarter(document, runs)
    begin_endless(qtbot, runs, document, log)
    document.set_spec(tiny_spec())
    restarter.restart()
    qtbot.waitUntil(lambda: document.spec.seed == 1, timeout=WAIT_MS)
    wait_for(qtbot, runs, RunState.HAS_RESULT)
    assert [result.spec.seed for result in document.results] == [0, 1]


def test_another_photo_abandons_the_run(
    qtbot: QtBot,
    runs: RunController,
    document: Document,
    log: RunLog,
    make_picture: Callable[..., Picture],
) -> None:
    begin_endless(qtbot, runs, document, log)
    document.set_picture(make_picture(40, 40))
    assert runs.state is RunState.READY
    assert not runs.can_go_on
    assert len(log) == 0
    document.set_spec(tiny_spec())
    runs.start()
    wait_for(qtbot, runs, RunState.HAS_RESULT)
    assert document.result is not None
    assert document.result.picture.height == 40
    assert log.last_iteration == 6


def test_edits_during_a_run_do_not_touch_it(
    qtbot: QtBot, runs: RunController, document: Document, log: RunLog
) -> None:
    begin_endless(qtbot, runs, document, log)
    paint(document)
    document.set_spec(document.spec.replace(seed=3))
    assert document.changed_since_run
    assert runs.state is RunState.RUNNING
    runs.stop_and_keep()
    wait_for(qtbot, runs, RunState.HAS_RESULT)
    assert document.project.results[0].spec.seed == 0


def test_shutting_down_in_the_middle_ends_everything(
    qtbot: QtBot, runs: RunController, document: Document, log: RunLog
) -> None:
    begin_endless(qtbot, runs, document, log)
    runs.shutdown()
    assert document.result is None


def test_warming_up_is_silent_and_gives_way_to_a_run(
    qtbot: QtBot, runs: RunController, document: Document, log: RunLog
) -> None:
    with qtbot.assertNotEmitted(runs.state_changed):
        runs.warm_up()
    runs.start()
    wait_for(qtbot, runs, RunState.HAS_RESULT)
    assert log.last_iteration == 6


# ---------------------------------------------------------------------- what a run shows


def test_previews_come_as_images_with_their_place(
    qtbot: QtBot, runs: RunController, document: Document, make_picture: Callable[..., Picture]
) -> None:
    document.set_picture(make_picture(300, 400))
    document.set_spec(tiny_spec("inpainting", iterations=3))
    paint(document)
    shown: list[tuple[QImage, QRect]] = []
    runs.preview_ready.connect(lambda image, rect: shown.append((image, rect)))
    runs.start()
    wait_for(qtbot, runs, RunState.HAS_RESULT)
    image, rect = shown[0]
    assert image.format() == QImage.Format.Format_RGB32
    assert rect == runs.region
    assert QRect(0, 0, 400, 300).contains(rect)
    assert rect.width() < 400
    assert image.size() == rect.size()


def test_only_painted_pixels_differ_in_the_result(
    qtbot: QtBot, runs: RunController, document: Document, picture: Picture
) -> None:
    document.set_spec(tiny_spec("inpainting"))
    paint(document)
    runs.start()
    wait_for(qtbot, runs, RunState.HAS_RESULT)
    mask, result = document.inputs().mask, document.result_picture
    assert mask is not None
    assert result is not None
    assert np.array_equal(result.pixels[mask == 0], picture.pixels[mask == 0])


def test_a_rule_that_stops_says_why(qtbot: QtBot, runs: RunController, document: Document) -> None:
    rule = STOPPING["moving-variance"]().replace(window=2, patience=1, warm_up=0)
    document.set_spec(tiny_spec(stopping=rule, iterations=2000))
    messages: list[str] = []
    runs.rule_stopped.connect(messages.append)
    runs.start()
    assert runs.progress.automatic
    wait_for(qtbot, runs, RunState.HAS_RESULT)
    assert document.result is not None
    assert document.result.run.iterations < 2000
    assert document.result.run.stop_reason in messages[-1]
    assert f"iteration {document.result.run.kept_iteration} is kept." in messages[-1]


def test_the_speed_of_the_device_is_remembered(
    qtbot: QtBot, runs: RunController, preferences: Preferences
) -> None:
    assert preferences.speed("cpu") is None
    runs.start()
    wait_for(qtbot, runs, RunState.HAS_RESULT)
    speed = preferences.speed("cpu")
    assert speed is not None
    assert speed > 1e5


# ---------------------------------------------------------------------- failures


@pytest.mark.parametrize("make", [Unstable, OutOfMemory, Faulty])
def test_a_failure_keeps_the_result_so_far_and_the_program_alive(
    qtbot: QtBot,
    make_runs: Callable[[MakeRestoration], RunController],
    document: Document,
    make: type[Restoration],
) -> None:
    runs = make_runs(make)
    with qtbot.waitSignal(runs.failed, timeout=WAIT_MS) as heard:
        runs.start()
    sentence, details = heard.args
    assert sentence.endswith("The result of iteration 3 is kept.")
    assert ("Traceback" in details) is (make is Faulty)
    assert runs.state is RunState.FAILED
    assert not runs.can_go_on
    assert document.result is not None
    document.set_spec(document.spec.replace(iterations=2))
    assert runs.state is RunState.HAS_RESULT
    runs.start()
    wait_for(qtbot, runs, RunState.HAS_RESULT)


def test_inputs_the_task_cannot_use_fail_with_its_sentence(
    qtbot: QtBot, runs: RunController, document: Document
) -> None:
    document.set_task(TASKS["inpainting"]())
    with qtbot.waitSignal(runs.failed, timeout=WAIT_MS) as heard:
        runs.start()
    assert "mask" in heard.args[0]
    assert heard.args[1] == ""
    document.set_spec(tiny_spec())
    assert runs.state is RunState.READY


def test_a_device_that_is_gone_is_told(
    qtbot: QtBot, runs: RunController, preferences: Preferences
) -> None:
    preferences.device = "cuda:17"
    with qtbot.waitSignal(runs.failed, timeout=WAIT_MS) as heard:
        runs.start()
    assert "cuda:17" in heard.args[0]
