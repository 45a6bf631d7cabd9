"""Going back when a step went wrong: transactional, so that a bad gradient is never applied.

The reference copies weights on almost every iteration, restores them after the gradient was
computed and then applies that gradient all the same; on a CPU its copies alias the live weights, so
nothing is restored at all. Here the loss is tested before the step counts; network, optimiser,
average and random state go back together; the step is halved.
"""

import copy
import math
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from dip_core.engine.averaging import AverageState, RunningAverage
from dip_core.errors import DipError

# Arithmetic of the reference: a fall of more than 5 dB against the last check is a collapse.
_COLLAPSE = 10 ** (5 / 10)
# 50 dB: so near to a perfect fit, five decibels more or less are how it settles.
_NEGLIGIBLE = 1e-5
_CHECK_EVERY = 50
_GIVE_UP_AFTER = 8


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Everything that has to go back together. Tensors are copies, never views of live weights."""

    iteration: int
    loss: float
    weights: dict[str, Tensor]
    optimiser: dict[str, Any]
    average: AverageState
    random: Tensor

    def __deepcopy__(self, memo: dict[int, Any]) -> "Snapshot":
        """Return the snapshot itself: nobody changes it, and copies of it would be large."""
        return self

    @property
    def memory_bytes(self) -> int:
        """How much memory the tensors take."""
        averages = (*self.average.moments, *self.average.means)
        held = [*self.weights.values(), *averages, *_tensors(self.optimiser["state"])]
        return sum(tensor.numel() * tensor.element_size() for tensor in held)


def _tensors(optimiser: dict[int, dict[str, Any]]) -> list[Tensor]:
    values = [value for state in optimiser.values() for value in state.values()]
    return [value for value in values if isinstance(value, Tensor)]


@dataclass(eq=False)
class State:
    """The live objects a snapshot is taken of.

    restored  how often they went back: the optimiser's memory is another after each time
    """

    module: nn.Module
    optimiser: Optimizer
    average: RunningAverage
    random: torch.Generator
    restored: int = 0

    def snapshot(self, iteration: int, loss: float) -> Snapshot:
        """Copy everything."""
        return Snapshot(
            iteration,
            loss,
            {name: value.detach().clone() for name, value in self.module.state_dict().items()},
            copy.deepcopy(self.optimiser.state_dict()),
            self.average.state(),
            self.random.get_state().clone(),
        )

    def restore(self, snapshot: Snapshot) -> None:
        """Become what the snapshot was; the snapshot stays good for another time."""
        self.module.load_state_dict(snapshot.weights)
        self.optimiser.load_state_dict(copy.deepcopy(snapshot.optimiser))
        self.average.restore(snapshot.average)
        self.random.set_state(snapshot.random)
        self.restored += 1


class Backtracking:
    """Watches the data term and goes back to the last good state when it collapses."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.last_good = state.snapshot(0, math.inf)
        self.count = 0
        self._in_a_row = 0
        self._in_doubt: Snapshot | None = None

    def begin(self, iteration: int) -> None:
        """Put the state before an iteration aside, now and then; its loss will tell if it is good.

        Before, because a step that is made in one go leaves no time between its loss and the rest.
        """
        if iteration % _CHECK_EVERY == 0:
            self._in_doubt = self._state.snapshot(iteration, math.inf)

    def went_back(self, iteration: int, loss: float) -> str:
        """Test an iteration that was begun; return what was done, or nothing if all is well.

        Raises a `DipError` when going back has not helped several times in a row.
        """
        before, self._in_doubt = self._in_doubt, None
        if not math.isfinite(loss) or loss > max(_NEGLIGIBLE, self.last_good.loss * _COLLAPSE):
            return self._go_back(iteration)
        if before is not None:
            self.last_good = replace(before, loss=loss)
            self._in_a_row = 0
        return ""

    def expect_more(self) -> None:
        """Take no rise of the loss for a collapse until the next check: what is fitted changes.

        Where there is little noise, samples that are new to the network have many times the error
        of those it has learnt.
        """
        self.last_good = replace(self.last_good, loss=math.inf)

    def _go_back(self, iteration: int) -> str:
        self.count += 1
        self._in_a_row += 1
        if self._in_a_row > _GIVE_UP_AFTER:
            raise DipError(
                f"The optimisation became unstable at iteration {iteration} and went back "
                f"{_GIVE_UP_AFTER} times without recovering; try a smaller learning rate."
            )
        rates = [group["lr"] / 2 for group in self._state.optimiser.param_groups]
        self._state.restore(self.last_good)
        for group, rate in zip(self._state.optimiser.param_groups, rates, strict=True):
            group["lr"] = rate
        return (
            f"The optimisation became unstable at iteration {iteration}; "
            f"went back to {self.last_good.iteration} with half the step."
        )
