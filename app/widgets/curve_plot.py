"""Curves over iterations, or over anything else; the `plot_…` files beside are its parts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QSaveFile, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QImage, QPainter, QPalette
from PySide6.QtWidgets import (
    QFileDialog,
    QLabel,
    QMenu,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.widgets.plot_axis import PlotAxis
from app.widgets.plot_legend import PlotLegend
from app.widgets.plot_looks import line_pen, look_pen
from app.widgets.plot_marks import LEAST_X, PlotMarks
from app.widgets.plot_values import Baseline, Curve, Marker, Spot, as_csv

Floats = npt.NDArray[np.floating]


class CurvePlot(QWidget):
    """Shows curves, and what is worth marking on them.

    Hand over the curves at a calm pace, ten times a second at most; the arrays may be views of
    growing ones. Values that are not finite leave gaps.

    Parameters
    ----------
    named
        Whether values and curves are named; else whoever shows the plot says what is what, with
        the `sample` of each look.
    whole_x
        Whether only whole numbers are written along the bottom, as of iterations.

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
        whole_x: bool = True,
    ) -> None:
        super().__init__(parent)
        self._named = named
        self._x_label, self._y_label = x_label, y_label
        self._curves: tuple[Curve, ...] = ()
        self._lines: dict[str, pg.PlotDataItem] = {}
        self._playhead = pg.InfiniteLine(angle=90, movable=True, label="")
        axes = {"left": PlotAxis("left"), "bottom": PlotAxis("bottom", whole=whole_x)}
        self._plot = pg.PlotWidget(self, background=None, enableMenu=False, axisItems=axes)
        self._marks = PlotMarks(self._plot, self.palette())
        self._legend = PlotLegend()
        self._page = QWidget()
        self._nothing = QLabel(self.tr("The curve appears here during a restoration."))
        self._pages = QStackedLayout(self)
        self._log = QAction(self.tr("Logarithmic"), self)
        self._arrange(log_y=log_y)

    def _arrange(self, *, log_y: bool) -> None:
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._nothing.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._pages.addWidget(self._nothing)
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._legend)
        column.addWidget(self._plot, 1)
        self._pages.addWidget(self._page)
        self._log.setCheckable(True)
        self._log.toggled.connect(self._set_log)
        self._log.setChecked(log_y)
        self._plot.hideButtons()
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
                pen = look_pen(curve.look, self.palette())
                self._lines[curve.name] = self._plot.plot(pen=pen)
            self._lines[curve.name].setData(*self._drawable(curve), connect="finite")
        # One curve is named by its axis.
        self._legend.setVisible(self._named and len(curves) > 1)
        self._legend.set_entries([(curve.name, curve.look) for curve in curves])
        drawn = any(len(curve.x) for curve in curves)
        self._pages.setCurrentWidget(self._page if drawn else self._nothing)

    def set_markers(self, markers: Sequence[Marker]) -> None:
        """Show these vertical lines in place of those before."""
        self._marks.show_lines(markers=markers)

    def set_baselines(self, baselines: Sequence[Baseline]) -> None:
        """Show these horizontal lines in place of those before."""
        self._marks.show_lines(baselines=baselines)

    def set_spots(self, spots: Sequence[Spot]) -> None:
        """Show these triangles in place of those before."""
        self._marks.show_spots(spots)

    @property
    def spots(self) -> tuple[Spot, ...]:
        """The triangles shown."""
        return self._marks.spots

    @property
    def markers(self) -> tuple[Marker, ...]:
        """The vertical lines shown."""
        return self._marks.markers

    @property
    def baselines(self) -> tuple[Baseline, ...]:
        """The horizontal lines shown."""
        return self._marks.baselines

    def sample(self, look: int, width: int = 26, height: int = 10) -> QImage:
        """Return a piece of line as a curve of this look is drawn."""
        image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        with QPainter(image) as painter:
            painter.setPen(look_pen(look, self.palette()))
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
        if log != self._marks.log_x:
            self._marks.log_x = log
            self._set_log()
        self._plot.setXRange(self._marks.place(low), self._marks.place(high), padding=0.02)

    @property
    def x_range(self) -> tuple[float, float]:
        """From where to where one looks."""
        low, high = self._plot.getViewBox().viewRange()[0]
        return (10**low, 10**high) if self._marks.log_x else (low, high)

    def set_playhead(self, x: float | None, label: str = "") -> None:
        """Show a line that can be dragged, or none."""
        self._playhead.setVisible(x is not None)
        if x is not None and not self._playhead.moving:
            self._playhead.setValue(self._marks.place(x))
            self._playhead.label.setFormat(label.replace("{", "{{").replace("}", "}}"))

    @property
    def playhead(self) -> float | None:
        """Where that line is."""
        if not self._playhead.isVisible():
            return None
        at = float(self._playhead.value())
        return 10**at if self._marks.log_x else at

    @Slot(object)
    def _on_playhead_dragged(self, _: object) -> None:
        if self.playhead is not None:
            self.playhead_dragged.emit(self.playhead)

    @Slot(object)
    def _on_range_chosen(self, _: object) -> None:
        self.x_range_changed.emit(*self.x_range)

    def csv(self) -> str:
        """Return the curves as a table: one row for each x, empty where a curve has no value."""
        return as_csv(self._curves, self._x_label)

    def save_png(self, path: Path) -> bool:
        """Write what is shown to a PNG file; return whether that succeeded."""
        return self._page.grab().save(str(path), "PNG")

    def menu(self) -> QMenu:
        """Return the menu of the plot."""
        menu = QMenu(self)
        menu.addAction(self.tr("Show all")).triggered.connect(self.show_all)
        menu.addAction(self._log)
        menu.addSeparator()
        menu.addAction(self.tr("Copy as CSV")).triggered.connect(self._copy)
        menu.addAction(self.tr("Save as CSV…")).triggered.connect(self._save_csv)
        menu.addAction(self.tr("Save as PNG…")).triggered.connect(self._save_png)
        return menu

    # How it is done.

    def _drawable(self, curve: Curve) -> tuple[Floats, Floats]:
        x, y = np.asarray(curve.x, np.float64), np.asarray(curve.y, np.float64)
        if self.log_y:
            # A logarithm of nothing is a gap, not a warning.
            y = np.where(y > 0, y, np.nan)
        return (np.maximum(x, LEAST_X) if self._marks.log_x else x), y

    @Slot()
    def _set_log(self) -> None:
        self._plot.setLogMode(x=self._marks.log_x, y=self.log_y)
        self.set_curves(self._curves)
        self._marks.log_y = self.log_y
        self._marks.draw(self.palette())

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
            axis.setPen(line_pen(ink))
            axis.setTextPen(line_pen(ink))
            self._plot.setLabel(side, label, color=ink.name())
        self._playhead.setPen(line_pen(self.palette().color(QPalette.ColorRole.Highlight)))
        self._playhead.setHoverPen(
            pg.mkPen(self.palette().color(QPalette.ColorRole.Highlight), width=3)
        )
        self._playhead.label.setColor(ink)
        self._playhead.label.fill = pg.mkBrush(self.palette().color(QPalette.ColorRole.Base))
        # Last, because a label brings its axis back.
        self._plot.showAxis("left", self._named)
        self._plot.showGrid(x=True, y=True, alpha=0.15)
        for curve in self._curves:
            self._lines[curve.name].setPen(look_pen(curve.look, self.palette()))
        self._marks.log_y = self.log_y
        self._marks.draw(self.palette())

    def _show_menu(self, at: QPoint) -> None:
        menu = self.menu()
        menu.exec(self._plot.mapToGlobal(at))
        menu.deleteLater()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.csv())

    def _save_csv(self) -> None:
        path = self._asked("curves.csv", self.tr("Spreadsheets (*.csv)"))
        if path is not None:
            file = QSaveFile(str(path))
            if file.open(QSaveFile.OpenModeFlag.WriteOnly):
                file.write(self.csv().encode())
                file.commit()

    def _save_png(self) -> None:
        path = self._asked("curves.png", self.tr("Pictures (*.png)"))
        if path is not None:
            self.save_png(path)

    def _asked(self, name: str, pattern: str) -> Path | None:
        """Ask for a file; it has the suffix of the suggestion."""
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Save the plot"), name, pattern)
        return Path(chosen).with_suffix(Path(name).suffix) if chosen else None
