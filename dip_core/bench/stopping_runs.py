"""Restorations watched by every stopping rule at once, with the truth at hand."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from dip_core.degradations import degrade
from dip_core.engine.run import Run
from dip_core.errors import OptionError
from dip_core.options import option
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
from dip_core.stopping.fixed import Fixed
from dip_core.stopping.moving_variance import MovingVariance
from dip_core.tasks.denoising import Denoising
from dip_core.tasks.inpainting import Inpainting
from dip_core.tasks.super_resolution import SuperResolution
from dip_core.watching import Glimpse, Verdict, Watcher

_ENDED = " ended"
# The average and the raw output, where the person looks.
_SCORES = (("psnr_average_region", "psnr_region"), ("psnr_average", "psnr"))


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
    iterations  the length of the run that all rules watch
    patience    of every rule
    """

    side: int
    quality: Quality
    iterations: int
    patience: int
    device: str = "auto"


@dataclass(frozen=True)
class HandedOver:
    """What one rule made of one run; PSNR in dB, of the average and of the raw output then.

    kept, ended  the iteration handed over, and the one the run would have ended at
    gap          by how much the best average of the same run is better
    behind       by how much the best average of the run that withholds nothing is better
    """

    rule: str
    kept: int
    ended: int
    average: float
    raw: float
    gap: float
    behind: float


@dataclass(frozen=True)
class Case:
    """One picture, degraded in one way, restored from one seed.

    peak, peak_raw  the best PSNR of the plain run: of its averages, and of its raw outputs
    last_raw        the PSNR of its last raw output
    """

    degradation: str
    picture: str
    seed: int
    peak: float
    peak_at: int
    peak_raw: float
    last_raw: float
    rules: tuple[HandedOver, ...]


def watched(name: str, picture: str, clean: FloatArray, seed: int, extent: Extent) -> Case:
    """Degrade a clean picture, (H, W, C) in [0, 1], and see what each rule hands over.

    One long run is shown to all rules that withhold nothing; a second one is ended by the automatic
    rule, which withholds.
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
    plain = _Watched(spec.replace(stopping=_Everyone(rules)), observation, extent.device)
    handed_over = [plain.by(rule) for rule in plain.found]
    last = min(recommended.iterations, extent.iterations)
    handed_over.append(plain.at("fixed", last, last))
    judged = _Watched(spec.replace(stopping=Auto(patience=patience)), observation, extent.device)
    peak = float(plain.averages.max())
    handed_over += [replace(h, behind=peak - h.average) for h in judged.automatic()]
    return Case(
        degradation=name,
        picture=picture,
        seed=seed,
        peak=peak,
        peak_at=int(plain.averages.argmax()) + 1,
        peak_raw=float(plain.raws.max()),
        last_raw=float(plain.raws[-1]),
        rules=tuple(handed_over),
    )


def iteration_seconds(side: int, *, judged: bool) -> Iterator[float]:
    """Yield the seconds of each iteration of a run, with every rule at work or with none."""
    ramp = np.linspace(0.1, 0.9, side, dtype=np.float32)
    clean = np.broadcast_to(ramp[:, None, None], (side, side, 3))
    observation = Observation(degrade(clean, "gaussian:25").image)
    stopping = Auto(patience=20_000) if judged else Fixed()
    spec = Denoising().recommended("fast").replace(stopping=stopping, iterations=100_000)
    run = Run(spec, observation, Runtime(preview_budget=0.0))
    while True:
        began = time.perf_counter()
        next(run)
        yield time.perf_counter() - began


class _Watched:
    """A run that has come to its end, and how good it was all along.

    averages, raws  PSNR in dB, one value per iteration, where the person looks
    found           for each rule it was shown to, the iteration kept and the one it would end at
    """

    def __init__(self, spec: RestorationSpec, observation: Observation, device: str) -> None:
        run = Run(spec, observation, Runtime(device=device, preview_budget=0.0))
        judged: Mapping[str, float] = {}
        for report in run:
            if report.rules:
                judged, self._searched, self._best = report.rules, report.iteration, report.kept
        self.result = run.result
        metrics = self.result.curves.metrics
        average, raw = next(names for names in _SCORES if names[0] in metrics)
        self.averages, self.raws = metrics[average], metrics[raw]
        self.found = {
            kind: (int(kept), int(judged[f"{kind}{_ENDED}"]))
            for kind, kept in judged.items()
            if f"{kind}{_ENDED}" in judged
        }

    def by(self, rule: str) -> HandedOver:
        """Return what a rule would have made of it."""
        return self.at(rule, *self.found[rule])

    def at(self, rule: str, kept: int, ended: int) -> HandedOver:
        """Return what handing over the average of an iteration amounts to."""
        average, raw = float(self.averages[kept - 1]), float(self.raws[kept - 1])
        gap = float(self.averages.max()) - average
        return HandedOver(rule, kept, ended, average, raw, gap, behind=gap)

    def automatic(self) -> Iterator[HandedOver]:
        """Yield what the run's own rule handed over, and what it had found before the final fit."""
        yield self.at("auto", self.result.kept_iteration, self.result.iterations)
        yield self.at("auto, no final fit", self._best, self._searched)


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
