"""The figures of a study below one another, kept up to date while they grow."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.model.display import pixels_to_image
from app.widgets.chart_view import Axes, ChartView, Stroke
from app.widgets.picture_grid import PictureGrid, Plate
from dip_core import Chart, Figure, Gallery, Tile, looks


class FigureBoard(QWidget):
    """Shows figures.

    Parameters
    ----------
    names
        The names of the figures that are shown; all of them where it is left out.
    """

    def __init__(self, parent: QWidget | None = None, *, names: Collection[str] = ()) -> None:
        super().__init__(parent)
        self._names = names
        self._kinds: tuple[tuple[type, str], ...] = ()
        self._titles: list[QLabel] = []
        self._views: list[ChartView | PictureGrid] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    @property
    def views(self) -> tuple[ChartView | PictureGrid, ...]:
        """What shows the figures, in their order."""
        return tuple(self._views)

    def set_figures(self, figures: Sequence[Figure]) -> None:
        """Show these figures in place of those before; figures of the same names are kept."""
        shown = [each for each in figures if not self._names or each.name in self._names]
        kinds = tuple((type(each), each.name) for each in shown)
        if kinds != self._kinds:
            self._begin(shown)
            self._kinds = kinds
        for figure, title, view in zip(shown, self._titles, self._views, strict=True):
            title.setText(translated(figure.title))
            if isinstance(figure, Chart) and isinstance(view, ChartView):
                view.set_strokes(_strokes(figure))
            elif isinstance(figure, Gallery) and isinstance(view, PictureGrid):
                view.set_plates(
                    [[_plate(each) for each in row] for row in figure.tiles],
                    [translated(word) for word in figure.columns],
                    [translated(word) for word in figure.rows],
                )

    def clear(self) -> None:
        """Show nothing."""
        self._begin(())
        self._kinds = ()

    def _begin(self, figures: Sequence[Figure]) -> None:
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._titles, self._views = [], []
        for figure in figures:
            title, view = QLabel(), _view(figure)
            title.setProperty("role", "heading")
            title.setBuddy(view)
            view.setAccessibleName(translated(figure.title))
            self._titles.append(title)
            self._views.append(view)
            self._column.addWidget(title)
            self._column.addWidget(view, 1 if isinstance(view, ChartView) else 0)


def _view(figure: Figure) -> ChartView | PictureGrid:
    if isinstance(figure, Gallery):
        return PictureGrid()
    axes = Axes(translated(figure.across), translated(figure.up), figure.log_x, figure.log_y)
    return ChartView(axes)


def _strokes(chart: Chart) -> list[Stroke]:
    numbers = looks(each.style for each in chart.lines)
    return [
        Stroke(translated(each.name), each.x, each.y, each.style, look)
        for each, look in zip(chart.lines, numbers, strict=True)
    ]


def _plate(tile: Tile | None) -> Plate | None:
    return None if tile is None else Plate(pixels_to_image(tile.pixels), tile.caption)


def translated(text: str) -> str:
    """Return a text of a study in the user's language."""
    return QCoreApplication.translate("Studies", text)
