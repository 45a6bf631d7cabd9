"""The pictures of a run, taken while it goes on and kept small."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PIL import Image

from dip_core.animation.stage import Stage
from dip_core.animation.story import Pixels, Scene, Shot
from dip_core.animation.style import AnimationStyle
from dip_core.images import Box

MOST_BYTES = 96 * 2**20
_LEAST, _MOST = 24, 240  # pictures
_APART = 1.08


class Gathering:
    """Shots of one run, spread over it as the animation will be: evenly, or by equal ratios.

    How long the run will be is not known. When there are too many shots every second one goes, and
    those to come are twice as far apart.
    """

    def __init__(self, scene: Scene, style: AnimationStyle, most_bytes: int = MOST_BYTES) -> None:
        self._stage = Stage(scene, style)
        self._even = style.spacing == "even"
        self._most = min(max(most_bytes // self._stage.frame_bytes, _LEAST), _MOST)
        self._stride, self._ratio = 1, _APART
        self._due = 1
        self._kept: list[tuple[int, Image.Image]] = []

    def wants(self, iteration: int) -> bool:
        """Return whether a picture of this iteration is to be added."""
        return iteration >= self._due

    def add(self, iteration: int, pixels: Callable[[], Pixels], region: Box | None) -> None:
        """Take in what the run would hand over now."""
        under = self._kept[-1][1] if self._kept else self._stage.before
        picture = self._stage.placed(under, Shot(iteration, pixels, region))
        self._kept.append((iteration, picture))
        if len(self._kept) > self._most:
            self._kept = self._kept[::2]
            self._stride, self._ratio = 2 * self._stride, self._ratio**2
        apart = self._stride if self._even else math.ceil(iteration * (self._ratio - 1.0))
        self._due = iteration + max(1, apart)

    @property
    def shots(self) -> tuple[Shot, ...]:
        """What was taken, in order; each shows all of the region."""
        return tuple(Shot(number, _reader(picture)) for number, picture in self._kept)


def _reader(picture: Image.Image) -> Callable[[], Pixels]:
    return lambda: np.asarray(picture)
