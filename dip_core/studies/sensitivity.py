"""What chance and the input change: seeds beside kinds of input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from dip_core.figures.figure import Chart, Figure, Gallery, Line, line, tile
from dip_core.net_inputs.fourier import Fourier
from dip_core.net_inputs.meshgrid import Meshgrid
from dip_core.net_inputs.noise import Noise
from dip_core.networks.skip import Skip
from dip_core.options import option
from dip_core.outcome import Runtime
from dip_core.spec import FloatArray, NetInput, Network, Observation
from dip_core.studies.fitting import Fit, blank, decibels, fitting_spec, side_by_side
from dip_core.studies.subjects import noisy, reduced
from dip_core.studying import Study, StudyReport, iterations_option, noise_option, side_option

_INPUTS: tuple[tuple[str, NetInput], ...] = (
    ("Weak noise", Noise(perturbation=0.0)),
    ("Strong noise", Noise(scale=1.0, perturbation=0.0)),
    ("Coordinates", Meshgrid(perturbation=0.0)),
    ("Waves", Fourier(perturbation=0.0)),
)


@dataclass(frozen=True)
class Sensitivity(Study, kind="sensitivity", label="Seeds and inputs"):
    """f_θ(z) after the same iterations, for several z and several random θ."""

    question: ClassVar[str] = "How much depends on chance, and how much on the network's input?"
    look_for: ClassVar[str] = (
        "Columns are kinds of input, rows are draws of the random weights. Down a column the "
        "pictures are nearly the same: chance decides some tenths of a decibel. Along a row they "
        "differ more: coordinates make smooth pictures that gain detail late, noise and waves "
        "bring fine detail soon, and the noise of the photo with it."
    )
    source: ClassVar[str] = (
        "Ulyanov, Vedaldi and Lempitsky, “Deep Image Prior”, arXiv 1711.10925, sections 2 and 3 "
        "(inputs of noise and of coordinates)."
    )

    side: int = side_option(64)
    iterations: int = iterations_option(120)
    noise: float = noise_option()
    seeds: int = option(
        3,
        "Draws",
        "How many times each kind of input is tried, with other random weights each time.",
        minimum=2,
        maximum=8,
    )
    network: Network = option(
        Skip(channels=(32,)), "Architecture", "The network that is fitted.", advanced=True
    )

    def run(self, image: FloatArray, runtime: Runtime | None = None) -> Iterator[StudyReport]:
        """Denoise with every input and every seed, side by side."""
        clean = reduced(image, self.side)
        seen = Observation(noisy(clean, self.noise, self.seed), reference=clean)
        rows = [
            [self._fit(name, net_input, draw, seen, runtime) for draw in range(self.seeds)]
            for name, net_input in _INPUTS
        ]

        def draw() -> tuple[Figure, ...]:
            return _pictures(rows, clean), _curves(rows)

        return side_by_side([fit for row in rows for fit in row], draw)

    def _fit(
        self, name: str, net_input: NetInput, draw: int, seen: Observation, runtime: Runtime | None
    ) -> Fit:
        seed = self.seed + draw
        spec = fitting_spec(self.network, self.iterations, seed, net_input=net_input)
        return Fit(name, spec, seen, runtime)


def _pictures(rows: Sequence[Sequence[Fit]], clean: FloatArray) -> Gallery:
    images = [
        [fit.average if fit.iteration else blank(clean.shape) for fit in draw]
        for draw in zip(*rows, strict=True)
    ]
    return Gallery(
        name="pictures",
        title="One photo, restored from several inputs and several random starts",
        tiles=tuple(
            tuple(tile(image, f"{decibels(image, clean):.2f} dB") for image in row)
            for row in images
        ),
        columns=tuple(row[0].name for row in rows),
        rows=tuple(f"draw {number + 1}" for number in range(len(images))),
    )


def _curves(rows: Sequence[Sequence[Fit]]) -> Chart:
    return Chart(
        name="psnr",
        title="Best and worst draw of each input",
        across="Iteration",
        up="PSNR of the average, dB",
        lines=tuple(each for row in rows for each in _range(row)),
        log_x=True,
    )


def _range(row: Sequence[Fit]) -> tuple[Line, Line]:
    """Return the best and the worst score of a row at each iteration."""
    name = row[0].name
    curves = [fit.scores("psnr_average") for fit in row]
    scores = np.stack([curve.y for curve in curves])
    return (
        line(f"{name}, best", curves[0].x, scores.max(axis=0)),
        line(f"{name}, worst", curves[0].x, scores.min(axis=0), "dashes"),
    )
