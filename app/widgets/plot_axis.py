"""The axes of a plot: plain numbers, and of a logarithmic one as many as can be read."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pyqtgraph as pg

Ticks = list[tuple[float, list[float]]]  # the distance of neighbours, and where the ticks are

_MANY = 8  # decades that can be labelled one by one


class PlotAxis(pg.AxisItem):  # type: ignore[misc]
    """An axis with plain numbers; a logarithmic one shows as many as can be read."""

    def __init__(self, orientation: str, *, whole: bool = False) -> None:
        super().__init__(orientation)
        self._least = 1.0 if whole else 0.0
        self.enableAutoSIPrefix(enable=False)
        # The grid follows the ticks; the finer ones would take most of the time of a repaint.
        self.setStyle(maxTickLevel=0)

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """Return the distances of ticks; whole ones where that is wanted."""
        spacings = super().tickSpacing(low, high, size)
        return [(max(self._least, spacing), offset) for spacing, offset in spacings]

    def tickValues(self, low: float, high: float, size: float) -> Ticks:
        """Return the ticks from `low` to `high`; exponents of ten where the axis is logarithmic."""
        if not self.logMode:
            return super().tickValues(low, high, size)
        return [(1.0, log_ticks(low, high))]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Return what is written at the ticks."""
        if not self.logMode:
            return super().tickStrings(values, scale, spacing)
        return [f"{10**value:.4g}" for value in values]


def log_ticks(low: float, high: float) -> list[float]:
    """Return the exponents of round numbers between 10^low and 10^high, about four to eight."""
    decades = high - low
    if decades > _MANY:
        step = math.ceil(decades / _MANY)
        return [float(k) for k in range(math.ceil(low / step) * step, math.floor(high) + 1, step)]
    if decades > 1:
        digits = (1,) if decades > 3 else (1, 2, 5)
        exponents = range(math.floor(low), math.ceil(high) + 1)
        ticks = [k + math.log10(digit) for k in exponents for digit in digits]
        return [tick for tick in ticks if low <= tick <= high]
    first, last = 10**low, 10**high
    rough = (last - first) / 5
    unit = 10 ** math.floor(math.log10(rough))
    step = min((digit * unit for digit in (1, 2, 5, 10)), key=lambda one: abs(one - rough))
    multiples = range(math.ceil(first / step), math.floor(last / step) + 1)
    return [math.log10(k * step) for k in multiples if k > 0]
