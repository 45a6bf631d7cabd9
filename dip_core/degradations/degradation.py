"""What a degradation is: a description that makes a degraded picture of a clean one."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dip_core.options import Spec

FloatArray = NDArray[np.float32]
LEVELS = 255.0


@dataclass(frozen=True, eq=False)
class Degraded:
    """What a degradation made.

    image  (H', W', C) floats in [0, 1]; smaller than the clean picture only after shrinking
    mask   (H, W) floats, 1 = to restore, where pixels were destroyed; else None
    text   a sentence: what was done
    file   the very JPEG file the picture was read from, where compression degraded it
    """

    image: FloatArray
    mask: FloatArray | None
    text: str
    file: bytes | None = None


@dataclass(frozen=True)
class Degradation(Spec):
    """What happens to a clean picture; its options are written after its kind, in their order."""

    example: ClassVar[str] = ""

    @abstractmethod
    def apply(self, image: FloatArray, random: np.random.Generator) -> Degraded:
        """Return an (H, W, C) picture degraded; what is left to chance is drawn from `random`."""
        raise NotImplementedError


def to_pillow(image: FloatArray) -> Image.Image:
    """Return a picture in 8 bits."""
    levels = np.rint(np.clip(image, 0, 1) * LEVELS).astype(np.uint8)
    return Image.fromarray(levels[:, :, 0] if levels.shape[2] == 1 else levels)


def from_pillow(picture: Image.Image) -> FloatArray:
    """Return a picture of 8 bits as (H, W, C) floats in [0, 1]."""
    values = np.asarray(picture, np.float32) / np.float32(LEVELS)
    return values[:, :, None] if values.ndim == 2 else values
