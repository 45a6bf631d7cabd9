"""The names of curves above a plot, where they hide none of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.widgets.plot_looks import look_pen

_LINE, _GAP, _APART = 26, 5, 16  # of the piece of a line, to its name, to the next one


class PlotLegend(QWidget):
    """Pieces of lines and their names, in one row; names that do not fit are shortened."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[tuple[str, int], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_entries(self, entries: Sequence[tuple[str, int]]) -> None:
        """Show these names with their looks."""
        if tuple(entries) != self._entries:
            self._entries = tuple(entries)
            self.setAccessibleName(", ".join(name for name, _ in entries))
            self.setToolTip("\n".join(name for name, _ in entries))
            self.update()

    def sizeHint(self) -> QSize:
        """Return the height of a line of text."""
        return QSize(100, self.fontMetrics().height() + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw them from the left."""
        metrics, left = self.fontMetrics(), float(_APART)
        each = _LINE + _GAP + _APART
        wanted = sum(metrics.horizontalAdvance(name) for name, _ in self._entries)
        room = max(0, self.width() - _APART - each * len(self._entries))
        share = min(1.0, room / max(1, wanted))
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Base))
            for name, look in self._entries:
                middle = self.height() / 2
                painter.setPen(look_pen(look, self.palette()))
                painter.drawLine(QPointF(left, middle), QPointF(left + _LINE, middle))
                width = metrics.horizontalAdvance(name) * share + 1
                text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(width))
                painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
                place = QRectF(left + _LINE + _GAP, 0, width, self.height())
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)
                left += each + width - 1
