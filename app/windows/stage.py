"""The middle of the window while there is a photo: the canvas or the grid, and the bar below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.widgets.canvas import Canvas
from app.widgets.compare_bar import CompareBar
from app.widgets.compare_grid import CompareGrid


class Stage(QWidget):
    """Shows one picture to work on, or several side by side."""

    def __init__(self, canvas: Canvas, bar: CompareBar) -> None:
        super().__init__()
        self.canvas, self.grid, self.bar = canvas, CompareGrid(), bar
        self.pages = QStackedWidget()
        self.pages.addWidget(self.canvas)
        self.pages.addWidget(self.grid)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.pages, 1)
        column.addWidget(self.bar)

    @property
    def in_grid(self) -> bool:
        """Whether several pictures are shown."""
        return self.pages.currentWidget() is self.grid

    @property
    def front(self) -> Canvas | CompareGrid:
        """What zooming and moving is about now."""
        return self.grid if self.in_grid else self.canvas

    def show_grid(self, *, shown: bool) -> None:
        """Show several pictures, or the canvas; the keyboard goes along."""
        if shown == self.in_grid:
            return
        had_focus = self.isAncestorOf(self.focusWidget()) if self.focusWidget() else True
        self.pages.setCurrentWidget(self.grid if shown else self.canvas)
        if had_focus:
            self.take_focus()

    def take_focus(self) -> None:
        """Give the keyboard to what is shown."""
        if self.in_grid:
            self.grid.focus_first()
        else:
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
