"""Going back: it gives up only when it does not help."""

import math

import pytest
import torch

from dip_core.averages import Averaging
from dip_core.engine.averaging import RunningAverage
from dip_core.engine.backtracking import Backtracking, State
from dip_core.errors import DipError


@pytest.fixture
def backtracking():
    module = torch.nn.Conv2d(1, 1, 1)
    optimiser = torch.optim.Adam(module.parameters(), lr=0.01)
    return Backtracking(State(module, optimiser, RunningAverage(Averaging()), torch.Generator()))


def went_back(backtracking, iteration, loss):
    """What an iteration that is begun and has that loss makes of it."""
    backtracking.begin(iteration)
    return backtracking.went_back(iteration, loss)


def test_it_gives_up_after_several_failures_in_a_row(backtracking):
    for iteration in range(1, 9):
        assert went_back(backtracking, iteration, math.nan)
    with pytest.raises(DipError, match="smaller learning rate"):
        went_back(backtracking, 9, math.nan)


def test_failures_long_apart_are_counted_but_do_not_end_the_run(backtracking):
    for iteration in range(1, 2000):
        went_back(backtracking, iteration, math.nan if iteration % 80 == 0 else 0.1)
    assert backtracking.count == 1999 // 80


def test_each_time_the_step_is_halved(backtracking):
    went_back(backtracking, 1, math.nan)
    went_back(backtracking, 2, math.nan)
    (group,) = backtracking._state.optimiser.param_groups
    assert group["lr"] == pytest.approx(0.0025)


def test_a_rise_that_is_expected_is_no_collapse_until_the_next_check(backtracking):
    assert not went_back(backtracking, 50, 1e-4)
    assert went_back(backtracking, 60, 1e-2)
    backtracking.expect_more()
    assert not went_back(backtracking, 60, 1e-2)
    assert not went_back(backtracking, 100, 1e-2)
    assert went_back(backtracking, 101, 1.0)
