"""What a task may ask of a run beyond one picture: couplings, own step sizes, another start."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
import torch

from dip_core.engine.run import Run
from dip_core.net_inputs.meshgrid import Meshgrid
from dip_core.spec import Problem, Task, Unknown
from dip_core.stopping.fixed import Fixed
from dip_core.tasks.denoising import Denoising
from tests.laws.tiny import RUNTIME, SMALL_SKIP, observation, restoration


class Sum(torch.nn.Module):
    def forward(self, first, second):
        return 0.5 * (first + second)


@dataclass(frozen=True)
class Two(Task):
    """Two pictures whose mean is the one at hand; `failed` so many times before a good start."""

    coupling = None
    failed = 0
    slow = None
    asked = 0

    def __init_subclass__(cls, **rest):
        super().__init_subclass__(**rest)
        cls.asked = 0

    def pose(self, observation):
        height, width, channels = observation.image.shape
        return Problem(
            operator=Sum(),
            measurement=observation.image,
            weight=observation.trust,
            unknowns=(
                Unknown("first", channels, height, width),
                Unknown("second", channels, height, width, SMALL_SKIP, Meshgrid(), self.slow),
            ),
            coupling=self.coupling,
        )

    def failure(self, observation, estimates):
        type(self).asked += 1
        return "It looks red." if type(self).asked <= self.failed else ""

    def recommended(self, quality):
        return replace(Denoising().recommended(quality), task=self)


def spec_of(task, **changes):
    return restoration(task, stopping=Fixed(), **changes)


def finished(task, **changes):
    run = Run(spec_of(task, **changes), observation(), RUNTIME)
    return list(run), run.result


def test_every_unknown_is_handed_over_by_name():
    _, result = finished(Two())
    assert list(result.estimates) == ["first", "second"]


def test_a_coupling_counts_in_the_loss_and_moves_the_estimates():
    class Apart(Two):
        coupling = staticmethod(lambda estimates: (1.0 - estimates[1]).square().mean())

    plain, together = finished(Two(), iterations=60)[1], finished(Apart(), iterations=60)[1]
    assert together.estimates["second"].mean() > plain.estimates["second"].mean() + 0.05
    assert together.curves.loss[0] > plain.curves.loss[0]


def test_an_unknown_may_have_a_step_of_its_own():
    class Slow(Two):
        slow = 1e-9

    run = Run(spec_of(Slow(), net_input=Meshgrid(perturbation=0.0)), observation(), RUNTIME)
    before = [p.detach().clone() for p in run._generators[1].parameters()]
    list(run)
    after = list(run._generators[1].parameters())
    assert all(torch.allclose(a, b, atol=1e-6) for a, b in zip(before, after, strict=True))


def test_a_bad_start_is_given_up_and_said():
    class Bad(Two):
        failed = 1

    reports, result = finished(Bad(), iterations=102)
    assert reports[49].event == "It looks red. Started again with another seed."
    assert [r.iteration for r in reports if r.event] == [50]
    assert result.restarts == 1
    assert reports[50].loss > 2 * reports[48].loss


def test_there_is_an_end_to_starting_again():
    class Hopeless(Two):
        failed = 99

    reports, result = finished(Hopeless(), iterations=260)
    assert result.restarts == sum(bool(r.event) for r in reports) == 3


@pytest.mark.parametrize("at", [20, 70])
def test_a_run_that_started_again_can_be_resumed(at):
    class Once(Two):
        failed = 1

    straight = Run(spec_of(Once(), iterations=80), observation(), RUNTIME)
    for _ in range(at):
        next(straight)
    checkpoint = straight.checkpoint()
    list(straight)
    Once.asked = 0 if at < 50 else 1
    resumed = Run.resume(checkpoint)
    list(resumed)
    np.testing.assert_array_equal(straight.result.raw, resumed.result.raw)
