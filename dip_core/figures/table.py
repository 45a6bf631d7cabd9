"""The curves of a chart as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import numpy as np

from dip_core.figures.figure import Chart, Line

_FUNCTIONS = ("line", "dashes")


def as_csv(chart: Chart) -> str:
    """Return a chart's numbers: a column for each line over one x, or (line, x, y) for paths."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    side_by_side = all(each.style in _FUNCTIONS for each in chart.lines)
    writer.writerows((_columns if side_by_side else _points)(chart))
    return text.getvalue()


def _columns(chart: Chart) -> Iterator[list[str]]:
    """Yield one row for each x, empty where a line has no value."""
    known = [dict(zip(each.x.tolist(), each.y.tolist(), strict=True)) for each in chart.lines]
    yield [chart.across, *(each.name for each in chart.lines)]
    for x in sorted(set().union(*known)):
        yield [_figure(x), *(_figure(values.get(x, np.nan)) for values in known)]


def _points(chart: Chart) -> Iterator[list[str]]:
    yield ["", chart.across, chart.up]
    for each in chart.lines:
        yield from _rows(each)


def _rows(each: Line) -> Iterator[list[str]]:
    for x, y in zip(each.x.tolist(), each.y.tolist(), strict=True):
        yield [each.name, _figure(x), _figure(y)]


def _figure(value: float) -> str:
    return f"{value:.9g}" if np.isfinite(value) else ""
