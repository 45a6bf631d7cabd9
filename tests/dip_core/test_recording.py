"""A recorded step: believed when it does what the step does, and otherwise left alone."""

from contextlib import nullcontext

import numpy as np
import pytest
import torch

from dip_core.engine.recording import Recorded
from dip_core.engine.run import Run
from dip_core.net_inputs.noise import Noise
from dip_core.regularisers.total_variation import TotalVariation
from dip_core.stopping.fixed import Fixed
from dip_core.stopping.held_out import HeldOut
from dip_core.tasks.denoising import Denoising
from dip_core.tasks.jpeg import Jpeg
from tests.laws.tiny import RUNTIME, observation, restoration

SPEC = restoration(
    Denoising(),
    stopping=Fixed(),
    iterations=12,
    weight_noise=0.001,
    net_input=Noise(depth=4, trained=True),
    regularisers=(TotalVariation(weight=0.01),),
)


class Replaying:
    """Repeats work as a device does, and counts."""

    def __init__(self):
        self.recorded = self.replayed = 0

    def aside(self):
        return nullcontext()

    def record(self, work):
        self.recorded += 1

        def replay():
            self.replayed += 1
            work()

        return replay


class Refusing(Replaying):
    def record(self, work):
        raise RuntimeError("operation not permitted when stream is capturing\nand so on")


class Changed(Replaying):
    """Does the work and something else besides."""

    def __init__(self, change):
        super().__init__()
        self.change = change

    def record(self, work):
        def replay():
            work()
            self.change()

        return replay


def recorded(spec, recorder):
    """A run whose steps are recorded."""
    run = Run(spec, observation(), RUNTIME)
    run._stepping = Recorded(run._stepping, run._state, recorder)
    return run


def finished(run):
    reports = list(run)
    return run.result, [report.event for report in reports if report.event]


def assert_same(one, other):
    np.testing.assert_array_equal(one.image, other.image)
    np.testing.assert_array_equal(one.raw, other.raw)
    np.testing.assert_array_equal(one.curves.loss, other.curves.loss)


@pytest.fixture
def plain():
    return finished(Run(SPEC, observation(), RUNTIME))[0]


def test_replays_do_what_the_steps_would_have_done(plain):
    recorder = Replaying()
    result, events = finished(recorded(SPEC, recorder))
    assert_same(result, plain)
    assert (recorder.recorded, recorder.replayed) == (1, 9)
    assert events == []


def test_what_cannot_be_recorded_is_done_as_it_stands_and_said_once(plain):
    result, events = finished(recorded(SPEC, Refusing()))
    assert_same(result, plain)
    (event,) = events
    assert "not permitted when stream is capturing)" in event
    assert event in result.notes


def forget_the_noise(run):
    run._state.random.manual_seed(5)


def spoil_the_picture(run):
    run._stepping._estimates[0].zero_()


def spoil_the_loss(run):
    run._stepping._loss.mul_(1.1)


def turn_the_weights(run):
    for weight in run._generators.parameters():
        weight.data.neg_()


@pytest.mark.parametrize(
    "wrong", [forget_the_noise, spoil_the_picture, spoil_the_loss, turn_the_weights]
)
def test_a_recording_that_does_something_else_is_not_believed(plain, wrong):
    recorder = Changed(lambda: wrong(run))
    run = recorded(SPEC, recorder)
    result, events = finished(run)
    assert_same(result, plain)
    assert ["repeated an iteration wrongly" in event for event in events] == [True]


def test_a_recording_that_makes_no_step_is_not_believed(plain):
    class Standing(Replaying):
        def record(self, work):
            before = run._state.snapshot(0, 0.0)

            def replay():
                work()
                run._generators.load_state_dict(before.weights)

            return replay

    run = recorded(SPEC, Standing())
    result, events = finished(run)
    assert_same(result, plain)
    assert len(events) == 1


def test_after_going_back_the_step_is_recorded_anew():
    recorder = Replaying()
    run = recorded(SPEC, recorder)
    for _ in range(6):
        next(run)
    with torch.no_grad():
        for weight in run._generators.parameters():
            weight.mul_(float("nan"))
    event = next(run).event
    assert "went back to 0" in event
    rates = {group["lr"] for group in run._state.optimiser.param_groups}
    assert rates == {SPEC.learning_rate / 2}
    assert all(weight.isfinite().all() for weight in run._generators.parameters())
    assert np.isfinite(run.result.image).all()
    losses = [report.loss for report in run]
    assert np.isfinite(losses).all()
    assert recorder.recorded == 2


def test_a_collapse_while_it_is_rehearsed_is_undone_like_any_other():
    recorder = Replaying()
    run = recorded(SPEC, recorder)
    for _ in range(3):
        next(run)
    with torch.no_grad():
        for weight in run._generators.parameters():
            weight.mul_(float("nan"))
    assert "went back" in next(run).event
    assert recorder.recorded == 0
    assert np.isfinite([report.loss for report in run]).all()
    assert recorder.recorded == 1


def test_what_was_withheld_is_fitted_by_a_recording_of_its_own():
    spec = restoration(Jpeg(), stopping=HeldOut(), iterations=40)
    straight = finished(Run(spec, observation(), RUNTIME))[0]
    recorder = Replaying()
    result, _ = finished(recorded(spec, recorder))
    assert_same(result, straight)
    assert recorder.recorded == 2


def test_a_run_that_goes_on_from_a_checkpoint_records_again(plain):
    run = recorded(SPEC, Replaying())
    for _ in range(7):
        next(run)
    again = Run.resume(run.checkpoint())
    recorder = Replaying()
    again._stepping = Recorded(again._stepping, again._state, recorder)
    assert_same(finished(again)[0], plain)
    assert recorder.recorded == 1


def test_estimates_that_were_taken_stay_as_they_are():
    run = recorded(SPEC, Replaying())
    for _ in range(6):
        next(run)
    taken = run._progress.raw[0]
    copy = taken.clone()
    next(run)
    assert torch.equal(taken, copy)
