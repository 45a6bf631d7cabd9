"""Which iterations a run can go on from."""

import pytest

from app.control.checkpoints import Checkpoints
from dip_core import Inputs, Pick, Restoration, Runtime
from tests.app.small import tiny_spec


@pytest.fixture
def restoration(picture):
    return Restoration(tiny_spec(iterations=100), Inputs(picture), Runtime(device="cpu", threads=1))


def _proposed(report):
    """The same report, as if a rule thought it the best so far."""
    pick = Pick(report.iteration)
    return type(report)(
        report.iteration, report.iterations, 0.0, 0.0, picks={"a": pick}, kept=report.iteration
    )


def test_of_a_run_without_a_rule_no_weights_are_kept(restoration):
    checkpoints = Checkpoints()
    report = next(restoration)
    assert not checkpoints.see(report, restoration.checkpoint)
    assert checkpoints.iterations == ()


def test_the_best_so_far_is_one_and_not_copied_at_every_step(restoration):
    checkpoints, taken = Checkpoints(), []
    for _ in range(60):
        if checkpoints.see(_proposed(next(restoration)), restoration.checkpoint):
            taken += checkpoints.iterations
    assert taken[:3] == [1, 2, 3]
    assert taken[-1] - taken[-2] == 3
    assert checkpoints.iterations == (taken[-1],)


def test_the_oldest_bookmarks_go_when_they_do_not_fit(restoration):
    next(restoration)
    one = restoration.checkpoint()
    assert one.memory_bytes > 4 * restoration.parameters
    checkpoints = Checkpoints(most_bytes=3 * one.memory_bytes)
    for _ in range(5):
        next(restoration)
        checkpoints.bookmark(restoration.checkpoint())
    assert checkpoints.memory_bytes <= 3 * one.memory_bytes * 1.1
    assert checkpoints.iterations[-1] == 6
    assert 2 not in checkpoints.iterations


def test_what_came_after_an_iteration_is_forgotten(restoration):
    checkpoints = Checkpoints()
    for _ in range(4):
        next(restoration)
        checkpoints.bookmark(restoration.checkpoint())
    checkpoints.cut(2)
    assert checkpoints.iterations == (1, 2)


def test_a_restoration_goes_on_from_a_checkpoint_as_it_did_before(restoration):
    for _ in range(3):
        next(restoration)
    kept = restoration.checkpoint()
    first = [next(restoration).loss for _ in range(3)]
    restoration.go_back(kept)
    assert [next(restoration).loss for _ in range(3)] == first
