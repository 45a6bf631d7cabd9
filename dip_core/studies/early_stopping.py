"""Stopping in time: the best picture comes before the best fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from dip_core.figures.figure import Chart, Figure, Gallery, Tile, tile
from dip_core.networks.skip import Skip
from dip_core.options import option
from dip_core.outcome import Runtime
from dip_core.spec import FloatArray, Network, Observation
from dip_core.studies.fitting import Fit, Notes, decibels, fitting_spec, side_by_side
from dip_core.studies.subjects import noisy, reduced
from dip_core.studying import Study, StudyReport, iterations_option, noise_option

_COLUMNS = 4


@dataclass(frozen=True)
class EarlyStopping(Study, kind="early-stopping", label="Stopping in time"):
    """PSNR of f_θ(z) to the clean and to the noisy picture, while the noisy one is fitted."""

    question: ClassVar[str] = "When is the noisy photo restored, and when has its noise come back?"
    look_for: ClassVar[str] = (
        "The output comes ever closer to the noisy photo, because that is what it is asked for. On "
        "its way it passes near the clean one: the upper curve climbs, has a summit, and falls "
        "again as noise is learnt. The running average is smoother, mostly better, and falls "
        "later. Stopping near the summit is the whole art."
    )
    source: ClassVar[str] = (
        "Ulyanov, Vedaldi and Lempitsky, arXiv 1711.10925, section 3, denoising; Wang et al., "
        "“Early Stopping for Deep Image Prior”, arXiv 2112.06074."
    )

    iterations: int = iterations_option(800)
    noise: float = noise_option()
    pictures: int = option(
        8,
        "Pictures",
        "How many outputs along the way are shown.",
        minimum=2,
        maximum=16,
    )
    network: Network = option(
        Skip(channels=(32,)), "Architecture", "The network that is fitted.", advanced=True
    )

    def run(self, image: FloatArray, runtime: Runtime | None = None) -> Iterator[StudyReport]:
        """Fit the noisy picture past the point where it is good."""
        clean = reduced(image, self.side)
        target = noisy(clean, self.noise, self.seed)
        spec = fitting_spec(self.network, self.iterations, self.seed)
        fit = Fit("output", spec, Observation(target, reference=clean), runtime)
        shown = np.geomspace(min(10, self.iterations), self.iterations, self.pictures)
        watch = _Watch(fit, clean, target, sorted({round(at) for at in shown}))
        return side_by_side([fit], watch.figures)


class _Watch:
    """What is noted while the run goes on."""

    def __init__(self, fit: Fit, clean: FloatArray, target: FloatArray, shown: list[int]) -> None:
        self._fit, self._clean, self._target = fit, clean, target
        self._notes = Notes()
        self._waiting = shown
        self._along: list[Tile] = []

    def figures(self) -> tuple[Figure, ...]:
        """Note the newest output, and return everything so far."""
        if self._fit.iteration:
            self._note()
        return self._curves(), self._pictures()

    def _note(self) -> None:
        iteration, output = self._fit.iteration, self._fit.raw
        score = decibels(output, self._clean)
        self._notes.add(
            iteration,
            clean=score,
            average=decibels(self._fit.average, self._clean),
            noisy=decibels(output, self._target),
        )
        if self._waiting and iteration >= self._waiting[0]:
            self._waiting = [at for at in self._waiting if at > iteration]
            self._along.append(tile(output, f"{iteration}: {score:.1f} dB"))

    def _curves(self) -> Chart:
        note = self._notes.line
        return Chart(
            name="psnr",
            title=self._title(),
            across="Iteration",
            up="PSNR, dB",
            lines=(
                note("clean", "output to the clean photo"),
                note("average", "average to the clean photo"),
                note("noisy", "output to the noisy photo"),
            ),
            log_x=True,
        )

    def _title(self) -> str:
        if not self._fit.iteration:
            return "How close to the clean photo, and to the noisy one"
        return f"The output is closest to the clean photo at iteration {self._notes.best('clean')}"

    def _pictures(self) -> Gallery:
        score = decibels(self._target, self._clean)
        tiles = [tile(self._target, f"noisy: {score:.1f} dB"), *self._along]
        tiles.append(tile(self._clean, "clean"))
        rows = tuple(
            tuple(tiles[at : at + _COLUMNS + 1]) for at in range(0, len(tiles), _COLUMNS + 1)
        )
        return Gallery("pictures", "The output along the way", rows)
