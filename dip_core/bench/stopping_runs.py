"""Restorations watched by every stopping rule at once, with the truth at hand."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

import numpy as np

from dip_core.degradations import degrade
from dip_core.engine.run import Run
from dip_core.errors import OptionError
from dip_core.metrics import psnr
from dip_core.options import choice, option
from dip_core.outcome import Runtime
from dip_core.spec import (
    FloatArray,
    Observation,
    Problem,
    Quality,
    RestorationSpec,
    Stopping,
    Task,
)
from dip_core.stopping.auto import Auto
from dip_core.stopping.discrepancy import Discrepancy
from dip_core.stopping.exponential_variance import ExponentialVariance
from dip_core.stopping.held_out import HeldOut
from dip_core.stopping.moving_variance import MovingVariance
from dip_core.tasks.denoising import Denoising
from dip_core.tasks.inpainting import Inpainting
from dip_core.tasks.super_resolution import SuperResolution
from dip_core.watching import Glimpse, Span, Verdict, Watcher

_ENDED = " ended"
# The score of the raw output, where the person looks.
_RAW = ("psnr_region", "psnr")


@dataclass(frozen=True)
class Degradation:
    """One kind of degradation: the words that make it, and the task that undoes it."""

    words: str
    task: Task


DEGRADATIONS: Mapping[str, Degradation] = {
    "gaussian-15": Degradation("gaussian:15", Denoising()),
    "gaussian-25": Degradation("gaussian:25", Denoising()),
    "gaussian-50": Degradation("gaussian:50", Denoising()),
    "impulse": Degradation("impulse:0.3", Denoising()),
    "poisson": Degradation("poisson:30", Denoising()),
    "speckle": Degradation("speckle:0.2", Denoising()),
    "missing": Degradation("missing:0.5", Inpainting(missing="pixels")),
    "enlarging": Degradation("shrink:4", SuperResolution()),
}


@dataclass(frozen=True)
class Extent:
    """How large and how long.

    side        of the pictures, in pixels
    quality     the settings that are used
    iterations  the most a run may take
    patience    of every rule
    threads     of each run; 0 chooses by the machine
    """

    side: int
    quality: Quality
    iterations: int
    patience: int
    device: str = "auto"
    threads: int = 0


@dataclass(frozen=True)
class HandedOver:
    """What one rule made of one run; PSNR in dB, of what is handed over and of the raw output then.

    kept, ended  the iteration handed over, and the one the run ended at
    gap          by how much the best average of the run that withholds nothing is better
    """

    rule: str
    kept: int
    ended: int
    average: float
    raw: float
    gap: float


@dataclass(frozen=True)
class Case:
    """One picture, degraded in one way, restored from one seed.

    peak, peak_raw  the best PSNR of the plain run: of its averages, and of its raw outputs
    last_raw        the PSNR of its last raw output
    mixed           what the automatic rule mixed in, by kind
    """

    degradation: str
    picture: str
    seed: int
    peak: float
    peak_at: int
    peak_raw: float
    last_raw: float
    rules: tuple[HandedOver, ...]
    mixed: Mapping[str, float] = field(default_factory=dict)


def watched(name: str, picture: str, clean: FloatArray, seed: int, extent: Extent) -> Case:
    """Degrade a clean picture, (H, W, C) in [0, 1], and see what each rule hands over.

    One long run is shown to all rules that withhold nothing; two more are ended by those that
    withhold, alone and together with the others.
    """
    degradation = DEGRADATIONS[name]
    made = degrade(clean, degradation.words, seed)
    observation = Observation(made.image, mask=made.mask, reference=clean)
    recommended = degradation.task.recommended(extent.quality)
    spec = recommended.replace(seed=seed, iterations=extent.iterations)
    patience = extent.patience
    rules = (
        MovingVariance(patience=patience),
        ExponentialVariance(patience=patience),
        Discrepancy(),
    )
    plain = _Watched(spec.replace(stopping=_Everyone(rules)), observation, clean, extent)
    last = min(recommended.iterations, extent.iterations)
    found = [*(plain.by(rule) for rule in plain.found), plain.at("fixed", last, last)]
    alone = _Watched(
        spec.replace(stopping=HeldOut(patience=patience), fusion=()), observation, clean, extent
    )
    found.append(alone.unmixed("held-out"))
    together = _Watched(spec.replace(stopping=Auto(patience=patience)), observation, clean, extent)
    found += together.automatic(clean, made.mask)
    peak = float(plain.best.max())
    return Case(
        degradation=name,
        picture=picture,
        seed=seed,
        peak=peak,
        peak_at=int(plain.best.argmax()) + 1,
        peak_raw=float(plain.raws.max()),
        last_raw=float(plain.raws[-1]),
        rules=tuple(replace(handed_over, gap=peak - handed_over.average) for handed_over in found),
        mixed=together.result.mixed,
    )


def judging_seconds(side: int, turns: int, turn: int) -> tuple[float, float]:
    """Return the processor seconds of an iteration without and with every rule at work.

    In one run, in turns: what differs is whether the rules are shown what is happening.
    """
    ramp = np.linspace(0.1, 0.9, side, dtype=np.float32)
    clean = np.broadcast_to(ramp[:, None, None], (side, side, 3))
    observation = Observation(degrade(clean, "gaussian:25").image)
    # So patient that no turn of the bench ends it.
    stopping = _InTurns(Auto(patience=20_000), turn)
    spec = Denoising().recommended("fast").replace(stopping=stopping, iterations=100_000)
    run = Run(spec, observation, Runtime(preview_budget=0.0))
    seconds: list[list[float]] = [[], []]
    for iteration in range(2 * turns * turn):
        began = time.process_time()
        next(run)
        seconds[stopping.judges(iteration + 1)].append(time.process_time() - began)
    without, judged = (float(np.mean(times[turn:])) for times in seconds)
    return without, judged


@dataclass(frozen=True)
class _InTurns(Stopping, kind="in-turns", label="A rule every other turn"):
    """Shows a run to a rule for some iterations and hides it for as many, again and again."""

    rule: Stopping = choice("Rule", "Who watches the run.")
    turn: int = option(25, "Turn", "How many iterations are shown.", minimum=1)

    def judges(self, iteration: int) -> bool:
        """Whether this iteration is shown."""
        return bool((iteration - 1) // self.turn % 2)

    def withhold(self, problem: Problem, random: np.random.Generator) -> FloatArray | None:
        return self.rule.withhold(problem, random)

    def watch(self, problem: Problem) -> Watcher:
        return _WatchingInTurns(self, self.rule.watch(problem))


class _WatchingInTurns:
    def __init__(self, turns: _InTurns, watcher: Watcher) -> None:
        self._turns, self._watcher = turns, watcher

    def rewind(self) -> None:
        self._watcher.rewind()

    def see(self, glimpse: Glimpse) -> Verdict:
        if self._turns.judges(glimpse.iteration):
            self._watcher.see(glimpse)
        return Verdict()


class _Watched:
    """A run that has come to its end, and how good it was all along.

    best, raws  PSNR in dB of the better average and of the raw output, where the person looks
    found       for each rule it was shown to, the iteration kept and the one it would end at
    """

    def __init__(
        self, spec: RestorationSpec, observation: Observation, clean: FloatArray, extent: Extent
    ) -> None:
        runtime = Runtime(device=extent.device, threads=extent.threads, preview_budget=0.0)
        run = Run(spec, observation, runtime)
        judged: Mapping[str, float] = {}
        self._best_at = self._searched = 1
        averages: dict[Span, list[float]] = {"recent": [], "long": []}
        for report in run:
            for span, scores in averages.items():
                scores.append(psnr(run.average(span), clean, observation.mask))
            if report.rules:
                judged = report.rules
                self._best_at, self._searched = report.kept, report.iteration
        self.result = run.result
        metrics = self.result.curves.metrics
        raw = next(name for name in _RAW if name in metrics)
        self._averages = {span: np.array(scores) for span, scores in averages.items()}
        self.best, self.raws = np.maximum(*self._averages.values()), metrics[raw]
        self.found = {
            kind: (int(kept), int(judged[f"{kind}{_ENDED}"]))
            for kind, kept in judged.items()
            if f"{kind}{_ENDED}" in judged
        }

    def by(self, rule: str) -> HandedOver:
        """Return what a rule would have made of it."""
        return self.at(rule, *self.found[rule])

    def at(self, rule: str, kept: int, ended: int, span: Span = "recent") -> HandedOver:
        """Return what handing over an average of an iteration amounts to; its gap is not known."""
        average = float(self._averages[span][kept - 1])
        return HandedOver(rule, kept, ended, average, float(self.raws[kept - 1]), gap=math.nan)

    def unmixed(self, rule: str) -> HandedOver:
        """Return what the run's own rule handed over, without what was mixed in."""
        result = self.result
        return self.at(rule, result.kept_iteration, result.iterations, result.span)

    def automatic(self, clean: FloatArray, mask: FloatArray | None) -> Iterator[HandedOver]:
        """Yield what the run handed over, the same unmixed, and what the final fit began with."""
        plain = self.unmixed("auto, nothing mixed in")
        yield replace(plain, rule="auto", average=psnr(self.result.image, clean, mask))
        yield plain
        found, ended = self._best_at, self._searched
        yield self.at("auto, no final fit", found, ended, self.result.span)


@dataclass(frozen=True)
class _Everyone(Stopping, kind="everyone", label="Every rule"):
    """Shows one run to several rules, and reports for each what it would have handed over when."""

    rules: tuple[Stopping, ...] = option((), "Rules", "Who watches the run.")

    def watch(self, problem: Problem) -> Watcher:
        return _Watching(self.rules, problem)


class _Watching:
    def __init__(self, rules: tuple[Stopping, ...], problem: Problem) -> None:
        self._watchers: dict[str, Watcher] = {}
        self._found: dict[str, float] = {}
        for rule in rules:
            # A rule that makes no sense for the problem says so, and does not take part.
            with suppress(OptionError):
                self._watchers[rule.kind] = rule.watch(problem)

    def rewind(self) -> None:
        for watcher in self._watchers.values():
            watcher.rewind()

    def see(self, glimpse: Glimpse) -> Verdict:
        for kind, watcher in list(self._watchers.items()):
            verdict = watcher.see(glimpse)
            self._found[f"{kind}{_ENDED}"] = glimpse.iteration
            if verdict.keep or kind not in self._found:
                self._found[kind] = glimpse.iteration
            if verdict.stop:
                del self._watchers[kind]
        return Verdict(keep=True, values=dict(self._found))
