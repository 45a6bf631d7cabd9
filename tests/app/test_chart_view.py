"""Charts and grids of pictures: what they show, in any theme and at any width."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPalette
from pytestqt.qtbot import QtBot

from app.widgets.chart_view import Axes, ChartView, Stroke
from app.widgets.picture_grid import PictureGrid, Plate

X = np.array([0.0, 1.0, 10.0, 100.0])


def stroke(name: str, style: str = "line", look: int = 0) -> Stroke:
    return Stroke(name, X, np.array([-1.0, 1.0, np.nan, 100.0]), style, look)


def plate(red: int, caption: str = "") -> Plate:
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(QColor(red, 0, 0))
    return Plate(image, caption)


def reds(grid: PictureGrid) -> list[int]:
    """The shades of red along the middle of the first row of pictures."""
    image = grid.grab().toImage()
    row = [image.pixelColor(x, 20) for x in range(image.width())]
    found = [colour.red() for colour in row if colour.red() > 0 == colour.green() == colour.blue()]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("style", ["line", "dashes", "dots", "path"])
@pytest.mark.parametrize("log", [False, True])
def test_every_style_is_drawn_on_any_axes(qtbot: QtBot, style: str, log: bool) -> None:
    view = ChartView(Axes("x", "y", log_x=log, log_y=log))
    qtbot.addWidget(view)
    view.resize(400, 240)
    view.show()
    plain = view.grab().toImage()
    view.set_strokes([stroke("one"), stroke("other", style, 1)])
    assert view.grab().toImage() != plain
    assert [each.name for each in view.strokes] == ["one", "other"]


def test_strokes_grow_and_others_take_their_place(qtbot: QtBot) -> None:
    view = ChartView(Axes("x", "y"))
    qtbot.addWidget(view)
    for count in (0, 2, 4):
        view.set_strokes([Stroke("one", X[:count], X[:count])])
    view.set_strokes([stroke("another"), stroke("third", look=7)])
    assert [each.name for each in view.strokes] == ["another", "third"]


def test_a_chart_follows_the_theme(qtbot: QtBot) -> None:
    view = ChartView(Axes("x", "y"))
    qtbot.addWidget(view)
    view.set_strokes([stroke("one"), stroke("other", look=1)])
    view.show()
    light = view.grab().toImage()
    palette = QPalette(QColor("black"))
    palette.setColor(QPalette.ColorRole.Base, QColor("black"))
    view.setPalette(palette)
    assert view.grab().toImage() != light
    assert view.grab().toImage().pixelColor(1, 1) == QColor("black")


def test_pictures_stand_in_their_rows_and_columns(qtbot: QtBot) -> None:
    grid = PictureGrid()
    qtbot.addWidget(grid)
    grid.set_plates([[plate(50), plate(100)], [None, plate(150, "below")]])
    grid.resize(400, grid.heightForWidth(400))
    grid.show()
    assert reds(grid) == [50, 100]
    assert grid.accessibleDescription() == "below"


def test_a_grid_is_higher_where_it_has_more_rows_and_words(qtbot: QtBot) -> None:
    grid = PictureGrid()
    qtbot.addWidget(grid)
    heights = []
    for plates, columns in (
        ([[plate(1)]], ()),
        ([[plate(1)]], ("a heading",)),
        ([[plate(1, "a caption")]], ("a heading",)),
        ([[plate(1, "a caption")], [plate(2)]], ("a heading",)),
    ):
        grid.set_plates(plates, columns)
        heights.append(grid.heightForWidth(200))
    assert heights == sorted(set(heights))


def test_an_empty_grid_has_room_for_nothing(qtbot: QtBot) -> None:
    grid = PictureGrid()
    qtbot.addWidget(grid)
    assert grid.heightForWidth(300) == 0
