"""Two pictures mixed twice: a pair of photographs through glass, taken in different light."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from dip_core.data_terms.squared_error import SquaredError
from dip_core.errors import OptionError
from dip_core.mixtures.exclusion import exclusion
from dip_core.mixtures.mixture import Mixture
from dip_core.net_inputs.noise import Noise
from dip_core.networks.pixels import Pixels
from dip_core.networks.skip import Skip
from dip_core.operators.blending import Mixing
from dip_core.options import option
from dip_core.spec import (
    Extra,
    FloatArray,
    Observation,
    Problem,
    Quality,
    RestorationSpec,
    Task,
    Unknown,
)
from dip_core.stopping.fixed import Fixed
from dip_core.tensors import as_tensor

_EXCLUSION = 0.1
_SHARE_STEP = 0.03  # from the middle, a hundred iterations reach any share between 0.1 and 0.9
# Shares closer to one another than this leave too little to tell the layers apart by.
_CLOSE = 0.1
_LEAST_APART = 0.02  # unmixing divides by the shares' difference


@dataclass(frozen=True)
class Pair(Mixture, kind="pair", label="Two pictures, mixed twice"):
    """I1 = a·y1 + (1 − a)·y2 and I2 = b·y1 + (1 − b)·y2 with unknown pictures and shares a ≥ b.

    Whatever the shares, some y1 and y2 fit. Those shares are right whose unmixed pictures have
    edges in different places and keep within [0, 1]; asking this of the networks' own layers, which
    are unfinished while the shares settle, finds wrong ones. Two photographs of 72 px, mixed
    0.60 : 0.40 and 0.35 : 0.65 (16.2 and 17.3 dB), come out at 38.2 and 38.5 dB after 200
    iterations, another two at 37.6 and 36.0; the true shares would give 38.2 and 39.0. Noise of
    8 grey levels hides the edges and misleads the shares.
    """

    wanted: Literal["first", "second"] = option(
        "first",
        "Layer to hand over",
        "The first is the one that is stronger in the picture than in the second picture; with "
        "two pictures of the same two layers expect a clean separation.",
    )

    @property
    def looks_at(self) -> tuple[Extra, ...]:
        """The second picture."""
        return ("second",)

    def pose(self, observation: Observation) -> Problem:
        """Look for two pictures and for how much of the first there is in either mixture."""
        image, second = observation.image, _second(observation)
        height, width, channels = image.shape
        return Problem(
            operator=Mixing(),
            measurement=np.concatenate([image, second], axis=-1),
            weight=observation.trust,
            unknowns=(
                Unknown("first", channels, height, width),
                Unknown("second", channels, height, width),
                Unknown("share", 1, 1, 1, Pixels(), Noise(), _SHARE_STEP),
                Unknown("ratio", 1, 1, 1, Pixels(), Noise(), _SHARE_STEP),
            ),
            coupling=_EdgesApart(image, second),
            notes=(
                "“First” is the layer that is stronger in the picture than in the second picture.",
            ),
        )

    def finish(self, observation: Observation, estimates: Mapping[str, FloatArray]) -> FloatArray:
        """Unmix the two pictures themselves by the shares found, which keeps all their detail.

        The network's layer takes over by degrees where the shares are so close that unmixing would
        show nothing but noise.
        """
        mixtures = (as_tensor(observation.image), as_tensor(_second(observation)))
        share, ratio = (torch.from_numpy(estimates[name]) for name in ("share", "ratio"))
        layers = _unmixed(*mixtures, share, share * ratio)
        unmixed = layers[self.wanted == "second"][0].permute(1, 2, 0).clamp(0.0, 1.0).numpy()
        sure = min(float(share * (1.0 - ratio)) / _CLOSE, 1.0)
        layer = sure * unmixed + (1.0 - sure) * estimates[self.wanted]
        return np.clip(layer, 0.0, 1.0).astype(np.float32)

    def recommended(self, task: Task, quality: Quality) -> RestorationSpec:
        """Narrow networks; the shares, which decide, settle long before the finest detail does."""
        channels, iterations = {
            "fast": ((16, 32, 64, 64), 300),
            "balanced": ((16, 32, 64, 128, 128), 1000),
            "best": ((16, 32, 64, 128, 128), 3000),
        }[quality]
        return RestorationSpec(
            task=task,
            network=Skip(scales=len(channels), channels=channels, skip_channels=(0, 0, 4)),
            net_input=Noise(depth=8),
            data_term=SquaredError(),
            stopping=Fixed(),
            iterations=iterations,
        )


def _second(observation: Observation) -> FloatArray:
    """Return the second mixture, or say that there is none that fits."""
    image, second = observation.image, observation.second
    if second is None:
        raise OptionError(
            "Two pictures that were mixed twice need the second mixture; open it as the second "
            "picture, or choose two pictures mixed once."
        )
    if second.shape != image.shape:
        raise OptionError(
            f"The second picture is {_size(second)}, the first {_size(image)}; they must be of one "
            "size and both grey or both in colour."
        )
    return second


def _size(picture: FloatArray) -> str:
    kind = "grey" if picture.shape[2] == 1 else "colour"
    return f"{picture.shape[1]}×{picture.shape[0]} ({kind})"


class _EdgesApart:
    """0.1·(exclusion of the unmixed pictures + how far they leave [0, 1]), of the shares alone."""

    def __init__(self, image: FloatArray, second: FloatArray) -> None:
        self._mixtures = (as_tensor(image), as_tensor(second))

    def __call__(self, estimates: Sequence[Tensor]) -> Tensor:
        share, ratio = estimates[2:]
        one, other = self._mixtures
        self._mixtures = one, other = one.to(share.device), other.to(share.device)
        layers = _unmixed(one, other, share, share * ratio)
        beyond = torch.stack([(layer - layer.clamp(0.0, 1.0)).abs().mean() for layer in layers])
        return _EXCLUSION * (exclusion(*layers) + beyond.sum())


def _unmixed(one: Tensor, other: Tensor, a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Solve both mixtures for y1 and y2, all of them (1, C, H, W)."""
    apart = (a - b).clamp_min(_LEAST_APART)
    return ((1.0 - b) * one - (1.0 - a) * other) / apart, (a * other - b * one) / apart
