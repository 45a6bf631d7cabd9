"""Pictures on the clipboard, in the order that loses least: files, PNG bytes, a bare image."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication, QImage

from app.model.display import image_to_picture
from dip_core import Picture, PictureError, load_picture, save_picture

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
    if isinstance(found, QImage):
        return image_to_picture(found)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pasted.png"
        file.write_bytes(found)
        try:
            return replace(load_picture(file), source=None)
        except PictureError as error:  # it speaks of a file that nobody knows
            raise PictureError(
                "The picture on the clipboard cannot be read; save it to a file instead."
            ) from error


def as_png(picture: Picture) -> bytes:
    """Return a picture as a PNG file, with all that belongs to it. Takes a moment."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "copied.png"
        save_picture(picture, file)
        return file.read_bytes()


def offer(image: QImage, png: bytes) -> None:
    """Put a picture on the clipboard: as a file for who can, as a bare image for everybody."""
    mime = QMimeData()
    mime.setImageData(image)
    mime.setData(_PNG, png)
    QGuiApplication.clipboard().setMimeData(mime)
