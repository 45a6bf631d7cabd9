"""Pictures on the clipboard, in the order that loses least: files, PNG bytes, a bare image."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from app.model.display import image_to_picture
from dip_core import Picture, PictureError

Pasted = Path | bytes | QImage

_PNG = "image/png"


def pasted(mime: QMimeData | None) -> Pasted:
    """Return what the clipboard (or a drop) offers.

    A file has metadata, depth and profile; PNG bytes may have the last two; an image has none.

    Raises
    ------
    PictureError
        When there is no picture in it.
    """
    # An empty clipboard gives no description at all on some platforms.
    mime = mime or QMimeData()
    files = dropped_files(mime)
    if files:
        return files[0]
    if mime.hasFormat(_PNG):
        return bytes(mime.data(_PNG).data())
    image = mime.imageData() if mime.hasImage() else None
    if isinstance(image, QImage) and not image.isNull():
        return image
    raise PictureError("There is no picture on the clipboard; copy one and paste again.")


def dropped_files(mime: QMimeData) -> list[Path]:
    """Return the files of this computer that are named."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def decoded(found: bytes | QImage) -> Picture:
    """Return pasted bytes, or a pasted image, as a picture. May be called from any thread."""
    image = found if isinstance(found, QImage) else QImage.fromData(found)
    if image.isNull():
        raise PictureError(
            "The picture on the clipboard cannot be read; save it to a file instead."
        )
    return image_to_picture(image)
