"""Up to six pictures side by side that are looked at together: one moves, all of them move."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.widgets.canvas_scene import surround
from app.widgets.icons import icon
from app.widgets.picture_view import PictureView
from app.widgets.source_button import Source, SourceButton

MOST = 6
_ALWAYS = 2  # panes that cannot be taken away
_WIDEST_TITLE = 320  # logical pixels
_ARM = 14  # of the cross, in device pixels


@dataclass(frozen=True, eq=False)
class PaneContent:
    """What a pane shows.

    words  its title
    image  the picture; None for what the run shows now, or while it `waits` to be made
    """

    source: str
    words: str
    image: QImage | None = None
    waits: bool = False


class PaneView(PictureView):
    """One picture, with a cross where the pointer is in any of the panes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cross: QPointF | None = None
        self._waits = False

    def set_waits(self, *, waits: bool) -> None:
        """Show nothing while the picture is being made."""
        self._waits = waits
        self.update()

    def set_cross(self, point: QPointF | None) -> None:
        """Show a cross on a point of the picture, or none."""
        if point != self._cross:
            self._cross = point
            self.show_again()

    @property
    def only_looks(self) -> bool:
        """Say that nothing is ever painted here."""
        return True

    def paint_layers(self, painter: QPainter, exposed: QRect) -> None:
        """Paint the picture put here."""
        if self._waits:
            painter.fillRect(exposed, surround(self.palette()))
        else:
            self.paint_bare(painter, exposed, "b")

    def paint_over(self, painter: QPainter) -> None:
        """Draw the cross, black and white so that it shows on anything."""
        if self._cross is None:
            return
        at = self._view.to_device(self._cross)
        for colour, width in ((QColor(0, 0, 0, 180), 3), (QColor(255, 255, 255), 1)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(at - QPointF(_ARM, 0), at + QPointF(_ARM, 0))
            painter.drawLine(at - QPointF(0, _ARM), at + QPointF(0, _ARM))


class Pane(QFrame):
    """A picture with its title: what it is, whether it moves along, and a way to take it away."""

    def __init__(self) -> None:
        super().__init__()
        self.view = PaneView()
        self.title = SourceButton("", widest=_WIDEST_TITLE)
        self.title.setAutoRaise(True)
        self.link = QToolButton()
        self.link.setIcon(icon("link"))
        self.link.setCheckable(True)
        self.link.setChecked(True)
        self.link.setAutoRaise(True)
        self.link.setToolTip(self.tr("Move this picture along with the others."))
        self.link.setAccessibleName(self.tr("Linked"))
        self.remove = QToolButton()
        self.remove.setIcon(icon("close"))
        self.remove.setAutoRaise(True)
        self.remove.setToolTip(self.tr("Take this picture away."))
        self.remove.setAccessibleName(self.tr("Take away"))
        self.head = QHBoxLayout()
        self.head.setContentsMargins(2, 1, 2, 1)
        self.head.addWidget(self.title)
        self.head.addStretch()
        self.head.addWidget(self.link)
        self.head.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self.head)
        column.addWidget(self.view, 1)


class CompareGrid(QWidget):
    """Panes in rows of up to three.

    chosen        the number of a pane, and the source it is to show
    removed       the number of a pane that is to go
    cursor_moved  QPointF in pixels of the picture; None when the pointer has left
    zoom_changed  device pixels per pixel of the picture, in the pane looked at
    """

    chosen = Signal(int, str)
    removed = Signal(int)
    cursor_moved = Signal(object)
    zoom_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._panes: list[Pane] = []
        self._picture: QImage | None = None
        self._preview: tuple[QImage | None, QRectF] = (None, QRectF())
        self._finished: tuple[tuple[QImage, QRectF], ...] = ()
        self._following = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2)

    # ------------------------------------------------------------------ what is shown

    @property
    def panes(self) -> tuple[Pane, ...]:
        """The panes, from left to right and downwards."""
        return tuple(self._panes)

    @property
    def head_height(self) -> int:
        """How high the titles of the panes are."""
        return self._panes[0].head.sizeHint().height() if self._panes else 0

    def set_picture(self, picture: QImage | None) -> None:
        """Say which picture's pixels are counted; all others are scaled to lie over it."""
        self._picture = picture
        for pane in self._panes:
            pane.view.set_image(picture)
            pane.view.zoom_fit()

    def set_finished(self, parts: Sequence[tuple[QImage, QRectF]]) -> None:
        """Show parts of the result that are done, in the panes that show it."""
        self._finished = tuple(parts)
        for pane in self._panes:
            pane.view.set_finished(self._finished)

    def set_preview(self, image: QImage | None, place: QRectF) -> None:
        """Show what the run shows now, where it is wanted."""
        self._preview = image, place
        for pane in self._panes:
            pane.view.set_preview(image, place)

    def set_contents(self, contents: Sequence[PaneContent], sources: Sequence[Source]) -> None:
        """Show these pictures, and offer these sources."""
        self._provide(min(len(contents), MOST))
        for pane, content in zip(self._panes, contents, strict=False):
            pane.title.set_sources(sources)
            pane.title.set_current(content.source, content.words)
            pane.view.set_side("b", content.image, "")
            pane.view.set_waits(waits=content.waits)
            pane.view.setAccessibleName(content.words)

    def _provide(self, number: int) -> None:
        """Make or remove panes until there are so many, and put them in rows."""
        if number == len(self._panes):
            return
        while len(self._panes) > number:
            pane = self._panes.pop()
            self._grid.removeWidget(pane)
            pane.hide()
            pane.deleteLater()
        while len(self._panes) < number:
            self._panes.append(self._made(len(self._panes)))
        across = number if number <= 3 else math.ceil(number / 2)
        for place, pane in enumerate(self._panes):
            self._grid.addWidget(pane, place // across, place % across)
        for line in range(3):
            self._grid.setColumnStretch(line, int(line < across))
            self._grid.setRowStretch(line, int(line < math.ceil(number / max(1, across))))

    def _made(self, number: int) -> Pane:
        pane = Pane()
        pane.remove.setVisible(number >= _ALWAYS)
        pane.view.set_image(self._picture)
        pane.view.set_finished(self._finished)
        pane.view.set_preview(*self._preview)
        pane.title.chosen.connect(lambda source: self.chosen.emit(number, source))
        pane.remove.clicked.connect(lambda: self.removed.emit(number))
        pane.view.view_changed.connect(lambda: self._follow(pane))
        pane.view.zoom_changed.connect(self.zoom_changed)
        pane.view.cursor_moved.connect(self._point)
        pane.link.toggled.connect(lambda linked: self._relink(pane, linked))
        return pane

    def share(self, actions: Sequence[QAction]) -> None:
        """Let the keys of these actions work here."""
        for action in actions:
            self.addAction(action)

    # ------------------------------------------------------------------ looking together

    def _linked(self) -> list[Pane]:
        return [pane for pane in self._panes if pane.link.isChecked()]

    def _follow(self, leader: Pane) -> None:
        """Let every linked pane look where one of them looks now."""
        if self._following or not leader.link.isChecked():
            return
        self._following = True
        for pane in self._linked():
            if pane is leader:
                continue
            if leader.view.is_fitted:
                pane.view.zoom_fit()
            else:
                pane.view.look_at(leader.view.centre, leader.view.zoom)
        self._following = False

    def _relink(self, pane: Pane, linked: bool) -> None:
        leader = next((one for one in self._linked() if one is not pane), None)
        if linked and leader is not None:
            self._follow(leader)

    def _point(self, point: QPointF | None) -> None:
        for pane in self._panes:
            pane.view.set_cross(point)
        self.cursor_moved.emit(point)

    def _front(self) -> PaneView | None:
        """Return the view that is spoken to: the one with the focus, else the first."""
        focused = [pane.view for pane in self._panes if pane.view.hasFocus()]
        views = focused or [pane.view for pane in self._panes]
        return views[0] if views else None

    @property
    def zoom(self) -> float:
        """Device pixels per pixel of the picture, in the pane looked at."""
        front = self._front()
        return 1.0 if front is None else front.zoom

    def zoom_in(self) -> None:
        """Go closer."""
        front = self._front()
        if front is not None:
            front.zoom_in()

    def zoom_out(self) -> None:
        """Go further away."""
        front = self._front()
        if front is not None:
            front.zoom_out()

    def zoom_fit(self) -> None:
        """Show the whole picture in every pane."""
        for pane in self._panes:
            pane.view.zoom_fit()

    def zoom_to(self, zoom: float) -> None:
        """Show the middle at exactly this zoom."""
        front = self._front()
        if front is not None:
            front.zoom_to(zoom)

    def focus_first(self) -> None:
        """Give the keyboard to the first pane."""
        if self._panes:
            self._panes[0].view.setFocus(Qt.FocusReason.OtherFocusReason)
