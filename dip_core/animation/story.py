"""What an animation tells: the input, the run picture by picture, the result."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from dip_core.animation.style import AnimationStyle, Spacing
from dip_core.figures.figure import Line
from dip_core.images import Box, Picture

Pixels = NDArray[np.uint8]

_FIRST_SECONDS, _LAST_SECONDS = 0.8, 2.0  # of the input, and of the result


@dataclass(frozen=True, eq=False)
class Shot:
    """What a run would have handed over at one iteration.

    pixels  makes (H, W, C) bytes, C = 1 or 3; may take a while
    region  where they belong in the whole result; None is all that is shown
    """

    iteration: int
    pixels: Callable[[], Pixels]
    region: Box | None = None


@dataclass(frozen=True)
class Captions:
    """What is written into the pictures."""

    before: str = "Input"
    iteration: str = "Iteration {number}"
    after: str = "Result: iteration {number}"


@dataclass(frozen=True, eq=False)
class Scene:
    """What is shown, and what it was before the first iteration.

    before  (H, W, C) bytes of the region, of any size of its proportions
    region  in pixels of the whole result
    icc     the colour profile of all pictures
    """

    before: Pixels
    region: Box
    icc: bytes | None = None
    captions: Captions = field(default_factory=Captions)


@dataclass(frozen=True, eq=False)
class Story:
    """A run to be told.

    shots  in the order of their iterations, at least one
    after  what was handed over, of the same region; `kept` is the iteration it is of
    curve  what is drawn below where that is wanted, over iterations
    """

    scene: Scene
    shots: Sequence[Shot]
    after: Callable[[], Pixels]
    kept: int
    curve: Line | None = None


def seen(picture: Picture, region: Box, enlargement: float = 1.0) -> Pixels:
    """Return the part of a picture that becomes `region` when it is enlarged, as bytes."""
    box = Box(
        round(region.top / enlargement),
        round(region.left / enlargement),
        round(region.height / enlargement),
        round(region.width / enlargement),
    )
    return np.rint(picture.to_float(box) * 255.0).astype(np.uint8)


@dataclass(frozen=True)
class Cue:
    """What is shown for how many frames: a shot by its number, or the first or last picture."""

    what: int
    frames: int


FIRST, LAST = -1, -2


def cues(iterations: Sequence[int], style: AnimationStyle) -> list[Cue]:
    """Return what is shown one after the other.

    Each moment shows the newest picture there was at that iteration, so that nothing is shown
    before it was known.
    """
    count = max(1, round(style.seconds * style.rate))
    moments = _moments(iterations[0], iterations[-1], count, style.spacing)
    shown = (max(0, bisect_right(iterations, moment + 1e-6) - 1) for moment in moments)
    run = [Cue(number, len(list(same))) for number, same in groupby(shown)]
    first, last = (max(1, round(s * style.rate)) for s in (_FIRST_SECONDS, _LAST_SECONDS))
    return [Cue(FIRST, first), *run, Cue(LAST, last)]


def _moments(first: int, last: int, count: int, spacing: Spacing) -> list[float]:
    shares = [k / (count - 1) for k in range(count)] if count > 1 else [1.0]
    if spacing == "even":
        return [first + share * (last - first) for share in shares]
    return [exp(log(first) + share * (log(last) - log(first))) for share in shares]
