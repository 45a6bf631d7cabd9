"""Curves over iterations: with `plot_axis` the only file that knows pyqtgraph.

Lines are one pixel wide and dashed in patterns of their own, so that they can be told apart without
colour, and in colours that colour-blind people can tell apart (Okabe and Ito, "Color Universal
Design").
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QColor, QGuiApplication, QImage, QPainter, QPalette, QPen
from PySide6.QtWidgets import QFileDialog, QLabel, QMenu, QStackedLayout, QWidget

from app.widgets.plot_axis import PlotAxis

Floats = npt.NDArray[np.floating]

_LEAST = 0.5  # what is left of the first iteration on a logarithmic axis
_GROUND = 210  # how opaque the ground of the legend is, of 255
_ANCHORS = {
    90: [(0, 0.5), (1, 0.5)],  # beside a vertical line, on the side with more room
    0: [(0, 0), (0, 1)],  # below a horizontal one in the upper half, else above it
}


class Look(NamedTuple):
    """Colours on a light and on a dark ground; dashes in pen widths, none for a full line."""

    on_light: str
    on_dark: str
    dash: tuple[int, ...]


# Okabe and Ito's colours, darkened where they would be pale on a light ground; black becomes white.
LOOKS = (
    Look("#0072b2", "#56b4e9", ()),
    Look("#d55e00", "#e69f00", (6, 3)),
    Look("#007d5c", "#009e73", (2, 3)),
    Look("#a8527f", "#cc79a7", (8, 3, 2, 3)),
    Look("#8a6d00", "#f0e442", (12, 4)),
    Look("#222222", "#f0f0f0", (2, 2, 6, 2)),
)


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


class CurvePlot(QWidget):
    """Shows curves, and what is worth marking on them.

    Hand over the curves at a calm pace, ten times a second at most; the arrays may be views of
    growing ones. Values that are not finite leave gaps.

    Parameters
    ----------
    named
        Whether values and curves are named; else whoever shows the plot says what is what, with
        the `sample` of each look.

    Signals: `x_range_changed` tells from where to where a person looks now, `x_range_reset` that
    all is to be seen again, `playhead_dragged` to which x the playhead was drawn.
    """

    x_range_changed = Signal(float, float)
    x_range_reset = Signal()
    playhead_dragged = Signal(float)

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        x_label: str = "",
        y_label: str = "",
        log_y: bool = False,
        named: bool = True,
    ) -> None:
        super().__init__(parent)
        self._named = named
        self._x_label, self._y_label = x_label, y_label
        self._curves: tuple[Curve, ...] = ()
        self._marks: tuple[Marker | Baseline, ...] = ()
        self._markers: tuple[Marker, ...] = ()
        self._baselines: tuple[Baseline, ...] = ()
        self._spots: tuple[Spot, ...] = ()
        self._triangles = pg.ScatterPlotItem(size=12, symbol="t1")
        self._lines: dict[str, pg.PlotDataItem] = {}
        self._mark_items: list[pg.InfiniteLine] = []
        self._playhead = pg.InfiniteLine(angle=90, movable=True, label="")
        self._log_x = False
        axes = {"left": PlotAxis("left"), "bottom": PlotAxis("bottom")}
        self._plot = pg.PlotWidget(self, background=None, enableMenu=False, axisItems=axes)
        self._legend = self._plot.addLegend(offset=(-10, 10))
        self._nothing = QLabel(self.tr("The curve appears here during a restoration."))
        self._pages = QStackedLayout(self)
        self._log = QAction(self.tr("Logarithmic"), self)
        self._arrange(log_y=log_y)

    def _arrange(self, *, log_y: bool) -> None:
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._nothing.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._pages.addWidget(self._nothing)
        self._pages.addWidget(self._plot)
        self._log.setCheckable(True)
        self._log.toggled.connect(self._set_log)
        self._log.setChecked(log_y)
        self._plot.hideButtons()
        # Among the curves it would be asked to leave points out, which triangles cannot.
        self._plot.getViewBox().addItem(self._triangles, ignoreBounds=True)
        self._playhead.hide()
        self._plot.addItem(self._playhead, ignoreBounds=True)
        self._playhead.sigDragged.connect(self._on_playhead_dragged)
        self._plot.getViewBox().sigRangeChangedManually.connect(self._on_range_chosen)
        self._plot.setClipToView(True)
        self._plot.setDownsampling(auto=True, mode="peak")
        self._plot.setMinimumSize(120, 80)
        self._plot.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._plot.customContextMenuRequested.connect(self._show_menu)
        self._plot.setAccessibleName(self._y_label)
        # pyqtgraph makes a menu even where it is told not to, and nobody would delete it.
        unused = self._plot.getPlotItem().ctrlMenu
        unused.setParent(self, unused.windowFlags())
        self._take_palette()

    # What is shown.

    @property
    def curves(self) -> tuple[Curve, ...]:
        """The curves shown."""
        return self._curves

    def set_curves(self, curves: Sequence[Curve]) -> None:
        """Show these curves in place of those before; one of the same name is kept and moved."""
        for name in set(self._lines) - {curve.name for curve in curves}:
            self._plot.removeItem(self._lines.pop(name))
        self._curves = tuple(curves)
        for curve in curves:
            if curve.name not in self._lines:
                pen = self._pen(curve.look)
                self._lines[curve.name] = self._plot.plot(name=curve.name, pen=pen)
            self._lines[curve.name].setData(*self._drawable(curve), connect="finite")
        # One curve is named by its axis.
        self._legend.setVisible(self._named and len(curves) > 1)
        drawn = any(len(curve.x) for curve in curves)
        self._pages.setCurrentWidget(self._plot if drawn else self._nothing)

    def set_markers(self, markers: Sequence[Marker]) -> None:
        """Show these vertical lines in place of those before."""
        self._markers = tuple(markers)
        self._draw_marks()

    def set_baselines(self, baselines: Sequence[Baseline]) -> None:
        """Show these horizontal lines in place of those before."""
        self._baselines = tuple(baselines)
        self._draw_marks()

    def set_spots(self, spots: Sequence[Spot]) -> None:
        """Show these triangles in place of those before."""
        self._spots = tuple(spots)
        self._draw_spots()

    @property
    def spots(self) -> tuple[Spot, ...]:
        """The triangles shown."""
        return self._spots

    @property
    def markers(self) -> tuple[Marker, ...]:
        """The vertical lines shown."""
        return self._markers

    def sample(self, look: int, width: int = 26, height: int = 10) -> QImage:
        """Return a piece of line as a curve of this look is drawn."""
        image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        with QPainter(image) as painter:
            painter.setPen(self._pen(look))
            painter.drawLine(0, height // 2, width, height // 2)
        return image

    def set_log_y(self, log_y: bool) -> None:
        """Count upwards in powers of ten, or evenly."""
        self._log.setChecked(log_y)

    @property
    def log_y(self) -> bool:
        """Whether values are counted in powers of ten."""
        return self._log.isChecked()

    def show_all(self) -> None:
        """Fit the view to the curves, and let it follow them again."""
        self._plot.enableAutoRange()
        self.x_range_reset.emit()

    # Where one looks, when several views of one run look at the same iterations.

    def set_x_range(self, low: float, high: float, *, log: bool) -> None:
        """Look from `low` to `high`, on a logarithmic axis or an even one."""
        if log != self._log_x:
            self._log_x = log
            self._set_log()
        self._plot.setXRange(self._place(low), self._place(high), padding=0.02)

    @property
    def x_range(self) -> tuple[float, float]:
        """From where to where one looks."""
        low, high = self._plot.getViewBox().viewRange()[0]
        return (10**low, 10**high) if self._log_x else (low, high)

    def set_playhead(self, x: float | None, label: str = "") -> None:
        """Show a line that can be dragged, or none."""
        self._playhead.setVisible(x is not None)
        if x is not None and not self._playhead.moving:
            self._playhead.setValue(self._place(x))
            self._playhead.label.setFormat(label.replace("{", "{{").replace("}", "}}"))

    @property
    def playhead(self) -> float | None:
        """Where that line is."""
        if not self._playhead.isVisible():
            return None
        at = float(self._playhead.value())
        return 10**at if self._log_x else at

    def _place(self, x: float) -> float:
        """Return where an x is along the axis."""
        return math.log10(max(x, _LEAST)) if self._log_x else x

    @Slot(object)
    def _on_playhead_dragged(self, _: object) -> None:
        if self.playhead is not None:
            self.playhead_dragged.emit(self.playhead)

    @Slot(object)
    def _on_range_chosen(self, _: object) -> None:
        self.x_range_changed.emit(*self.x_range)

    def csv(self) -> str:
        """Return the curves as a table: one row for each x, empty where a curve has no value."""
        columns = [dict(zip(map(float, c.x), map(float, c.y), strict=True)) for c in self._curves]
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([self._x_label or "x", *(curve.name for curve in self._curves)])
        for x in sorted(set().union(*columns)):
            writer.writerow([f"{x:g}", *(_cell(column.get(x)) for column in columns)])
        return text.getvalue()

    def save_png(self, path: Path) -> bool:
        """Write what is shown to a PNG file; return whether that succeeded."""
        return self._plot.grab().save(str(path), "PNG")

    def menu(self) -> QMenu:
        """Return the menu of the plot."""
        menu = QMenu(self)
        menu.addAction(self.tr("Show all")).triggered.connect(self.show_all)
        menu.addAction(self._log)
        menu.addSeparator()
        menu.addAction(self.tr("Copy as CSV")).triggered.connect(self._copy)
        menu.addAction(self.tr("Save as PNG…")).triggered.connect(self._save)
        return menu

    # How it is done.

    def _drawable(self, curve: Curve) -> tuple[Floats, Floats]:
        x, y = np.asarray(curve.x, np.float64), np.asarray(curve.y, np.float64)
        if self.log_y:
            # A logarithm of nothing is a gap, not a warning.
            y = np.where(y > 0, y, np.nan)
        return (np.maximum(x, _LEAST) if self._log_x else x), y

    @Slot()
    def _set_log(self) -> None:
        self._plot.setLogMode(x=self._log_x, y=self.log_y)
        self.set_curves(self._curves)
        self._marks = ()
        self._draw_marks()
        self._draw_spots()

    def _draw_marks(self) -> None:
        """Draw the lines anew, unless they are the same as before."""
        marks: tuple[Marker | Baseline, ...] = (*self._markers, *self._baselines)
        if marks == self._marks and self._mark_items:
            return
        self._marks = marks
        self._forget_marks()
        for mark in marks:
            if isinstance(mark, Marker):
                self._add_mark(self._place(mark.x), mark.label, angle=90, dash=(3, 3), at=0.92)
            elif mark.y > 0 or not self.log_y:
                y = float(np.log10(mark.y)) if self.log_y else mark.y
                self._add_mark(y, mark.label, angle=0, dash=(6, 4), at=0.25)

    def _draw_spots(self) -> None:
        shown = [spot for spot in self._spots if spot.y > 0 or not self.log_y]
        ground = self.palette().color(QPalette.ColorRole.Base)
        colours = [self._pen(spot.look).color() for spot in shown]
        self._triangles.setData(
            x=[self._place(spot.x) for spot in shown],
            y=[math.log10(spot.y) if self.log_y else spot.y for spot in shown],
            pen=[_line(colour) for colour in colours],
            brush=[c if spot.full else ground for spot, c in zip(shown, colours, strict=True)],
        )

    def _forget_marks(self) -> None:
        for item in self._mark_items:
            self._plot.removeItem(item)
        self._mark_items.clear()

    def _add_mark(
        self, at_value: float, label: str, *, angle: int, dash: tuple[int, ...], at: float
    ) -> None:
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        ground = self.palette().color(QPalette.ColorRole.Base)
        item = pg.InfiniteLine(
            at_value,
            angle=angle,
            pen=_line(ink, dash),
            label=label.replace("{", "{{").replace("}", "}}"),
            labelOpts={"position": at, "color": ink, "fill": ground, "anchors": _ANCHORS[angle]},
        )
        self._mark_items.append(item)
        self._plot.addItem(item, ignoreBounds=angle == 90)

    def _pen(self, look: int) -> QPen:
        on_light, on_dark, dash = LOOKS[look % len(LOOKS)]
        return _line(QColor(on_dark if self._is_dark else on_light), dash)

    @property
    def _is_dark(self) -> bool:
        return self.palette().base().color().lightness() < 128

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self._take_palette()
        super().changeEvent(event)

    def _take_palette(self) -> None:
        """Draw everything in the colours of the palette."""
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        self._plot.setBackground(self.palette().color(QPalette.ColorRole.Base))
        for side, label in (("bottom", self._x_label), ("left", self._y_label)):
            axis = self._plot.getAxis(side)
            axis.setPen(_line(ink))
            axis.setTextPen(_line(ink))
            self._plot.setLabel(side, label, color=ink.name())
        self._playhead.setPen(_line(self.palette().color(QPalette.ColorRole.Highlight)))
        self._playhead.setHoverPen(
            pg.mkPen(self.palette().color(QPalette.ColorRole.Highlight), width=3)
        )
        self._playhead.label.setColor(ink)
        self._playhead.label.fill = pg.mkBrush(self.palette().color(QPalette.ColorRole.Base))
        # Last, because a label brings its axis back.
        self._plot.showAxis("left", self._named)
        self._plot.showGrid(x=True, y=True, alpha=0.15)
        ground = self.palette().color(QPalette.ColorRole.Base)
        ground.setAlpha(_GROUND)
        self._legend.setBrush(ground)
        self._legend.setLabelTextColor(ink)
        for curve in self._curves:
            self._lines[curve.name].setPen(self._pen(curve.look))
            self._legend.getLabel(self._lines[curve.name]).setText(curve.name, color=ink)
        self._marks = ()
        self._draw_marks()
        self._draw_spots()

    def _show_menu(self, at: QPoint) -> None:
        menu = self.menu()
        menu.exec(self._plot.mapToGlobal(at))
        menu.deleteLater()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.csv())

    def _save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the plot"), "curves.png", self.tr("Pictures (*.png)")
        )
        if name:
            self.save_png(Path(name).with_suffix(".png"))


def _line(colour: QColor, dash: Iterable[int] = ()) -> QPen:
    """Return a pen one pixel wide at any zoom: wider ones take eight times as long."""
    pen = QPen(colour, 1)
    pen.setCosmetic(True)
    if pattern := [float(length) for length in dash]:
        pen.setDashPattern(pattern)
    return pen


def _cell(value: float | None) -> str:
    return "" if value is None or not np.isfinite(value) else f"{value:.9g}"
