"""The bench of the stopping rules: every rule is scored on the run it was shown."""

import json

import numpy as np
import pytest

from dip_core.bench import stopping
from dip_core.bench.stopping_runs import (
    DEGRADATIONS,
    Case,
    Extent,
    HandedOver,
    judging_seconds,
    watched,
)
from dip_core.catalogue import TASKS
from dip_core.degradations import degrade
from dip_core.errors import DipError, OptionError
from tests.laws.tiny import picture

EXTENT = Extent(side=32, quality="fast", iterations=12, patience=5, device="cpu")


@pytest.mark.parametrize("name", ["gaussian-25", "missing"])
def test_every_rule_hands_over_an_average_of_the_run(name):
    case = watched(name, "ramp", picture(32, 32), 0, EXTENT)
    rules = {found.rule: found for found in case.rules}
    wanted = {"moving-variance", "exponential-variance", "fixed", "held-out", "auto"}
    assert wanted | {"auto, nothing mixed in", "auto, no final fit"} <= rules.keys()
    assert ("discrepancy" in rules) == (name == "gaussian-25")
    for rule in rules.values():
        assert 1 <= rule.kept <= rule.ended <= EXTENT.iterations
        assert rule.gap == pytest.approx(case.peak - rule.average)
    assert all(rules[kind].gap >= 0.0 for kind in ("moving-variance", "exponential-variance"))
    assert rules["fixed"].kept == EXTENT.iterations
    assert case.peak == pytest.approx(rules["fixed"].average + rules["fixed"].gap, abs=1e-4)


@pytest.mark.parametrize("degradation", DEGRADATIONS.values(), ids=list(DEGRADATIONS))
def test_every_degradation_is_posed_to_a_task_that_knows_it(degradation):
    made = degrade(picture(64, 64), degradation.words)
    assert type(degradation.task) in TASKS.values()
    assert (made.mask is not None) == degradation.task.local


def case(gaps):
    found = tuple(HandedOver(rule, 8, 9, 30.0 - gap, 29.0, gap) for rule, gap in gaps.items())
    return Case("missing", "ramp", 0, 30.0, 10, 29.5, 28.0, found)


def test_the_table_gives_mean_and_worst_gap():
    page = stopping._Page("small", EXTENT)
    page.cases = [case({"auto": 0.1, "fixed": 1.0}), case({"auto": 0.3, "fixed": 2.0})]
    summary = page.figures()["summary"]
    assert summary["auto"]["mean"] == pytest.approx(0.2)
    assert summary["fixed"]["worst"] == pytest.approx(2.0)
    assert "| auto | 2 | 0.20 dB |" in page.markdown()
    assert "0.50 dB above the best raw output, and 2.00 dB above the last one" in page.markdown()
    assert summary["auto"]["raw worst"] == pytest.approx(1.0)
    json.dumps(page.figures())


def test_a_command_line_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(OptionError, match="no row 'noise' of stopping"):
        stopping._rows("gaussian-25,noise")
    with pytest.raises(DipError, match="smaller than 96×96"):
        stopping._middle("ramp", np.zeros((40, 200, 3), np.float32), 96)
    with pytest.raises(DipError, match="no pictures"):
        list(stopping._loaded(tmp_path))


def test_what_rules_cost_is_taken_in_turns_of_one_run():
    without, judged = judging_seconds(32, turns=2, turn=4)
    assert without > 0.0
    assert judged > 0.0
