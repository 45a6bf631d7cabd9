"""Icons by name: line drawings in `resources/icons` that take the colour of the text around them.

They are drawn when a button asks for them, at its size and on its screen, in the palette of that
moment: nobody has to make them anew when the theme changes.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from importlib import resources

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QIcon,
    QIconEngine,
    QImage,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer

_logger = logging.getLogger(__name__)
_ROLES = {
    QIcon.Mode.Normal: (QPalette.ColorGroup.Active, QPalette.ColorRole.ButtonText),
    QIcon.Mode.Active: (QPalette.ColorGroup.Active, QPalette.ColorRole.ButtonText),
    QIcon.Mode.Disabled: (QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText),
    QIcon.Mode.Selected: (QPalette.ColorGroup.Active, QPalette.ColorRole.HighlightedText),
}


def icon(name: str) -> QIcon:
    """Return the icon of this name; an empty one, and an error in the log, if there is none."""
    if not _drawing(name):
        _logger.error("There is no icon called %r.", name)
        return QIcon()
    return QIcon(_Engine(name))


class _Engine(QIconEngine):
    """Draws one icon in the colour of the moment."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw the icon as large as it fits in the middle of `rect`."""
        side = min(rect.width(), rect.height())
        image = self._image(round(side * painter.device().devicePixelRatioF()), mode)
        place = QRect(0, 0, side, side)
        place.moveCenter(rect.center())
        painter.drawImage(place, image)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return the icon at a size in device pixels."""
        return QPixmap.fromImage(self._image(min(size.width(), size.height()), mode))

    def clone(self) -> QIconEngine:
        """Return another engine for the same icon."""
        return _Engine(self._name)

    def isNull(self) -> bool:
        """Say that there is something to draw."""
        return False

    def _image(self, side: int, mode: QIcon.Mode) -> QImage:
        colour = QGuiApplication.palette().color(*_ROLES[mode])
        return _rendered(self._name, colour.rgba(), side)


@lru_cache(maxsize=512)
def _rendered(name: str, colour: int, side: int) -> QImage:
    """Return the icon in a colour (as `QRgb`), `side` device pixels wide and high."""
    image = QImage(QSize(side, side), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    ink = QColor.fromRgba(colour)
    drawing = _drawing(name).replace("currentColor", ink.name())
    with QPainter(image) as painter:
        painter.setOpacity(ink.alphaF())
        QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, side, side))
    return image


@lru_cache(maxsize=128)
def _drawing(name: str) -> str:
    """Return the SVG text of an icon, "" if there is none."""
    file = resources.files("resources") / "icons" / f"{name}.svg"
    return file.read_text("utf-8") if file.is_file() else ""
