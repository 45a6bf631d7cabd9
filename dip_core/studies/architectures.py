"""Which structure closes a hole: several architectures on the same one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from dip_core.figures.figure import Chart, Figure, Gallery, tile
from dip_core.net_inputs.noise import Noise
from dip_core.networks.resnet import ResNet
from dip_core.networks.skip import Skip
from dip_core.networks.unet import UNet
from dip_core.options import option
from dip_core.outcome import Runtime
from dip_core.spec import FloatArray, Network, Observation
from dip_core.studies.fitting import Fit, decibels, fitting_spec, side_by_side
from dip_core.studies.subjects import hole_in, reduced, with_hole
from dip_core.studying import Study, StudyReport, iterations_option
from dip_core.tasks.inpainting import Inpainting

_WIDTHS = (16, 32, 64, 128, 128, 128)


class _Entrant(NamedTuple):
    """An architecture, and the learning rate that suits it."""

    name: str
    network: Network
    learning_rate: float = 0.01


def _hourglass(depth: int, skips: int = 0) -> Skip:
    """Return the hourglass of the paper's comparison."""
    return Skip(
        scales=depth,
        channels=_WIDTHS[:depth],
        skip_channels=(skips,),
        kernel_down=(5,),
        upsampling=("nearest",),
        pointwise_up=False,
    )


_ENTRANTS = (
    _Entrant("Depth 6", _hourglass(6)),
    _Entrant("Depth 4", _hourglass(4)),
    _Entrant("Depth 2", _hourglass(2)),
    _Entrant("Depth 6 with skips", _hourglass(6, skips=16)),
    _Entrant("U-Net", UNet(channels=8), 0.001),
    _Entrant("ResNet", ResNet(), 0.001),
)


@dataclass(frozen=True)
class Architectures(Study, kind="architectures", label="Which network closes a hole"):
    """min_θ ‖(f_θ(z) − x0) ⊙ m‖² with one z of a single channel, for each architecture."""

    question: ClassVar[str] = "Which structure fills a large hole best?"
    look_for: ClassVar[str] = (
        "All networks learn what lies round the hole; what they put into it is their own. Deep "
        "networks carry shapes and shades across it. The shallow hourglass and the residual "
        "network see only the nearest pixels, and colour the middle by chance. Between the deep "
        "ones a decibel or two mean little in a single hole; in the paper's larger one skips did "
        "harm."
    )
    source: ClassVar[str] = (
        "Ulyanov, Vedaldi and Lempitsky, “Deep Image Prior”, arXiv 1711.10925, section 3, "
        "inpainting: the comparison of depths and architectures."
    )

    iterations: int = iterations_option(300)
    hole: float = option(
        0.3,
        "Hole",
        "How much of each side of the picture the hole in its middle takes.",
        minimum=0.05,
        maximum=0.8,
        step=0.05,
    )

    def run(self, image: FloatArray, runtime: Runtime | None = None) -> Iterator[StudyReport]:
        """Fill the hole with all of them side by side."""
        picture = reduced(image, self.side)
        mask = hole_in(picture, self.hole)
        seen = Observation(picture * (1 - mask[..., None]), mask=mask, reference=picture)
        fits = [self._fit(entrant, seen, runtime) for entrant in _ENTRANTS]

        def draw() -> tuple[Figure, ...]:
            return _pictures(fits, picture, mask), _curves(fits)

        return side_by_side(fits, draw)

    def _fit(self, entrant: _Entrant, seen: Observation, runtime: Runtime | None) -> Fit:
        spec = fitting_spec(
            entrant.network,
            self.iterations,
            self.seed,
            task=Inpainting(missing="hole"),
            net_input=Noise(depth=1, perturbation=0.0),
            learning_rate=entrant.learning_rate,
        )
        return Fit(entrant.name, spec, seen, runtime)


def _pictures(fits: list[Fit], picture: FloatArray, mask: FloatArray) -> Gallery:
    empty = with_hole(picture, mask)
    inside = mask > 0
    shown = [tile(empty, "with its hole"), tile(picture, "as it was")]
    for fit in fits:
        image = fit.average if fit.iteration else empty
        score = decibels(image[inside], picture[inside])
        shown.append(tile(image, f"{fit.name}: {score:.1f} dB"))
    half = len(shown) // 2
    rows = (tuple(shown[:half]), tuple(shown[half:]))
    return Gallery("pictures", "The hole, filled by each network", rows)


def _curves(fits: list[Fit]) -> Chart:
    return Chart(
        name="psnr",
        title="How close the filling comes to what was there",
        across="Iteration",
        up="PSNR in the hole, dB",
        lines=tuple(fit.scores("psnr_average_region") for fit in fits),
    )
