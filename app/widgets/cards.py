"""Large buttons drawn in the palette's colours: a place to drop a file, a sample, a recent file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.widgets.icons import icon

_ROUND = 8
_PAD = 12
_THUMB_ASPECT = 0.6  # height over width
_WRAPPED = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
_CENTRED = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap


@dataclass(frozen=True, eq=False)
class SampleCard:
    """What a card says of a bundled sample; `kind` is what it answers with."""

    kind: str
    title: str
    sentence: str
    thumbnail: QImage | None = None


class Card(QAbstractButton):
    """A button with a frame that shows pointer and focus; subclasses draw what is inside."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame, then the inside."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.paint_frame(painter)
            self.paint_inside(painter, self.rect())

    def paint_frame(self, painter: QPainter) -> None:
        """Draw the ground and the border."""
        painter.setPen(self.border())
        painter.setBrush(self.palette().base())
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), _ROUND, _ROUND)

    def border(self) -> QPen:
        """Return the pen of the border: stronger where the keyboard is, or the pointer."""
        if self.hasFocus() or self.isDown():
            return QPen(self.palette().highlight().color(), 2)
        if self.underMouse():
            return QPen(self.palette().highlight().color(), 1.5)
        return QPen(self.palette().mid().color(), 1)

    def paint_inside(self, painter: QPainter, area: QRect) -> None:
        """Draw what the card is about."""

    def ink(self, role: QPalette.ColorRole = QPalette.ColorRole.Text) -> QColor:
        """Return the colour of a text that suits whether the card can be used."""
        group = QPalette.ColorGroup.Normal if self.isEnabled() else QPalette.ColorGroup.Disabled
        return self.palette().color(group, role)


class DropZone(Card):
    """Asks for a photograph: drop one, or press to open one."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dragged_over = False
        self.setText(text)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_dragged_over(self, *, over: bool) -> None:
        """Show whether a file would be taken."""
        if over != self._dragged_over:
            self._dragged_over = over
            self.update()

    def sizeHint(self) -> QSize:
        """Return room for the icon and two lines."""
        return QSize(420, 48 + 5 * self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """Return room for the icon and two lines, closely."""
        return QSize(200, 40 + 4 * self.fontMetrics().height())

    def border(self) -> QPen:
        """Return a dashed border, which says that something may be put inside."""
        pen = super().border()
        if self._dragged_over:
            pen = QPen(self.palette().highlight().color(), 3)
        elif not self.hasFocus() and not self.underMouse():
            pen = QPen(self.palette().color(QPalette.ColorRole.PlaceholderText), 1.5)
        pen.setStyle(Qt.PenStyle.DashLine)
        return pen

    def paint_inside(self, painter: QPainter, area: QRect) -> None:
        """Draw an icon, and below it what may be done."""
        font = _scaled(self.font(), 1.15)
        painter.setFont(font)
        room = area.adjusted(_PAD, _PAD, -_PAD, -_PAD)
        wanted = QFontMetrics(font).boundingRect(room, _CENTRED, self.text())
        side = 36
        block = QRect(0, 0, room.width(), side + _PAD + wanted.height())
        block.moveCenter(room.center())
        spot = QRect(0, 0, side, side)
        spot.moveCenter(block.center())
        spot.moveTop(block.top())
        icon("photo").paint(painter, spot)
        painter.setPen(self.ink())
        painter.drawText(block.adjusted(0, side + _PAD, 0, 0), _CENTRED, self.text())


class SampleButton(Card):
    """A sample to try: its picture, its name, and one sentence."""

    def __init__(self, card: SampleCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card = card
        self.setText(card.title)
        self.setAccessibleName(card.title)
        self.setAccessibleDescription(card.sentence)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def kind(self) -> str:
        """Which sample this is."""
        return self._card.kind

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(210, self.heightForWidth(210))

    def minimumSizeHint(self) -> QSize:
        """Return the narrowest size that can be read."""
        return QSize(120, self.heightForWidth(120))

    def heightForWidth(self, width: int) -> int:
        """Return the height that the texts need at this width."""
        room = QRect(0, 0, width - 2 * _PAD, 1000)
        title = QFontMetrics(_bold(self.font())).boundingRect(room, _WRAPPED, self._card.title)
        sentence = self.fontMetrics().boundingRect(room, _WRAPPED, self._card.sentence)
        return round(width * _THUMB_ASPECT) + title.height() + sentence.height() + 2 * _PAD + 4

    def paint_inside(self, painter: QPainter, area: QRect) -> None:
        """Draw the picture above the texts."""
        top = QRect(area.left(), area.top(), area.width(), round(area.width() * _THUMB_ASPECT))
        self._paint_thumbnail(painter, top.adjusted(1, 1, -1, 0))
        painter.setPen(self.border())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(area).adjusted(1, 1, -1, -1), _ROUND, _ROUND)
        room = area.adjusted(_PAD, top.height() + _PAD, -_PAD, 0)
        painter.setFont(_bold(self.font()))
        painter.setPen(self.ink())
        title = painter.boundingRect(room, _WRAPPED, self._card.title)
        painter.drawText(room, _WRAPPED, self._card.title)
        painter.setFont(self.font())
        painter.setPen(self.ink(QPalette.ColorRole.PlaceholderText))
        below = room.adjusted(0, title.height() + 4, 0, 0)
        painter.drawText(below, _WRAPPED, self._card.sentence)

    def _paint_thumbnail(self, painter: QPainter, area: QRect) -> None:
        """Fill `area` with the middle of the picture; the upper corners are round."""
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(area).adjusted(0, 0, 0, _ROUND), _ROUND - 1, _ROUND - 1)
        painter.save()
        painter.setClipRect(area)
        painter.setClipPath(outline, Qt.ClipOperation.IntersectClip)
        painter.fillRect(area, self.palette().alternateBase())
        if self._card.thumbnail is None:
            spot = QRect(0, 0, 40, 40)
            spot.moveCenter(area.center())
            icon("photo").paint(painter, spot)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            source = _middle_of(self._card.thumbnail.rect(), area.size())
            painter.drawImage(QRectF(area), self._card.thumbnail, QRectF(source))
        painter.restore()


class RecentButton(Card):
    """A file opened before; one that is gone cannot be pressed."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self.setText(path.name)
        self.setAccessibleName(path.name)
        self.setToolTip(str(path))
        self.setEnabled(path.exists())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return one line."""
        return QSize(300, self.fontMetrics().height() + 10)

    def minimumSizeHint(self) -> QSize:
        """Return one short line: the names are shortened."""
        return QSize(80, self.sizeHint().height())

    def paint_frame(self, painter: QPainter) -> None:
        """Draw a frame only where pointer or keyboard are."""
        if self.isEnabled() and (self.underMouse() or self.hasFocus()):
            super().paint_frame(painter)

    def paint_inside(self, painter: QPainter, area: QRect) -> None:
        """Write the name, and then its folder, shortened in the middle."""
        room = area.adjusted(_PAD, 0, -_PAD, 0)
        line = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        metrics = self.fontMetrics()
        name = metrics.elidedText(self.path.name, Qt.TextElideMode.ElideMiddle, room.width())
        painter.setPen(self.ink())
        painter.drawText(room, line, name)
        rest = room.adjusted(metrics.horizontalAdvance(name) + _PAD, 0, 0, 0)
        folder = str(self.path.parent)
        if rest.width() > 4 * _PAD:
            painter.setPen(self.ink(QPalette.ColorRole.PlaceholderText))
            shown = metrics.elidedText(folder, Qt.TextElideMode.ElideMiddle, rest.width())
            painter.drawText(rest, line, shown)


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setBold(True)
    return bold


def _scaled(font: QFont, factor: float) -> QFont:
    scaled = QFont(font)
    scaled.setPointSizeF(font.pointSizeF() * factor)
    return scaled


def _middle_of(rect: QRect, shape: QSize) -> QRect:
    """Return the largest part of `rect` that has the proportions of `shape`, from its middle."""
    size = QSize(shape).scaled(rect.size(), Qt.AspectRatioMode.KeepAspectRatio)
    middle = QRect(rect.topLeft(), size)
    middle.moveCenter(rect.center())
    return middle
