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
from typing import cast

import torch
from torch import Tensor, nn

from dip_core.devices import prepare_cpu
from dip_core.engine.averaging import RunningAverage, mean_of
from dip_core.engine.backtracking import Backtracking, State
from dip_core.engine.checkpoint import Checkpoint, Progress
from dip_core.engine.curves import Recorder
from dip_core.engine.estimate import estimate
from dip_core.engine.fusion import Fusion, said
from dip_core.engine.generator import Generator, generators
from dip_core.engine.marks import MARKS_APART, just_found
from dip_core.engine.measurement import Measurement, sample_places
from dip_core.engine.place import place_of
from dip_core.engine.recording import recorded_where_it_helps
from dip_core.engine.showing import Showing
from dip_core.engine.stepping import Plain
from dip_core.engine.still import Still
from dip_core.outcome import IterationReport, Result, Runtime
from dip_core.spec import FloatArray, Observation, RestorationSpec, Role
from dip_core.watching import Glimpse, Misfit, Span, Verdict

# A bad start shows early; later the same look may belong to a picture that is nearly done.
_LOOK_FOR_FAILURE = (50, 100, 200, 300)
_MOST_RESTARTS = 3
# A final fit that ends a little before the best iteration is as good as one that reaches it.
_NEARLY = 0.95


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
        place = place_of(runtime)
        self._device, self._precision = place.device, place.precision
        self._problem = spec.task.pose(observation)
        beside, budget = self._device.type == "cuda", runtime.preview_budget
        self._showing = Showing(spec.task, observation, self._problem, budget, beside=beside)
        if self._device.type == "cpu":
            first = self._problem.unknowns[0]
            prepare_cpu(runtime.threads, estimate(spec, first.height, first.width).operations)

        self._places = sample_places(self._problem, self._device)
        self._begin(spec.seed)
        self._progress = Progress(
            recorder=Recorder(self._showing.metrics),
            watcher=spec.stopping.watch(self._problem),
            iterations=spec.at_most,
            ends=self._at_most,
            span="long" if spec.averaging.span == "long" else "recent",
            remarks=[place.remark] if place.remark else [],
        )

    def _begin(self, seed: int) -> None:
        """Make untrained networks and everything that changes with them."""
        spec, problem = self.spec, self._problem
        random = torch.Generator(self._device).manual_seed(seed)
        made = generators(spec, problem, self.observation, random)
        self._generators = nn.ModuleList(made)
        self._measurement = Measurement(problem, spec.stopping, seed, self._device)
        self._average = RunningAverage(spec.averaging)
        self._fusion = Fusion(spec.fusion, spec.task, self.observation, problem, self._measurement)
        self._measurement.start_from(self._fusion.first_of(spec.start), self._at_most)
        plain = Plain(spec, problem, made, self._measurement, self._precision)
        self._state = State(self._generators, plain.optimiser, self._average, random)
        self._stepping = recorded_where_it_helps(plain, self._state)
        self._backtracking = Backtracking(self._state)

    # ------------------------------------------------------------------ the iterator

    def __next__(self) -> IterationReport:
        """Do one iteration and say what it did."""
        progress = self._progress
        if progress.stopped:
            raise StopIteration
        started = time.perf_counter()
        progress.iteration += 1
        progress.recorder.add(report := self._iterate(started))
        progress.seconds += time.perf_counter() - started
        return report

    def go_on(self, iterations: int) -> None:
        """Allow that many more, past any stop; what is handed over is then the newest average."""
        progress = self._progress
        progress.iterations = progress.ends = progress.iteration + iterations
        progress.stopped = ""
        progress.decides = False

    @property
    def iteration(self) -> int:
        """How many iterations were done."""
        return self._progress.iteration

    @property
    def notes(self) -> tuple[str, ...]:
        """What there is to say about this problem, and how the machine copes with it."""
        return (*self._problem.notes, *self._progress.remarks)

    @property
    def roles(self) -> Mapping[str, Role]:
        """What is looked for, by name: a picture or a blur kernel each."""
        return {unknown.name: unknown.role for unknown in self._problem.unknowns}

    @property
    def parameters(self) -> int:
        """How many weights the networks have."""
        return sum(cast(Generator, made).parameter_count for made in self._generators)

    @property
    def result(self) -> Result:
        """What would be handed over if the run ended here.

        After a rule has stopped the run (or it has come to its end), the iteration the rule kept;
        before that the newest average, which is what the previews show. Classical results are
        mixed into both.
        """
        progress = self._progress
        if not progress.raw:
            raise RuntimeError("a run has no result before its first iteration")
        kept, kept_iteration = self._handed_over()
        estimates = self._showing.named(kept)
        chosen = bool(progress.stopped) and progress.decides
        return Result(
            image=self.spec.task.finish(self.observation, estimates),
            raw=self._showing.finished(progress.raw),
            estimates=estimates,
            kept_iteration=kept_iteration,
            fitted_iterations=progress.fitted if chosen else progress.age,
            iterations=progress.iteration,
            stop_reason=" ".join((progress.stopped or "Stopped by hand.", *said(progress.shares))),
            seconds=progress.seconds,
            parameters=self.parameters,
            curves=progress.recorder.curves(),
            backtracks=self._backtracking.count,
            restarts=progress.restarts,
            notes=self.notes,
            span=progress.kept_span if chosen else progress.span,
            mixed={method.kind: share for method, share in progress.shares.items()},
            device=str(self._device),
            precision=self._precision,
            roles=self.roles,
        )

    def average(self, span: Span) -> FloatArray:
        """Return the picture that handing over this average now, unmixed, would give."""
        return self._showing.finished(self._average.value(span) or self._progress.raw)

    def still(self) -> Still:
        """Put the newest average aside, which costs next to nothing until it is looked at."""
        return Still(self.iteration, self._newest(), self._showing.named, self._showing.finished)

    def _handed_over(self) -> tuple[list[Tensor], int]:
        """Return the averages for the result, and the iteration they are of.

        After several starts it is their mean. One that has not come to its end does not count:
        early on it would only spoil what the others found.
        """
        progress = self._progress
        kept, iteration = self._newest(), progress.iteration
        if progress.stopped and progress.decides:
            kept, iteration = progress.kept, progress.kept_iteration
        if not progress.finished:
            return kept, iteration
        if not progress.stopped and progress.decides:
            return mean_of(progress.finished), iteration
        return mean_of([*progress.finished, kept]), iteration

    def _newest(self) -> list[Tensor]:
        """Return what is handed over now; a start that is all new has but the last output."""
        progress = self._progress
        average = self._average.value(progress.span) or progress.raw
        return self._fusion.mixed(average, progress.shares)

    @property
    def _at_most(self) -> int:
        """How many iterations one start may take."""
        return self.spec.stopping.at_most(self.spec.iterations)

    # ------------------------------------------------------------------ one iteration

    def _iterate(self, started: float) -> IterationReport:
        self._backtracking.begin(self._progress.iteration)
        part = self._measurement.part(self._progress.age, everything=self._fits_everything)
        attempt = self._stepping.attempt(part)
        self._showing.catch_up()
        # Where an iteration is replayed, all of it has been asked for before this waits.
        loss = float(attempt.loss)
        event = self._backtracking.went_back(self._progress.iteration, loss)
        verdict = Verdict()
        if event:
            self._progress.watcher.rewind()
        else:
            self._progress.raw = attempt.take()
            if part == "start":
                self._backtracking.expect_more()
                event = self._measurement.last_of_start(self._progress.age)
            else:
                self._average.add(self._progress.raw)
                event = self._started_again()
                verdict = Verdict() if event else self._watch(loss)
        ending = self._end(verdict)
        if attempt.remark:
            self._progress.remarks.append(attempt.remark)
        happened = " ".join(filter(None, (attempt.remark, event, ending)))
        return self._report(started, loss, verdict, happened)

    def _started_again(self) -> str:
        """Give up a start that the task sees has failed; return what was done, or nothing."""
        progress = self._progress
        age = progress.iteration - progress.began
        if age not in _LOOK_FOR_FAILURE or progress.restarts >= _MOST_RESTARTS:
            return ""
        failure = self.spec.task.failure(self.observation, self._showing.named(progress.raw))
        if not failure:
            return ""
        progress.restarts += 1
        self._start_over()
        return f"{failure} Started again with another seed."

    def _start_over(self) -> None:
        self._progress.start_over(self.spec.stopping.watch(self._problem))
        self._begin(self._seed)

    @property
    def _seed(self) -> int:
        """The spec's own seed, or the one of the latest start."""
        return self.spec.seed + self._progress.starts

    def _watch(self, loss: float) -> Verdict:
        """Show the iteration to the rule, and keep what it says is worth keeping."""
        progress = self._progress
        if self._fits_everything and self._measurement.withholds:
            self._keep()
            return Verdict()
        # Rules count in double precision, which a graphics card is slow at or lacks.
        samples = progress.raw[0].flatten()[self._places].cpu()
        verdict = progress.watcher.see(Glimpse(progress.iteration, loss, samples, self._misfit))
        if verdict.keep or not progress.kept:
            self._keep()
        if self._searches:
            self._mark(loss)
        return verdict

    def _misfit(self) -> Misfit:
        """Judge each average that may be handed over; remember the best, and what helps it."""
        spans: tuple[Span, ...] = (self._progress.span,)
        if self.spec.averaging.span == "best" and self._searches:
            spans = ("recent", "long")
        averages = {span: self._average.value(span) for span in spans}
        found = {span: self._measurement.misfit(average) for span, average in averages.items()}
        best = min(spans, key=lambda span: found[span].withheld)
        self._progress.span = best
        if self._searches:
            self._progress.shares = self._fusion.shares(averages[best])
        return found[best]

    def _mark(self, loss: float) -> None:
        """Remember a state now and then, for the final fit to begin at."""
        progress = self._progress
        if progress.marks.due(progress.iteration):
            progress.marks.add(self._state.snapshot(progress.iteration, loss))
            best = progress.kept_iteration - progress.began
            again = self._final_fit(best)
            progress.marks.forget_before(progress.began + again.start)

    def _keep(self) -> None:
        progress = self._progress
        progress.kept, progress.kept_span = self._average.value(progress.span), progress.span
        progress.kept_iteration = progress.iteration
        progress.fitted = progress.age

    @property
    def _fits_everything(self) -> bool:
        """Whether what was withheld is fitted too: at the end, and when no rule decides."""
        return bool(self._progress.why) or not self._progress.decides

    @property
    def _searches(self) -> bool:
        """Whether something is withheld still."""
        return self._measurement.withholds and not self._fits_everything

    # ------------------------------------------------------------------ how a start ends

    def _end(self, verdict: Verdict) -> str:
        """End what has come to its end; return in a sentence what is done next, if anything is."""
        progress = self._progress
        why = verdict.why if verdict.stop and progress.decides else self._exhausted()
        if not why:
            return ""
        if self._searches:
            progress.shares = self._fusion.shares(progress.kept)
            event = self._fit_everything(why)
            if event:
                return event
        progress.kept = self._fusion.mixed(progress.kept, progress.shares)
        if self._starts_left:
            return self._start_another()
        progress.stopped = why
        return ""

    def _exhausted(self) -> str:
        """Say that the iterations are used up, but for those that a final fit will need."""
        progress = self._progress
        if progress.iteration < progress.ends - (self._reserve() if self._searches else 0):
            return ""
        if self._searches:
            return f"No rule had stopped the run after {progress.iteration} iterations."
        return progress.why or f"All {progress.iteration} iterations were done."

    def _reserve(self) -> int:
        """Return how many iterations a final fit takes at the least, if it begins now."""
        progress = self._progress
        age, best = (t - progress.began for t in (progress.iteration, progress.kept_iteration))
        end = self._final_fit(best).stop
        mark = progress.marks.last_until(progress.kept_iteration)
        if just_found(best, age) or mark is None:
            return max(0, self._final_fit(age).stop - age)
        return max(0, end - (mark.iteration - progress.began))

    def _final_fit(self, best: int) -> range:
        return self.spec.stopping.final_fit(best, self._measurement.share)

    def _fit_everything(self, why: str) -> str:
        """Go back, and fit what was withheld too; do nothing where there is no room for it."""
        progress = self._progress
        age, best = (t - progress.began for t in (progress.iteration, progress.kept_iteration))
        again, room = self._final_fit(best), progress.ends - progress.iteration
        if not again or room <= 0:
            return ""
        # The state a little before is as good, and without enough room a later one.
        first = max(again.start / MARKS_APART, _NEARLY * best - room)
        mark = progress.marks.between(progress.began + first, progress.kept_iteration)
        if not just_found(best, age) and mark is not None:
            self._state.restore(mark)
            self._backtracking.last_good = mark
            progress.undone = progress.iteration - mark.iteration
            length = again.stop - (mark.iteration - progress.began)
            event = f"Went back to iteration {mark.iteration} to fit the withheld pixels too."
        elif just_found(best, age):
            length = max(1, self._final_fit(age).stop - age)
            event = "From here on the withheld pixels are fitted too."
        else:
            return ""
        self._backtracking.expect_more()
        length = min(length, room)
        progress.why = f"{why} Then the withheld pixels were fitted too."
        progress.span = progress.kept_span
        self._expect(progress.iteration + length)
        return event

    def _start_another(self) -> str:
        """Put aside what this start hands over, and begin the next one."""
        progress = self._progress
        progress.finished.append(progress.kept)
        self._start_over()
        self._expect(progress.iteration + self._at_most)
        return f"Run {len(progress.finished) + 1} of {self.spec.averaging.seeds} begins."

    def _expect(self, ends: int) -> None:
        """Let this start end there, and the whole run after the starts that are left."""
        progress = self._progress
        progress.ends = ends
        progress.iterations = ends + self._starts_left * self._at_most

    @property
    def _starts_left(self) -> int:
        """How many starts follow this one."""
        left = self.spec.averaging.seeds - len(self._progress.finished) - 1
        return left if self._progress.decides else 0

    def _report(
        self, started: float, loss: float, verdict: Verdict, event: str = ""
    ) -> IterationReport:
        progress = self._progress
        now = progress.seconds + time.perf_counter() - started
        metrics, preview = self._showing.look(now, progress.raw, self._newest)
        return IterationReport(
            iteration=progress.iteration,
            iterations=progress.iterations,
            loss=loss,
            elapsed=progress.seconds + time.perf_counter() - started,
            metrics=metrics,
            rule=verdict.value,
            rules=verdict.curves(self.spec.stopping.kind),
            picks=verdict.proposals(self.spec.stopping.kind, progress.kept_iteration),
            kept=progress.kept_iteration if progress.decides else progress.iteration,
            preview=preview,
            event=event,
            last=bool(progress.stopped),
        )

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
        if run._progress.starts:
            run._begin(run._seed)
        run._state.restore(checkpoint.now)
        run._backtracking.last_good = checkpoint.last_good
        run._backtracking.count = checkpoint.backtracks
        return run
