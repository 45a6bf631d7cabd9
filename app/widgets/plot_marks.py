"""The lines and triangles that mark something on a plot."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor, QPalette

from app.widgets.plot_looks import line_pen, look_pen
from app.widgets.plot_values import Baseline, Marker, Spot

LEAST_X = 0.5  # what is left of the first iteration on a logarithmic axis
_ANCHORS = {
    90: [(0, 0.5), (1, 0.5)],  # beside a vertical line, on the side with more room
    0: [(0, 0), (0, 1)],  # below a horizontal one in the upper half, else above it
}
_QUIET = 120  # how opaque a horizontal line is, of 255
_FIRST, _STEP, _PLACES = 0.02, 0.17, 5  # along which share of their lines labels begin


class PlotMarks:
    """Draws them on a plot, and again when its scale or its colours are others."""

    def __init__(self, plot: pg.PlotWidget, palette: QPalette) -> None:
        self._plot, self._palette = plot, palette
        self.log_x = self.log_y = False
        self.markers: tuple[Marker, ...] = ()
        self.baselines: tuple[Baseline, ...] = ()
        self.spots: tuple[Spot, ...] = ()
        self.items: list[pg.InfiniteLine] = []
        self._drawn: tuple[Marker | Baseline, ...] = ()
        self._triangles = pg.ScatterPlotItem(size=12, symbol="t1")
        # Among the curves it would be asked to leave points out, which triangles cannot.
        plot.getViewBox().addItem(self._triangles, ignoreBounds=True)

    def show_lines(
        self,
        *,
        markers: Sequence[Marker] | None = None,
        baselines: Sequence[Baseline] | None = None,
    ) -> None:
        """Show these in place of those before; what is not given stays."""
        self.markers = self.markers if markers is None else tuple(markers)
        self.baselines = self.baselines if baselines is None else tuple(baselines)
        # Lines that stay the same are not drawn anew.
        if (*self.markers, *self.baselines) != self._drawn or not self.items:
            self._draw_lines()

    def show_spots(self, spots: Sequence[Spot]) -> None:
        """Show these triangles in place of those before."""
        self.spots = tuple(spots)
        self._draw_spots()

    def draw(self, palette: QPalette) -> None:
        """Draw everything anew."""
        self._palette = palette
        self._draw_lines()
        self._draw_spots()

    def place(self, x: float) -> float:
        """Return where an x is along the axis."""
        return math.log10(max(x, LEAST_X)) if self.log_x else x

    def _draw_lines(self) -> None:
        self._drawn = (*self.markers, *self.baselines)
        for item in self.items:
            self._plot.removeItem(item)
        self.items.clear()
        for marker in self.markers:
            self._add(self.place(marker.x), marker.label, angle=90, dash=(3, 3), at=0.92)
        # Neighbours in height have their labels beside one another, not on top.
        shown = sorted((b for b in self.baselines if b.y > 0 or not self.log_y), key=lambda b: b.y)
        for number, baseline in enumerate(shown):
            y = float(np.log10(baseline.y)) if self.log_y else baseline.y
            at = _FIRST + _STEP * (number % _PLACES)
            self._add(y, baseline.label, angle=0, dash=(6, 4), at=at)

    def _draw_spots(self) -> None:
        shown = [spot for spot in self.spots if spot.y > 0 or not self.log_y]
        ground = self._palette.color(QPalette.ColorRole.Base)
        colours = [look_pen(spot.look, self._palette).color() for spot in shown]
        self._triangles.setData(
            x=[self.place(spot.x) for spot in shown],
            y=[math.log10(spot.y) if self.log_y else spot.y for spot in shown],
            pen=[line_pen(colour) for colour in colours],
            brush=[c if spot.full else ground for spot, c in zip(shown, colours, strict=True)],
        )

    def _add(
        self, at_value: float, label: str, *, angle: int, dash: tuple[int, ...], at: float
    ) -> None:
        ink = self._palette.color(QPalette.ColorRole.WindowText)
        ground = self._palette.color(QPalette.ColorRole.Base)
        line = QColor(ink)
        line.setAlpha(_QUIET if angle == 0 else 255)  # what others reached is there to be compared
        item = pg.InfiniteLine(
            at_value,
            angle=angle,
            pen=line_pen(line, dash),
            label=label.replace("{", "{{").replace("}", "}}"),
            labelOpts={"position": at, "color": ink, "fill": ground, "anchors": _ANCHORS[angle]},
        )
        self.items.append(item)
        self._plot.addItem(item, ignoreBounds=angle == 90)
