"""A chart drawn with Pillow, on paper: dark ink on white, colours that colour-blind people tell."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from dip_core.figures.figure import Chart, Line, looks

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
Point = tuple[float, float]

_SIZE = (1000, 600)
_LEFT, _TOP, _RIGHT, _BOTTOM = 90, 76, 24, 64
_INK, _GRID, _PAPER = "#222222", "#e2e2e2", "#ffffff"
# Okabe and Ito, "Color Universal Design", darkened for a white ground.
_COLOURS = ("#0072b2", "#d55e00", "#007d5c", "#a8527f", "#8a6d00", "#222222", "#2f8fbf", "#9a9a9a")
_DASHES = (None, (14, 8), (4, 6), (18, 6, 4, 6), (26, 8), (5, 5, 12, 5), (9, 4), (2, 4))
_ROOM = 0.04  # between the outermost points and the frame, as a share of it
_LETTERS = 15
_SAMPLE = 40  # length of the piece of a line beside its name
_WHOLE = 6  # ticks of an even axis, about


def draw_chart(chart: Chart) -> Image.Image:
    """Draw a chart; without a single point only its title."""
    page = Image.new("RGB", _SIZE, _PAPER)
    pen = ImageDraw.Draw(page)
    pen.text((_LEFT, 16), chart.title, fill=_INK, font=ImageFont.load_default(20))
    lines = [_shown(each, chart) for each in chart.lines]
    if not any(len(points) for points in lines):
        return page
    right = _SIZE[0] - _RIGHT - _legend_width(pen, chart.lines)
    across = _Axis.over([p[:, 0] for p in lines], chart.log_x, _LEFT, right)
    up = _Axis.over([p[:, 1] for p in lines], chart.log_y, _SIZE[1] - _BOTTOM, _TOP)
    _draw_frame(pen, chart, across, up)
    for each, points, number in zip(chart.lines, lines, _looks(chart.lines), strict=True):
        _draw_line(pen, each, [(across.place(x), up.place(y)) for x, y in points], number)
    _draw_legend(pen, chart.lines, right)
    return page


class _Axis:
    """Where values lie along one side of the frame; logarithms of them where it is so scaled."""

    def __init__(self, low: float, high: float, begin: float, end: float) -> None:
        self.low, self.high = low, high
        self.begin, self.end = begin, end
        self.is_log = False

    @classmethod
    def over(
        cls, values: Iterable[NDArray[np.float64]], log: bool, begin: float, end: float
    ) -> _Axis:
        """Return an axis that holds all values, with a little room."""
        known = np.concatenate(list(values))
        known = known[np.isfinite(known)]
        low, high = float(known.min()), float(known.max())
        room = _ROOM * (high - low) or 0.5
        axis = cls(low - room, high + room, begin, end)
        axis.is_log = log
        return axis

    def place(self, value: float) -> float:
        """Return where a value lies on the page."""
        share = (value - self.low) / (self.high - self.low)
        return self.begin + share * (self.end - self.begin)

    def ticks(self) -> list[tuple[float, str]]:
        """Return where the grid is, and what is written there."""
        if self.is_log:
            exponents = _exponents(self.low, self.high)
            return [(k, f"{10**k:g}") for k in exponents if self.low <= k <= self.high]
        step = _step((self.high - self.low) / _WHOLE)
        first = math.ceil(self.low / step)
        multiples = range(first, math.floor(self.high / step) + 1)
        return [(k * step, f"{k * step:.4g}") for k in multiples]


def _exponents(low: float, high: float) -> list[float]:
    """Return the logarithms of round numbers: of 1, 2 and 5 where there are few decades."""
    digits = (1, 2, 5) if high - low < 3 else (1,)
    decades = range(math.floor(low), math.ceil(high) + 1)
    return [decade + math.log10(digit) for decade in decades for digit in digits]


def _step(rough: float) -> float:
    """Return the round number next above a distance of ticks."""
    unit = 10.0 ** math.floor(math.log10(rough))
    return next(digit * unit for digit in (1, 2, 5, 10) if digit * unit >= rough * 0.999)


def _shown(each: Line, chart: Chart) -> NDArray[np.float64]:
    """Return what can be drawn of a line, (n, 2): logarithms where asked for, NaN at gaps."""
    points = np.stack([each.x, each.y], axis=-1).astype(np.float64)
    points[~np.isfinite(points).all(axis=1)] = np.nan
    for column, log in enumerate((chart.log_x, chart.log_y)):
        if log:
            positive = points[:, column] > 0
            points[~positive] = np.nan
            points[positive, column] = np.log10(points[positive, column])
    return points


def _draw_frame(pen: ImageDraw.ImageDraw, chart: Chart, across: _Axis, up: _Axis) -> None:
    font = ImageFont.load_default(_LETTERS)
    right, bottom = across.end, up.begin
    for value, text in across.ticks():
        x = across.place(value)
        pen.line([(x, _TOP), (x, bottom)], fill=_GRID)
        pen.text((x, bottom + 14), text, fill=_INK, font=font, anchor="mm")
    for value, text in up.ticks():
        y = up.place(value)
        pen.line([(_LEFT, y), (right, y)], fill=_GRID)
        pen.text((_LEFT - 8, y), text, fill=_INK, font=font, anchor="rm")
    pen.rectangle([_LEFT, _TOP, right, bottom], outline=_INK)
    pen.text(((_LEFT + right) / 2, _SIZE[1] - 22), chart.across, fill=_INK, font=font, anchor="mm")
    pen.text((16, _TOP - 18), chart.up, fill=_INK, font=font, anchor="lm")


def _draw_line(pen: ImageDraw.ImageDraw, each: Line, points: list[Point], number: int) -> None:
    colour, known = _COLOURS[number % len(_COLOURS)], []
    for stretch in _stretches(points):
        if each.style != "dots":
            _draw_stretch(pen, stretch, colour, _dashes(each, number))
        known += stretch
    if each.style in ("dots", "path"):
        for x, y in known:
            pen.ellipse([x - 3, y - 3, x + 3, y + 3], fill=colour)
    if each.style == "dots" and len(known) == 1:
        x, y = known[0]
        pen.ellipse([x - 8, y - 8, x + 8, y + 8], outline=colour, width=2)


def _looks(lines: Sequence[Line]) -> list[int]:
    return looks(each.style for each in lines)


def _stretches(points: Sequence[Point]) -> list[list[Point]]:
    """Return what lies between the gaps."""
    found: list[list[Point]] = [[]]
    for point in points:
        if all(map(math.isfinite, point)):
            found[-1].append(point)
        elif found[-1]:
            found.append([])
    return [stretch for stretch in found if stretch]


def _dashes(each: Line, number: int) -> tuple[int, ...] | None:
    if each.style == "path":
        return None
    return (4, 4) if each.style == "dashes" else _DASHES[number % len(_DASHES)]


def _draw_stretch(
    pen: ImageDraw.ImageDraw, points: list[Point], colour: str, dashes: tuple[int, ...] | None
) -> None:
    if dashes is None:
        pen.line(points, fill=colour, width=2, joint="curve")
        return
    for piece in _dashed(points, dashes):
        pen.line(piece, fill=colour, width=2)


def _dashed(points: list[Point], pattern: tuple[int, ...]) -> Iterable[list[Point]]:
    """Yield the pieces of a line that are drawn: strokes and gaps of the pattern, in turn."""
    number, left, piece = 0, float(pattern[0]), [points[0]]
    for (x0, y0), (x1, y1) in pairwise(points):
        length, done = math.hypot(x1 - x0, y1 - y0), 0.0
        while length - done > left:
            done += left
            at = (x0 + (x1 - x0) * done / length, y0 + (y1 - y0) * done / length)
            if number % 2 == 0:
                yield [*piece, at]
            number += 1
            left, piece = float(pattern[number % len(pattern)]), [at]
        left -= length - done
        piece.append((x1, y1))
    if number % 2 == 0 and len(piece) > 1:
        yield piece


def _legend_width(pen: ImageDraw.ImageDraw, lines: Sequence[Line]) -> float:
    """Return the room for the names of lines, beside the frame; one alone is named by its axis."""
    if len(lines) < 2:
        return 0.0
    font = ImageFont.load_default(_LETTERS)
    return _SAMPLE + 16 + max(pen.textlength(each.name, font=font) for each in lines)


def _draw_legend(pen: ImageDraw.ImageDraw, lines: Sequence[Line], left: float) -> None:
    if len(lines) < 2:
        return
    font = ImageFont.load_default(_LETTERS)
    for row, (each, number) in enumerate(zip(lines, _looks(lines), strict=True)):
        y = _TOP + 12 + 24 * row
        _draw_line(pen, each, [(left + 12, y), (left + 4 + _SAMPLE, y)], number)
        pen.text((left + 14 + _SAMPLE, y), each.name, fill=_INK, font=font, anchor="lm")
