"""The prior itself: what networks draw before they have learnt anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from dip_core.engine.generator import Generator
from dip_core.engine.place import place_of
from dip_core.figures.figure import Chart, Figure, Gallery, Tile, line, tile
from dip_core.net_inputs.noise import Noise
from dip_core.networks.deep_decoder import DeepDecoder
from dip_core.networks.pixels import Pixels
from dip_core.networks.resnet import ResNet
from dip_core.networks.skip import Skip
from dip_core.networks.unet import UNet
from dip_core.options import option
from dip_core.outcome import Runtime
from dip_core.spec import FloatArray, Network, Observation
from dip_core.spectra import power_spectrum
from dip_core.studies.subjects import reduced
from dip_core.studying import Study, StudyReport

_ARCHITECTURES: tuple[tuple[str, Network], ...] = (
    ("Depth 2", Skip(scales=2, channels=(32,), skip_channels=(0,))),
    ("Depth 4", Skip(scales=4, channels=(32,), skip_channels=(0,))),
    ("Depth 6", Skip(scales=6, channels=(32,), skip_channels=(0,))),
    ("Depth 6 with skips", Skip(scales=6, channels=(32,))),
    ("U-Net", UNet(channels=8)),
    ("ResNet", ResNet()),
    ("Deep decoder", DeepDecoder()),
    ("No network", Pixels()),
)
# A sample hardly leaves middle grey; so many deviations each way are stretched to black and white.
_STRETCH = 2.5

Samples = list[list[FloatArray | None]]


@dataclass(frozen=True)
class PriorSamples(Study, kind="prior-samples", label="What networks draw untrained"):
    """x = f_θ(z) for random θ and one z: a draw from the prior of each architecture.

    Batch norm works as in training. Nothing is optimised, and the photo lends its size alone.
    """

    question: ClassVar[str] = "What does a network draw before it has seen any picture?"
    look_for: ClassVar[str] = (
        "Nothing has been learnt here, yet the columns differ as fabrics do: deep hourglasses draw "
        "large smooth shapes, shallow ones and residual networks fine grain, and without a network "
        "every pixel is for itself. Each architecture prefers the pictures that look like its own "
        "column. Contrast is stretched, because untrained networks draw nearly even grey."
    )
    source: ClassVar[str] = (
        "Ulyanov, Vedaldi and Lempitsky, “Deep Image Prior”, arXiv 1711.10925, section 2, samples "
        "from the prior."
    )

    seeds: int = option(
        3,
        "Draws",
        "How many times the weights of each network are drawn at random.",
        minimum=1,
        maximum=8,
    )

    def run(self, image: FloatArray, runtime: Runtime | None = None) -> Iterator[StudyReport]:
        """Draw from one architecture after another, all seeds of each."""
        shape = reduced(image, self.side).shape
        device = place_of(runtime or Runtime()).device
        drawn: Samples = [[None] * len(_ARCHITECTURES) for _ in range(self.seeds)]
        steps = self.seeds * len(_ARCHITECTURES)
        yield StudyReport(0, steps, "", _figures(drawn, shape))
        for step in range(steps):
            number, seed = divmod(step, self.seeds)
            name, network = _ARCHITECTURES[number]
            drawn[seed][number] = _sample(network, shape, self.seed + seed, device)
            yield StudyReport(step + 1, steps, name, _figures(drawn, shape))


def _sample(
    network: Network, shape: tuple[int, ...], seed: int, device: torch.device
) -> FloatArray:
    """Return f_θ(z), (H, W, C), each channel stretched round its mean."""
    height, width, channels = shape
    generator = Generator(
        network,
        Noise(perturbation=0.0),
        channels=channels,
        height=height,
        width=width,
        observation=Observation(np.zeros(shape, np.float32)),
        random=torch.Generator(device).manual_seed(seed),
    )
    with torch.no_grad():
        drawn = generator()[0].permute(1, 2, 0).cpu().numpy()
    mean, spread = drawn.mean(axis=(0, 1)), np.maximum(drawn.std(axis=(0, 1)), 1e-9)
    return np.clip(0.5 + (drawn - mean) / (2 * _STRETCH * spread), 0.0, 1.0)


def _figures(drawn: Samples, shape: tuple[int, ...]) -> tuple[Figure, ...]:
    return _grid(drawn, shape), _spectra(drawn)


def _grid(drawn: Samples, shape: tuple[int, ...]) -> Gallery:
    empty = Tile(np.full(shape, 128, np.uint8))
    return Gallery(
        name="samples",
        title="Pictures that untrained networks draw",
        tiles=tuple(
            tuple(empty if sample is None else tile(sample) for sample in row) for row in drawn
        ),
        columns=tuple(name for name, _ in _ARCHITECTURES),
        rows=tuple(f"draw {number + 1}" for number in range(len(drawn))),
    )


def _spectra(drawn: Samples) -> Chart:
    """Return the power of each architecture's frequencies, averaged over what it has drawn."""
    lines = []
    for number, (name, _) in enumerate(_ARCHITECTURES):
        samples = (row[number] for row in drawn)
        known = [power_spectrum(sample) for sample in samples if sample is not None]
        if known:
            power = np.mean([p for _, p in known], axis=0)
            lines.append(line(name, known[0][0], power))
    return Chart(
        name="spectra",
        title="How much of each fineness they draw",
        across="Cycles per pixel",
        up="Power",
        lines=tuple(lines),
        log_x=True,
        log_y=True,
    )
