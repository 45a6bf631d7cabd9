"""What the prior adds when a picture is enlarged: none, total variation, a network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from dip_core.baselines.bicubic import Bicubic
from dip_core.degradations import degrade
from dip_core.figures.figure import Chart, Figure, Gallery, tile
from dip_core.net_inputs.noise import Noise
from dip_core.networks.pixels import Pixels
from dip_core.networks.skip import Skip
from dip_core.options import option
from dip_core.outcome import Runtime
from dip_core.regularisers.total_variation import TotalVariation
from dip_core.spec import FloatArray, Network, Observation, RestorationSpec
from dip_core.studies.fitting import Fit, blank, decibels, fitting_spec, side_by_side
from dip_core.studies.subjects import reduced
from dip_core.studying import Study, StudyReport, iterations_option, side_option
from dip_core.tasks.super_resolution import SuperResolution

# What the classical method is fitted with; see the baseline of that name.
_TV_WEIGHT = 0.003
_PIXEL_RATE = 0.1
_INPUT_NOISE = 0.01  # as the task recommends for a narrow network


@dataclass(frozen=True)
class SuperResolutionPrior(
    Study, kind="super-resolution-prior", label="What the prior adds when enlarging"
):
    """min ‖d(x) − x0‖² over pixels, over pixels with λ·TV(x), and over x = f_θ(z).

    d is the reduction that made the photo small; the loss is a mean square.
    """

    question: ClassVar[str] = (
        "Many large pictures become the same small one: what picks a good one among them?"
    )
    look_for: ClassVar[str] = (
        "All three soon agree with the small picture, as the second chart shows: that alone says "
        "nothing. Without a prior the large picture is full of false patterns. Total variation, "
        "the classical prior, makes flat patches; the network draws clean lines and texture. In "
        "decibels the two may come out alike: where fine hair is lost, nothing can bring it back."
    )
    source: ClassVar[str] = (
        "Ulyanov, Vedaldi and Lempitsky, “Deep Image Prior”, arXiv 1711.10925, section 3, "
        "super-resolution: the effect of the prior."
    )

    side: int = side_option(128)
    iterations: int = iterations_option(400)
    factor: Literal["2", "4", "8"] = option(
        "4", "Factor", "How many times smaller the picture is made, and then enlarged again."
    )
    network: Network = option(
        Skip(channels=(32,)), "Architecture", "The network that acts as the prior.", advanced=True
    )

    def run(self, image: FloatArray, runtime: Runtime | None = None) -> Iterator[StudyReport]:
        """Enlarge in three ways side by side."""
        degraded = degrade(reduced(image, self.side), f"shrink:{self.factor}", self.seed)
        small = degraded.image
        height, width = (side * int(self.factor) for side in small.shape[:2])
        picture = reduced(image, self.side)[:height, :width]
        seen = Observation(small, reference=picture)
        fits = [Fit(name, spec, seen, runtime) for name, spec in self._specs().items()]
        plain = Bicubic().restore(Observation(small), self._task)

        def draw() -> tuple[Figure, ...]:
            return (
                _pictures(fits, picture, plain),
                _chart(fits, "high", "How close the large pictures are to the original"),
                _chart(fits, "low", "How well they agree with the small picture"),
            )

        return side_by_side(fits, draw)

    @property
    def _task(self) -> SuperResolution:
        return SuperResolution(factor=float(self.factor))

    def _specs(self) -> dict[str, RestorationSpec]:
        pixels = fitting_spec(
            Pixels(), self.iterations, self.seed, task=self._task, learning_rate=_PIXEL_RATE
        )
        return {
            "No prior": pixels,
            "Total variation": pixels.replace(regularisers=(TotalVariation(weight=_TV_WEIGHT),)),
            "Network": fitting_spec(
                self.network,
                self.iterations,
                self.seed,
                task=self._task,
                net_input=Noise(perturbation=_INPUT_NOISE),
            ),
        }


def _pictures(fits: list[Fit], picture: FloatArray, plain: FloatArray) -> Gallery:
    tiles = [
        tile(picture, "Original"),
        tile(plain, f"Bicubic: {decibels(plain, picture):.1f} dB"),
    ]
    for fit in fits:
        image = fit.average if fit.iteration else blank(picture.shape)
        tiles.append(tile(image, f"{fit.name}: {decibels(image, picture):.1f} dB"))
    return Gallery("pictures", "The small picture, enlarged", (tuple(tiles),))


def _chart(fits: list[Fit], which: Literal["high", "low"], title: str) -> Chart:
    """Return the PSNR of the large picture, or of the small one, from the loss of its fit."""
    if which == "high":
        lines = tuple(fit.scores("psnr") for fit in fits)
    else:
        lines = tuple(fit.losses_in_decibels() for fit in fits)
    return Chart(
        name=f"{which}-resolution",
        title=title,
        across="Iteration",
        up="PSNR, dB",
        lines=lines,
        log_x=True,
    )
