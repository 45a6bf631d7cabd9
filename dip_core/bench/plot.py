"""Curves on a picture, for figures that need no window."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from PIL import Image, ImageDraw, ImageFont

_SIZE = (900, 520)
_MARGIN = (70, 40, 30, 60)  # left, top, right, bottom
_COLOURS = ("#c0392b", "#1f77b4", "#2a9d55", "#8e5bb5", "#d98c00", "#555555")
_INK, _GRID, _PAPER = "#222222", "#dddddd", "#ffffff"
_TICKS = 6

Curve = tuple[Sequence[float], Sequence[float]]


def plot(title: str, across: str, up: str, curves: Mapping[str, Curve]) -> Image.Image:
    """Draw named curves, (x, y) each, x on a logarithmic axis.

    Points whose x is not above 0 or whose y is no number are left out.
    """
    page = Image.new("RGB", _SIZE, _PAPER)
    pen = ImageDraw.Draw(page)
    font = ImageFont.load_default(14)
    points = {name: _finite(curve) for name, curve in curves.items()}
    everything = [point for curve in points.values() for point in curve]
    pen.text((_MARGIN[0], 12), title, fill=_INK, font=ImageFont.load_default(16))
    if not everything:
        return page
    frame = _Frame(everything)
    _draw_grid(pen, frame, font)
    pen.text((_SIZE[0] / 2, _SIZE[1] - 22), across, fill=_INK, font=font, anchor="mm")
    pen.text((8, _MARGIN[1] - 6), up, fill=_INK, font=font, anchor="lm")
    for number, (name, curve) in enumerate(points.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        pen.line([frame.place(x, y) for x, y in curve], fill=colour, width=2, joint="curve")
        pen.text((_SIZE[0] - 240, _SIZE[1] - 90 - 20 * number), name, fill=colour, font=font)
    return page


class _Frame:
    """Where values lie on the page."""

    def __init__(self, points: Sequence[tuple[float, float]]) -> None:
        self.left, self.right = (f(math.log10(x) for x, _ in points) for f in (min, max))
        self.low, self.high = (f(y for _, y in points) for f in (min, max))

    def place(self, x: float, y: float) -> tuple[float, float]:
        left, top, right, bottom = _MARGIN
        share = (math.log10(x) - self.left) / max(self.right - self.left, 1e-9)
        height = (y - self.low) / max(self.high - self.low, 1e-9)
        return (
            left + share * (_SIZE[0] - left - right),
            _SIZE[1] - bottom - height * (_SIZE[1] - top - bottom),
        )


def _draw_grid(
    pen: ImageDraw.ImageDraw, frame: _Frame, font: ImageFont.FreeTypeFont | ImageFont.ImageFont
) -> None:
    for tick in range(_TICKS):
        share = tick / (_TICKS - 1)
        x = 10 ** (frame.left + share * (frame.right - frame.left))
        y = frame.low + share * (frame.high - frame.low)
        across, up = frame.place(x, frame.low), frame.place(10**frame.left, y)
        pen.line([across, (across[0], _MARGIN[1])], fill=_GRID)
        pen.line([up, (_SIZE[0] - _MARGIN[2], up[1])], fill=_GRID)
        pen.text((across[0], across[1] + 14), f"{x:.3g}", fill=_INK, font=font, anchor="mm")
        pen.text((up[0] - 8, up[1]), f"{y:.4g}", fill=_INK, font=font, anchor="rm")


def _finite(curve: Curve) -> list[tuple[float, float]]:
    return [(x, y) for x, y in zip(*curve, strict=True) if x > 0 and math.isfinite(y)]
