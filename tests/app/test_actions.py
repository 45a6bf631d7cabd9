"""The table of actions: complete, without clashes, and enabled by facts alone."""

from collections import Counter
from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QKeySequence
from pytestqt.qtbot import QtBot

from app.control import estimates
from app.control.actions import ACTIONS, Action
from app.control.commands import ActionTable
from app.control.estimates import Forecast, forecast
from app.control.files import FileController
from app.control.forecaster import Forecaster
from app.control.runs import GO_ON_ITERATIONS, RunController, RunState
from app.control.situation import Situation
from app.model.document import Document
from app.model.preferences import Preferences
from app.model.run_log import RunLog
from dip_core import TASKS, Inputs, Picture, RestorationSpec
from tests.app.small import paint, tiny_spec

pytestmark = pytest.mark.usefixtures("qapp")

WAIT_MS = 20_000
ROWS = {row.id: row for row in ACTIONS}

NOTHING = Situation()
PHOTO = Situation(RunState.READY, has_picture=True, dirty=True)
UNPAINTED = Situation(RunState.READY, has_picture=True, mask_needed=True)
RUNNING = Situation(RunState.RUNNING, has_picture=True, has_mask=True, dirty=True)
PAUSED = Situation(RunState.PAUSED, has_picture=True, has_mask=True)
STOPPING = Situation(RunState.STOPPING, has_picture=True)
RESULT = Situation(RunState.HAS_RESULT, has_picture=True, has_result=True, can_go_on=True)
OPENING = Situation(RunState.READY, has_picture=True, opening=True)


@pytest.fixture
def table(document: Document, preferences: Preferences) -> Iterator[ActionTable]:
    runs = RunController(document, RunLog(), preferences)
    files = FileController(document, preferences)
    yield ActionTable(document, runs, files, lambda _: QIcon())
    runs.shutdown()
    files.shutdown()


# ---------------------------------------------------------------------- the rows


_MENUS = {"file", "edit", "view", "mask", "run", "compare", "tools", "help"}


@pytest.mark.parametrize("row", ACTIONS, ids=lambda row: row.id)
def test_every_action_is_named_explained_and_placed(row: Action) -> None:
    assert row.id == row.id.lower()
    assert row.text[0].isupper() or row.text[0].isdigit()
    assert row.tip.endswith(".")
    assert row.menu.split("/")[0] in _MENUS
    assert row.checkable or not row.group
    assert all(not sequence.isEmpty() for sequence in row.sequences)


def test_no_action_is_there_twice_and_no_key_does_two_things() -> None:
    assert len(ROWS) == len(ACTIONS)
    keys = Counter(sequence.toString() for row in ACTIONS for sequence in row.sequences)
    assert [key for key, times in keys.items() if times > 1] == []


@pytest.mark.parametrize("row", ACTIONS, ids=lambda row: row.id)
def test_a_single_letter_works_only_on_the_canvas(row: Action) -> None:
    """A letter or digit typed into a field must never switch a tool."""
    for sequence in row.sequences:
        plain = sequence[0].keyboardModifiers() == Qt.KeyboardModifier.NoModifier
        if plain and sequence[0].key() < Qt.Key.Key_Escape:
            assert row.context == "canvas"


@pytest.mark.parametrize(
    ("id_", "keys"),
    [
        ("open", "Ctrl+O"),
        ("export", "Ctrl+E"),
        ("run", "Ctrl+Return"),
        ("pause-resume", "Ctrl+P"),
        ("stop-and-keep", "Ctrl+."),
        ("go-on", "Ctrl+Shift+Return"),
        ("redo", "Ctrl+Shift+Z"),
        ("redo", "Ctrl+Y"),
        ("save-project-as", "Ctrl+Shift+S"),
        ("zoom-100", "Ctrl+1"),
        ("zoom-fit", "F"),
        ("overlay", "Q"),
        ("mask-clear", "Ctrl+D"),
        ("mask-invert", "I"),
        ("tool-brush", "B"),
        ("tool-eraser", "E"),
        ("tool-lasso", "L"),
        ("tool-rectangle", "R"),
        ("tool-wand", "W"),
        ("tool-text", "T"),
        ("tool-hand", "H"),
        ("shortcuts", "F1"),
        ("full-screen", "F11"),
    ],
)
def test_actions_have_the_keys_people_expect(id_: str, keys: str) -> None:
    assert QKeySequence(keys) in ROWS[id_].sequences


def test_going_on_says_how_far() -> None:
    assert ROWS["go-on"].text.endswith(f"+{GO_ON_ITERATIONS}")


# ---------------------------------------------------------------------- when they are enabled


@pytest.mark.parametrize(
    ("id_", "enabled_in"),
    [
        ("open", {"nothing", "photo", "unpainted", "result"}),
        ("paste", {"nothing", "photo", "unpainted", "result"}),
        ("run", {"photo", "result"}),
        ("restart-new-seed", {"photo", "running", "paused", "result"}),
        ("pause-resume", {"running", "paused"}),
        ("stop-and-keep", {"running", "paused"}),
        ("go-on", {"result"}),
        ("export", {"result"}),
        ("copy-result", {"result"}),
        ("compare-split", {"running", "paused", "stopping", "result"}),
        ("mask-clear", {"running", "paused"}),
        ("close", {"photo", "unpainted", "result", "opening"}),
        ("save-project", {"photo", "running"}),
        ("load-mask", {"photo", "unpainted", "running", "paused", "stopping", "result"}),
        (
            "quit",
            {
                *("nothing", "photo", "unpainted", "running"),
                *("paused", "stopping", "result", "opening"),
            },
        ),
    ],
)
def test_an_action_is_enabled_where_it_makes_sense(id_: str, enabled_in: set[str]) -> None:
    situations = {
        "nothing": NOTHING,
        "photo": PHOTO,
        "unpainted": UNPAINTED,
        "running": RUNNING,
        "paused": PAUSED,
        "stopping": STOPPING,
        "result": RESULT,
        "opening": OPENING,
    }
    assert {name for name, s in situations.items() if ROWS[id_].enabled(s)} == enabled_in


def test_a_disabled_action_says_what_to_do_first() -> None:
    assert ROWS["run"].obstacle(NOTHING) == "Open a photo first."
    assert ROWS["run"].obstacle(UNPAINTED) == "Paint what should be restored first."
    assert ROWS["run"].obstacle(RUNNING) == "Stop the run first."
    assert ROWS["run"].obstacle(PHOTO) == ""


def test_an_action_is_disabled_exactly_when_there_is_an_obstacle() -> None:
    flags = [False, True]
    for state, picture, mask, needed, result in product(RunState, flags, flags, flags, flags):
        situation = Situation(state, picture, mask, needed, result)
        for row in ACTIONS:
            assert row.enabled(situation) is (row.obstacle(situation) == "")


def test_nothing_can_be_started_twice() -> None:
    for state in RunState:
        situation = Situation(state, has_picture=True, has_mask=True, can_go_on=True)
        startable = ROWS["run"].enabled(situation)
        assert not (startable and ROWS["stop-and-keep"].enabled(situation))
        assert startable is ROWS["go-on"].enabled(situation) is not situation.active


# ---------------------------------------------------------------------- bound to what they do


def test_what_needs_no_window_is_bound(table: ActionTable) -> None:
    assert "run" not in table.unbound()
    assert "open" in table.unbound()
    table.bind("open", lambda: None)
    assert "open" not in table.unbound()
    with pytest.raises(KeyError):
        table.bind("fly", lambda: None)


def test_a_triggered_action_does_what_is_bound(table: ActionTable, document: Document) -> None:
    table["mask-select-all"].trigger()
    assert document.mask is not None
    assert document.mask.coverage == 1.0
    table.refresh()
    table["mask-clear"].trigger()
    assert document.mask.is_empty
    table["mask-invert"].trigger()
    assert document.mask.coverage == 1.0
    done: list[str] = []
    table.bind("open", lambda: done.append("open"))
    table["open"].trigger()
    assert done == ["open"]


def test_actions_follow_the_situation(qtbot: QtBot, table: ActionTable, document: Document) -> None:
    assert not table["undo"].isEnabled()
    with qtbot.waitSignal(table.situation_changed):
        paint(document)
    assert table["undo"].isEnabled()
    table["undo"].trigger()
    qtbot.waitUntil(lambda: table["redo"].isEnabled())
    document.set_task(TASKS["inpainting"]())
    qtbot.waitUntil(lambda: not table["run"].isEnabled())
    assert table["run"].toolTip() == "Run: Paint what should be restored first."
    document.set_picture(None)
    qtbot.waitUntil(lambda: table["run"].toolTip() == "Run: Open a photo first.")


def test_pausing_renames_its_action(qtbot: QtBot, table: ActionTable, document: Document) -> None:
    document.set_spec(tiny_spec(iterations=100_000))
    table.refresh()
    table["run"].trigger()
    qtbot.waitUntil(lambda: table["pause-resume"].isEnabled(), timeout=WAIT_MS)
    table["pause-resume"].trigger()
    qtbot.waitUntil(lambda: table["pause-resume"].text() == "Resume")
    assert table["pause-resume"].isChecked()
    table["pause-resume"].trigger()
    qtbot.waitUntil(lambda: table["pause-resume"].text() == "Pause")
    table["stop-and-keep"].trigger()
    qtbot.waitUntil(lambda: table["go-on"].isEnabled(), timeout=WAIT_MS)
    assert table["export"].isEnabled()


def test_rows_of_a_group_exclude_one_another(table: ActionTable) -> None:
    for id_ in ("tool-brush", "tool-eraser"):
        table[id_].trigger()
    assert table["tool-eraser"].isChecked()
    assert not table["tool-brush"].isChecked()


def test_keys_of_the_canvas_are_kept_to_it(table: ActionTable) -> None:
    canvas_only = Qt.ShortcutContext.WidgetWithChildrenShortcut
    assert table["tool-brush"].shortcutContext() == canvas_only
    assert table["run"].shortcutContext() == Qt.ShortcutContext.WindowShortcut


# ---------------------------------------------------------------------- what a run would take


def test_a_forecast_says_memory_and_time(spec: RestorationSpec, picture: Picture) -> None:
    before = forecast(spec, Inputs(picture), "cpu")
    assert before.memory_bytes > 0
    assert before.free_bytes > before.memory_bytes
    assert before.seconds is None
    assert before.text.endswith("time known after the first run")
    assert (before.height, before.width, before.scale) == (32, 32, 1.0)
    after = forecast(spec, Inputs(picture), "cpu", speed=1e9)
    longer = forecast(spec.replace(iterations=600), Inputs(picture), "cpu", speed=1e9)
    assert after.seconds is not None
    assert longer.seconds == pytest.approx(100 * after.seconds)


def test_a_forecast_is_said_in_words() -> None:
    plenty = Forecast(2_300_000_000, 8 * 2**30, seconds=94.0)
    assert plenty.text == "2.1 GB · about 1 min 40 s"
    assert plenty.fits
    assert not plenty.tight
    automatic = Forecast(2**30, 2**30, seconds=20.0, automatic=True)
    assert automatic.text == "1.0 GB · at most 20 s"
    assert automatic.tight
    assert not Forecast(2**31, 2**30).fits
    tiled = Forecast(2**30, 2**31, seconds=20.0, tiles=12)
    assert tiled.text == "12 tiles · 1.0 GB · about 20 s"


def test_what_does_not_fit_at_once_is_forecast_in_tiles(
    spec: RestorationSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = Picture.from_array(np.zeros((1600, 1600, 3), np.uint8))
    at_once = forecast(spec, Inputs(large), "cpu")
    assert not at_once.tiles
    monkeypatch.setattr(estimates, "free_memory", lambda _: at_once.memory_bytes // 2)
    tiled = forecast(spec, Inputs(large), "cpu")
    assert tiled.tiles > 1
    assert tiled.fits


def test_a_forecast_of_what_cannot_run_says_why(picture: Picture) -> None:
    found = forecast(tiny_spec("inpainting"), Inputs(picture), "cpu")
    assert "mask" in found.obstacle
    assert found.text == found.obstacle
    assert "cuda:17" in forecast(tiny_spec(), Inputs(picture), "cuda:17").obstacle


def test_the_forecast_follows_the_document_and_the_measured_speed(
    qtbot: QtBot, document: Document, preferences: Preferences
) -> None:
    preferences.device = "cpu"
    forecaster = Forecaster(document, preferences)
    with qtbot.waitSignal(forecaster.changed, timeout=WAIT_MS):
        forecaster.refresh()
    assert forecaster.forecast is not None
    assert forecaster.forecast.seconds is None
    with qtbot.waitSignal(forecaster.changed, timeout=WAIT_MS):
        preferences.record_speed("cpu", 1e9)
    assert forecaster.forecast.seconds is not None
    with qtbot.waitSignal(forecaster.changed, timeout=WAIT_MS) as heard:
        document.set_picture(None)
    assert heard.args == [None]
    forecaster.shutdown()
