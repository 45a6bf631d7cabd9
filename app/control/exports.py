"""Writing results to files of their own: never over the photo unasked, and never in the window."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.control.worker import Errands
from app.model.document import Document
from app.model.exporting import Content, Exportable, free_path, noted, target_name
from app.model.preferences import Preferences
from dip_core import (
    FORMATS,
    Cancelled,
    DipError,
    FileFormat,
    Saving,
    decode,
    encode,
    format_for,
    save_picture,
    saved_size,
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ExportOrder:
    """An export as a value.

    path              the file, or for all results the folder
    overwrite         whether another existing file may be replaced
    replace_original  whether even the photo itself may be
    """

    path: Path
    saving: Saving
    content: Content = Content.FULL
    overwrite: bool = False
    replace_original: bool = False


class ExportController(QObject):
    """Exports one thing at a time.

    message       a sentence: what was written, and what the file could not keep
    failed        a sentence: why it could not be written, and what would do
    exported      the path of what was written
    cancelled     it was given up; no file has changed
    busy_changed  whether something is being written
    """

    message = Signal(str)
    failed = Signal(str)
    exported = Signal(object)
    cancelled = Signal()
    busy_changed = Signal(bool)

    def __init__(
        self, document: Document, preferences: Preferences, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._preferences = document, preferences
        self._given_up = threading.Event()
        self._last: ExportOrder | None = None
        self._sizes_asked = 0
        self._errands = Errands(self)
        self._errands.busy_changed.connect(self.busy_changed)
        self._sizes = Errands(self)

    @property
    def busy(self) -> bool:
        """Whether something is being written."""
        return self._errands.busy

    @property
    def last(self) -> ExportOrder | None:
        """The last export of this photo that was written or tried."""
        return self._last

    @Slot()
    def shutdown(self) -> None:
        """Wait until what is being written is whole."""
        self._errands.shutdown()
        self._sizes.shutdown()

    # ------------------------------------------------------------------ before it is written

    def exportable(self) -> Exportable:
        """Return the document as it is now; raises a `PictureError` while there is no photo."""
        result = self._document.result
        region = result.region if result is not None else None
        return Exportable(self._document.inputs(), self._document.results, region)

    def suggested(
        self,
        content: Content = Content.FULL,
        saving: Saving | None = None,
        folder: Path | None = None,
    ) -> Path:
        """Return a file that does not exist yet, by the preferences where nothing else is said."""
        saving = saving or self.saving()
        suffix = saving.format.suffixes[0]
        name = target_name(self._preferences.export_template, self._source(), content, suffix)
        return free_path((folder or self.folder()) / name)

    def saving(self) -> Saving:
        """Return how the photo's result would be saved: in its own format, else as last time."""
        try:
            known = decode(Saving, self._preferences.saving or {})
        except DipError:  # chosen in a newer version
            known = Saving()
        form = self._usual_format(self._source())
        return known if isinstance(known.format, type(form)) else known.replace(format=form)

    def folder(self) -> Path:
        """Return the folder that the preferences name."""
        rule, chosen = self._preferences.export_folder
        return self.beside_photo() if rule == "photo" or not chosen.is_dir() else chosen

    def beside_photo(self) -> Path:
        """Return the folder of the photo."""
        return self._source().parent

    def is_original(self, path: Path) -> bool:
        """Return whether a path leads to the photo itself, by whatever name."""
        picture = self._document.picture
        source = picture.source if picture else None
        if source is None:
            return False
        return path.absolute() == source.absolute() or (
            path.exists() and source.exists() and path.samefile(source)
        )

    def ask_size(self, content: Content, saving: Saving, then: Callable[[int], None]) -> None:
        """Estimate the bytes of the file, and call `then` unless another is asked for meanwhile."""
        self._sizes_asked += 1
        number, there = self._sizes_asked, self.exportable()

        def use(size: int) -> None:
            if number == self._sizes_asked:
                then(size)

        def pass_over(error: Exception) -> None:
            logger.info("The size of a file could not be estimated", exc_info=error)

        def work() -> int:
            if number != self._sizes_asked:
                return 0
            return saved_size(there.picture(content), saving, there.note(content))

        self._sizes.send(work, use, pass_over)

    @Slot()
    def drop_size(self) -> None:
        """Let nobody hear of the size that was asked for: whoever asked is gone."""
        self._sizes_asked += 1

    # ------------------------------------------------------------------ writing

    def write(self, order: ExportOrder) -> None:
        """Write what is ordered; one of the signals says how it ended."""
        self._last = order
        if self.is_original(order.path) and not order.replace_original:
            text = self.tr("{name} is the photo itself; choose another name for the result.")
            self.failed.emit(text.format(name=order.path.name))
            return
        there = self.exportable()
        if order.content not in there.contents():
            self.failed.emit(self.tr("There is nothing of that kind to export yet; run first."))
            return
        picture = self._document.result_picture
        self._given_up = threading.Event()
        given_up = self._given_up

        def then(remarks: tuple[str, ...]) -> None:
            if picture is not None and order.content in (Content.FULL, Content.ALL):
                self._document.mark_exported(picture)
            self._preferences.last_folder = order.path.absolute().parent
            self._preferences.saving = encode(order.saving)
            self._say_written(order, remarks)
            self.exported.emit(order.path)

        self._errands.send(lambda: _written(there, order, given_up.is_set), then, self._not_written)

    @Slot()
    def cancel(self) -> None:
        """Give up what is being written; the file then is as it was before."""
        self._given_up.set()

    @Slot()
    def again(self) -> bool:
        """Export with the choices of the last time to a name that is free; False before any."""
        if self._last is None or not self._document.results:
            return False
        last = self._last
        beside = self._source() if last.replace_original else last.path
        if last.content is Content.ALL:
            path = beside
        elif last.replace_original:
            path = self.suggested(last.content, last.saving)
        else:
            path = free_path(last.path)
        self.write(replace(last, path=path, overwrite=False, replace_original=False))
        return True

    def forget(self) -> None:
        """Forget the last export: there is another photo."""
        self._last = None

    def _source(self) -> Path:
        picture = self._document.picture
        source = picture.source if picture else None
        return source or self._preferences.last_folder / "photo.png"

    def _usual_format(self, source: Path) -> FileFormat:
        try:
            return format_for(source)
        except DipError:  # a camera's raw file, say, which holds more than 8 bits
            return FORMATS["tiff"]()

    def _say_written(self, order: ExportOrder, remarks: tuple[str, ...]) -> None:
        saved = self.tr("Saved {name}.").format(name=order.path.name)
        self.message.emit(" ".join((saved, *remarks)))

    def _not_written(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self.message.emit(self.tr("Nothing was written."))
            self.cancelled.emit()
        elif isinstance(error, DipError):
            self.failed.emit(str(error))
        elif isinstance(error, MemoryError):
            self.failed.emit(self.tr("There was not enough memory to write this file."))
        else:
            logger.error("A file could not be written", exc_info=error)
            reason = str(error).rstrip(".") or type(error).__name__
            self.failed.emit(self.tr("Something went wrong: {reason}.").format(reason=reason))


def _written(
    there: Exportable, order: ExportOrder, given_up: Callable[[], bool]
) -> tuple[str, ...]:
    """Write one file, or one for each result; return what could not be kept, nothing twice."""
    if order.content is not Content.ALL:
        return save_picture(
            there.picture(order.content),
            order.path,
            order.saving,
            overwrite=order.overwrite or order.replace_original,
            note=there.note(order.content),
            cancelled=given_up,
        )
    order.path.mkdir(exist_ok=True)
    remarks: dict[str, None] = {}
    for path, result in there.files(order.path, order.saving).items():
        said = save_picture(
            result.picture, path, order.saving, note=noted(result), cancelled=given_up
        )
        remarks |= dict.fromkeys(said)
    return tuple(remarks)
