"""One iteration's tensor work: predict, compare, penalise, follow the gradient.

A run asks for an attempt and reads its loss; only an attempt whose loss is fine is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import torch
from torch import Tensor
from torch.optim import Adam, Optimizer

from dip_core.devices import Precision
from dip_core.engine.adam import ProcessorAdam
from dip_core.engine.generator import Generator, parameter_groups
from dip_core.engine.measurement import Measurement, Part
from dip_core.spec import Problem, RestorationSpec


@dataclass(frozen=True, eq=False)
class Attempt:
    """An iteration that does not count yet.

    loss    the data term with what couples the unknowns, a scalar on the device; to read it waits
    take    counts the iteration and returns the estimates the loss is of, (1, C, H, W) each, which
            stay as they are whatever is attempted next
    remark  a sentence when something out of the ordinary happened
    """

    loss: Tensor
    take: Callable[[], list[Tensor]]
    remark: str = ""


class Stepping(Protocol):
    """What makes a run's iterations."""

    def attempt(self, part: Part) -> Attempt:
        """Begin an iteration that fits a part of what there is to fit."""
        ...


class Plain:
    """The step as it stands: an attempt that is not taken has changed no weight."""

    def __init__(
        self,
        spec: RestorationSpec,
        problem: Problem,
        generators: Sequence[Generator],
        measurement: Measurement,
        precision: Precision,
    ) -> None:
        self._spec, self._coupling = spec, problem.coupling
        self._generators, self._measurement = generators, measurement
        self._device = generators[0].z.device
        self._rounded = precision == "bfloat16"
        groups = parameter_groups(spec, problem, generators)
        self.optimiser = adam(groups, spec.learning_rate, self._device)

    def attempt(self, part: Part) -> Attempt:
        """Predict and compare; to take it is to follow the gradient."""
        with torch.autocast(self._device.type, torch.bfloat16, enabled=self._rounded):
            estimates = [generator().float() for generator in self._generators]
        fidelity = self._measurement.fidelity(self._spec.data_term, estimates, part)
        if self._coupling is not None:
            fidelity = fidelity + self._coupling(estimates)
        return Attempt(fidelity.detach(), partial(self._take, fidelity, estimates))

    def _take(self, fidelity: Tensor, estimates: list[Tensor]) -> list[Tensor]:
        objective = fidelity
        for regulariser in self._spec.regularisers:
            objective = objective + regulariser.weight * regulariser.penalty(estimates[0])
        self.optimiser.zero_grad(set_to_none=True)
        objective.backward()
        self.optimiser.step()
        return [estimate.detach() for estimate in estimates]


def adam(groups: list[dict[str, Any]], rate: float, device: torch.device) -> Optimizer:
    """Return Adam; on CUDA with one kernel for all weights, and its count where a graph can see it.

    On a processor and on Apple's GPUs one kernel gains nothing or is a prototype.
    """
    if device.type == "cuda":
        return Adam(groups, lr=rate, fused=True, capturable=True)
    if device.type == "cpu":
        return ProcessorAdam(groups, rate)
    return Adam(groups, lr=rate)
