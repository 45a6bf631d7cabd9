"""The loop: one iteration at a time, for whoever iterates.

    run = Run(spec, observation)
    for report in run:          # stop iterating to pause, drop the run to cancel
        ...
    run.result                  # at any time after the first iteration

The engine is handed a spec and knows no concrete task, network or rule. No callbacks, no locks, no
Qt.
"""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Iterator, Mapping
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from dip_core.devices import prepare_cpu, resolve_device, resolve_precision
from dip_core.engine.averaging import RunningAverage
from dip_core.engine.backtracking import Backtracking, State
from dip_core.engine.checkpoint import Checkpoint, Progress
from dip_core.engine.curves import Recorder
from dip_core.engine.estimate import estimate
from dip_core.engine.generator import Generator
from dip_core.engine.previews import PreviewClock, to_bytes
from dip_core.engine.scoring import Scoring
from dip_core.outcome import IterationReport, Result, Runtime
from dip_core.spec import FloatArray, Glimpse, Observation, Problem, RestorationSpec, Verdict

_MOST_SAMPLES = 65_536
# A bad start shows early; later the same look may belong to a picture that is nearly done.
_LOOK_FOR_FAILURE = (50, 100, 200, 300)
_MOST_RESTARTS = 3


class Run(Iterator[IterationReport]):
    """A restoration in progress.

    Raises what the task raises for an observation it cannot use, and a `DipError` when the
    optimisation does not recover from instability.
    """

    def __init__(
        self, spec: RestorationSpec, observation: Observation, runtime: Runtime | None = None
    ) -> None:
        runtime = runtime or Runtime()
        observation = spec.task.prepared(observation)
        self.spec = spec
        self.observation = observation
        self.runtime = runtime
        self._device = resolve_device(runtime.device)
        self._precision = resolve_precision(runtime.precision, self._device)
        self._problem = spec.task.pose(observation)
        self._scoring = Scoring(observation.reference, self._problem.region)
        self._scoring.check(spec.task.result_shape(observation))
        if self._device.type == "cpu":
            first = self._problem.unknowns[0]
            prepare_cpu(runtime.threads, estimate(spec, first.height, first.width).operations)

        self._operator = self._problem.operator.to(self._device)
        self._measurement = self._tensor(self._problem.measurement)
        self._weight = self._tensor(self._problem.weight)
        self._places = _sample_places(self._problem, self._device)

        self._previews = PreviewClock(runtime.preview_budget)
        self._begin(spec.seed)
        self._progress = Progress(
            recorder=Recorder(self._scoring.names),
            watcher=spec.stopping.watch(),
            iterations=spec.iterations,
        )

    def _begin(self, seed: int) -> None:
        """Make untrained networks and everything that changes with them."""
        spec, problem = self.spec, self._problem
        random = torch.Generator(self._device).manual_seed(seed)
        made = _generators(spec, problem, self.observation, random)
        self._generators = nn.ModuleList(made)
        optimiser = torch.optim.Adam(_parameter_groups(spec, problem, made), lr=spec.learning_rate)
        self._average = RunningAverage(spec.averaging)
        self._state = State(self._generators, optimiser, self._average, random)
        self._backtracking = Backtracking(self._state)

    # ------------------------------------------------------------------ the iterator

    def __next__(self) -> IterationReport:
        """Do one iteration and say what it did."""
        progress = self._progress
        if progress.stopped:
            raise StopIteration
        started = time.perf_counter()
        progress.iteration += 1
        report = self._iterate(started)
        progress.recorder.add(report)
        progress.seconds += time.perf_counter() - started
        return report

    def go_on(self, iterations: int) -> None:
        """Allow that many more, past any stop; what is handed over is then the newest average."""
        self._progress.iterations = self._progress.iteration + iterations
        self._progress.stopped = ""
        self._progress.decides = False

    @property
    def iteration(self) -> int:
        """How many iterations were done."""
        return self._progress.iteration

    @property
    def notes(self) -> tuple[str, ...]:
        """What the task has to say about this problem."""
        return self._problem.notes

    @property
    def parameters(self) -> int:
        """How many weights the networks have."""
        return sum(cast(Generator, made).parameter_count for made in self._generators)

    @property
    def result(self) -> Result:
        """What would be handed over if the run ended here.

        After a rule has stopped the run (or it has come to its end), the iteration the rule kept;
        before that the newest average, which is what the previews show.
        """
        progress = self._progress
        if not progress.raw:
            raise RuntimeError("a run has no result before its first iteration")
        kept, kept_iteration = self._average.value(), progress.iteration
        if progress.stopped and progress.decides:
            kept, kept_iteration = progress.kept, progress.kept_iteration
        estimates = self._named(kept)
        return Result(
            image=self.spec.task.finish(self.observation, estimates),
            raw=self._finished(progress.raw),
            estimates=estimates,
            kept_iteration=kept_iteration,
            iterations=progress.iteration,
            stop_reason=progress.stopped or "Stopped by hand.",
            seconds=progress.seconds,
            parameters=self.parameters,
            curves=progress.recorder.curves(),
            backtracks=self._backtracking.count,
            restarts=progress.restarts,
            notes=self._problem.notes,
            device=str(self._device),
            precision=self._precision,
        )

    # ------------------------------------------------------------------ one iteration

    def _iterate(self, started: float) -> IterationReport:
        with torch.autocast(
            self._device.type, torch.bfloat16, enabled=self._precision == "bfloat16"
        ):
            estimates = [generator().float() for generator in self._generators]
        fidelity = self.spec.data_term(self._operator(*estimates), self._measurement, self._weight)
        if self._problem.coupling is not None:
            fidelity = fidelity + self._problem.coupling(estimates)
        loss = float(fidelity.detach())
        event = self._backtracking.went_back(self._progress.iteration, loss)
        if event:
            self._progress.watcher.rewind()
            self._end_if_done()
            return self._report(started, loss, Verdict(), event)
        self._step(fidelity, estimates)
        self._progress.raw = [estimate.detach() for estimate in estimates]
        self._average.add(self._progress.raw)
        event = self._started_again()
        verdict = Verdict() if event else self._watch(loss)
        self._end_if_done()
        return self._report(started, loss, verdict, event)

    def _step(self, fidelity: Tensor, estimates: list[Tensor]) -> None:
        objective = fidelity
        for regulariser in self.spec.regularisers:
            objective = objective + regulariser.weight * regulariser.penalty(estimates[0])
        self._state.optimiser.zero_grad(set_to_none=True)
        objective.backward()
        self._state.optimiser.step()

    def _started_again(self) -> str:
        """Give up a start that the task sees has failed; return what was done, or nothing."""
        progress = self._progress
        age = progress.iteration - progress.began
        if age not in _LOOK_FOR_FAILURE or progress.restarts >= _MOST_RESTARTS:
            return ""
        failure = self.spec.task.failure(self.observation, self._named(progress.raw))
        if not failure:
            return ""
        progress.restarts += 1
        progress.began = progress.iteration
        progress.watcher = self.spec.stopping.watch()
        progress.kept, progress.kept_iteration = [], 0
        self._begin(self._seed)
        return f"{failure} Started again with another seed."

    @property
    def _seed(self) -> int:
        """The spec's own seed, or the one of the latest start."""
        return self.spec.seed + self._progress.restarts

    def _watch(self, loss: float) -> Verdict:
        progress = self._progress
        samples = progress.raw[0].flatten()[self._places]
        verdict = progress.watcher.see(Glimpse(progress.iteration, loss, samples))
        if verdict.keep or not progress.kept:
            progress.kept, progress.kept_iteration = self._average.value(), progress.iteration
        if verdict.stop and progress.decides:
            progress.stopped = verdict.why
        return verdict

    def _end_if_done(self) -> None:
        progress = self._progress
        if not progress.stopped and progress.iteration >= progress.iterations:
            progress.stopped = f"All {progress.iterations} iterations were done."

    def _report(
        self, started: float, loss: float, verdict: Verdict, event: str = ""
    ) -> IterationReport:
        progress = self._progress
        now = progress.seconds + time.perf_counter() - started
        metrics, preview = self._look(now)
        return IterationReport(
            iteration=progress.iteration,
            iterations=progress.iterations,
            loss=loss,
            elapsed=progress.seconds + time.perf_counter() - started,
            metrics=metrics,
            rule=verdict.value,
            kept=progress.kept_iteration if progress.decides else progress.iteration,
            preview=preview,
            event=event,
        )

    def _look(self, now: float) -> tuple[Mapping[str, float], NDArray[np.uint8] | None]:
        """Score the estimate and make a preview, each only when wanted."""
        raw, due = self._progress.raw, self._previews.due(now)
        if not raw or not (due or self._scoring.names):
            return {}, None
        begun = time.perf_counter()
        average = self._finished(self._average.value())
        metrics = self._scoring.score(self._finished(raw), average) if self._scoring.names else {}
        if not due:
            return metrics, None
        preview = to_bytes(average)
        self._previews.made(begun, now)
        return metrics, preview

    # ------------------------------------------------------------------ arrays and tensors

    def _tensor(self, array: FloatArray) -> Tensor:
        """(H, W, C) array → (1, C, H, W) tensor on the device."""
        tensor = torch.from_numpy(np.ascontiguousarray(array, dtype=np.float32))
        return tensor.permute(2, 0, 1).unsqueeze(0).to(self._device)

    def _named(self, estimates: list[Tensor]) -> dict[str, FloatArray]:
        """Return (H, W, C) arrays by the unknowns' names."""
        return {
            unknown.name: estimate[0].permute(1, 2, 0).cpu().numpy()
            for unknown, estimate in zip(self._problem.unknowns, estimates, strict=True)
        }

    def _finished(self, estimates: list[Tensor]) -> FloatArray:
        return self.spec.task.finish(self.observation, self._named(estimates))

    # ------------------------------------------------------------------ checkpoints

    def checkpoint(self) -> Checkpoint:
        """Copy everything needed to go on from here."""
        return Checkpoint(
            spec=self.spec,
            observation=self.observation,
            runtime=self.runtime,
            progress=copy.deepcopy(self._progress),
            now=self._state.snapshot(self.iteration, math.nan),
            last_good=self._backtracking.last_good,
            backtracks=self._backtracking.count,
        )

    @classmethod
    def resume(cls, checkpoint: Checkpoint) -> Run:
        """Return a run that goes on from a checkpoint as if it had never stopped."""
        run = cls(checkpoint.spec, checkpoint.observation, checkpoint.runtime)
        run._progress = copy.deepcopy(checkpoint.progress)
        if run._progress.restarts:
            run._begin(run._seed)
        run._state.restore(checkpoint.now)
        run._backtracking.last_good = checkpoint.last_good
        run._backtracking.count = checkpoint.backtracks
        return run


def _generators(
    spec: RestorationSpec, problem: Problem, observation: Observation, random: torch.Generator
) -> list[Generator]:
    return [
        Generator(
            unknown.network or spec.network,
            unknown.net_input or spec.net_input,
            channels=unknown.channels,
            height=unknown.height,
            width=unknown.width,
            observation=observation,
            random=random,
            weight_noise=spec.weight_noise,
        )
        for unknown in problem.unknowns
    ]


def _parameter_groups(
    spec: RestorationSpec, problem: Problem, generators: list[Generator]
) -> list[dict[str, Any]]:
    """Return each network's weights with their learning rate, as torch's optimisers take them."""
    return [
        {
            "params": [p for p in generator.parameters() if p.requires_grad],
            "lr": unknown.learning_rate or spec.learning_rate,
        }
        for unknown, generator in zip(problem.unknowns, generators, strict=True)
    ]


def _sample_places(problem: Problem, device: torch.device) -> Tensor:
    """Return fixed places of the first unknown, flattened: all of its region, or an even choice.

    A stride that shares no factor with the size would be enough; a fixed permutation also avoids
    sampling the same column again and again.
    """
    first = problem.unknowns[0]
    inside = np.ones((first.height, first.width), dtype=bool)
    if problem.region is not None:
        inside = problem.region > 0
    places = np.flatnonzero(np.broadcast_to(inside, (first.channels, *inside.shape)))
    if len(places) > _MOST_SAMPLES:
        places = np.sort(np.random.default_rng(0).choice(places, _MOST_SAMPLES, replace=False))
    return torch.from_numpy(places).to(device)
