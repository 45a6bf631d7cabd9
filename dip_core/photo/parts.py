"""The parts of a photograph that are restored one after another, and how neighbours are blended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dip_core.errors import OptionError
from dip_core.images import Box
from dip_core.photo.inputs import SMALLEST_SIDE
from dip_core.spec import FloatArray

# The default working size: what a processor restores in minutes rather than hours.
WORKING_PIXELS = 512 * 512
# Corners of tiles lie on this grid: the blocks of a JPEG file with half its colours are of 16 px,
# and a factor such as 2.5 turns even numbers into whole ones.
GRID = 16
SMALLEST_TILE = 64


@dataclass(frozen=True)
class Edge:
    """How a part ends at one side, in pixels.

    unused  of the part, next to the side: what a network sees but nobody is shown
    ramp    over which it then takes over from its neighbour, or from the photograph
    """

    unused: int = 0
    ramp: int = 0

    def scaled(self, factor: float) -> Edge:
        """Return the same in a picture `factor` times as large."""
        return Edge(round(self.unused * factor), round(self.ramp * factor))


@dataclass(frozen=True)
class Edges:
    """How a part ends at its four sides; by default as sharply as the picture."""

    top: Edge = Edge()
    left: Edge = Edge()
    bottom: Edge = Edge()
    right: Edge = Edge()

    def weights(self, height: int, width: int, factor: float = 1.0) -> FloatArray:
        """Return (height, width) in [0, 1]; those of all tiles of a picture sum to 1 everywhere.

        The part is `factor` times as large as the edges say.
        """
        top, left, bottom, right = (
            edge.scaled(factor) for edge in (self.top, self.left, self.bottom, self.right)
        )
        down, across = _profile(height, top, bottom), _profile(width, left, right)
        return down[:, None] * across[None, :]


@dataclass(frozen=True)
class Part:
    """What one network works on: a box of the picture, at a scale (1 = every pixel).

    hole   within it what is masked is this part's own; other holes in the box belong to others.
           None: there are no holes, all of the box is restored
    edges  where it is blended with its neighbours
    """

    box: Box
    scale: float = 1.0
    hole: Box | None = None
    edges: Edges = Edges()

    @property
    def core(self) -> Box:
        """What of the box is this part's more than its neighbours'."""
        edges, box = self.edges, self.box
        top, left, bottom, right = (
            edge.unused + edge.ramp // 2
            for edge in (edges.top, edges.left, edges.bottom, edges.right)
        )
        height, width = box.height - top - bottom, box.width - left - right
        return Box(box.top + top, box.left + left, height, width)

    @property
    def height(self) -> int:
        """Rows the engine sees."""
        return max(SMALLEST_SIDE, round(self.box.height * self.scale))

    @property
    def width(self) -> int:
        """Columns the engine sees."""
        return max(SMALLEST_SIDE, round(self.box.width * self.scale))

    def own(self, mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return of a mask of the whole picture what is this part's own, cut to its box."""
        own = np.zeros((self.box.height, self.box.width), np.uint8)
        hole, box = self.hole or self.box, self.box
        top, left = max(hole.top, box.top), max(hole.left, box.left)
        bottom, right = min(hole.bottom, box.bottom), min(hole.right, box.right)
        inside = slice(top - box.top, bottom - box.top), slice(left - box.left, right - box.left)
        own[inside] = mask[top:bottom, left:right]
        return own


@dataclass(frozen=True)
class Plan:
    """Where a restoration works: on the parts, in this order.

    tiled  whether all parts are tiles of one picture, which share their settings and how many
           iterations are done
    """

    parts: tuple[Part, ...]
    tiled: bool = False
    notes: tuple[str, ...] = ()

    @property
    def largest(self) -> Part:
        """The part that costs most."""
        return max(self.parts, key=lambda part: part.height * part.width)

    @property
    def box(self) -> Box:
        """The smallest box round all parts."""
        boxes = [part.box for part in self.parts]
        top, left = min(box.top for box in boxes), min(box.left for box in boxes)
        bottom, right = max(box.bottom for box in boxes), max(box.right for box in boxes)
        return Box(top, left, bottom - top, right - left)

    @property
    def scale(self) -> float:
        """The smallest scale of any part."""
        return min(part.scale for part in self.parts)

    @property
    def height(self) -> int:
        """Rows the engine sees at once, at most."""
        return self.largest.height

    @property
    def width(self) -> int:
        """Columns the engine sees at once, at most."""
        return self.largest.width

    @property
    def pixels(self) -> int:
        """How many pixels the engine sees in all."""
        return sum(part.height * part.width for part in self.parts)


@dataclass(frozen=True)
class Tiling:
    """Whether a large picture is restored in tiles, and in which.

    when     "auto": when it does not fit into memory at once; "always": when it is larger than one
             tile; "never"
    side     pixels; rounded up to a multiple of 16
    overlap  pixels over which neighbours are blended, at least
    """

    when: Literal["auto", "always", "never"] = "auto"
    side: int = 512
    overlap: int = 64

    def __post_init__(self) -> None:
        if self.side < SMALLEST_TILE:
            raise OptionError(f"Tiles of {self.side} px are too small; {SMALLEST_TILE} is least.")
        if not 0 <= self.overlap <= self.side // 4:
            raise OptionError(
                f"Tiles of {self.side} px cannot overlap by {self.overlap}; "
                f"{self.side // 4} is the most."
            )


def _profile(length: int, first: Edge, last: Edge) -> FloatArray:
    """Return nothing, sin², 1, cos², nothing."""
    profile = np.ones(length, np.float32)
    _begin(profile, first)
    _begin(profile[::-1], last)
    return profile


def _begin(profile: FloatArray, edge: Edge) -> None:
    """Let a profile begin with an edge; sin² and what is left to 1 are the same, backwards."""
    places = (np.arange(edge.ramp) + 0.5) / max(1, edge.ramp)
    profile[: edge.unused] = 0.0
    profile[edge.unused : edge.unused + edge.ramp] *= np.sin(0.5 * np.pi * places) ** 2
