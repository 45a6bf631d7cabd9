"""The log of a run keeps parallel columns, whatever arrives when."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.model.run_log import RunLog
from dip_core import IterationReport, Pick


def report(iteration: int, **rest: object) -> IterationReport:
    known = {"iterations": 5000, "loss": 1 / iteration, "elapsed": 0.1 * iteration, **rest}
    return IterationReport(iteration=iteration, **known)  # type: ignore[arg-type]


def test_an_empty_log_has_empty_columns() -> None:
    log = RunLog()
    assert len(log) == 0
    assert log.last_iteration == 0
    assert log.column("loss").size == 0
    assert log.column("psnr").size == 0


def test_columns_grow_past_their_first_room(qtbot: QtBot) -> None:
    log = RunLog()
    for first in range(1, 5001, 50):
        log.extend([report(n) for n in range(first, first + 50)])
    assert log.column("iteration").tolist() == list(range(1, 5001))
    assert log.column("loss")[-1] == pytest.approx(1 / 5000)
    assert log.column("seconds")[99] == pytest.approx(10.0)
    assert log.last_iteration == len(log) == 5000
    assert log.iterations == 5000


def test_what_is_not_known_is_nan_and_columns_stay_parallel() -> None:
    log = RunLog()
    log.extend([report(1), report(2, rule=0.25)])
    log.extend([report(3, metrics={"psnr": 20.0, "psnr_average": 21.0})])
    log.extend([report(4)])
    assert np.isnan(log.column("rule")).tolist() == [True, False, True, True]
    assert np.isnan(log.column("psnr")).tolist() == [True, True, False, True]
    assert log.column("psnr_average")[2] == 21.0
    assert log.column("unheard_of").size == 4
    assert log.metrics == ("psnr", "psnr_average")


def test_each_rule_has_a_curve_of_its_own_and_a_pick() -> None:
    log = RunLog()
    log.extend([report(n, rules={"moving-variance": 0.5 / n}) for n in range(1, 4)])
    log.extend([report(4, rules={"held-out": 0.25}, picks={"held-out": Pick(4)})])
    log.extend([report(5, picks={"held-out": Pick(4, sure=True)})])
    assert list(log.rules) == ["moving-variance", "held-out"]
    x, y = log.rules["held-out"]
    assert (x.tolist(), y.tolist()) == ([4.0], [0.25])
    assert log.rules["moving-variance"][0].tolist() == [1.0, 2.0, 3.0]
    assert log.picks == {"held-out": Pick(4, sure=True)}
    assert log.metrics == ()
    log.clear()
    assert not log.rules
    assert not log.picks


def test_columns_are_views_that_cannot_be_written() -> None:
    log = RunLog()
    log.extend([report(1)])
    with pytest.raises(ValueError, match="read-only"):
        log.column("loss")[0] = 5.0


def test_events_and_the_kept_iteration_are_remembered(qtbot: QtBot) -> None:
    log = RunLog()
    log.extend([report(1), report(2, event="Went back."), report(3, kept=2)])
    assert log.events == ((2, "Went back."),)
    assert log.kept == 2
    with qtbot.waitSignal(log.changed):
        log.keep(1)
    assert log.kept == 1


def test_one_signal_for_many_reports_and_none_for_nothing(qtbot: QtBot) -> None:
    log = RunLog()
    heard: list[int] = []
    log.changed.connect(lambda: heard.append(len(log)))
    log.extend([report(n) for n in range(1, 30)])
    log.extend([])
    assert heard == [29]
    log.clear()
    assert (len(log), log.events, log.kept, log.metrics) == (0, (), 0, ())
