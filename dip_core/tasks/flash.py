"""A photograph without flash, cleaned with the help of its twin with flash.

Ulyanov, Vedaldi, Lempitsky, arXiv 1711.10925, section 3.5: the flash picture is sharp and clean
but badly lit, the other one well lit and noisy. The network turns the first into the second, and
does so long before it learns the second's noise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
from PIL import Image

from dip_core.alignment import Motion, find_motion, moved
from dip_core.data_terms.squared_error import SquaredError
from dip_core.errors import OptionError
from dip_core.net_inputs.picture import Picture
from dip_core.networks.skip import Skip
from dip_core.operators.masking import Identity
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
from dip_core.stopping.moving_variance import MovingVariance

# A stuck channel is looked for in pictures of so many pixels a side, which have hardly any noise.
_LOOK = 12
# What a channel of the photograph has to vary by (standard deviation) to be missed in the estimate.
_SEEN = 0.02
# A channel that varies by less than this share of what it should is taken as constant. Of 20 runs
# with steps 10 to 30 times too large, stuck ones had 0.00 to 0.04 at iteration 50, others 0.16 up.
_FLAT = 0.1
# A channel that is this near to black or white is taken as saturated there.
_SATURATED = 0.02
_CLEARLY_OFF = 0.15
_MOSTLY = 0.5
_COLOURS = ("red", "green", "blue")


@dataclass(frozen=True, eq=False)
class _Paired(Observation):
    """An observation whose pair was looked at; `how` says in a sentence what was done about it."""

    how: str = ""


@dataclass(frozen=True)
class Flash(Task, kind="flash", label="Clean with a flash picture"):
    """E = ‖f_θ(z) − x0‖² with z the flash picture and x0 the one without flash."""

    align: bool = option(
        True,
        "Align the pair",
        "Whether the flash picture is shifted and turned to lie on the other one; it stays as it "
        "is where no movement can be found with certainty.",
    )

    @property
    def looks_at(self) -> tuple[Extra, ...]:
        """The flash picture."""
        return ("second",)

    def prepared(self, observation: Observation) -> Observation:
        """Lay the flash picture on the other one, unless it does already."""
        if not self.align or isinstance(observation, _Paired):
            return observation
        second = _flash_picture(observation)
        motion = find_motion(second, observation.image)
        supplied = {field.name: getattr(observation, field.name) for field in fields(observation)}
        paired = _Paired(**supplied, how=_said(motion))
        if motion is None or motion.still:
            return paired
        return replace(paired, second=moved(second, motion))

    def pose(self, observation: Observation) -> Problem:
        """Fit every pixel that means something of the picture without flash."""
        _flash_picture(observation)
        height, width, channels = observation.image.shape
        return Problem(
            operator=Identity(),
            measurement=observation.image,
            weight=observation.trust,
            unknowns=(Unknown("picture", channels, height, width),),
            notes=(observation.how,) if isinstance(observation, _Paired) else (),
        )

    def failure(self, observation: Observation, estimates: Mapping[str, FloatArray]) -> str:
        """Find a colour channel whose sigmoids are stuck, which no gradient gets out of there.

        The published learning rate, 0.1, ends in such "reddish" pictures. A channel is stuck if it
        is constant, or black or white nearly everywhere, and is so where the photograph's is not: a
        picture that is red or dark itself is fitted by being so.
        """
        wanted = _small(observation.image * observation.trust)
        got = _small(np.clip(estimates["picture"], 0.0, 1.0) * observation.trust)
        stuck = [
            channel
            for channel in range(wanted.shape[-1])
            if _is_stuck(got[..., channel], wanted[..., channel])
        ]
        if not stuck:
            return ""
        if len(stuck) == wanted.shape[-1]:
            return "The picture got stuck in one even tone."
        colours = " and ".join(_COLOURS[channel] for channel in stuck)
        return f"The picture got stuck in a tint: its {colours} no longer changed."

    def recommended(self, quality: Quality) -> RestorationSpec:
        """The reference's network, nearest at the two finest scales, and narrower ones.

        The learning rate is a tenth of the reference's. On a cave of 64 px, 0.1 with 128 channels
        got stuck in red for 2 of 10 seeds (0.3 with 32 channels: 5 of 10), always seen at the first
        look. On a made pair of 96 px (25.2 dB) 32 channels peak at 34.7 dB with 0.003, 36.9 with
        0.01 and 37.1 with 0.03; with noise for z, and not the flash picture, at 31.9. Noise added
        to z gains nothing (0.01: 37.1 dB, 0.03: 36.6). How soon noise is learnt depends on size and
        noise, from 230 iterations (80 px, σ = 31 of 255: 30.4 dB, the average handed over being the
        best one) to beyond 680 (96 px, σ = 8: 38.7 dB), so a rule has to stop.
        """
        width, patience, iterations = {
            "fast": (32, 100, 800),
            "balanced": (64, 200, 1500),
            "best": (128, 300, 2500),
        }[quality]
        return RestorationSpec(
            task=self,
            network=Skip(
                channels=(width,),
                upsampling=("nearest", "nearest", "bilinear", "bilinear", "bilinear"),
            ),
            net_input=Picture(source="second"),
            data_term=SquaredError(),
            stopping=MovingVariance(patience=patience),
            iterations=iterations,
            learning_rate=0.01,
        )


def _flash_picture(observation: Observation) -> FloatArray:
    """Return the flash picture; raises an `OptionError` where there is none of the same size."""
    second, image = observation.second, observation.image
    if second is None:
        raise OptionError(
            "There is no flash picture; open the picture taken with flash as the second picture."
        )
    if second.shape[:2] != image.shape[:2]:
        raise OptionError(
            f"The flash picture is {second.shape[1]}×{second.shape[0]}, the one without flash "
            f"{image.shape[1]}×{image.shape[0]}; they must be of one size."
        )
    return second


def _said(motion: Motion | None) -> str:
    if motion is None:
        return "How the flash picture lies on the other one could not be told; it was not moved."
    if motion.still:
        return "The flash picture lies on the other one as it is; it was not moved."
    return (
        f"The flash picture was moved by {motion.right:+.1f} px to the right and "
        f"{motion.down:+.1f} px down, and turned by {motion.degrees:+.2f}°."
    )


def _small(picture: FloatArray) -> FloatArray:
    """Return a picture of at most `_LOOK` pixels a side: what is seen without its noise."""
    height, width = picture.shape[:2]
    size = (min(width, _LOOK), min(height, _LOOK))
    planes = [
        np.asarray(Image.fromarray(np.ascontiguousarray(plane)).resize(size, Image.Resampling.BOX))
        for plane in np.moveaxis(picture, -1, 0)
    ]
    return np.stack(planes, axis=-1)


def _is_stuck(got: FloatArray, wanted: FloatArray) -> bool:
    """Tell whether one channel, (h, w), is stuck where the photograph's is not."""
    varied = float(wanted.std())
    if varied < _SEEN:
        return False
    if float(got.std()) < _FLAT * varied:
        return True
    saturated = (got < _SATURATED) | (got > 1.0 - _SATURATED)
    return float(np.mean(saturated & (np.abs(got - wanted) > _CLEARLY_OFF))) > _MOSTLY
