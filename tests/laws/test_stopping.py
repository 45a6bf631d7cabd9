"""Stopping rules: the valley of a made-up run is found, and nothing stops before its warm-up."""

import math

import numpy as np
import pytest
import torch

from dip_core.catalogue import STOPPING
from dip_core.operators.masking import Identity
from dip_core.spec import Problem, Unknown
from dip_core.watching import Glimpse, Misfit
from tests.laws.tiny import generator

LENGTH = 4000
NOISE = 0.1
PROBLEM = Problem(
    operator=Identity(),
    measurement=np.full((16, 32, 1), 0.5, np.float32),
    weight=np.ones((16, 32, 1), np.float32),
    unknowns=(Unknown("picture", 1, 16, 32),),
    noise=NOISE,
)
RULES = pytest.mark.parametrize("rule", STOPPING.values(), ids=lambda member: member.kind)


class MadeUpRun:
    """Outputs as a restoration's are: the picture comes early, the noise of the photograph late.

    The error falls as e^(−t/150) and rises again as the noise is learnt, 1 − e^(−(t/4000)²); each
    output carries a little noise of its own. The average is what the outputs are around.
    """

    def __init__(self) -> None:
        random = generator()
        self.truth = torch.rand(512, generator=random)
        self.start = torch.rand(512, generator=random) - self.truth
        self.noise = NOISE * torch.randn(512, generator=random)
        self._unseen = NOISE * torch.randn(512, generator=random)
        self._random = random

    def settled(self, t: int) -> torch.Tensor:
        """What the output is around at iteration t."""
        learnt = 1.0 - math.exp(-((t / 4000) ** 2))
        return self.truth + self.start * math.exp(-t / 150) + self.noise * learnt

    def glimpse(self, t: int) -> Glimpse:
        """What a rule is shown at iteration t."""
        settled = self.settled(t)
        samples = settled + 0.01 * torch.randn(512, generator=self._random)
        misfit = Misfit(
            mean_square(settled - self.truth - self.noise),
            mean_square(settled - self.truth - self._unseen),
        )
        return Glimpse(t, misfit.fitted, samples, lambda: misfit)

    def error(self, t: int) -> float:
        """How far from the truth the run is around iteration t."""
        return mean_square(self.settled(t) - self.truth)


def mean_square(error):
    return float(error.square().mean())


def watched(rule, glimpse, length):
    """Return the last iteration kept and the one stopped at (or None), as a run would see them."""
    watcher = rule.watch(PROBLEM)
    kept = 0
    for t in range(1, length + 1):
        verdict = watcher.see(glimpse(t))
        if verdict.keep:
            kept = t
        if verdict.stop:
            assert verdict.why.endswith(".")
            return kept, t
    return kept, None


@RULES
def test_the_valley_of_a_run_is_found(rule):
    run = MadeUpRun()
    kept, stopped = watched(rule(), run.glimpse, LENGTH)
    if stopped is None:
        assert kept == LENGTH
        return
    best = min(run.error(t) for t in range(1, LENGTH + 1))
    start = run.error(1)
    assert kept <= stopped < LENGTH
    # Within a twentieth of what there was to gain.
    assert run.error(kept) - best < 0.05 * (start - best)


@RULES
@pytest.mark.parametrize("output", ["constant", "wild", "rising"])
def test_nothing_stops_before_its_warm_up(rule, output):
    random = generator()
    outputs = {
        "constant": lambda t: torch.full((64,), 0.5),
        "wild": lambda t: torch.rand(64, generator=random),
        "rising": lambda t: torch.rand(64, generator=random) * (t / 1000),
    }
    made = rule()
    _, stopped = watched(made, lambda t: Glimpse(t, 0.1, outputs[output](t)), 3000)
    assert stopped is None or stopped >= getattr(made, "warm_up", 1)


@RULES
def test_a_watcher_goes_on_after_the_run_went_back(rule):
    watcher = rule().watch(PROBLEM)
    run = MadeUpRun()
    for t in range(1, 50):
        watcher.see(run.glimpse(t))
    watcher.rewind()
    for t in range(50, 200):
        assert not watcher.see(run.glimpse(t)).stop


@RULES
def test_two_watchers_of_one_rule_know_nothing_of_each_other(rule):
    made = rule()
    alone = watched(made, MadeUpRun().glimpse, 400)
    made.watch(PROBLEM).see(Glimpse(1, 0.0, torch.zeros(512)))
    assert watched(made, MadeUpRun().glimpse, 400) == alone


@RULES
@pytest.mark.parametrize("channels", [1, 3])
def test_what_is_withheld_is_a_part_of_what_counts(rule, channels):
    weight = np.random.default_rng(0).random((40, 48, channels)).astype(np.float32)
    weight[:20] = 0.0
    problem = Problem(
        operator=Identity(),
        measurement=np.zeros((40, 48, 3), np.float32),
        weight=weight,
        unknowns=(Unknown("picture", 3, 40, 48),),
    )
    withheld = rule().withhold(problem, np.random.default_rng(1))
    if withheld is None:
        assert not rule().final_fit(1000, 0.1)
        return
    assert withheld.shape == weight.shape
    assert (withheld >= 0.0).all()
    assert (withheld <= weight).all()
    assert 0.0 < withheld.sum() < 0.2 * weight.sum()
    again = rule().withhold(problem, np.random.default_rng(1))
    np.testing.assert_array_equal(withheld, again)
