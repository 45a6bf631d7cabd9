"""Filling in what is missing: fit the known pixels and read the others off the network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from dip_core.baselines.biharmonic import Biharmonic
from dip_core.baselines.telea import Telea
from dip_core.data_terms.squared_error import SquaredError
from dip_core.errors import OptionError
from dip_core.net_inputs.meshgrid import Meshgrid
from dip_core.net_inputs.noise import Noise
from dip_core.networks.skip import Skip
from dip_core.operators.masking import Masking
from dip_core.options import option
from dip_core.spec import (
    EMPTY_MASK,
    Extra,
    FloatArray,
    NetInput,
    Network,
    Observation,
    Problem,
    Quality,
    RestorationSpec,
    Stopping,
    Task,
    Unknown,
)
from dip_core.stopping.auto import Auto

Missing = Literal["text", "hole", "pixels", "most-pixels"]

_PAINTED = 0.5
# Scattered pixels have 1.0 whatever their share; text and scratches 0.1 to 0.6, holes less.
_LEAST_SCATTER = 0.8
# From here on pixels are so few that the network for most of them is better.
_NEARLY_ALL = 0.88
# In pixels, and against the longer side of the box. The text over the portrait of the reference
# code has 0.008 to 0.017 from 512² down to 128², its vase 0.29 and the holes of its library 0.05.
_LEAST_RADIUS = 5.0
_LEAST_WIDTH = 0.03


def _for_text(width: int, skips: int) -> Skip:
    return Skip(channels=(width,), skip_channels=(skips,), upsampling=("nearest",))


_SAID: Mapping[Missing, str] = {
    "text": "What is missing is taken as thin: text and scratches.",
    "hole": "What is missing is taken as large holes.",
    "pixels": "What is missing is taken as pixels here and there.",
    "most-pixels": "What is missing is taken as nearly all pixels.",
}
_PYRAMID = Skip(channels=(16, 32, 64, 128, 128), skip_channels=(0,), downsampling="average")
_FOR_TEXT: Mapping[Quality, tuple[Network, NetInput]] = {
    "fast": (_for_text(32, 16), Noise(perturbation=0.01)),
    "balanced": (_for_text(32, 16), Noise(perturbation=0.02)),
    "best": (_for_text(128, 128), Noise(perturbation=0.03)),
}
_LITTLE = 0.003
_SOON_DONE = 1000
_KEPT = (
    "Only what is under the mask is changed; every other pixel stays exactly as it was, and in the "
    "file too if it is a PNG or TIFF."
)


@dataclass(frozen=True)
class Inpainting(Task, kind="inpainting", label="Remove or fill"):
    """E = ‖(f_θ(z) − x0) ⊙ m‖²; known pixels are handed back exactly as they were."""

    missing: Missing = option(
        "text",
        "What is missing",
        "Thin text and scratches, large holes, pixels here and there, or nearly all pixels: each "
        "has a network that suits it.",
    )

    @property
    def local(self) -> bool:
        """The mask says what may change."""
        return True

    @property
    def looks_at(self) -> tuple[Extra, ...]:
        """Nothing can be filled in without a mask."""
        return ("mask",)

    def suited(self, mask: FloatArray | None) -> Self:
        """Choose what is missing by the shape of the mask; see `shape_of`."""
        if mask is None or not mask.any():
            return self
        return self.replace(missing=shape_of(mask))

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
            notes=(_SAID[self.missing], _KEPT),
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
        """Skips for text, none and smooth coordinates for holes, narrow ones for pixels.

        For text the paper has skips as wide as the network. Made smaller it is not the best: in
        20 s of one core 64 channels with skips of 64 and noise of .01 fill in 26.6 and 33.9 dB, 32
        with 32 and .01 26.9 and 34.6, 32 with 16 and .02 27.2 and 35.1 (two pictures of 128 px).
        More than 400 iterations gain "fast" no 0.02 dB (`bench settings`, six of 96 px).

        Where 90 % or more of the pixels are missing, a pyramid without skips (the reference code's
        for 98 %) leaves no path for fine detail that nothing supports. Best averages within 400
        iterations on 96 px: 19.1 dB against 17.8 with the network for pixels (98 % missing), 18.7
        against 17.8 (95 %, no input noise) and 22.5 against 21.5 (90 %).

        """
        network, net_input = self._suited(quality)
        patience, iterations = {"fast": (200, 400), "balanced": (300, 2000), "best": (1000, 5000)}[
            quality
        ]
        stopping: Stopping = Auto(patience=patience)
        if self.missing == "most-pixels":
            iterations = min(iterations, _SOON_DONE)
        return RestorationSpec(
            task=self,
            network=network,
            net_input=net_input,
            data_term=SquaredError(),
            stopping=stopping,
            fusion=(Biharmonic(), Telea()),
            iterations=iterations,
        )

    def _suited(self, quality: Quality) -> tuple[Network, NetInput]:
        width = {"fast": 32, "balanced": 64, "best": 128}[quality]
        noise = {"fast": 0.003, "balanced": 0.01, "best": 0.03}[quality]
        if self.missing == "hole":
            network = Skip(channels=(width,), skip_channels=(0,), upsampling=("nearest",))
            return network, Meshgrid(perturbation=noise)
        if self.missing == "most-pixels":
            return _PYRAMID, Noise(perturbation=_LITTLE)
        if self.missing == "pixels":
            return Skip(channels=(width,)), Noise(perturbation=noise)
        return _FOR_TEXT[quality]


def shape_of(mask: FloatArray) -> Missing:
    """Return what the shape of a mask, (H, W) in [0, 1] and somewhere above 0, says is missing.

    In the box round all of it: scattered pixels change between missing and known about as often as
    if each were drawn by itself, 2·p·(1 − p) of all neighbours where a share p is missing. Of what
    holds together a large hole is where a circle fits in that is neither tiny nor thin against the
    box; all else is as thin as text.
    """
    painted = mask > (_PAINTED if mask.max() > _PAINTED else 0.0)
    rows, columns = (np.flatnonzero(painted.any(axis=axis)) for axis in (1, 0))
    inside = painted[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    if _scatter(inside) > _LEAST_SCATTER:
        return "most-pixels" if inside.mean() > _NEARLY_ALL else "pixels"
    # The border of the picture is one of the hole: nothing is known beyond it.
    radius = float(distance_transform_edt(np.pad(inside, 1)).max())
    return "hole" if radius > max(_LEAST_RADIUS, _LEAST_WIDTH * max(inside.shape)) else "text"


def _scatter(inside: NDArray[np.bool_]) -> float:
    """Return how often neighbours differ, 1 where every pixel is drawn by itself."""
    across, down = inside[:, 1:] != inside[:, :-1], inside[1:] != inside[:-1]
    share = float(inside.mean())
    expected = 2.0 * share * (1.0 - share) * (across.size + down.size)
    return float(across.sum() + down.sum()) / expected if expected > 0.0 else 0.0
