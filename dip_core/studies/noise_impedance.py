"""Why the method works at all: the network learns pictures sooner than it learns noise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from dip_core.figures.figure import Chart, Figure, Gallery, tile
from dip_core.networks.skip import Skip
from dip_core.options import option
from dip_core.outcome import Runtime
from dip_core.spec import FloatArray, Network, Observation
from dip_core.studies.fitting import Fit, blank, fitting_spec, side_by_side
from dip_core.studies.subjects import noisy, reduced, shuffled, white_noise
from dip_core.studying import Study, StudyReport, iterations_option, noise_option


@dataclass(frozen=True)
class NoiseImpedance(Study, kind="noise-impedance", label="Picture against noise"):
    """min_θ ‖f_θ(z) − x0‖² for four x0: a picture, the same with noise, its pixels shuffled, noise.

    The loss is the plain mean square, the network the one that removes noise.
    """

    question: ClassVar[str] = "Does the network learn a picture sooner than it learns noise?"
    look_for: ClassVar[str] = (
        "The curve of the photo falls first and furthest. With noise on it, the curve falls as "
        "quickly, then waits at the level of the noise. For the same pixels in random order, and "
        "for pure noise, next to nothing happens at first; they give way late, if at all. That "
        "reluctance is what removes noise when a run is stopped in time."
    )
    source: ClassVar[str] = (
        "Ulyanov, Vedaldi and Lempitsky, “Deep Image Prior”, arXiv 1711.10925, section 2, the "
        "figure of learning curves."
    )

    iterations: int = iterations_option(500)
    noise: float = noise_option()
    network: Network = option(
        Skip(channels=(32,)), "Architecture", "The network that learns all four.", advanced=True
    )

    def run(self, image: FloatArray, runtime: Runtime | None = None) -> Iterator[StudyReport]:
        """Fit all four side by side."""
        targets = self._targets(reduced(image, self.side))
        fits = [
            Fit(
                name,
                fitting_spec(self.network, self.iterations, self.seed),
                Observation(target),
                runtime,
            )
            for name, target in targets.items()
        ]

        def draw() -> tuple[Figure, ...]:
            return _curves(fits), _pictures(fits, targets)

        return side_by_side(fits, draw)

    def _targets(self, picture: FloatArray) -> Mapping[str, FloatArray]:
        return {
            "photo": picture,
            "photo + noise": noisy(picture, self.noise, self.seed),
            "shuffled pixels": shuffled(picture, self.seed),
            "noise": white_noise(picture.shape, self.seed),
        }


def _curves(fits: list[Fit]) -> Chart:
    return Chart(
        name="loss",
        title="How soon each is learnt",
        across="Iteration",
        up="Mean squared error",
        lines=tuple(fit.losses() for fit in fits),
        log_x=True,
    )


def _pictures(fits: list[Fit], targets: Mapping[str, FloatArray]) -> Gallery:
    wanted = tuple(tile(target) for target in targets.values())
    learnt = tuple(
        tile(fit.raw if fit.iteration else blank(target.shape))
        for fit, target in zip(fits, targets.values(), strict=True)
    )
    return Gallery(
        name="pictures",
        title="What is to be learnt, and what the network has learnt so far",
        tiles=(wanted, learnt),
        columns=tuple(targets),
        rows=("wanted", "learnt"),
    )
