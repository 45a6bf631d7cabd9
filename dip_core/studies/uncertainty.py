"""Where the method is sure: how much restorations from several seeds differ, pixel by pixel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from dip_core.figures.figure import Chart, Figure, Gallery, heat, line, tile
from dip_core.networks.skip import Skip
from dip_core.options import option
from dip_core.outcome import Runtime
from dip_core.spec import FloatArray, Network, Observation
from dip_core.studies.fitting import Fit, blank, fitting_spec, side_by_side
from dip_core.studies.subjects import hole_in, noisy, reduced, with_hole
from dip_core.studying import Study, StudyReport, iterations_option, noise_option, side_option
from dip_core.tasks.inpainting import Inpainting

_GROUPS = 10  # of pixels, by how much the seeds disagree about them
_LEVELS = 255.0


@dataclass(frozen=True)
class Uncertainty(Study, kind="uncertainty", label="Where seeds disagree"):
    """σ(p) = the deviation of f_θ(z)(p) over several random θ, beside the true error."""

    question: ClassVar[str] = "Where can the result be trusted, and where is it a guess?"
    look_for: ClassVar[str] = (
        "Restorations that start from other random weights agree where the photo decides, and "
        "differ where the network has to invent: in the hole, at edges and in fine texture. Where "
        "they differ, the true error is larger too, as the chart shows, so that the map tells "
        "what to doubt without knowing the original. Their mean is usually better than any one."
    )
    source: ClassVar[str] = (
        "Laves, Tölle and Ortmaier, “Uncertainty Estimation in Medical Image Denoising with "
        "Bayesian Deep Image Prior”, arXiv 2008.08837, here with several seeds in place of "
        "dropout, as in Lakshminarayanan et al., arXiv 1612.01474."
    )

    side: int = side_option(80)
    iterations: int = iterations_option(150)
    seeds: int = option(
        6,
        "Runs",
        "How many restorations from other random weights are compared.",
        minimum=2,
        maximum=32,
    )
    noise: float = noise_option()
    hole: float = option(
        0.25,
        "Hole",
        "How much of each side of the picture the hole in its middle takes.",
        minimum=0.05,
        maximum=0.8,
        step=0.05,
    )
    network: Network = option(
        Skip(channels=(32,)), "Architecture", "The network that is fitted.", advanced=True
    )

    def run(self, image: FloatArray, runtime: Runtime | None = None) -> Iterator[StudyReport]:
        """Restore a noisy picture with a hole from several seeds, side by side."""
        clean = reduced(image, self.side)
        mask = hole_in(clean, self.hole)
        target = noisy(clean, self.noise, self.seed)
        seen = Observation(target * (1 - mask[..., None]), mask=mask)
        fits = [self._fit(self.seed + number, seen, runtime) for number in range(self.seeds)]

        def draw() -> tuple[Figure, ...]:
            outputs = [fit.estimate if fit.iteration else blank(clean.shape) for fit in fits]
            return _figures(np.stack(outputs), clean, with_hole(target, mask))

        return side_by_side(fits, draw)

    def _fit(self, seed: int, seen: Observation, runtime: Runtime | None) -> Fit:
        spec = fitting_spec(self.network, self.iterations, seed, task=Inpainting(missing="pixels"))
        return Fit(f"seed {seed}", spec, seen, runtime)


def _figures(
    outputs: NDArray[np.float32], clean: FloatArray, shown: FloatArray
) -> tuple[Figure, ...]:
    """Return maps and chart of (N, H, W, C) restorations."""
    mean = outputs.mean(axis=0)
    spread = outputs.std(axis=0).mean(axis=-1)
    error = np.abs(mean - clean).mean(axis=-1)
    most = float(np.quantile(error, 0.99))
    tiles = (
        tile(shown, "given"),
        tile(mean, "mean of all runs"),
        tile(heat(spread, float(np.quantile(spread, 0.99))), "where they differ"),
        tile(heat(error, most), "where the mean is wrong"),
        tile(clean, "original"),
    )
    return Gallery("maps", "Sure and unsure", (tiles,)), _chart(spread, error)


def _chart(spread: NDArray[np.float32], error: NDArray[np.float32]) -> Chart:
    """Return the mean error of pixels in groups, from those agreed upon to those disputed."""
    order = np.argsort(spread, axis=None, kind="stable")
    groups = np.array_split(order, _GROUPS)
    across = [_LEVELS * float(spread.ravel()[group].mean()) for group in groups]
    up = [_LEVELS * float(error.ravel()[group].mean()) for group in groups]
    return Chart(
        name="calibration",
        title="Pixels the runs disagree about are those that are wrong",
        across="Disagreement of the runs, of 255",
        up="Error of their mean, of 255",
        lines=(line("tenths of the pixels", across, up, "path"),),
    )
