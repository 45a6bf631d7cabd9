"""A list of small pictures with a line or two of words each, one of which is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QWidget

_ID = Qt.ItemDataRole.UserRole
_MARK = "● "


@dataclass(frozen=True, eq=False)
class Thumb:
    """One picture; without an image there is room for it.

    marked  whether it is the one in use
    """

    id: str
    words: str
    image: QImage | None = None
    tip: str = ""
    marked: bool = False


class ThumbList(QListWidget):
    """Shows pictures under one another, or `across` beside one another with the words below.

    picked  the id of the one that is looked at
    chosen  the id of one that was double-clicked, or on which Enter was pressed
    """

    picked = Signal(str)
    chosen = Signal(str)

    def __init__(self, size: QSize, *, across: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbs: tuple[Thumb, ...] = ()
        self.setIconSize(size)
        self.setUniformItemSizes(True)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        if across:
            self.setViewMode(QListView.ViewMode.IconMode)
            self.setMovement(QListView.Movement.Static)
            self.setFlow(QListView.Flow.LeftToRight)
            self.setWrapping(False)
            self.setResizeMode(QListView.ResizeMode.Adjust)
            lines = 2 * self.fontMetrics().lineSpacing()
            self.setGridSize(QSize(size.width() + 44, size.height() + lines + 12))
            self.setWordWrap(True)
        self.currentItemChanged.connect(self._pick)
        self.itemActivated.connect(self._choose)

    def thumbs(self) -> tuple[Thumb, ...]:
        """Return what is shown."""
        return self._thumbs

    def set_thumbs(self, thumbs: Sequence[Thumb]) -> None:
        """Show these; the one that is looked at stays so while it is there."""
        looked_at = self.looked_at()
        with QSignalBlocker(self):
            same = [one.id for one in thumbs] == [one.id for one in self._thumbs]
            if not same:
                self.clear()
            for place, thumb in enumerate(thumbs):
                item = self.item(place) if same else QListWidgetItem(self)
                self._fill(item, thumb, self._thumbs[place] if same else None)
            self._thumbs = tuple(thumbs)
            self.look_at(looked_at)

    def looked_at(self) -> str:
        """Return the id of the one that is looked at; "" where none is."""
        item = self.currentItem()
        return "" if item is None else str(item.data(_ID))

    def look_at(self, thumb_id: str) -> None:
        """Look at one, or at none."""
        ids = [thumb.id for thumb in self._thumbs]
        self.setCurrentRow(ids.index(thumb_id) if thumb_id in ids else -1)

    def _fill(self, item: QListWidgetItem, thumb: Thumb, before: Thumb | None) -> None:
        if before is not None and vars(before) == vars(thumb):
            return
        item.setData(_ID, thumb.id)
        item.setText(_MARK * thumb.marked + thumb.words)
        item.setToolTip(thumb.tip)
        font = item.font()
        font.setBold(thumb.marked)
        item.setFont(font)
        if before is None or before.image is not thumb.image:
            item.setIcon(self._icon(thumb.image))

    def _icon(self, image: QImage | None) -> QIcon:
        ratio = self.devicePixelRatioF()
        room = self.iconSize() * ratio
        pixmap = QPixmap(room)
        pixmap.fill(Qt.GlobalColor.transparent)
        if image is not None:
            aspect = Qt.AspectRatioMode.KeepAspectRatio
            smooth = Qt.TransformationMode.SmoothTransformation
            pixmap = QPixmap.fromImage(image.scaled(room, aspect, smooth))
        pixmap.setDevicePixelRatio(ratio)
        made = QIcon(pixmap)
        made.addPixmap(pixmap, QIcon.Mode.Selected)  # a selected picture keeps its colours
        return made

    @Slot(QListWidgetItem)
    def _pick(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.picked.emit(str(item.data(_ID)))

    @Slot(QListWidgetItem)
    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(str(item.data(_ID)))
