"""A person looks at earlier iterations, takes one of them, and exports it."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.control.exports import ExportOrder
from app.control.runs import RunState
from app.forms.tones import ToneLabel
from app.panels.curves_panel import CurvesPanel
from app.panels.timeline_panel import TimelinePanel
from app.widgets.viewing_bar import ViewingBar
from app.windows.message_bar import MessageBar
from dip_core import STOPPING, Saving, load_picture
from tests.stories.studio import PATIENCE_MS, Studio

ENDLESS = 100_000


def badge(studio: Studio) -> ViewingBar:
    return studio.window.stage.findChild(ViewingBar)


def wait_for_snapshots(studio: Studio, *iterations: int) -> None:
    known = studio.runs.history
    studio.qtbot.waitUntil(lambda: set(iterations) <= set(known.iterations), timeout=PATIENCE_MS)


def go_by_keys(studio: Studio, *keys: Qt.Key) -> None:
    for key in keys:
        studio.qtbot.wait(20)  # actions are enabled in the next turn of the event loop
        studio.qtbot.keyClick(studio.window.canvas, key)


def test_choosing_an_earlier_iteration_and_exporting_it(studio: Studio, photo: Path) -> None:
    studio.open(photo)
    studio.choose("denoising", iterations=12)
    studio.run()
    wait_for_snapshots(studio, 1, 10, 12)
    newest = studio.document.result_picture.pixels
    go_by_keys(studio, Qt.Key.Key_Comma, Qt.Key.Key_Comma)
    assert badge(studio).text() == "Viewing 5 – the result is 12"
    panel, curves = (studio.window.docks.panel(name) for name in ("timeline", "curves"))
    assert isinstance(panel, TimelinePanel)
    assert isinstance(curves, CurvesPanel)
    assert panel.timeline.viewing == 5
    assert curves.plot.playhead == pytest.approx(5)
    go_by_keys(studio, Qt.Key.Key_Period)
    assert badge(studio).text() == "Viewing 10 – the result is 12"
    with studio.qtbot.waitSignal(studio.document.result_changed, timeout=PATIENCE_MS):
        badge(studio).use_button.click()
    assert badge(studio).text() == ""
    assert "Iteration 10 is the result now." in studio.said
    assert studio.window.status.run_text().startswith("iteration 10 (chosen) · 12 done in ")
    path, exports = photo.with_name("chosen.png"), studio.window.bench.exports
    with studio.qtbot.waitSignal(exports.exported, timeout=PATIENCE_MS):
        exports.write(ExportOrder(path, Saving()))
    written = load_picture(path).pixels
    assert np.array_equal(written, studio.document.result_picture.pixels)
    assert not np.array_equal(written, newest)


def test_looking_back_freezes_the_canvas_while_the_run_goes_on(studio: Studio, photo: Path) -> None:
    studio.open(photo)
    studio.choose("denoising", iterations=ENDLESS)
    studio.run_until(5)
    wait_for_snapshots(studio, 5)
    go_by_keys(studio, Qt.Key.Key_Home)
    assert badge(studio).text().startswith("Viewing iteration 1 – the run is at ")
    seen = studio.window.bench.log.last_iteration
    studio.qtbot.waitUntil(
        lambda: studio.window.bench.log.last_iteration > seen, timeout=PATIENCE_MS
    )
    assert studio.runs.history.viewing == 1
    go_by_keys(studio, Qt.Key.Key_End)
    assert badge(studio).text() == ""


def test_following_what_a_rule_proposes(studio: Studio, photo: Path) -> None:
    studio.open(photo)
    rule = STOPPING["moving-variance"]().replace(window=2, patience=6, warm_up=3)
    studio.choose("denoising", iterations=2000, stopping=rule)
    panel = studio.window.docks.panel("curves")
    assert isinstance(panel, CurvesPanel)
    panel.choose("Stopping")
    studio.run()
    run = studio.document.result.run
    wait_for_snapshots(studio, 1, run.kept_iteration)
    link = f"<a href='{run.kept_iteration}'>"
    assert run.stop_reason in panel.verdicts()
    words = next(w for w in panel.findChildren(ToneLabel) if link in w.text())
    words.linkActivated.emit(str(run.kept_iteration))
    assert studio.runs.history.viewing == run.kept_iteration
    assert not badge(studio).use_button.isEnabled()  # it is the result


def test_going_on_after_a_rule_has_stopped_the_run(studio: Studio, photo: Path) -> None:
    studio.open(photo)
    rule = STOPPING["moving-variance"]().replace(window=2, patience=2, warm_up=0)
    studio.choose("denoising", iterations=2000, stopping=rule)
    studio.run()
    done = studio.document.result.run.iterations
    assert done < 2000
    assert f"iteration {studio.document.result.run.kept_iteration} is the result" in studio.said
    bars = studio.window.messages.findChildren(MessageBar)
    buttons = {button.text(): button for bar in bars for button in bar.findChildren(QPushButton)}
    buttons["Why?"].click()
    assert studio.document.result.run.stop_reason in studio.said
    buttons["Go on anyway"].click()
    assert studio.runs.active
    studio.qtbot.waitUntil(
        lambda: studio.window.bench.log.last_iteration > done, timeout=PATIENCE_MS
    )
    studio.act("stop-and-keep")
    studio.wait_for(RunState.HAS_RESULT)
    assert studio.document.result.run.iterations > done
