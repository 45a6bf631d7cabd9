"""The table of degradations, and how they are written in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dip_core.degradations.degradation import Degradation, Degraded
from dip_core.degradations.losses import JpegBlocks, Lettering, MissingPixels
from dip_core.degradations.noises import GaussianNoise, Impulses, PhotonNoise, Speckle
from dip_core.degradations.softening import MotionBlur, Shrinking, SoftBlur
from dip_core.errors import OptionError
from dip_core.options import Registry, Setting, settings

DEGRADATIONS: Registry[Degradation] = Registry(
    "degradation",
    GaussianNoise,
    PhotonNoise,
    Impulses,
    Speckle,
    MissingPixels,
    Lettering,
    JpegBlocks,
    SoftBlur,
    MotionBlur,
    Shrinking,
)


def degrade(image: NDArray[Any], degradation: Degradation | str, seed: int = 0) -> Degraded:
    """Return a clean picture degraded.

    Parameters
    ----------
    image
        (H, W, C) floats in [0, 1].
    degradation
        What to do to it, or the words for it: kind and strength, as in "gaussian:25" and
        "text:Hello".

    Raises
    ------
    OptionError
        Where the kind is unknown or the strength makes no sense; it names what does.
    """
    if isinstance(degradation, str):
        degradation = read_degradation(degradation)
    return degradation.apply(np.asarray(image, np.float32), np.random.default_rng(seed))


def read_degradation(words: str) -> Degradation:
    """Return the degradation that is written as on the command line."""
    kind, _, strength = words.partition(":")
    member = DEGRADATIONS[kind]
    known = settings(member)
    if known[0].type is str:
        return member(**{known[0].name: strength})
    values = _numbers(member, known, strength)
    return member(**{setting.name: value for setting, value in zip(known, values, strict=True)})


def _numbers(member: type[Degradation], known: Sequence[Setting], words: str) -> tuple[float, ...]:
    """Return the numbers of a degradation, one for each option, within its bounds."""
    try:
        values = tuple(float(word) for word in words.split(","))
    except ValueError:
        values = ()
    if len(values) != len(known):
        count = "a number" if len(known) == 1 else f"{len(known)} numbers"
        raise OptionError(
            f"The degradation {member.kind} needs {count}, as in {member.example}, not {words!r}."
        )
    return tuple(
        _within(member, setting, value) for setting, value in zip(known, values, strict=True)
    )


def _within(member: type[Degradation], setting: Setting, value: float) -> float:
    low, high = setting.minimum or 0.0, setting.maximum or math.inf
    whole = setting.type is int
    if not low <= value <= high or (whole and not value.is_integer()):
        number = "a whole number" if whole else "a number"
        raise OptionError(
            f"The degradation {member.kind} takes {number} from {low:g} to {high:g}, not {value:g}."
        )
    return int(value) if whole else value
