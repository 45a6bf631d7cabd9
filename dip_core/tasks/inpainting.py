"""Filling in what is missing: fit the known pixels and read the others off the network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
import torch

from dip_core.data_terms.squared_error import SquaredError
from dip_core.errors import OptionError
from dip_core.net_inputs.meshgrid import Meshgrid
from dip_core.net_inputs.noise import Noise
from dip_core.networks.skip import Skip
from dip_core.operators.masking import Masking
from dip_core.options import option
from dip_core.spec import (
    EMPTY_MASK,
    FloatArray,
    NetInput,
    Network,
    Observation,
    Problem,
    Quality,
    RestorationSpec,
    Task,
    Unknown,
)
from dip_core.stopping.moving_variance import MovingVariance

Missing = Literal["text", "hole", "pixels"]

_KEPT = (
    "Only what is under the mask is changed; every other pixel stays exactly as it was, and in the "
    "file too if it is a PNG or TIFF."
)


@dataclass(frozen=True)
class Inpainting(Task, kind="inpainting", label="Remove or fill"):
    """E = ‖(f_θ(z) − x0) ⊙ m‖²; known pixels are handed back exactly as they were."""

    local: ClassVar[bool] = True
    looks_at = ("mask",)

    missing: Missing = option(
        "text",
        "What is missing",
        "Thin text and scratches, one large hole, or pixels missing everywhere: each has a network "
        "that suits it.",
    )

    def pose(self, observation: Observation) -> Problem:
        """Trust what is not painted over."""
        missing = self._missing(observation)
        known = np.float32(1.0) - missing
        known = known * observation.trust[..., 0]
        height, width, channels = observation.image.shape
        if not missing.any():
            raise OptionError(EMPTY_MASK)
        if known.max() <= 0.0:
            raise OptionError(
                "The mask covers the whole picture, so there is nothing to restore it from; "
                "leave some of it unpainted."
            )
        return Problem(
            operator=Masking(torch.from_numpy(known)[None, None]),
            measurement=observation.image * known[..., None],
            weight=known[..., None],
            unknowns=(Unknown("picture", channels, height, width),),
            region=missing,
            notes=(_KEPT,),
        )

    def finish(self, observation: Observation, estimates: Mapping[str, FloatArray]) -> FloatArray:
        """Put the estimate where the mask is, m·x0 + (1 − m)·x elsewhere unchanged."""
        missing = self._missing(observation)[..., None]
        estimate = np.clip(estimates["picture"], 0.0, 1.0)
        blended = observation.image + missing * (estimate - observation.image)
        # Where the mask is 0 the sum above is exact, but say so rather than rely on it.
        return np.where(missing > 0.0, blended, observation.image).astype(np.float32)

    def _missing(self, observation: Observation) -> FloatArray:
        """Return what has to be filled in."""
        shape = observation.image.shape[:2]
        missing = observation.mask
        if missing is None:
            missing = np.zeros(shape, dtype=np.float32)
        if missing.shape != shape:
            raise OptionError(
                f"The mask is {missing.shape[1]}×{missing.shape[0]}, the picture "
                f"{shape[1]}×{shape[0]}; they must be of one size."
            )
        return missing

    def recommended(self, quality: Quality) -> RestorationSpec:
        """Wide skips for text, none and smooth coordinates for holes, few scales for pixels."""
        network, net_input = self._suited(quality)
        patience, iterations = {"fast": (200, 600), "balanced": (300, 2000), "best": (1000, 5000)}[
            quality
        ]
        return RestorationSpec(
            task=self,
            network=network,
            net_input=net_input,
            data_term=SquaredError(),
            stopping=MovingVariance(patience=patience),
            iterations=iterations,
        )

    def _suited(self, quality: Quality) -> tuple[Network, NetInput]:
        width = {"fast": 32, "balanced": 64, "best": 128}[quality]
        noise = {"fast": 0.003, "balanced": 0.01, "best": 0.03}[quality]
        if self.missing == "hole":
            network = Skip(channels=(width,), skip_channels=(0,), upsampling=("nearest",))
            return network, Meshgrid(perturbation=noise)
        if self.missing == "pixels":
            return Skip(channels=(width,)), Noise(perturbation=noise)
        network = Skip(channels=(width,), skip_channels=(width,), upsampling=("nearest",))
        return network, Noise(perturbation=noise)
