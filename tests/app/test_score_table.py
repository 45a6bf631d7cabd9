"""A table of pictures with scores: clicks compare, double clicks choose, keys rename and remove."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.widgets.score_table import Cell, Line, ScoreTable

LEFT, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier


def line(word: str, number: float | None, **rest: object) -> Line:
    image = QImage(8, 6, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.gray)
    text = "–" if number is None else f"{number:g}"
    cells = (Cell(text, number), Cell("cpu", is_number=False))
    return Line(word, word.capitalize(), image, cells, removable=word != "input", **rest)


LINES = (line("input", 20.0), line("tv", 27.5), line("run", 29.0, renamable=True, marked=True))


@pytest.fixture
def table(qtbot: QtBot) -> ScoreTable:
    made = ScoreTable(("Method", "PSNR", "Device"))
    qtbot.addWidget(made)
    made.resize(500, 240)
    made.set_lines(LINES)
    with qtbot.waitExposed(made):
        made.show()
    return made


def shown(table: ScoreTable) -> list[str]:
    return [line.id for line in table.lines()]


def place(table: ScoreTable, row: int) -> object:
    return table.visualItemRect(table.item(row, 2)).center()


def test_lines_are_shown_as_given(table: ScoreTable) -> None:
    assert shown(table) == ["input", "tv", "run"]
    assert table.item(2, 0).text() == "●"
    assert table.item(1, 2).text() == "27.5"
    assert table.item(2, 1).font().bold()


def test_a_click_compares_and_shift_takes_the_other_side(qtbot: QtBot, table: ScoreTable) -> None:
    picked: list[tuple[str, str]] = []
    table.picked.connect(lambda word, side: picked.append((word, side)))
    qtbot.mouseClick(table.viewport(), LEFT, pos=place(table, 1))
    qtbot.mouseClick(table.viewport(), LEFT, SHIFT, pos=place(table, 0))
    assert picked == [("tv", "b"), ("input", "a")]
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert picked[-1] == ("input", "b")


def test_a_double_click_or_enter_chooses_what_can_be_the_result(
    qtbot: QtBot, table: ScoreTable
) -> None:
    chosen: list[str] = []
    table.chosen.connect(chosen.append)
    for row in range(3):
        qtbot.mouseDClick(table.viewport(), LEFT, pos=place(table, row))
        # What is only said to be a double click would leave the button down.
        qtbot.mouseRelease(table.viewport(), LEFT, pos=place(table, row))
    assert chosen == ["tv"]
    table.select("tv")
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert chosen == ["tv", "tv"]


def test_del_removes_what_can_be_removed(qtbot: QtBot, table: ScoreTable) -> None:
    removed: list[str] = []
    table.removed.connect(removed.append)
    for word in ("input", "run"):
        table.select(word)
        qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert removed == ["run"]


def test_f2_renames_and_lines_that_come_meanwhile_wait(qtbot: QtBot, table: ScoreTable) -> None:
    renamed: list[tuple[str, str]] = []
    table.renamed.connect(lambda word, name: renamed.append((word, name)))
    table.select("tv")
    qtbot.keyClick(table, Qt.Key.Key_F2)
    assert table.findChild(QLineEdit) is None
    table.select("run")
    qtbot.keyClick(table, Qt.Key.Key_F2)
    field = table.findChild(QLineEdit)
    table.set_lines((*LINES, line("late", 1.0)))
    field.setText("Mine")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: renamed == [("run", "Mine")])
    qtbot.waitUntil(lambda: shown(table)[-1] == "late")


def test_a_title_sorts_down_up_and_not_at_all(qtbot: QtBot, table: ScoreTable) -> None:
    table.set_lines((*LINES, line("none", None)))
    table.select("tv")
    orders = []
    for _ in range(3):
        table.horizontalHeader().sectionClicked.emit(2)
        orders.append(shown(table))
    assert orders[0] == ["run", "tv", "input", "none"]
    assert orders[1] == ["input", "tv", "run", "none"]
    assert orders[2] == ["input", "tv", "run", "none"]
    assert table.selected() == "tv"
    table.horizontalHeader().sectionClicked.emit(1)
    assert shown(table)[0] == "input"


def test_what_is_compared_is_marked(table: ScoreTable) -> None:
    table.set_lines((line("input", 20.0, side="a"), line("run", 29.0, side="b", marked=True)))
    assert [table.item(row, 0).text() for row in (0, 1)] == ["A", "B ●"]


def test_the_menu_offers_what_can_be_done(table: ScoreTable) -> None:
    enabled = [action.isEnabled() for action in table.menu(LINES[0]).actions()]
    assert enabled == [True, True, False, False, False]
    enabled = [action.isEnabled() for action in table.menu(LINES[2]).actions()]
    assert enabled == [True, True, True, True, True]
