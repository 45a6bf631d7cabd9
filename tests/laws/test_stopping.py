"""Stopping rules: the valley of a made-up run is found, and nothing stops before its warm-up."""

import math

import pytest
import torch

from dip_core.catalogue import STOPPING
from dip_core.spec import Glimpse
from tests.laws.tiny import generator

LENGTH = 4000
RULES = pytest.mark.parametrize("rule", STOPPING.values(), ids=lambda member: member.kind)


class MadeUpRun:
    """Outputs as a restoration's are: the picture comes early, the noise of the photograph late.

    The error falls as e^(−t/150) and rises again as the noise is learnt, 1 − e^(−(t/4000)²); each
    output carries a little noise of its own.
    """

    def __init__(self) -> None:
        random = generator()
        self.truth = torch.rand(512, generator=random)
        self.start = torch.rand(512, generator=random) - self.truth
        self.noise = 0.1 * torch.randn(512, generator=random)
        self._random = random

    def settled(self, t: int) -> torch.Tensor:
        """What the output is around at iteration t."""
        learnt = 1.0 - math.exp(-((t / 4000) ** 2))
        return self.truth + self.start * math.exp(-t / 150) + self.noise * learnt

    def output(self, t: int) -> torch.Tensor:
        """The output at iteration t."""
        return self.settled(t) + 0.01 * torch.randn(512, generator=self._random)

    def error(self, t: int) -> float:
        """How far from the truth the run is around iteration t."""
        return float((self.settled(t) - self.truth).square().mean())


def watched(rule, output, length):
    """Return the last iteration kept and the one stopped at (or None), as a run would see them."""
    watcher = rule.watch()
    kept = 0
    for t in range(1, length + 1):
        samples = output(t)
        verdict = watcher.see(Glimpse(t, float((samples - 0.5).square().mean()), samples))
        if verdict.keep:
            kept = t
        if verdict.stop:
            assert verdict.why.endswith(".")
            return kept, t
    return kept, None


@RULES
def test_the_valley_of_a_run_is_found(rule):
    run = MadeUpRun()
    kept, stopped = watched(rule(), run.output, LENGTH)
    if stopped is None:
        assert kept == LENGTH
        return
    best = min(run.error(t) for t in range(1, LENGTH + 1))
    start = run.error(1)
    assert kept < stopped < LENGTH
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
    _, stopped = watched(made, outputs[output], 3000)
    assert stopped is None or stopped >= getattr(made, "warm_up", 1)


@RULES
def test_a_watcher_goes_on_after_the_run_went_back(rule):
    watcher = rule().watch()
    run = MadeUpRun()
    for t in range(1, 50):
        watcher.see(Glimpse(t, 0.1, run.output(t)))
    watcher.rewind()
    for t in range(50, 400):
        assert not watcher.see(Glimpse(t, 0.1, run.output(t))).stop


@RULES
def test_two_watchers_of_one_rule_know_nothing_of_each_other(rule):
    made = rule()
    alone = watched(made, MadeUpRun().output, 400)
    made.watch().see(Glimpse(1, 0.0, torch.zeros(512)))
    assert watched(made, MadeUpRun().output, 400) == alone
