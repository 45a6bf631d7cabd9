"""A table of pictures with their scores: what each is, what it took, and how near it came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QImage, QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

THUMB = QSize(40, 28)  # logical pixels
_ID = Qt.ItemDataRole.UserRole
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_SIDES = {"": "", "a": "A", "b": "B"}
_MARK = "●"


@dataclass(frozen=True)
class Cell:
    """What a cell says, what it is sorted by, and whether it is the best of its column."""

    text: str
    number: float | None = None
    best: bool = False
    is_number: bool = True


@dataclass(frozen=True, eq=False)
class Line:
    """One row.

    side       "a" or "b" where it is compared, else ""
    marked     whether it is what is shown and exported
    renamable  whether it has a name of its own
    removable  whether it can be removed, and made what is shown
    """

    id: str
    name: str
    thumbnail: QImage
    cells: tuple[Cell, ...]
    tip: str = ""
    side: str = ""
    marked: bool = False
    renamable: bool = False
    removable: bool = False


class ScoreTable(QTableWidget):
    """Shows lines in their order, or sorted by a column whose title was clicked.

    picked   a row's id and the side it is to be compared on: "a" or "b"
    chosen   a row's id: it is to be what is shown and exported
    renamed  a row's id and its new name
    removed  a row's id
    """

    picked = Signal(str, str)
    chosen = Signal(str)
    renamed = Signal(str, str)
    removed = Signal(str)

    def __init__(self, titles: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(0, len(titles) + 1, parent)
        self._given: tuple[Line, ...] = ()
        self._lines: tuple[Line, ...] = ()
        self._sorted_by: tuple[int, bool] | None = None  # a column, and whether the highest leads
        self.setHorizontalHeaderLabels(["", *titles])
        name = QTableWidgetItem(titles[0])
        name.setTextAlignment(_LEFT)
        self.setHorizontalHeaderItem(1, name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.EditKeyPressed)
        self.setIconSize(THUMB)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(THUMB.height() + 4)
        self.verticalHeader().setMinimumSectionSize(THUMB.height() + 4)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(26)
        header.sectionClicked.connect(self._sort)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.itemChanged.connect(self._take_name)

    def lines(self) -> tuple[Line, ...]:
        """Return what is shown, from top to bottom."""
        return self._lines

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines; the selected one stays selected while it is there."""
        self._given = tuple(lines)
        # A name that is being typed is not taken away; the lines are shown when it is done.
        if self.state() != QAbstractItemView.State.EditingState:
            self._show()

    def selected(self) -> str:
        """Return the id of the selected row; "" where none is."""
        row = self.currentRow()
        return self._lines[row].id if 0 <= row < len(self._lines) else ""

    def select(self, line_id: str) -> None:
        """Select a row, or none."""
        ids = [line.id for line in self._lines]
        self.setCurrentCell(ids.index(line_id) if line_id in ids else -1, 1)

    def rename(self, line_id: str) -> None:
        """Let a person type another name for a row."""
        self.select(line_id)
        item = self.item(self.currentRow(), 1)
        if item is not None and item.flags() & Qt.ItemFlag.ItemIsEditable:
            self.editItem(item)

    # ------------------------------------------------------------------ what is shown

    def _show(self) -> None:
        selected = self.selected()
        known = {line.id for line in self._lines}
        self._lines = self._in_order()
        with QSignalBlocker(self):
            self.setRowCount(len(self._lines))
            for row, line in enumerate(self._lines):
                self._fill(row, line)
            self.select(selected)
        came = [row for row, line in enumerate(self._lines) if line.id not in known]
        if came:
            self.scrollTo(self.model().index(came[-1], 1))

    def _in_order(self) -> tuple[Line, ...]:
        if self._sorted_by is None:
            return self._given
        column, falling = self._sorted_by

        def key(line: Line) -> tuple[bool, float, str]:
            number = line.cells[column - 2].number if column > 1 else None
            text = line.name if column == 1 else line.cells[column - 2].text
            signed = 0.0 if number is None else (-number if falling else number)
            return number is None and column > 1, signed, text.casefold()

        return tuple(sorted(self._given, key=key))

    def _fill(self, row: int, line: Line) -> None:
        signs = " ".join(sign for sign in (_SIDES[line.side], _MARK * line.marked) if sign)
        self.setItem(row, 0, self._item(signs, line, Qt.AlignmentFlag.AlignCenter))
        name = self._item(line.name, line, _LEFT)
        name.setIcon(self._icon(line.thumbnail))
        if line.renamable:
            name.setFlags(name.flags() | Qt.ItemFlag.ItemIsEditable)
        self.setItem(row, 1, name)
        for column, cell in enumerate(line.cells, start=2):
            align = _RIGHT if cell.is_number else _LEFT
            self.setItem(row, column, self._item(cell.text, line, align, bold=cell.best))

    def _item(
        self, text: str, line: Line, align: Qt.AlignmentFlag, *, bold: bool = False
    ) -> QTableWidgetItem:
        item = QTableWidgetItem(text)
        item.setTextAlignment(align)
        item.setToolTip(line.tip)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        font = item.font()
        font.setBold(bold or line.marked)
        item.setFont(font)
        return item

    def _icon(self, image: QImage) -> QIcon:
        ratio = self.devicePixelRatioF()
        aspect, smooth = (
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        pixmap = QPixmap.fromImage(image.scaled(THUMB * ratio, aspect, smooth))
        pixmap.setDevicePixelRatio(ratio)
        made = QIcon(pixmap)
        # A selected picture keeps its colours.
        made.addPixmap(pixmap, QIcon.Mode.Selected)
        return made

    @Slot(int)
    def _sort(self, column: int) -> None:
        """Sort by a column: highest first, lowest first, and as given again."""
        steps = {None: (column, True), (column, True): (column, False), (column, False): None}
        self._sorted_by = steps.get(self._sorted_by, (column, True)) if column else None
        header = self.horizontalHeader()
        header.setSortIndicatorShown(self._sorted_by is not None)
        if self._sorted_by is not None:
            order = (
                Qt.SortOrder.DescendingOrder if self._sorted_by[1] else Qt.SortOrder.AscendingOrder
            )
            header.setSortIndicator(column, order)
        self._show()

    # ------------------------------------------------------------------ what a person does

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Compare what is clicked on; with Shift, on the other side."""
        super().mousePressEvent(event)
        row = self.rowAt(round(event.position().y()))
        if event.button() == Qt.MouseButton.LeftButton and row >= 0:
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.picked.emit(self._lines[row].id, "a" if shift else "b")

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Make what is clicked on twice what is shown and exported."""
        row = self.rowAt(round(event.position().y()))
        if event.button() == Qt.MouseButton.LeftButton and row >= 0:
            self._choose(self._lines[row])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Compare with Space, choose with Enter, rename with F2, remove with Del."""
        selected = self.selected()
        line = next((line for line in self._lines if line.id == selected), None)
        key, shift = event.key(), event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if line is None:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Space:
            self.picked.emit(line.id, "a" if shift else "b")
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(line)
        elif key == Qt.Key.Key_Delete:
            self._remove(line)
        elif key == Qt.Key.Key_F2:
            self.rename(line.id)
        else:
            super().keyPressEvent(event)

    def _choose(self, line: Line) -> None:
        if line.removable and not line.marked:
            self.chosen.emit(line.id)

    def _remove(self, line: Line) -> None:
        if line.removable:
            self.removed.emit(line.id)

    @Slot(QTableWidgetItem)
    def _take_name(self, item: QTableWidgetItem) -> None:
        line = self._lines[item.row()]
        if item.column() == 1 and item.text() != line.name:
            self.renamed.emit(line.id, item.text().strip())

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Show what has come while a name was typed."""
        super().closeEditor(editor, hint)
        self._show()

    @Slot(QPoint)
    def _show_menu(self, at: QPoint) -> None:
        row = self.rowAt(at.y())
        if row >= 0:
            menu = self.menu(self._lines[row])
            menu.exec(self.viewport().mapToGlobal(at))
            menu.deleteLater()

    def menu(self, line: Line) -> QMenu:
        """Return what can be done with a row."""
        menu = QMenu(self)
        rows = (
            (self.tr("Compare as A"), True, lambda: self.picked.emit(line.id, "a")),
            (self.tr("Compare as B"), True, lambda: self.picked.emit(line.id, "b")),
            (self.tr("Make it the result"), line.removable, lambda: self._choose(line)),
            (self.tr("Rename"), line.renamable, lambda: self.rename(line.id)),
            (self.tr("Remove"), line.removable, lambda: self._remove(line)),
        )
        for text, can, deed in rows:
            action = menu.addAction(text)
            action.setEnabled(can)
            action.triggered.connect(deed)
        return menu
