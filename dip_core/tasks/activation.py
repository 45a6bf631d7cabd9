"""Activation maximisation: what a channel of some features wants to see."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from dip_core.data_terms.squared_error import SquaredError
from dip_core.errors import OptionError
from dip_core.features.measuring import Measuring, Shifted
from dip_core.features.random_cnn import RandomCnn
from dip_core.net_inputs.noise import Noise
from dip_core.networks.skip import Skip
from dip_core.options import option
from dip_core.spec import (
    Features,
    Observation,
    Problem,
    Quality,
    RestorationSpec,
    Task,
    Unknown,
)
from dip_core.stopping.fixed import Fixed
from dip_core.tensors import as_tensor

# A channel whose answer varies less than this share of what all channels answer is constant.
_CONSTANT = 1e-3


@dataclass(frozen=True)
class Activation(Task, kind="activation", label="Show what a channel looks for"):
    """E = −Σ Φ_c(x) ⊙ m (arXiv 1711.10925, section on activation maximisation), x = f_θ(z).

    A data term is a distance, and this is none; so it is posed as the distance of Φ_c(x) to
    μ + s·σ, where μ and σ are the mean and the spread that the channel has on the observation and
    s is large. While that level is out of reach, the slope −2·(μ + s·σ − Φ_c(x)) is nearly the same
    everywhere, and Adam, to which its size is all one, goes the way of −ΣΦ_c ⊙ m. The observation
    gives the size of the picture and the scale, and is not seen in the result.
    """

    features: Features = option(
        RandomCnn(),
        "Features",
        "Whose answer is driven up: filters of several kinds, or a network of your own.",
    )
    channel: int = option(
        0,
        "Channel",
        "Which of the features is driven up; they are counted from 0.",
        minimum=0,
        maximum=99_999,
    )
    window: int = option(
        100,
        "Window",
        "How much of the width and height, round the middle, shall answer; 100 is everywhere.",
        minimum=1,
        maximum=100,
        step=10,
        unit="%",
    )
    strength: float = option(
        100.0,
        "Strength",
        "How far above its usual answer the channel is driven, in its usual variations; lower "
        "values stop asking for more once they are reached.",
        minimum=1.0,
        maximum=10_000.0,
        step=10.0,
        advanced=True,
    )

    def pose(self, observation: Observation) -> Problem:
        """Look for a picture that the channel answers more than it can."""
        height, width, channels = observation.image.shape
        measuring = Measuring(self.features, observation)
        with torch.no_grad():
            answers = measuring(as_tensor(observation.image))
        if self.channel >= answers.shape[1]:
            raise OptionError(
                f"Channel {self.channel} was asked for, but the features have {answers.shape[1]}, "
                "counted from 0; choose a smaller number."
            )
        chosen = _Channel(measuring, self.channel, self.window / 100)
        mean, spread = _usual(answers, self.channel)
        size = chosen.places(answers).shape[-2:]
        return Problem(
            operator=Shifted(chosen, mean, self.strength * spread),
            measurement=np.ones((*size, 1), dtype=np.float32),
            weight=np.ones((*size, 1), dtype=np.float32),
            unknowns=(Unknown("picture", channels, height, width),),
            notes=(self._note(answers, size, mean, spread),),
        )

    def _note(self, answers: Tensor, size: torch.Size, mean: float, spread: float) -> str:
        return (
            f"Channel {self.channel} of {answers.shape[1]} is looked at in {size[0] * size[1]} of "
            f"{answers.shape[2] * answers.shape[3]} places; it answers the picture with "
            f"{mean:.3g} ± {spread:.3g}."
        )

    def recommended(self, quality: Quality) -> RestorationSpec:
        """The paper's input noise of 0.03, which spares the result the finest of patterns.

        At 48 px, 120 iterations with the rate 0.01 drive a channel of four random layers up by 13.3
        spreads, and with the published 0.001 by 11.1; without the noise by 14.0. Total variation
        gained nothing there nor with edge directions, and is left out.
        """
        channels, rate, iterations = {
            "fast": ((32, 32, 32), 0.01, 200),
            "balanced": ((32, 64, 64, 64), 0.005, 600),
            "best": ((64, 64, 128, 128), 0.002, 1500),
        }[quality]
        return RestorationSpec(
            task=self,
            network=Skip(scales=len(channels), channels=channels),
            net_input=Noise(perturbation=0.03),
            data_term=SquaredError(),
            stopping=Fixed(),
            iterations=iterations,
            learning_rate=rate,
        )


class _Channel(nn.Module):
    """One channel of an operator's answer, in a window round the middle."""

    def __init__(self, operator: nn.Module, channel: int, share: float) -> None:
        super().__init__()
        self.operator = operator
        self.channel = channel
        self.share = share

    def forward(self, picture: Tensor) -> Tensor:
        return self.places(self.operator(picture))

    def places(self, answers: Tensor) -> Tensor:
        """(1, C', h', w') → (1, 1, h'', w''), at least one place."""
        down, across = (_middle(side, self.share) for side in answers.shape[-2:])
        return answers[:, self.channel : self.channel + 1, down, across]


def _middle(side: int, share: float) -> slice:
    kept = max(1, round(side * share))
    first = (side - kept) // 2
    return slice(first, first + kept)


def _usual(answers: Tensor, channel: int) -> tuple[float, float]:
    """Return a channel's mean and spread; the latter is that of all where it is constant."""
    spread, mean = torch.std_mean(answers[:, channel], correction=0)
    size = float(answers.square().mean().sqrt())
    varies = float(spread) > _CONSTANT * size
    return float(mean), float(spread) if varies else max(size, _CONSTANT)
