"""The running averages of the estimates: what a run hands over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from dip_core.averages import Averaging
from dip_core.watching import Span


@dataclass(frozen=True, eq=False)
class AverageState:
    """Everything inside a running average, as copies."""

    moments: list[Tensor]
    mass: float
    means: list[Tensor]
    count: int


class RunningAverage:
    """Two averages of the same outputs, one of the recent ones and one of most of the run.

    The recent one is exponential and bias-corrected, right from the first iteration:
    m_t = γ·m_{t−1} + (1 − γ)·x_t and x̄_t = m_t / (1 − γ^t); without the correction the early
    average is mostly the zeros it started from.

    The long one gives output s the weight s: x̄_t = x̄_{t−1} + 2/(t + 1)·(x_t − x̄_{t−1})
    (polynomial-decay averaging, Shamir and Zhang 2013, with η = 1). Its memory grows with the run
    as that of a mean over doubling cycles does, without the jumps where one cycle follows the next.
    """

    def __init__(self, averaging: Averaging) -> None:
        self._decay = averaging.decay
        self._moments: list[Tensor] = []
        self._mass = 0.0
        self._means: list[Tensor] = []
        self._count = 0

    def add(self, estimates: Sequence[Tensor]) -> None:
        """Take in one iteration's estimates, in float32 whatever they were computed in."""
        if not self._moments:
            self._moments = [torch.zeros_like(e, dtype=torch.float32) for e in estimates]
            self._means = [torch.zeros_like(e, dtype=torch.float32) for e in estimates]
        self._mass = self._decay * self._mass + 1.0 - self._decay
        self._count += 1
        share = 2.0 / (self._count + 1)
        for moment, mean, estimate in zip(self._moments, self._means, estimates, strict=True):
            newest = estimate.detach().float()
            moment.lerp_(newest, 1.0 - self._decay)
            mean.lerp_(newest, share)

    def value(self, span: Span = "recent") -> list[Tensor]:
        """Return the averages, fresh tensors that later iterations leave alone."""
        if span == "long":
            return [mean.clone() for mean in self._means]
        return [moment / self._mass for moment in self._moments]

    def state(self) -> AverageState:
        """Return a copy of everything inside."""
        return AverageState(
            [moment.clone() for moment in self._moments],
            self._mass,
            [mean.clone() for mean in self._means],
            self._count,
        )

    def restore(self, state: AverageState) -> None:
        """Become what `state` was."""
        self._moments = [moment.clone() for moment in state.moments]
        self._mass = state.mass
        self._means = [mean.clone() for mean in state.means]
        self._count = state.count


def mean_of(runs: Sequence[Sequence[Tensor]]) -> list[Tensor]:
    """Return the mean, unknown by unknown, of what several runs hand over."""
    return [torch.stack(list(averages)).mean(dim=0) for averages in zip(*runs, strict=True)]
