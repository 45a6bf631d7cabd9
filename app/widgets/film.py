"""The pictures of a timeline, laid out as a strip of film."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPalette, QPen

from app.widgets.iteration_scale import Scale

HEIGHT = 48  # logical pixels
_NARROWEST, _WIDEST = 0.6, 2.0  # of a picture, in heights


@dataclass(frozen=True, eq=False)
class Frame:
    """The picture of one iteration, small.

    bookmarked  whether a person wants to find it again
    pinned      whether it matters more than its neighbours
    """

    iteration: int
    image: QImage
    bookmarked: bool = False
    pinned: bool = False


def laid_out(frames: Sequence[Frame], scale: Scale) -> Iterator[tuple[QRectF, Frame | None]]:
    """Return the places of a film from left to right, each with its frame or none.

    A place shows the frame that matters most of those that lie in it, else the middle one.
    """
    if not frames:
        return
    across = frames[-1].image.width() / max(1, frames[-1].image.height())
    wanted = HEIGHT * min(max(across, _NARROWEST), _WIDEST)
    count = max(1, round(scale.room / wanted))
    width = scale.room / count
    inside: list[list[Frame]] = [[] for _ in range(count)]
    for frame in frames:
        if scale.shows(frame.iteration):
            place = int((scale.place(frame.iteration) - scale.left) / width)
            inside[min(max(place, 0), count - 1)].append(frame)
    for number, some in enumerate(inside):
        rect = QRectF(scale.left + number * width, 0.0, width, HEIGHT)
        middle = rect.center().x()

        def rank(frame: Frame, middle: float = middle) -> tuple[bool, bool, float]:
            away = abs(scale.place(frame.iteration) - middle)
            return not frame.bookmarked, not frame.pinned, away

        yield rect, min(some, key=rank, default=None)


def paint_film(painter: QPainter, frames: Sequence[Frame], scale: Scale, palette: QPalette) -> None:
    """Draw the film; hatched where there are no pictures."""
    whole = QRectF(scale.left, 0.0, scale.room, HEIGHT)
    painter.fillRect(whole, palette.color(QPalette.ColorRole.Base))
    painter.fillRect(whole, QBrush(hatching(palette), Qt.BrushStyle.BDiagPattern))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    edge = QPen(palette.color(QPalette.ColorRole.Base), 1)
    for rect, frame in laid_out(frames, scale):
        if frame is not None:
            painter.drawImage(rect, frame.image, _middle(frame.image, rect))
            painter.setPen(edge)
            painter.drawLine(rect.topRight(), rect.bottomRight())


def hatching(palette: QPalette) -> QColor:
    """Return the colour of the lines where there is nothing."""
    return palette.color(QPalette.ColorRole.Mid)


def _middle(image: QImage, rect: QRectF) -> QRectF:
    """Return the largest part of an image that has the form of a rectangle."""
    across, down = rect.width() / image.width(), rect.height() / image.height()
    factor = max(across, down)
    part = QRectF(0, 0, rect.width() / factor, rect.height() / factor)
    part.moveCenter(QRectF(image.rect()).center())
    return part
