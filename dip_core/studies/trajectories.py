"""The way through picture space: several runs, seen from where most of their movement shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from dip_core.figures.figure import Chart, Figure, Gallery, Line, line, tile
from dip_core.networks.skip import Skip
from dip_core.options import option
from dip_core.outcome import Runtime
from dip_core.spec import FloatArray, Network, Observation
from dip_core.studies.fitting import Fit, blank, decibels, fitting_spec, side_by_side
from dip_core.studies.subjects import noisy, reduced
from dip_core.studying import Study, StudyReport, iterations_option, noise_option, side_option


@dataclass(frozen=True)
class Trajectories(Study, kind="trajectories", label="The way through picture space"):
    """The first two principal components of the outputs of several runs, at many iterations."""

    question: ClassVar[str] = "Which way does a run take from grey to the noisy photo?"
    look_for: ClassVar[str] = (
        "Every point is a whole picture; near points are similar pictures. The runs start together "
        "at grey, and every one makes a detour past the clean photo before it turns towards the "
        "noisy one that it was asked for. The second chart says how near to the clean photo "
        "each passes. Stopping early means getting off there."
    )
    source: ClassVar[str] = (
        "Ulyanov, Vedaldi and Lempitsky, “Deep Image Prior”, arXiv 1711.10925, section 2, the "
        "figure of restoration in picture space."
    )

    side: int = side_option(64)
    iterations: int = iterations_option(600)
    noise: float = noise_option()
    runs: int = option(
        3,
        "Runs",
        "How many runs, each from its own random weights, are followed.",
        minimum=1,
        maximum=6,
    )
    network: Network = option(
        Skip(channels=(32,)), "Architecture", "The network that is fitted.", advanced=True
    )

    def run(self, image: FloatArray, runtime: Runtime | None = None) -> Iterator[StudyReport]:
        """Fit the noisy picture from several seeds, side by side."""
        clean = reduced(image, self.side)
        target = noisy(clean, self.noise, self.seed)
        seen = Observation(target, reference=clean)
        fits = [
            Fit(
                f"run {number + 1}",
                fitting_spec(self.network, self.iterations, self.seed + number),
                seen,
                runtime,
            )
            for number in range(self.runs)
        ]
        return side_by_side(fits, _Watch(fits, clean, target).figures)


class _Watch:
    """The outputs along the way; they are few and small."""

    def __init__(self, fits: list[Fit], clean: FloatArray, target: FloatArray) -> None:
        self._fits, self._clean, self._target = fits, clean, target
        self._ways: list[list[FloatArray]] = [[] for _ in fits]

    def figures(self) -> tuple[Figure, ...]:
        """Remember the newest outputs, and return everything so far."""
        for fit, way in zip(self._fits, self._ways, strict=True):
            if fit.iteration:
                way.append(fit.raw.ravel())
        return self._map(), self._approach(), self._pictures()

    def _map(self) -> Chart:
        """Project everything onto the plane in which it is spread most."""
        ends = [self._clean.ravel(), self._target.ravel()]
        points = np.stack([*ends, *(point for way in self._ways for point in way)])
        places = _flattened(points)
        lines, at = [], len(ends)
        for fit, way in zip(self._fits, self._ways, strict=True):
            lines.append(_path(fit.name, places[at : at + len(way)]))
            at += len(way)
        marks = (
            line("clean photo", places[:1, 0], places[:1, 1], "dots"),
            line("noisy photo", places[1:2, 0], places[1:2, 1], "dots"),
        )
        return Chart(
            name="ways",
            title="Pictures along the way, as points of a plane",
            across="First principal direction",
            up="Second principal direction",
            lines=(*lines, *marks),
        )

    def _approach(self) -> Chart:
        return Chart(
            name="approach",
            title="How near each run is to the clean photo",
            across="Iteration",
            up="PSNR to the clean photo, dB",
            lines=tuple(fit.scores("psnr") for fit in self._fits),
            log_x=True,
        )

    def _pictures(self) -> Gallery:
        shown = [tile(self._target, "noisy photo: the end"), tile(self._clean, "clean photo")]
        for fit in self._fits:
            output = fit.raw if fit.iteration else blank(self._clean.shape)
            shown.append(tile(output, f"{fit.name}: {decibels(output, self._clean):.1f} dB"))
        return Gallery("pictures", "Where the runs are now", (tuple(shown),))


def _path(name: str, places: NDArray[np.float64]) -> Line:
    return line(name, places[:, 0], places[:, 1], "path")


def _flattened(points: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return (N, 2): the first two principal components of N pictures.

    Their signs, which mean nothing, are chosen so that the second picture is to the upper right.
    """
    centred = points.astype(np.float64) - points.mean(axis=0)
    values, vectors = np.linalg.eigh(centred @ centred.T)
    scores = vectors[:, -2:][:, ::-1] * np.sqrt(np.maximum(values[-2:][::-1], 0.0))
    signs = np.where(scores[1] < 0, -1.0, 1.0)
    return scores * signs
