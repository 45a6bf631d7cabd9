"""The strip below the pictures of an animation: the curve of the run, as far as it has come."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from dip_core.figures.figure import Line

_HEIGHT = 0.22  # of the width
_LEAST, _MOST = 72, 150  # pixels
_FINE = 2  # lines are drawn so many times as large, and made smaller
_GROUND, _INK, _FAINT, _BRIGHT = "#1c1c1c", "#e8e8e8", "#5c5c5c", "#56b4e9"

Point = tuple[float, float]
Floats = NDArray[np.float64]


class Strip:
    """A curve over iterations.

    Parameters
    ----------
    log
        Whether equal ratios of iterations are given equal room; else equal differences.
    """

    def __init__(self, curve: Line, width: int, *, log: bool) -> None:
        known = np.isfinite(curve.y) & (curve.x > 0)
        self._x, self._y = curve.x[known], curve.y[known]
        self._name, self._log = curve.name, log
        self._width = width
        self._height = 2 * round(min(max(_HEIGHT * width, _LEAST), _MOST) / 2)
        self._font = ImageFont.load_default(max(11, self._height // 8))
        self._points = self._placed()
        self._empty = self._drawn(_FAINT, self._points)

    def below(self, picture: Image.Image, iteration: int) -> Image.Image:
        """Return a picture with the strip below it; the curve is bright up to the iteration."""
        done = [p for p, x in zip(self._points, self._x, strict=True) if x <= iteration]
        strip = self._drawn(_BRIGHT, done, self._empty, dot=True) if done else self._empty
        page = Image.new("RGB", (picture.width, picture.height + self._height))
        page.paste(picture, (0, 0))
        page.paste(strip, (0, picture.height))
        pen = ImageDraw.Draw(page)
        value = f": {self._y[len(done) - 1]:.4g}" if done else ""
        place = (10, picture.height + 6)
        pen.text(place, f"{self._name}{value}", fill=_INK, font=self._font)
        return page

    def _placed(self) -> list[Point]:
        """Return where the points lie, in pixels of the enlarged strip."""
        if not self._x.size:
            return []
        letters = self._font.size if isinstance(self._font, ImageFont.FreeTypeFont) else 11
        top, bottom = 6 + 1.6 * letters, self._height - 8
        across = _shares(np.log(self._x) if self._log else self._x)
        up = _shares(_heights(self._y))
        xs = 10 + across * (self._width - 20)
        ys = bottom - up * (bottom - top)
        keep = _sparse(xs, 2 * self._width)
        self._x, self._y = self._x[keep], self._y[keep]
        return [
            (float(x) * _FINE, float(y) * _FINE) for x, y in zip(xs[keep], ys[keep], strict=True)
        ]

    def _drawn(
        self,
        colour: str,
        points: list[Point],
        ground: Image.Image | None = None,
        *,
        dot: bool = False,
    ) -> Image.Image:
        size = (self._width * _FINE, self._height * _FINE)
        page = Image.new("RGB", size, _GROUND)
        if ground is not None:
            page.paste(ground.resize(size))
        pen = ImageDraw.Draw(page)
        if len(points) > 1:
            pen.line(points, fill=colour, width=_FINE + 1, joint="curve")
        if dot and points:
            x, y = points[-1]
            pen.ellipse([x - 7, y - 7, x + 7, y + 7], fill=colour)
        return page.resize((self._width, self._height), Image.Resampling.BOX)


def _shares(values: Floats) -> Floats:
    low, high = float(values.min()), float(values.max())
    return (values - low) / ((high - low) or 1.0)


def _heights(y: Floats) -> Floats:
    """Return what is drawn of values that fall over decades: their logarithm."""
    falls = y.min() > 0 and y.max() / y.min() > 10
    return np.log10(y) if falls else y


def _sparse(xs: Floats, most: int) -> Floats:
    """Return which points are drawn: no more than can be told apart, and the last."""
    step = max(1, math.ceil(xs.size / most))
    return np.unique([*range(0, xs.size, step), xs.size - 1])
