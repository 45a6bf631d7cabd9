"""Pictures in rows and columns with words below, all of one size, as large as the width allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

_GAP = 8
_LEAST = 56  # width of a picture in logical pixels
_MOST_ALONE, _MOST = 220, 150  # the same, in one row and in several
_WRAPPED = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
_BEFORE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap


@dataclass(frozen=True, eq=False)
class Plate:
    """A picture and a few words."""

    image: QImage
    caption: str = ""


class PictureGrid(QWidget):
    """Shows plates; small pictures are enlarged with their pixels as squares."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plates: tuple[tuple[Plate | None, ...], ...] = ()
        self._columns: tuple[str, ...] = ()
        self._rows: tuple[str, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def plates(self) -> tuple[tuple[Plate | None, ...], ...]:
        """What is shown, row by row."""
        return self._plates

    def set_plates(
        self,
        plates: Sequence[Sequence[Plate | None]],
        columns: Sequence[str] = (),
        rows: Sequence[str] = (),
    ) -> None:
        """Show these, with words above the columns and before the rows."""
        shape = self._shape()
        self._plates = tuple(tuple(row) for row in plates)
        self._columns, self._rows = tuple(columns), tuple(rows)
        captions = [plate.caption for row in self._plates for plate in row if plate]
        self.setAccessibleDescription(", ".join(filter(None, (*captions, *columns))))
        if self._shape() != shape:
            self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Return that its height follows from its width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return how high it is at that width."""
        return _Places(self, width).height

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(560, self.heightForWidth(560))

    def minimumSizeHint(self) -> QSize:
        """Return the narrowest that pictures can be told apart in."""
        across = max((len(row) for row in self._plates), default=1)
        return QSize(min(280, across * (_LEAST + _GAP)), 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw headings, pictures and captions."""
        places = _Places(self, self.width())
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            for column, words in enumerate(self._columns):
                painter.drawText(places.heading(column), _WRAPPED, words)
            for row, words in enumerate(self._rows):
                painter.drawText(places.margin(row), _BEFORE, words)
            for row, plates in enumerate(self._plates):
                for column, plate in enumerate(plates):
                    if plate is not None:
                        self._draw(painter, plate, places, row, column)

    def _draw(
        self, painter: QPainter, plate: Plate, places: _Places, row: int, column: int
    ) -> None:
        spot = places.picture(row, column)
        smaller = plate.image.width() > spot.width() * self.devicePixelRatioF()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smaller)
        painter.drawImage(spot, plate.image)
        painter.drawText(places.caption(row, column), _WRAPPED, plate.caption)

    def _shape(self) -> tuple[object, ...]:
        sizes = [plate.image.size().toTuple() for row in self._plates for plate in row if plate]
        return (*map(len, self._plates), sizes[:1], bool(self._columns), self._rows)

    @property
    def first(self) -> QSize:
        """The size of the pictures."""
        known = (plate.image.size() for row in self._plates for plate in row if plate)
        return next(known, QSize(3, 2))

    @property
    def words(self) -> tuple[list[str], Sequence[str], Sequence[str]]:
        """Captions, what stands above the columns, and what stands before the rows."""
        captions = [plate.caption for row in self._plates for plate in row if plate]
        return captions, self._columns, self._rows


class _Places:
    """Where everything is at a certain width."""

    def __init__(self, grid: PictureGrid, width: int) -> None:
        captions, columns, rows = grid.words
        metrics = grid.fontMetrics()
        self._left = max((metrics.horizontalAdvance(word) for word in rows), default=-_GAP) + _GAP
        across = max((len(row) for row in grid.plates), default=1)
        room = (width - self._left - (across - 1) * _GAP) // max(across, 1)
        most = _MOST_ALONE if len(grid.plates) == 1 else _MOST
        self._width = max(_LEAST, min(most, room))
        size = grid.first
        self._height = max(1, round(self._width * size.height() / max(1, size.width())))
        self._heading = _highest(metrics, columns, self._width)
        self._caption = _highest(metrics, captions, self._width)
        self._pitch = self._height + self._caption + _GAP
        self.height = self._heading + len(grid.plates) * self._pitch

    def heading(self, column: int) -> QRect:
        return QRect(self._x(column), 0, self._width, self._heading)

    def margin(self, row: int) -> QRect:
        return QRect(0, self._y(row), self._left, self._height)

    def picture(self, row: int, column: int) -> QRect:
        return QRect(self._x(column), self._y(row), self._width, self._height)

    def caption(self, row: int, column: int) -> QRect:
        return QRect(self._x(column), self._y(row) + self._height + 2, self._width, self._caption)

    def _x(self, column: int) -> int:
        return self._left + column * (self._width + _GAP)

    def _y(self, row: int) -> int:
        return self._heading + row * self._pitch


def _highest(metrics: QFontMetrics, words: Sequence[str], width: int) -> int:
    """Return the room that the longest of some words take, folded."""
    room = QRect(0, 0, width, 1000)
    return max(
        (metrics.boundingRect(room, _WRAPPED, text).height() + 4 for text in words if text),
        default=0,
    )
