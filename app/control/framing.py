"""The frame round what is worked on: drawn, changed and removed in steps that can be undone."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QPointF, QRectF, Slot

from app.model.boxes import box_of
from app.model.document import Document
from app.model.scope import first_look
from dip_core import Box


class Framing(QObject):
    """Changes the frame of a document."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document

    @property
    def frame(self) -> Box | None:
        """The part of the photo that is worked on; None for all of it."""
        return self._document.companions.frame

    @property
    def rect(self) -> QRectF:
        """The same as a rectangle; empty for all of it."""
        frame = self.frame
        if frame is None:
            return QRectF()
        return QRectF(frame.left, frame.top, frame.width, frame.height)

    @Slot(QRectF)
    def draw(self, rect: QRectF) -> None:
        """Take another frame, in pixels of the photo."""
        text = self.tr("Change work region") if self.frame else self.tr("Draw work region")
        self._put(box_of(rect.toAlignedRect()), text)

    @Slot()
    def remove(self) -> None:
        """Work on all of the photo again."""
        self._put(None, self.tr("Remove work region"))

    def place(self, centre: QPointF) -> None:
        """Lay a frame for a first look round a point of the photo."""
        picture = self._document.picture
        if picture is not None:
            frame = first_look(picture, (centre.x(), centre.y()))
            self._put(frame, self.tr("Draw work region"))

    def _put(self, frame: Box | None, text: str) -> None:
        if self._document.picture is not None and frame != self.frame:
            companions = self._document.companions
            self._document.edit_companions(replace(companions, frame=frame), text)
