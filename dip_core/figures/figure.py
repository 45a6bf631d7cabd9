"""What a figure is: curves on two axes, or pictures in rows and columns. Plain data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Style = Literal["line", "dashes", "dots", "path"]


@dataclass(frozen=True, eq=False)
class Line:
    """A named row of points, parallel arrays of numbers; a NaN leaves a gap.

    style  "line" and "dashes" are functions of x, "path" joins points in their order and marks
    each, "dots" marks them alone; dashes belong to the line before them and have its colour
    """

    name: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    style: Style = "line"


@dataclass(frozen=True, eq=False)
class Chart:
    """Lines on two axes.

    name  the word that stands for it in the names of files
    """

    name: str
    title: str
    across: str
    up: str
    lines: tuple[Line, ...]
    log_x: bool = False
    log_y: bool = False


@dataclass(frozen=True, eq=False)
class Tile:
    """A picture with a few words below: (H, W, C) bytes, C = 1 or 3."""

    pixels: NDArray[np.uint8]
    caption: str = ""


@dataclass(frozen=True, eq=False)
class Gallery:
    """Pictures in rows and columns; a place without one is None.

    name           the word that stands for it in the names of files
    columns, rows  what stands above each column and before each row, where there is anything
    """

    name: str
    title: str
    tiles: tuple[tuple[Tile | None, ...], ...]
    columns: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()


Figure = Chart | Gallery


def looks(styles: Iterable[Style]) -> list[int]:
    """Return the number of each line's colour, from 0."""
    numbers: list[int] = []
    for style in styles:
        last = numbers[-1] if numbers else -1
        numbers.append(max(last, 0) if style == "dashes" else last + 1)
    return numbers


def line(name: str, x: Any, y: Any, style: Style = "line") -> Line:  # noqa: ANN401
    """Return a line of whatever can become arrays."""
    return Line(name, np.asarray(x, np.float64), np.asarray(y, np.float64), style)


def tile(image: NDArray[np.floating], caption: str = "") -> Tile:
    """Return a tile of (H, W, C) floats in [0, 1]; what is beyond is cut."""
    return Tile((np.clip(image, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8), caption)


def heat(values: NDArray[np.floating], most: float) -> NDArray[np.float32]:
    """Return (H, W) values from 0 to `most` as colours, (H, W, 3): black, red, yellow, white."""
    share = np.clip(values / max(most, 1e-12), 0.0, 1.0)
    return np.clip(np.stack([3 * share, 3 * share - 1, 3 * share - 2], axis=-1), 0.0, 1.0).astype(
        np.float32
    )
