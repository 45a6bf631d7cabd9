"""The curves of a run: what each tab shows, and what it is compared with."""

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.control.runs import RunController, RunState
from app.control.showing import Showing
from app.control.spectra import Spectra
from app.control.yardsticks import Yardsticks
from app.model.document import Document
from app.model.iteration_axis import IterationAxis
from app.model.run_log import RunLog
from app.panels.curves_panel import CurvesPanel
from dip_core import DEGRADATIONS, IterationReport, Pick, Picture, SavedResult, make_trial
from tests.app.small import tiny_spec


@pytest.fixture
def log(runs: RunController) -> RunLog:
    return runs._log


@pytest.fixture
def panel(qtbot: QtBot, document: Document, runs: RunController) -> Iterator[CurvesPanel]:
    spectra = Spectra(document, Showing(document, runs, document), document)
    yardsticks = Yardsticks(document, runs._log, runs, document)
    made = CurvesPanel(document, runs._log, runs.history, IterationAxis(), spectra, yardsticks)
    qtbot.addWidget(made)
    made.show()
    yield made
    spectra.shutdown()
    yardsticks.shutdown()


@pytest.fixture
def degraded(document: Document) -> Document:
    """A photo with noise, its clean one as the reference."""
    document.make_trial(make_trial(document.picture, DEGRADATIONS["gaussian"](sigma=50.0)))
    document.set_spec(tiny_spec())
    return document


def report(iteration: int, **metrics: float) -> IterationReport:
    return IterationReport(
        iteration, 100, loss=1.0 / iteration, elapsed=0.1 * iteration, metrics=metrics
    )


def test_curves_appear_with_the_run_and_psnr_with_a_reference(
    qtbot: QtBot, document: Document, panel: CurvesPanel, log: RunLog
) -> None:
    assert panel.names() == ()
    assert not panel.can_show("PSNR")
    document.set_reference(document.picture)
    assert panel.can_show("PSNR")
    log.extend([report(n, psnr=20.0, psnr_average=21.0) for n in range(1, 5)])
    assert panel.names() == ("Loss",)
    panel.choose("PSNR")
    assert panel.names() == ("Raw output", "Average")


def test_where_a_part_is_restored_psnr_is_that_parts(
    document: Document, panel: CurvesPanel, log: RunLog
) -> None:
    document.set_reference(document.picture)
    log.extend(
        [report(1, psnr=40.0, psnr_average=41.0, psnr_region=20.0, psnr_average_region=21.0)]
    )
    panel.choose("PSNR")
    assert panel.names() == ("Raw output, masked part", "Average, masked part")


def watched(iteration: int, *, sure: bool = False) -> IterationReport:
    """Return what two rules say: a curve that falls to iteration 30, and one that only falls."""
    value = 1e-6 * (1 + (iteration / 30 - 1) ** 2)
    rules = {"moving-variance": value, "held-out": 0.1 / iteration}
    picks = {"moving-variance": Pick(30, sure), "held-out": Pick(iteration)}
    return IterationReport(iteration, 100, 1.0, 0.0, rules=rules, picks=picks, kept=30)


def test_each_rule_has_a_curve_a_triangle_and_a_line_of_words(
    qtbot: QtBot, document: Document, panel: CurvesPanel, log: RunLog
) -> None:
    log.extend([watched(n, sure=n > 50) for n in range(1, 61)])
    panel.choose("Stopping")
    assert panel.names() == ("Moving variance", "Withheld pixels")
    assert [(spot.x, spot.full) for spot in panel.plot.spots] == [(30, True), (60, False)]
    assert panel.plot.spots[0].y == 0.0  # at the bottom of its own valley
    assert [(mark.x, mark.label) for mark in panel.plot.markers] == [(30.0, "kept: 30")]
    words = panel.verdicts()
    assert "Moving variance: <a href='30'>30</a> ▲" in words
    assert "Withheld pixels: <a href='60'>60</a> △ so far" in words


def test_without_a_rule_the_stopping_page_says_so(
    document: Document, panel: CurvesPanel, log: RunLog
) -> None:
    log.extend([report(1)])
    panel.choose("Stopping")
    assert panel.names() == ()
    assert panel.verdicts() == "No rule has said anything yet."


def test_scores_made_now_and_then_are_lines_too(panel: CurvesPanel, log: RunLog) -> None:
    log.extend(
        [report(n, **({"ssim_average": 0.1 * n} if n % 3 == 0 else {})) for n in range(1, 10)]
    )
    panel.choose("SSIM")
    (curve,) = panel.plot.curves
    assert curve.name == "Average"
    assert list(curve.x) == [3, 6, 9]
    assert list(curve.y) == pytest.approx([0.3, 0.6, 0.9])


def test_without_a_reference_scores_are_against_the_input_and_say_so(
    document: Document, panel: CurvesPanel, log: RunLog
) -> None:
    log.extend([report(1, psnr_input=20.0, psnr_average_input=21.0)])
    panel.choose("PSNR")
    assert panel.names() == ("Raw output, against the input", "Average, against the input")
    assert [curve.look for curve in panel.plot.curves] == [2, 3]


def test_the_input_and_classical_methods_are_dashed_lines(
    qtbot: QtBot, degraded: Document, panel: CurvesPanel, log: RunLog
) -> None:
    log.extend([report(1, psnr=20.0, psnr_average=20.0)])
    smooth = Picture.from_array(np.full((32, 32, 3), 0.5, np.float32))
    made = SavedResult("Grey", smooth, 0, 0.1, "", degraded.spec, method="tv")
    degraded.set_outcomes(degraded.outcomes.with_classical(made))
    panel.choose("PSNR")
    qtbot.waitUntil(lambda: len(panel.plot.baselines) == 2)
    assert [line.label.split()[0] for line in panel.plot.baselines] == ["Input", "Grey"]
    panel.choose("SSIM")
    assert len(panel.plot.baselines) == 2
    panel.choose("Loss")
    assert panel.plot.baselines == ()


def test_the_spectrum_is_that_of_what_is_shown(
    qtbot: QtBot, degraded: Document, runs: RunController, panel: CurvesPanel
) -> None:
    runs.start()
    qtbot.waitUntil(lambda: runs.state is RunState.HAS_RESULT, timeout=60_000)
    panel.choose("Spectrum")
    qtbot.waitUntil(lambda: panel.names() == ("Clean", "Input", "Output"))
    clean, noisy, output = panel.plot.curves
    assert len(output.x) == len(clean.x) == 16
    assert output.x[-1] == pytest.approx(0.5)
    assert noisy.y[-4:].mean() > 2 * clean.y[-4:].mean()  # noise has every frequency
    panel.choose("Loss")
    assert not panel._spectra._wanted


def test_what_was_made_smaller_has_the_frequencies_it_would_have_enlarged(
    qtbot: QtBot, document: Document, runs: RunController, panel: CurvesPanel
) -> None:
    spec = tiny_spec("super-resolution")
    document.set_spec(spec.replace(task=spec.task.replace(factor=2)))
    runs.start()
    qtbot.waitUntil(lambda: runs.state is RunState.HAS_RESULT, timeout=60_000)
    panel.choose("Spectrum")
    qtbot.waitUntil(lambda: panel.names() == ("Input", "Output"))
    small, large = panel.plot.curves
    assert small.x[-1] == pytest.approx(0.25)
    assert large.x[-1] == pytest.approx(0.5)
