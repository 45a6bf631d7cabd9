"""The run thread: restorations live in it, words of it reach the window, and it always ends."""

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from app.control.mailbox import Failed, Finished, Mailbox, Order, Reins, Started
from app.control.worker import STACK_BYTES, Errands, RunThread
from dip_core import (
    Inputs,
    IterationReport,
    OptionError,
    Picture,
    Restoration,
    RestorationSpec,
    Runtime,
)
from tests.app.small import Faulty, Hopeless, OutOfMemory, Unstable, tiny_spec

RUNTIME = Runtime(device="cpu", precision="float32", threads=1, preview_budget=1.0)
WAIT_MS = 30_000


@pytest.fixture
def thread(qtbot: QtBot) -> Iterator[RunThread]:
    thread = RunThread(Restoration)
    yield thread
    thread.shutdown()


@pytest.fixture
def errands(qtbot: QtBot) -> Iterator[Errands]:
    errands = Errands()
    yield errands
    errands.shutdown()


def order(picture: Picture, task: str = "denoising", **changes: object) -> Order:
    return Order(tiny_spec(task, **changes), Inputs(picture), RUNTIME)


def ending(qtbot: QtBot, thread: RunThread, what: Order) -> Finished | Failed:
    """Run an order to its end, whichever that is."""
    heard: list[Finished | Failed] = []
    thread.finished.connect(heard.append)
    thread.failed.connect(heard.append)
    thread.execute(what)
    qtbot.waitUntil(lambda: bool(heard), timeout=WAIT_MS)
    return heard[0]


# ---------------------------------------------------------------------- mailbox and reins


def test_a_mailbox_keeps_every_scalar_and_the_newest_frame(picture: Picture) -> None:
    mailbox = Mailbox()
    for n in (1, 2, 3):
        preview = None if n == 3 else picture.pixels + n
        mailbox.put(IterationReport(n, 10, 0.5, 0.1 * n, preview=preview))
    post = mailbox.take()
    assert [report.iteration for report in post.reports] == [1, 2, 3]
    assert all(report.preview is None for report in post.reports)
    assert post.frame is not None
    assert post.frame.iteration == 2
    assert mailbox.take().reports == ()
    assert mailbox.take().frame is None


def test_stopping_releases_a_pause() -> None:
    reins = Reins()
    reins.pause()
    answers: list[bool] = []
    waiting = threading.Thread(target=lambda: answers.append(reins.told_to_stop()))
    waiting.start()
    assert waiting.is_alive()
    reins.stop()
    waiting.join(timeout=10)
    assert answers == [True]


# ---------------------------------------------------------------------- runs


def test_a_run_goes_to_its_end_in_its_own_thread(
    qtbot: QtBot, thread: RunThread, picture: Picture
) -> None:
    threads: list[QThread] = []

    def make(
        spec: RestorationSpec, inputs: Inputs, runtime: Runtime, **scope: object
    ) -> Restoration:
        threads.append(QThread.currentThread())
        return Restoration(spec, inputs, runtime, **scope)

    own = RunThread(make)
    what = order(picture)
    with qtbot.waitSignal(own.started, timeout=WAIT_MS) as started:
        heard = ending(qtbot, own, what)
    own.shutdown()
    assert threads[0] is not QThread.currentThread()
    assert threads[0].stackSize() == STACK_BYTES
    assert isinstance(started.args[0], Started)
    assert started.args[0].order is what
    assert started.args[0].estimate.operations > 0
    assert isinstance(heard, Finished)
    assert heard.order is what
    assert not heard.stopped
    assert heard.restored is not None
    assert heard.restored.run.iterations == 6
    assert heard.display is not None
    assert heard.display.size().toTuple() == (32, 32)
    post = what.mailbox.take()
    assert [report.iteration for report in post.reports] == [1, 2, 3, 4, 5, 6]
    assert post.frame is not None
    assert post.frame.pixels.shape == (32, 32, 3)


def test_a_run_is_stopped_between_iterations(
    qtbot: QtBot, thread: RunThread, picture: Picture
) -> None:
    what = order(picture, iterations=100_000)
    thread.started.connect(what.reins.stop)
    heard = ending(qtbot, thread, what)
    assert isinstance(heard, Finished)
    assert heard.stopped
    assert len(what.mailbox.take().reports) < 100_000


def test_a_run_that_is_stopped_before_it_begins_has_no_result(
    qtbot: QtBot, thread: RunThread, picture: Picture
) -> None:
    what = order(picture)
    what.reins.stop()
    heard = ending(qtbot, thread, what)
    assert isinstance(heard, Finished)
    assert heard.restored is None


def test_a_run_goes_on_where_it_ended(qtbot: QtBot, thread: RunThread, picture: Picture) -> None:
    first = order(picture)
    ending(qtbot, thread, first)
    more = Order(first.spec, first.inputs, first.runtime, more=4)
    heard = ending(qtbot, thread, more)
    assert isinstance(heard, Finished)
    assert heard.restored is not None
    assert heard.restored.run.iterations == 10
    assert [report.iteration for report in more.mailbox.take().reports] == [7, 8, 9, 10]


def test_a_forgotten_run_cannot_go_on(qtbot: QtBot, thread: RunThread, picture: Picture) -> None:
    first = order(picture)
    ending(qtbot, thread, first)
    thread.forget()
    heard = ending(qtbot, thread, Order(first.spec, first.inputs, first.runtime, more=4))
    assert isinstance(heard, Failed)
    assert "no longer in memory" in heard.message


def test_a_new_order_abandons_the_one_before(
    qtbot: QtBot, thread: RunThread, picture: Picture
) -> None:
    endings: list[Finished] = []
    thread.finished.connect(endings.append)
    endless, short = order(picture, iterations=100_000), order(picture)
    with qtbot.waitSignal(thread.started, timeout=WAIT_MS):
        thread.execute(endless)
    thread.execute(short)
    qtbot.waitUntil(lambda: len(endings) == 2, timeout=WAIT_MS)
    assert [one.order for one in endings] == [endless, short]
    assert endings[0].restored is None
    assert endings[1].restored is not None


def test_shutting_down_ends_a_paused_run(qtbot: QtBot, thread: RunThread, picture: Picture) -> None:
    endless = order(picture, iterations=100_000)
    endless.reins.pause()
    with qtbot.waitSignal(thread.started, timeout=WAIT_MS):
        thread.execute(endless)
    thread.shutdown()
    thread.shutdown()  # twice does no harm
    assert not thread.findChild(QThread).isRunning()


# ---------------------------------------------------------------------- failures


@pytest.mark.parametrize("make", [Unstable, OutOfMemory, Faulty])
def test_a_failure_says_why_and_keeps_the_result_so_far(
    qtbot: QtBot, picture: Picture, make: type[Restoration], caplog: pytest.LogCaptureFixture
) -> None:
    thread = RunThread(make)
    heard = ending(qtbot, thread, order(picture))
    again = ending(qtbot, thread, order(picture))
    thread.shutdown()
    assert isinstance(heard, Failed)
    assert heard.for_the_user is (make is not Faulty)
    assert "Traceback" in heard.details
    assert heard.message.endswith(".")
    assert ("nothing was lost" in heard.message) is (make is OutOfMemory)
    assert heard.rescued is not None
    assert heard.rescued.restored is not None
    assert heard.rescued.restored.run.iterations == 3
    assert isinstance(again, Failed)  # the thread is still alive


def test_a_failure_without_any_result_is_told_all_the_same(qtbot: QtBot, picture: Picture) -> None:
    thread = RunThread(Hopeless)  # type: ignore[arg-type]
    heard = ending(qtbot, thread, order(picture))
    thread.shutdown()
    assert isinstance(heard, Failed)
    assert heard.rescued is None
    assert "a fault" in heard.message


def test_inputs_the_task_cannot_use_are_told(
    qtbot: QtBot, thread: RunThread, picture: Picture
) -> None:
    heard = ending(qtbot, thread, order(picture, "inpainting"))
    assert isinstance(heard, Failed)
    assert heard.for_the_user
    assert heard.rescued is None


@pytest.mark.parametrize("error", [MemoryError("numpy"), OptionError("Too wide.")])
def test_a_restoration_that_cannot_be_made_is_told(
    qtbot: QtBot, picture: Picture, error: Exception
) -> None:
    def make(
        spec: RestorationSpec, inputs: Inputs, runtime: Runtime, **scope: object
    ) -> Restoration:
        raise error

    thread = RunThread(make)
    heard = ending(qtbot, thread, order(picture))
    thread.shutdown()
    assert isinstance(heard, Failed)
    assert heard.for_the_user


# ---------------------------------------------------------------------- errands


def test_an_errand_is_done_elsewhere_and_answered_here(qtbot: QtBot, errands: Errands) -> None:
    here = QThread.currentThread()
    answers: list[tuple[bool, bool]] = []
    busy: list[bool] = []
    errands.busy_changed.connect(busy.append)
    errands.send(
        lambda: QThread.currentThread() is here,
        lambda done_here: answers.append((done_here, QThread.currentThread() is here)),
        pytest.fail,
    )
    assert errands.busy
    qtbot.waitUntil(lambda: bool(answers), timeout=WAIT_MS)
    assert answers == [(False, True)]
    assert busy == [True, False]


def test_an_errand_that_fails_answers_with_its_error(qtbot: QtBot, errands: Errands) -> None:
    errors: list[Exception] = []
    errands.send(lambda: 1 // 0, pytest.fail, errors.append)
    qtbot.waitUntil(lambda: bool(errors), timeout=WAIT_MS)
    assert isinstance(errors[0], ZeroDivisionError)
    assert not errands.busy


def test_many_errands_are_all_answered(qtbot: QtBot, errands: Errands) -> None:
    answers: list[int] = []
    for number in range(20):
        work: Callable[[], int] = number.__int__
        errands.send(work, answers.append, pytest.fail)
    qtbot.waitUntil(lambda: len(answers) == 20, timeout=WAIT_MS)
    assert sorted(answers) == list(range(20))


def test_shutting_down_finishes_the_work_and_answers_nobody(qtbot: QtBot) -> None:
    done: list[int] = []
    errands = Errands()
    errands.send(lambda: done.append(1), pytest.fail, pytest.fail)
    errands.shutdown()
    qtbot.wait(0)
    assert done == [1]
