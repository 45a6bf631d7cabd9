"""Haze: the light of the air lies over a scene, the more the further away it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from dip_core.data_terms.squared_error import SquaredError
from dip_core.mixtures import dark_channel
from dip_core.mixtures.mixture import Mixture
from dip_core.net_inputs.noise import Noise
from dip_core.networks.skip import Skip
from dip_core.operators.blending import Hazing
from dip_core.options import option
from dip_core.spec import (
    FloatArray,
    Observation,
    Problem,
    Quality,
    RestorationSpec,
    Task,
    Unknown,
)
from dip_core.stopping.fixed import Fixed

# Double-DIP: the weight that keeps the transmission smooth, and the least that is divided by.
_SMOOTHNESS = 0.005
_LEAST_TRANSMISSION = 0.1
# How strongly the transmission is held to the dark channel's: on 72 px of two photographs a tenth
# of it loses 4 dB and 0.2.
_CLOSENESS = 0.1


@dataclass(frozen=True)
class Haze(Mixture, kind="haze", label="Haze over a scene"):
    """I = t·J + (1 − t)·A with a clear picture J, a transmission t and the colour A of the air.

    Without a hint the networks may split I in many ways: of a photograph of 112 px under a ramp of
    haze (13.9 dB) 600 iterations make 15.5 dB, and 19.0 by their transmission, where the dark
    channel gives 25.7. They are therefore held to the dark channel's transmission, and improve on
    it little: 25.5 dB against 25.1 on 72 px of one photograph (14.0 dB), 17.9 against 18.0 on
    another (12.5). The colour of the air limits both; with the true one the first is near 30.
    """

    left: float = option(
        0.05,
        "Haze to leave",
        "The share of the haze that stays; a little of it keeps the picture's depth.",
        minimum=0.0,
        maximum=1.0,
        step=0.05,
    )

    def pose(self, observation: Observation) -> Problem:
        """Look for a clear picture and a smooth transmission that is like the dark channel's."""
        image = observation.image
        height, width, channels = image.shape
        air = dark_channel.airlight(observation)
        guess = dark_channel.transmission(image, air)
        return Problem(
            operator=Hazing(torch.from_numpy(air)),
            measurement=image,
            weight=observation.trust,
            unknowns=(
                Unknown("clear", channels, height, width),
                Unknown("transmission", 1, height, width),
            ),
            coupling=_Smooth(guess),
            notes=(_found(air, guess),),
        )

    def finish(self, observation: Observation, estimates: Mapping[str, FloatArray]) -> FloatArray:
        """Take the haze off the picture itself, J = (I − A) / t + A, and put back what is to stay.

        The network's own clear picture takes over by degrees where less than a tenth of the light
        comes through: there the division would show nothing but noise.
        """
        image = observation.image
        air = dark_channel.airlight(observation)
        found = dark_channel.guided(estimates["transmission"][..., 0], image)[..., None]
        found = np.clip(found, 0.0, 1.0)
        taken_off = (image - air) / np.maximum(found, _LEAST_TRANSMISSION) + air
        sure = np.minimum(found / _LEAST_TRANSMISSION, 1.0)
        clear = sure * taken_off + (1.0 - sure) * estimates["clear"]
        share = 1.0 - self.left * (1.0 - found)
        return np.clip(share * clear + (1.0 - share) * air, 0.0, 1.0).astype(np.float32)

    def recommended(self, task: Task, quality: Quality) -> RestorationSpec:
        """Narrow networks with skips in the depths alone, as published, with ten times its steps.

        The transmission, which decides, is smooth and settles early: between 150 and 300
        iterations the result gains 0.1–0.2 dB.
        """
        channels, iterations = {
            "fast": ((8, 16, 32, 64), 300),
            "balanced": ((8, 16, 32, 64, 128), 800),
            "best": ((8, 16, 32, 64, 128), 2000),
        }[quality]
        return RestorationSpec(
            task=task,
            network=Skip(scales=len(channels), channels=channels, skip_channels=(0, 0, 0, 4)),
            net_input=Noise(depth=8),
            data_term=SquaredError(),
            stopping=Fixed(),
            iterations=iterations,
        )


class _Smooth:
    """0.005·‖t − blur(t)‖² + 0.1·‖t − t̃‖², means over the pixels, with a first guess t̃ of t."""

    def __init__(self, guess: FloatArray) -> None:
        self._guess = torch.from_numpy(guess)[None, None]

    def __call__(self, estimates: Sequence[Tensor]) -> Tensor:
        found = estimates[1]
        self._guess = self._guess.to(found.device)
        roughness = (found - _blurred(found)).square().mean()
        return _SMOOTHNESS * roughness + _CLOSENESS * (found - self._guess).square().mean()


def _blurred(values: Tensor) -> Tensor:
    """Return the means of 5 × 5 windows."""
    return functional.avg_pool2d(functional.pad(values, (2, 2, 2, 2), mode="reflect"), 5, 1)


def _found(air: FloatArray, guess: FloatArray) -> str:
    colour = ", ".join(f"{round(100 * float(value))} %" for value in air)
    names = "red, green and blue" if len(air) == 3 else "white"
    return (
        f"The air was found to have {colour} of {names}; at first sight {guess.mean():.0%} of the "
        "scene's light comes through it."
    )
