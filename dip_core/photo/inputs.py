"""What a photograph is restored from, and what of that cannot be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dip_core.errors import OptionError, PictureError
from dip_core.images import Picture
from dip_core.spec import FloatArray, RestorationSpec

SMALLEST_SIDE = 16


@dataclass(frozen=True, eq=False)
class Inputs:
    """What the user supplies, as loaded: the picture and whatever else the task asks for.

    mask    (H, W) uint8, 255 = restore here, of the picture's size
    kernel  (h, w) floats, a known blur
    """

    picture: Picture
    mask: NDArray[np.uint8] | None = None
    second: Picture | None = None
    kernel: FloatArray | None = None
    reference: Picture | None = None

    @property
    def painted(self) -> bool:
        """Whether there is anything in the mask."""
        return self.mask is not None and bool(self.mask.any())


def check(spec: RestorationSpec, inputs: Inputs) -> None:
    """Refuse what can be refused before anything is made.

    Raises a `PictureError` or an `OptionError` whose sentence says what is wrong with the inputs.
    """
    picture = inputs.picture
    _check_picture(picture)
    if inputs.mask is not None:
        _check_mask(inputs.mask, picture)
    if inputs.second is not None and "second" in spec.task.looks_at:
        _check_second(inputs.second, picture)
    spec.task.check((picture.height, picture.width, picture.channels), inputs.kernel)


def _check_picture(picture: Picture) -> None:
    if min(picture.height, picture.width) < SMALLEST_SIDE:
        raise PictureError(
            f"The picture is {picture.width}×{picture.height}; it must be at least "
            f"{SMALLEST_SIDE}×{SMALLEST_SIDE} pixels."
        )
    if picture.alpha is not None and not picture.alpha.any():
        raise PictureError("The picture is completely transparent; there is nothing to restore.")


def _check_mask(mask: NDArray[np.uint8], picture: Picture) -> None:
    if mask.shape != (picture.height, picture.width):
        raise OptionError(
            f"The mask is {mask.shape[1]}×{mask.shape[0]}, the picture {picture.width}×"
            f"{picture.height}; they must be of one size."
        )


def _check_second(second: Picture, picture: Picture) -> None:
    if (second.height, second.width) != (picture.height, picture.width):
        raise OptionError(
            f"The second picture is {second.width}×{second.height}, the first {picture.width}×"
            f"{picture.height}; they must be of one size."
        )
