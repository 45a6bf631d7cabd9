"""The pictures a study can be done on: the photo that is open, and the clean samples."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QWidget

from app.control.studies import Subject
from app.model.document import Document
from dip_core import SAMPLES, DipError, Picture, reduced

_LARGEST = 512  # pixels a side; no study looks at more
_PHOTO = "photo"
_SAMPLES = {"noise": "A cat’s eye", "enlarge": "A cup of coffee", "text": "An astronaut"}


class SubjectBox(QComboBox):
    """Chooses one of them; the photo comes first as long as there is one."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.setAccessibleName(self.tr("Picture"))
        self.setToolTip(self.tr("A study needs a clean picture: it spoils a copy of it by itself."))
        for kind, name in _SAMPLES.items():
            self.addItem(QCoreApplication.translate("Studies", name), kind)
        document.picture_changed.connect(self._follow)
        document.companions_changed.connect(self._follow)
        self._follow()

    def subject(self) -> Subject:
        """Return what makes the picture chosen."""
        document, kind = self._document, str(self.currentData())
        picture = document.reference or document.picture
        if kind == _PHOTO and picture is not None:
            return lambda: reduced(picture, _LARGEST).to_float()
        return lambda: _sample(kind)

    def _follow(self) -> None:
        """Offer the photo, or no longer."""
        has_photo = self.itemData(0) == _PHOTO
        if self._document.picture is None:
            if has_photo:
                self.removeItem(0)
            return
        text = self.tr("This photo ({name})")
        if self._document.reference is not None:
            text = self.tr("The reference of this photo ({name})")
        text = text.format(name=self._document.title)
        if has_photo:
            self.setItemText(0, text)
        else:
            self.insertItem(0, text, _PHOTO)
            self.setCurrentIndex(0)


def _sample(kind: str) -> NDArray[np.float32]:
    """Return a clean sample, (H, W, C) floats."""
    found: Mapping[str, Picture | None] = {
        sample.kind: sample.make()[0].reference for sample in SAMPLES if sample.kind == kind
    }
    picture = found.get(kind)
    if picture is None:
        raise DipError("This sample has no clean picture; choose another one.")
    return reduced(picture, _LARGEST).to_float()
