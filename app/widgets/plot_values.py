"""What a plot shows, as values: curves, and what is worth marking on them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, eq=False)
class Curve:
    """A named line over iterations; `look` is its number in `LOOKS`, from 0 again at the end."""

    name: str
    x: npt.NDArray[np.generic]
    y: npt.NDArray[np.generic]
    look: int = 0


@dataclass(frozen=True)
class Marker:
    """A vertical line with a label, at an iteration."""

    x: float
    label: str


@dataclass(frozen=True)
class Spot:
    """A triangle on a curve of that look: full where something is decided, else hollow."""

    x: float
    y: float
    look: int = 0
    full: bool = True


@dataclass(frozen=True)
class Baseline:
    """A horizontal dashed line with a label: what another method reached."""

    y: float
    label: str


def as_csv(curves: Sequence[Curve], x_label: str) -> str:
    """Return curves as a table: one row for each x, empty where a curve has no value."""
    columns = [dict(zip(map(float, c.x), map(float, c.y), strict=True)) for c in curves]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([x_label or "x", *(curve.name for curve in curves)])
    for x in sorted(set().union(*columns)):
        writer.writerow([f"{x:g}", *(_cell(column.get(x)) for column in columns)])
    return text.getvalue()


def _cell(value: float | None) -> str:
    return "" if value is None or not np.isfinite(value) else f"{value:.9g}"
