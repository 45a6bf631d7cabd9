"""Runs that a study compares: a spec for each, and all of them side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dip_core.data_terms.squared_error import SquaredError
from dip_core.engine.run import Run
from dip_core.figures.figure import Figure, Line, line
from dip_core.net_inputs.noise import Noise
from dip_core.outcome import Curves, Result, Runtime
from dip_core.spec import FloatArray, NetInput, Network, Observation, RestorationSpec, Task
from dip_core.stopping.fixed import Fixed
from dip_core.studying import StudyReport
from dip_core.tasks.denoising import Denoising

# About so many points of a curve, evenly on a logarithmic axis, and so many on an even one.
_LOG_POINTS = 40
_EVEN_POINTS = 60
RECONSTRUCTION = Denoising(noise="gaussian")

Draw = Callable[[], tuple[Figure, ...]]


def fitting_spec(
    network: Network,
    iterations: int,
    seed: int,
    *,
    task: Task = RECONSTRUCTION,
    net_input: NetInput | None = None,
    learning_rate: float = 0.01,
) -> RestorationSpec:
    """Return how a study fits: squared error, all the iterations, no noise on the input."""
    return RestorationSpec(
        task=task,
        network=network,
        net_input=net_input or Noise(perturbation=0.0),
        data_term=SquaredError(),
        stopping=Fixed(),
        iterations=iterations,
        learning_rate=learning_rate,
        seed=seed,
    )


class Fit:
    """One run of a study, by the name it has in the figures."""

    def __init__(
        self, name: str, spec: RestorationSpec, observation: Observation, runtime: Runtime | None
    ) -> None:
        self.name = name
        self.iterations = spec.iterations
        self._run = Run(spec, observation, replace(runtime or Runtime(), preview_budget=0.0))

    def step(self) -> None:
        """Do one iteration."""
        next(self._run)
        self.__dict__.pop("result", None)

    @property
    def iteration(self) -> int:
        """How many iterations were done."""
        return self._run.iteration

    @cached_property
    def result(self) -> Result:
        """What the run would hand over now."""
        return self._run.result

    @property
    def raw(self) -> FloatArray:
        """The last output, (H, W, C)."""
        return self.result.raw

    @property
    def average(self) -> FloatArray:
        """The running average, (H, W, C)."""
        return self.result.image

    @property
    def estimate(self) -> FloatArray:
        """The average of what the network draws, before the task puts anything else into it."""
        return next(iter(self.result.estimates.values()))

    def losses(self) -> Line:
        """Return the loss at every iteration."""
        return self._line(lambda curves: curves.loss)

    def losses_in_decibels(self) -> Line:
        """Return the PSNR that the loss, a mean square, stands for."""
        return self._line(lambda curves: -10.0 * np.log10(np.maximum(curves.loss, 1e-12)))

    def scores(self, metric: str) -> Line:
        """Return a metric of the run, in dB, at every iteration."""
        return self._line(lambda curves: curves.metrics[metric])

    def _line(self, column: Callable[[Curves], NDArray[np.float64]]) -> Line:
        if not self.iteration:
            return line(self.name, [], [])
        curves = self.result.curves
        return line(self.name, curves.iteration, column(curves))


class Notes:
    """What a study has noted at some iterations: columns of numbers by name."""

    def __init__(self) -> None:
        self._iterations: list[int] = []
        self._columns: dict[str, list[float]] = {}

    def add(self, iteration: int, **values: float) -> None:
        """Note values at an iteration."""
        self._iterations.append(iteration)
        for name, value in values.items():
            self._columns.setdefault(name, []).append(value)

    def line(self, column: str, name: str) -> Line:
        """Return a column as a line over the iterations."""
        return line(name, self._iterations, self._columns.get(column, []))

    def best(self, column: str) -> int:
        """Return the iteration at which a column was highest."""
        return self._iterations[int(np.argmax(self._columns[column]))]


def side_by_side(fits: Sequence[Fit], draw: Draw) -> Iterator[StudyReport]:
    """Do an iteration of each run in turn, and draw the figures anew after some rounds.

    Each step is an iteration of one run, so that whoever asks for them can stop at once.
    """
    rounds = fits[0].iterations
    steps = rounds * len(fits)
    figures = draw()
    yield StudyReport(0, steps, "", figures)
    looks = set(moments(rounds))
    for done in range(1, rounds + 1):
        for number, fit in enumerate(fits):
            fit.step()
            if number == len(fits) - 1 and done in looks:
                figures = draw()
            step = (done - 1) * len(fits) + number + 1
            yield StudyReport(step, steps, f"iteration {done} of {rounds}", figures)


def moments(iterations: int) -> list[int]:
    """Return at which iterations a study looks: often early on, and at the last one."""
    early = np.geomspace(1, iterations, _LOG_POINTS)
    even = np.linspace(1, iterations, _EVEN_POINTS)
    return np.unique(np.rint(np.concatenate([early, even])).astype(int)).tolist()


def decibels(image: FloatArray, wanted: FloatArray) -> float:
    """Return the PSNR of a picture; 100 where the two are the same."""
    error = float(np.mean(np.square(image - wanted, dtype=np.float64)))
    return min(100.0, -10.0 * float(np.log10(max(error, 1e-12))))


def blank(shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Return what is shown of a run before its first iteration: grey."""
    return np.full(shape, 0.5, np.float32)
