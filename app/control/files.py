"""Opening, pasting and saving; what takes time happens off the window's thread."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QObject, QSize, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage

from app.control.clipboard import as_png, decoded, offer, pasted
from app.control.worker import Errands
from app.model.display import glance_to_image, picture_to_image
from app.model.document import Document
from app.model.preferences import Preferences
from dip_core import (
    DepthLost,
    DipError,
    Inputs,
    MissingAddOn,
    Picture,
    PictureError,
    Project,
    RestorationSpec,
    Sample,
    free_memory,
    glance_at,
    halved,
    load_picture,
    mask_from_transparency,
    picture_size,
    read_project,
    save_picture,
    write_project,
)

PROJECT_SUFFIX = ".dip"
# Stored values, mask, result, and photo and result for the screen with what zooming out needs.
_BYTES_PER_PIXEL = 16
_LARGE_SHARE = 1 / 3  # of the memory that is free: a run needs some too
_MANY_PIXELS = 10**8

logger = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class _Opened:
    """What a file (or the clipboard) held, and the photo as the screen shows it."""

    project: Project
    display: QImage | None
    path: Path | None = None


@dataclass(frozen=True, eq=False)
class Doubt:
    """Why a photo may better not be opened as it is, and what can be done.

    open   opens it all the same
    halve  opens it at half its size; None where that would not help
    """

    sentence: str
    open: Callable[[], None]
    halve: Callable[[], None] | None = None


class _TooLargeError(Exception):
    """A photo that takes much of the memory; its sentence is for the person at the screen."""


class FileController(QObject):
    """Files into the document and out of it.

    message       a sentence for the status bar: what was done, what could not be kept
    failed        a sentence: what did not work, and what would
    doubted       a `Doubt` about a photo: nothing has been opened yet
    lacking       a sentence, and the command that installs what the file needs
    cautioned     a sentence: what of the photo could not be kept
    busy_changed  whether a file is being read or written now
    mask_read     a picture that is to be the mask
    opened        another photo or project is in the document
    glanced       a first look at the photo that is being read, `QImage`, and the size it will have
    glance_over   that photo could not be read; what there was before is to be seen again
    saved         the path of a project that was written
    """

    message = Signal(str)
    failed = Signal(str)
    doubted = Signal(object)
    lacking = Signal(str, str)
    cautioned = Signal(str)
    busy_changed = Signal(bool)
    mask_read = Signal(object)
    opened = Signal()
    glanced = Signal(QImage, QSize)
    glance_over = Signal()
    saved = Signal(object)

    def __init__(
        self, document: Document, preferences: Preferences, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._preferences = preferences
        self._newest = 0  # counts the photos asked for, so that the one asked for last wins
        self._opening = self._glancing = False
        self._errands = Errands(self)
        self._errands.busy_changed.connect(self.busy_changed)

    @property
    def busy(self) -> bool:
        """Whether a file is being read or written."""
        return self._errands.busy

    @property
    def opening(self) -> bool:
        """Whether another photo is about to be shown."""
        return self._opening

    @Slot()
    def shutdown(self) -> None:
        """Wait until what is being written is whole."""
        self._errands.shutdown()

    # ------------------------------------------------------------------ into the document

    def open(self, path: Path) -> None:
        """Open a photo or a project instead of what there is; a photo is looked at first."""
        self._preferences.last_folder = path.absolute().parent
        if path.suffix.lower() == PROJECT_SUFFIX:
            self._open(lambda: _opened(read_project(path), path), path)
        else:
            self._open_photo(path, lambda: _looked_at(path))
            self._glance(path)

    def _glance(self, path: Path) -> None:
        """Show a large photo roughly while it is being read."""
        number = self._newest

        def then(found: tuple[QImage, QSize] | None) -> None:
            if found is not None and self._opening and number == self._newest:
                self._glancing = True
                self.glanced.emit(*found)

        self._errands.send(lambda: _glance(path), then, lambda error: None)

    def _open_photo(self, path: Path, load: Callable[[], Picture]) -> None:
        spec = self._document.spec
        self._open(lambda: _opened(_photo(spec, load())), path)

    def open_sample(self, sample: Sample) -> None:
        """Open a bundled example: photo, mask and settings."""
        self._open(lambda: _opened(_example(sample)))

    @Slot()
    def paste(self) -> None:
        """Open what is on the clipboard."""
        try:
            found = pasted(QGuiApplication.clipboard().mimeData())
        except DipError as error:
            self.failed.emit(str(error))
            return
        if isinstance(found, Path):
            self.open(found)
            return
        spec = self._document.spec
        self._open(lambda: _opened(_photo(spec, decoded(found))))

    def open_reference(self, path: Path) -> None:
        """Read the known clean picture."""
        self._read(lambda: load_picture(path), self._document.set_reference)

    def open_second(self, path: Path) -> None:
        """Read a second picture of the scene; it can be undone."""
        self._read(lambda: load_picture(path), self._document.set_second)

    def open_kernel(self, path: Path) -> None:
        """Read a blur kernel from a picture of it; it can be undone."""
        self._read(lambda: _kernel(path), self._document.set_kernel)

    @Slot()
    def mask_from_transparency(self) -> None:
        """Mark what is transparent; it can be undone."""
        mask, picture = self._document.mask, self._document.picture
        if mask is None or picture is None:
            return
        text = self.tr("Mask from transparency")
        self._read(lambda: mask_from_transparency(picture), lambda values: mask.fill(values, text))

    def read_mask(self, path: Path) -> None:
        """Read a picture that is to be the mask; `mask_read` hands it over."""
        self._preferences.last_folder = path.absolute().parent
        self._read(lambda: load_picture(path), self.mask_read.emit)

    @Slot()
    def paste_mask(self) -> None:
        """Read what is on the clipboard as a mask."""
        try:
            found = pasted(QGuiApplication.clipboard().mimeData())
        except DipError as error:
            self.failed.emit(str(error))
            return
        if isinstance(found, Path):
            self.read_mask(found)
        else:
            self._read(lambda: decoded(found), self.mask_read.emit)

    def _open(self, work: Callable[[], _Opened], path: Path | None = None) -> None:
        self._newest += 1
        number = self._newest
        self._opening = True

        def then(found: _Opened) -> None:
            if number == self._newest:
                self._opening = self._glancing = False
                self._show(found, path)

        def otherwise(error: Exception) -> None:
            if number == self._newest:
                self._opening = False
                self._forget_glance()
                self._doubt(error, path)

        self._errands.send(work, then, otherwise)

    def _forget_glance(self) -> None:
        if self._glancing:
            self._glancing = False
            self.glance_over.emit()

    def _doubt(self, error: Exception, path: Path | None) -> None:
        """Let a person decide where the photo can be opened all the same."""
        if path is None or not isinstance(error, DepthLost | _TooLargeError):
            self._complain(error)
            return
        open_whole = partial(self._open_photo, path, lambda: load_picture(path))
        open_half = partial(self._open_photo, path, lambda: halved(load_picture(path)))
        helps = isinstance(error, _TooLargeError)
        self.doubted.emit(Doubt(str(error), open_whole, open_half if helps else None))

    def _show(self, found: _Opened, path: Path | None) -> None:
        self._document.set_project(found.project, found.path, found.display)
        if path is not None:
            self._preferences.add_recent_file(path)
        picture = self._document.picture
        if picture is not None and picture.notes:
            self.cautioned.emit(" ".join(picture.notes))
        self.opened.emit()

    def _read(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Read something for the photo there is now; drop it if there is another by then."""
        picture = self._document.picture

        def use(found: T) -> None:
            if self._document.picture is picture:
                then(found)

        self._errands.send(work, use, self._complain)

    # ------------------------------------------------------------------ out of the document

    def save_project(self, path: Path | None = None) -> bool:
        """Write the project to its own file or to `path`; return False where there is neither.

        An existing file at `path` is replaced: ask before.
        """
        target = path or self._document.path
        if target is None or self._document.picture is None:
            return False
        target = _with_suffix(target, PROJECT_SUFFIX)
        # What the user agreed to replace is the file that was named, not one with a suffix more.
        overwrite = target in (path, self._document.path)
        project, revision = self._document.project, self._document.revision

        def then(_: object) -> None:
            self._document.mark_saved(target, revision)
            self._preferences.add_recent_file(target)
            self._say_saved(target)
            self.saved.emit(target)

        self._errands.send(
            lambda: write_project(project, target, overwrite=overwrite), then, self._complain
        )
        return True

    def save_mask(self, path: Path) -> None:
        """Write the mask as an 8-bit PNG, white where it restores.

        An existing file at `path` is replaced: ask before.
        """
        mask = self._document.mask
        if mask is None:
            return
        target = _with_suffix(path, ".png")  # a JPEG would blur what must be exact
        picture = Picture.from_array(mask.array()[..., None])
        self._errands.send(
            lambda: save_picture(picture, target, overwrite=target == path),
            lambda remarks: self._say_saved(target, remarks),
            self._complain,
        )

    def save_found(self, values: NDArray[np.float32], path: Path) -> None:
        """Write something else that a run has found, (H, W, C) floats in [0, 1], as a PNG file.

        An existing file at `path` is replaced: ask before.
        """
        target = _with_suffix(path, ".png")
        picture = Picture.from_array(values, depth=16)
        self._errands.send(
            lambda: save_picture(picture, target, overwrite=target == path),
            lambda remarks: self._say_saved(target, remarks),
            self._complain,
        )

    @Slot()
    def copy_result(self) -> None:
        """Put the restored photo on the clipboard, with its depth and profile."""
        picture, image = self._document.result_picture, self._document.result_display
        if picture is None or image is None:
            return

        def then(png: bytes) -> None:
            offer(image, png)
            self.message.emit(self.tr("The result is on the clipboard."))

        self._errands.send(lambda: as_png(picture), then, self._complain)

    def _say_saved(self, path: Path, remarks: tuple[str, ...] = ()) -> None:
        saved = self.tr("Saved {name}.").format(name=path.name)
        self.message.emit(" ".join((saved, *remarks)))

    def _complain(self, error: Exception) -> None:
        if isinstance(error, MissingAddOn):
            self.lacking.emit(str(error), error.command)
            return
        if isinstance(error, DipError):
            self.failed.emit(str(error))
            return
        logger.error("A file could not be read or written", exc_info=error)
        if isinstance(error, MemoryError):
            self.failed.emit(self.tr("There was not enough memory for this file."))
            return
        reason = str(error).rstrip(".") or type(error).__name__
        self.failed.emit(self.tr("Something went wrong: {reason}.").format(reason=reason))


def _with_suffix(path: Path, suffix: str) -> Path:
    """Return the path itself where it has the suffix, else with the suffix appended."""
    return path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)


def _kernel(path: Path) -> NDArray[np.float32]:
    """Read a blur kernel, (h, w) floats that sum to 1, from a picture of it."""
    kernel = load_picture(path).to_float().mean(axis=-1)
    total = float(kernel.sum())
    if total <= 0.0:
        text = QCoreApplication.translate(
            "FileController", "{name} is black; a picture of a blur has some light in it."
        )
        raise PictureError(text.format(name=path.name))
    return np.asarray(kernel / total, dtype=np.float32)


def _glance(path: Path) -> tuple[QImage, QSize] | None:
    """Return a first look at a photo and its size, unless a person is asked about it first."""
    pixels, needed, free = _demand(path)
    if pixels > _MANY_PIXELS or needed > free * _LARGE_SHARE:
        return None
    glance = glance_at(path)
    if glance is None:
        return None
    return glance_to_image(glance), QSize(glance.width, glance.height)


def _demand(path: Path) -> tuple[int, int, int]:
    """Return how many pixels a photo has, the bytes it needs, and those that are free."""
    size = picture_size(path)
    pixels = size[0] * size[1] if size else 0
    return pixels, pixels * _BYTES_PER_PIXEL, free_memory("cpu")


def _looked_at(path: Path) -> Picture:
    """Read a photo unless it takes much of the memory, or loses depth."""
    pixels, needed, free = _demand(path)
    if pixels > _MANY_PIXELS or needed > free * _LARGE_SHARE:
        text = QCoreApplication.translate(
            "FileController",
            "{name} has {megapixels} megapixels: opening it needs about {needed}, {free} are free.",
        )
        figures = {"needed": _gigabytes(needed), "free": _gigabytes(free)}
        raise _TooLargeError(text.format(name=path.name, megapixels=round(pixels / 1e6), **figures))
    return load_picture(path, keep_depth=True)


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB"


def _photo(spec: RestorationSpec, picture: Picture) -> Project:
    return Project(spec=spec, inputs=Inputs(picture=picture), results=())


def _example(sample: Sample) -> Project:
    inputs, spec = sample.make()
    return Project(spec=spec, inputs=inputs, results=())


def _opened(project: Project, path: Path | None = None) -> _Opened:
    display = picture_to_image(project.inputs.picture) if project.inputs else None
    return _Opened(project, display, path)
