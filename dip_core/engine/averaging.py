"""The running average of the estimates: what a run hands over."""

from collections.abc import Sequence

import torch
from torch import Tensor

from dip_core.spec import Averaging


class RunningAverage:
    """A bias-corrected exponential average, right from the first iteration.

    m_t = γ·m_{t−1} + (1 − γ)·x_t and x̄_t = m_t / (1 − γ^t); without the correction the early
    average is mostly the zeros it started from.
    """

    def __init__(self, averaging: Averaging) -> None:
        self._decay = averaging.decay
        self._moments: list[Tensor] = []
        self._mass = 0.0

    def add(self, estimates: Sequence[Tensor]) -> None:
        """Take in one iteration's estimates, in float32 whatever they were computed in."""
        if not self._moments:
            self._moments = [torch.zeros_like(e, dtype=torch.float32) for e in estimates]
        self._mass = self._decay * self._mass + 1.0 - self._decay
        for moment, estimate in zip(self._moments, estimates, strict=True):
            moment.lerp_(estimate.detach().float(), 1.0 - self._decay)

    def value(self) -> list[Tensor]:
        """Return the averages, fresh tensors that later iterations leave alone."""
        return [moment / self._mass for moment in self._moments]

    def state(self) -> tuple[list[Tensor], float]:
        """Return a copy of everything inside."""
        return [moment.clone() for moment in self._moments], self._mass

    def restore(self, state: tuple[list[Tensor], float]) -> None:
        """Become what `state` was."""
        self._moments = [moment.clone() for moment in state[0]]
        self._mass = state[1]


def mean_of(runs: Sequence[Sequence[Tensor]]) -> list[Tensor]:
    """Return the mean, unknown by unknown, of what several runs hand over."""
    return [torch.stack(list(averages)).mean(dim=0) for averages in zip(*runs, strict=True)]
