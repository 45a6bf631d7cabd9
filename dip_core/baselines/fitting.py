"""Fitting the picture itself, through the engine: what the comparisons without a network share."""

from dataclasses import dataclass

from dip_core.averages import Averaging
from dip_core.engine.run import Run
from dip_core.errors import OptionError
from dip_core.net_inputs.noise import Noise
from dip_core.networks.pixels import Pixels
from dip_core.options import option
from dip_core.outcome import Runtime
from dip_core.spec import (
    Baseline,
    FloatArray,
    Observation,
    Problem,
    Regulariser,
    RestorationSpec,
    Task,
)
from dip_core.stopping.fixed import Fixed

# A weight is the logit of a sample: from middle grey to nearly white takes some fifty such steps.
_LEARNING_RATE = 0.1
# The last ten iterations or so: Adam's steps do not settle by themselves.
_SMOOTHING = 0.9


@dataclass(frozen=True)
class Fitting(Baseline):
    """x* = argmin_x D(A(x), y; w) + Σ λ_i R_i(x): the task's own problem without a network.

    Operator, measurement, weights and data term are the task's; Adam fits each sample for itself
    (the network "pixels"), and what is handed over is finished by the task. Of several unknowns
    each is fitted so, but for one that has a network of its own: a blur kernel, for example.
    """

    iterations: int = option(
        300,
        "Iterations",
        "How many steps are taken; large holes and strong blur need more.",
        minimum=1,
        maximum=100_000,
        step=100,
    )

    def penalties(
        self, observation: Observation, task: Task, problem: Problem
    ) -> tuple[Regulariser, ...]:
        """Return the explicit penalties on the picture: none, unless a method has some."""
        return ()

    def restore(self, observation: Observation, task: Task) -> FloatArray:
        """Return the picture fitted, (H, W, C) floats in [0, 1].

        Raises an `OptionError` for a task that leaves no choice of the network.
        """
        run = self.run(observation, task)
        for _ in run:
            pass
        return run.result.image

    def run(self, observation: Observation, task: Task) -> Run:
        """Return the fit, to be iterated by whoever may want to leave it."""
        prepared = task.prepared(observation)
        problem = task.pose(prepared)
        if problem.unknowns[0].network is not None:
            raise OptionError(
                f"{self.label} fits the picture itself and cannot restore for {task.kind}, which "
                "finds it with a network of its own; choose another method."
            )
        spec = RestorationSpec(
            task=task,
            network=Pixels(),
            net_input=Noise(perturbation=0.0),
            data_term=task.recommended("balanced").data_term,
            stopping=Fixed(),
            regularisers=self.penalties(prepared, task, problem),
            averaging=Averaging(decay=_SMOOTHING),
            iterations=self.iterations,
            learning_rate=_LEARNING_RATE,
        )
        return Run(spec, observation, Runtime(precision="float32", preview_budget=0.0))
