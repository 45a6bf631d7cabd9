"""Writing the results table: as a spreadsheet, for a document, or as a sheet of its pictures."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QSaveFile, Signal, Slot

from app.control.table import Table
from app.control.worker import Errands
from app.model.display import to_8_bit
from app.model.document import Document
from app.model.standing import Standing, as_csv, as_markdown
from dip_core import DipError, Gallery, Picture, PictureError, Tile, reduced, write_figures

SUFFIXES = (".csv", ".md", ".png")
_LONGEST, _MOST_ACROSS = 640, 5

logger = logging.getLogger(__name__)


class TableExport(QObject):
    """Writes the table as it is when it is asked to, off the window's thread.

    written  a path
    failed   a sentence: what did not work, and what would
    """

    written = Signal(object)
    failed = Signal(str)

    def __init__(self, document: Document, table: Table, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._table = document, table
        self._errands = Errands(self)

    @Slot()
    def shutdown(self) -> None:
        """Wait until what is being written is whole."""
        self._errands.shutdown()

    def write(self, path: Path) -> None:
        """Write the table as the suffix says; an existing file is replaced: ask before."""
        rows, reference, title = self._table.rows, self._document.reference, self._document.title
        work: Callable[[], object]
        if path.suffix.lower() == ".png":
            work = partial(_write_sheet, rows, reference, title, path)
        else:
            text = as_markdown(rows) if path.suffix.lower() == ".md" else as_csv(rows)
            work = partial(_write, text, path)
        self._errands.send(work, lambda _: self.written.emit(path), self._complain)

    def _complain(self, error: Exception) -> None:
        if not isinstance(error, DipError):
            logger.error("The results table could not be written", exc_info=error)
        self.failed.emit(str(error))


def _write_sheet(
    rows: tuple[Standing, ...], reference: Picture | None, title: str, path: Path
) -> None:
    """Write the pictures side by side, the clean one first."""
    tiles = [_tile(row.picture, f"{row.name}\n{_line(row)}") for row in rows]
    if reference is not None:
        name = QCoreApplication.translate("TableExport", "Reference")
        tiles.insert(0, _tile(reference, name))
    across = min(_MOST_ACROSS, math.ceil(math.sqrt(1.5 * len(tiles))))
    lines = [tuple(tiles[first : first + across]) for first in range(0, len(tiles), across)]
    write_figures([Gallery(path.stem, title, tuple(lines))], path.parent, overwrite=True)


def _tile(picture: Picture, caption: str) -> Tile:
    return Tile(to_8_bit(reduced(picture, _LONGEST).pixels), caption)


def _line(row: Standing) -> str:
    scores = row.scores
    parts = [
        "" if scores.psnr is None else f"{scores.psnr:.2f} dB",
        "" if scores.ssim is None else f"{scores.ssim:.3f}",
        "" if row.iteration is None else f"it {row.iteration}",
        "" if row.seconds is None else f"{row.seconds:.1f} s",
    ]
    return " · ".join(part for part in parts if part) or row.size_text


def _write(text: str, path: Path) -> None:
    """Write a text, complete or not at all."""
    file = QSaveFile(str(path))
    opened = file.open(QSaveFile.OpenModeFlag.WriteOnly)
    if not opened or file.write(text.encode()) < 0 or not file.commit():
        raise PictureError(f"{path} cannot be written: {file.errorString()}.")
