"""What is offered where a run would take too much, and that each does what it says."""

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.control import estimates
from app.control.estimates import Forecast, forecast
from app.control.remedies import Remedy, Wish, remedies, too_much
from app.model.preferences import Preferences
from app.model.scope import Scope
from app.windows.main_window import MainWindow
from dip_core import STOPPING, TASKS, Inputs, Picture
from tests.stories.studio import Replies, open_window

WAIT_MS = 60_000
LARGE = Picture.from_array(np.zeros((800, 900, 3), np.uint8))
# An unknown blur is looked for in the picture as a whole: no tiles make it fit.
BEST = TASKS["blind-deblurring"]().recommended("best")


def wish(spec=BEST, device: str = "cpu", speeds: dict[str, float] | None = None) -> Wish:
    return Wish(spec, Inputs(LARGE), device, speeds or {}, Scope())


def kinds(found: tuple[Remedy, ...]) -> list[str]:
    return [remedy.kind for remedy in found]


@pytest.fixture
def little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let there be half of the memory that the best network would take."""
    needed = forecast(BEST, Inputs(LARGE), "cpu").memory_bytes
    monkeypatch.setattr(estimates, "free_memory", lambda _: needed // 2)


def test_nothing_is_offered_where_nothing_is_lacking() -> None:
    plenty = Forecast(2**30, 2**33, seconds=60.0)
    assert not too_much(plenty)
    assert remedies(wish(), plenty, ("cpu",)) == ()
    assert not too_much(Forecast(obstacle="The picture is too small."))


def test_too_little_memory_offers_what_fits(little_memory: None) -> None:
    cost = wish().forecast()
    assert not cost.fits
    found = remedies(wish(), cost, ("cpu",))
    assert "region" in kinds(found)
    assert all(remedy.forecast.fits for remedy in found)
    assert all(remedy.text.startswith(remedy.name) for remedy in found)


def test_another_device_is_offered_where_the_run_fits_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    needed = forecast(BEST, Inputs(LARGE), "cpu").memory_bytes
    room = {"cpu": needed * 2, "cuda:0": needed // 2}
    monkeypatch.setattr(estimates, "free_memory", lambda name: room[name])
    asked = wish(device="cuda:0")
    found = remedies(asked, asked.forecast(), ("cuda:0", "cpu"))
    (other,) = [remedy for remedy in found if remedy.kind == "device"]
    assert other.device == "cpu"
    assert other.name == "Use cpu"


def test_what_takes_long_offers_what_is_quicker() -> None:
    slow = {"cpu": 1e9}
    asked = wish(speeds=slow)
    cost = asked.forecast()
    assert cost.seconds > 600
    found = remedies(asked, cost, ("cpu",))
    assert kinds(found) == ["fast", "region"]
    assert all(remedy.forecast.seconds < 0.7 * cost.seconds for remedy in found)


def test_a_run_that_is_stopped_by_hand_is_forecast_without_a_time() -> None:
    spec = BEST.replace(stopping=STOPPING["manual"]())
    assert forecast(spec, Inputs(LARGE), "cpu", 1e9).text.endswith("until you stop it")


def test_every_start_of_an_average_takes_its_time() -> None:
    averaging = BEST.averaging
    one = forecast(BEST, Inputs(LARGE), "cpu", 1e9)
    both = forecast(BEST.replace(averaging=averaging.replace(seeds=2)), Inputs(LARGE), "cpu", 1e9)
    assert both.seconds == pytest.approx(2 * one.seconds / averaging.seeds)


# ---------------------------------------------------------------------- in the window


@pytest.fixture
def window(qtbot: QtBot, preferences: Preferences, little_memory: None) -> Iterator[MainWindow]:
    made = open_window(qtbot, preferences, Replies())
    made.bench.document.set_picture(LARGE)
    made.bench.document.set_task(BEST.task, "best")
    yield made
    made.bench.document.set_picture(None)
    made.close()


def offered(qtbot: QtBot, window: MainWindow) -> tuple[str, ...]:
    panel = window.docks.panel("method")
    qtbot.waitUntil(lambda: bool(panel.offers.texts()), timeout=WAIT_MS)
    return panel.offers.texts()


def choose(qtbot: QtBot, window: MainWindow, beginning: str) -> Forecast:
    """Press a button and wait for the forecast that follows; return the one it promised."""
    texts = offered(qtbot, window)
    (number,) = [n for n, text in enumerate(texts) if text.startswith(beginning)]
    promised = window.bench.forecaster.remedies[number].forecast
    with qtbot.waitSignal(window.bench.forecaster.changed, timeout=WAIT_MS):
        window.docks.panel("method").offers.press(number)
    return promised


@pytest.mark.parametrize("beginning", ["Use Fast", "Work on a region"])
def test_a_remedy_does_what_it_says(qtbot: QtBot, window: MainWindow, beginning: str) -> None:
    promised = choose(qtbot, window, beginning)
    assert window.bench.forecaster.forecast.memory_bytes == promised.memory_bytes
    assert window.bench.document.undo_stack.canUndo()
    qtbot.waitUntil(lambda: not window.docks.panel("method").offers.texts(), timeout=WAIT_MS)


def test_a_run_that_cannot_fit_offers_the_same(qtbot: QtBot, window: MainWindow) -> None:
    offered(qtbot, window)
    window.bench.runs.failed.emit("There was not enough memory.", "")
    assert "Work on a region" in [
        button.text() for bar in window.messages._bars for button in bar.remedies()
    ]
