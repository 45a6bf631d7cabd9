"""A chart of a study: lines, paths and dots on axes that may both be logarithmic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.widgets.plot_axis import PlotAxis
from app.widgets.plot_looks import LOOKS

Style = Literal["line", "dashes", "dots", "path"]
_DASHES = (4, 4)
_SAMPLE = 30  # length of the piece of a line beside its name
_DOT, _GOAL = 5, 13  # diameter of a dot on a path, and of one that stands alone
_SIZE = QSize(560, 280)
_LEAST = QSize(240, 200)


@dataclass(frozen=True, eq=False)
class Stroke:
    """A named row of points, drawn by its style in the colour of that number."""

    name: str
    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    style: Style = "line"
    look: int = 0


@dataclass(frozen=True)
class Axes:
    """What is counted along the two sides, and whether in powers of ten."""

    across: str
    up: str
    log_x: bool = False
    log_y: bool = False


class ChartView(QWidget):
    """Shows strokes, the newest in place of those before, in the colours of the palette.

    The legend stands to the right of the axes, so that it never covers a line.
    """

    def __init__(self, axes: Axes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axes = axes
        self._strokes: tuple[Stroke, ...] = ()
        self._items: list[pg.PlotDataItem] = []
        sides = {"left": PlotAxis("left"), "bottom": PlotAxis("bottom")}
        self._plot = _Plot(self, background=None, enableMenu=False, axisItems=sides)
        self._plot.hideButtons()
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.setLogMode(x=axes.log_x, y=axes.log_y)
        self._legend = _Legend()
        # pyqtgraph makes a menu even where it is told not to, and nobody would delete it.
        unused = self._plot.getPlotItem().ctrlMenu
        unused.setParent(self, unused.windowFlags())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._plot, 1)
        row.addWidget(self._legend)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self._take_palette()

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """What is shown."""
        return self._strokes

    def set_strokes(self, strokes: Sequence[Stroke]) -> None:
        """Show these in place of those before; values without a place are gaps."""
        names = [stroke.name for stroke in strokes]
        if names != [stroke.name for stroke in self._strokes]:
            self._begin(strokes)
        self._strokes = tuple(strokes)
        for item, stroke in zip(self._items, strokes, strict=True):
            item.setData(*self._drawable(stroke), connect="finite")

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return _SIZE

    def minimumSizeHint(self) -> QSize:
        """Return the smallest size at which axes can be read."""
        return _LEAST

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self._take_palette()
        super().changeEvent(event)

    def _begin(self, strokes: Sequence[Stroke]) -> None:
        for item in self._items:
            self._plot.removeItem(item)
        self._items = [self._plot.plot() for _ in strokes]
        for item, stroke in zip(self._items, strokes, strict=True):
            self._dress(item, stroke)
        self._name(strokes)

    def _dress(self, item: pg.PlotDataItem, stroke: Stroke) -> None:
        """Give an item the pen and the dots of its stroke."""
        pen = _pen_of(stroke, dark=self._is_dark)
        item.setPen(None if stroke.style == "dots" else pen)
        if stroke.style in {"dots", "path"}:
            item.setSymbol("star" if stroke.style == "dots" else "o")
            item.setSymbolSize(_GOAL if stroke.style == "dots" else _DOT)
            item.setSymbolBrush(pen.color())
            item.setSymbolPen(_pen(self.palette().color(QPalette.ColorRole.Base)))

    def _name(self, strokes: Sequence[Stroke]) -> None:
        """Name the strokes beside the axes; one alone is named by its axis."""
        pens = [_pen_of(each, dark=self._is_dark) for each in strokes]
        self._legend.setVisible(len(strokes) > 1)
        self._legend.set_rows(
            [(each.name, each.style, pen) for each, pen in zip(strokes, pens, strict=True)]
        )

    def _drawable(self, stroke: Stroke) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        x, y = stroke.x, stroke.y
        # A logarithm of nothing is a gap, not a warning.
        if self._axes.log_x:
            x = np.where(x > 0, x, np.nan)
        if self._axes.log_y:
            y = np.where(y > 0, y, np.nan)
        return x, y

    @property
    def _is_dark(self) -> bool:
        return self.palette().color(QPalette.ColorRole.Base).lightness() < 128

    def _take_palette(self) -> None:
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        self._plot.setBackground(self.palette().color(QPalette.ColorRole.Base))
        for side, label in (("bottom", self._axes.across), ("left", self._axes.up)):
            axis = self._plot.getAxis(side)
            axis.setPen(_pen(ink))
            axis.setTextPen(_pen(ink))
            self._plot.setLabel(side, label, color=ink.name())
        self._plot.showGrid(x=True, y=True, alpha=0.15)
        for item, stroke in zip(self._items, self._strokes, strict=True):
            self._dress(item, stroke)
        self._name(self._strokes)


class _Plot(pg.PlotWidget):  # type: ignore[misc]
    """Axes that stay where they are."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the wheel scroll the page that the chart stands on."""
        event.ignore()


class _Legend(QWidget):
    """Names beside a piece of each line, from the top."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[str, Style, QPen]] = []
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)

    def set_rows(self, rows: Sequence[tuple[str, Style, QPen]]) -> None:
        """Show these names with their pens."""
        self._rows = list(rows)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the longest name."""
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(name) for name, _, _ in self._rows), default=0)
        return QSize(_SAMPLE + widest + 24, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a piece of line, a dot or both, and the name."""
        pitch = self.fontMetrics().height() + 4
        with QPainter(self) as painter:
            for number, (name, style, pen) in enumerate(self._rows):
                middle = 12 + number * pitch + pitch // 2
                painter.setPen(pen)
                painter.setBrush(pen.color())
                if style != "dots":
                    painter.drawLine(8, middle, 8 + _SAMPLE, middle)
                if style == "path":
                    painter.drawEllipse(QPoint(8 + _SAMPLE // 2, middle), 3, 3)
                elif style == "dots":
                    star = QTransform.fromTranslate(8 + _SAMPLE / 2, middle).scale(_GOAL, _GOAL)
                    painter.drawPath(star.map(Symbols["star"]))
                painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
                room = QRect(16 + _SAMPLE, middle - pitch // 2, self.width(), pitch)
                painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, name)


def _pen_of(stroke: Stroke, *, dark: bool) -> QPen:
    number = stroke.look
    look = LOOKS[number % len(LOOKS)]
    # A colour that comes a second time is dashed in another way.
    dash = LOOKS[(number + number // len(LOOKS)) % len(LOOKS)].dash
    dash = _DASHES if stroke.style == "dashes" else dash
    plain = stroke.style in {"path", "dots"}
    return _pen(QColor(look.on_dark if dark else look.on_light), () if plain else dash)


def _pen(colour: QColor, dash: Sequence[float] = ()) -> QPen:
    """Return a pen one pixel wide at any zoom: wider ones take eight times as long."""
    pen = QPen(colour, 1)
    pen.setCosmetic(True)
    if dash:
        pen.setDashPattern([float(length) for length in dash])
    return pen
