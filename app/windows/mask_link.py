"""The Mask menu beside the tools: what changes the mask as a whole, with or without a question."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from app.control.mask_edits import feathered_by, grown_by, shrunk_by
from app.panels.mask_panel import MaskPanel
from app.widgets.canvas import Canvas
from app.windows.mask_amount import MaskAmountDialog, Moving, show_amount
from app.windows.mask_import import MaskImportDialog, show_mask_import
from app.windows.workbench import Workbench
from dip_core import Picture

_FIRST_PIXELS = 3


class MaskLink(QObject):
    """Binds the actions that grow, shrink, feather, tidy and load the mask."""

    def __init__(self, bench: Workbench, canvas: Canvas, panel: MaskPanel) -> None:
        super().__init__(canvas)
        self._bench, self._canvas = bench, canvas
        self._dialog: MaskAmountDialog | MaskImportDialog | None = None
        self._amounts: dict[str, int] = {}
        edits = bench.masks
        deeds: dict[str, Callable[[int], None]] = {
            "mask-grow": edits.grow,
            "mask-shrink": edits.shrink,
            "mask-feather": edits.feather,
        }
        for word, deed in deeds.items():
            bench.actions.bind(word, partial(self._ask, word, deed))
        bench.actions.bind("mask-fill-holes", edits.fill_holes)
        bench.actions.bind("mask-remove-specks", edits.remove_specks)
        bench.actions.bind("paste-mask", bench.files.paste_mask)
        bench.files.mask_read.connect(self._ask_about_file)
        panel.files_dropped.connect(self._take_files)

    def _ask(self, word: str, deed: Callable[[int], None]) -> None:
        """Ask by how many pixels, then do it."""
        self._leave()
        pixels = self._amounts.get(word, _FIRST_PIXELS)
        dialog = show_amount(self._bench.document, self._canvas, self._movings()[word], pixels)
        dialog.chosen.connect(deed)
        dialog.chosen.connect(partial(self._remember, word))
        dialog.finished.connect(self._closed)
        self._dialog = dialog

    @Slot(list)
    def _take_files(self, paths: list[Path]) -> None:
        """Read the first file that was dropped on the panel as a mask."""
        if self._bench.document.picture is not None:
            self._bench.files.read_mask(paths[0])

    @Slot(object)
    def _ask_about_file(self, drawn: Picture) -> None:
        """Ask how a file is meant."""
        self._leave()
        self._dialog = show_mask_import(self._bench.document, self._canvas, drawn)
        if self._dialog is not None:
            self._dialog.finished.connect(self._closed)
            self._dialog.taken.connect(self._bench.rims.announce)

    def _leave(self) -> None:
        if self._dialog is not None:
            self._dialog.reject()

    def _remember(self, word: str, pixels: int) -> None:
        self._amounts[word] = pixels

    @Slot()
    def _closed(self) -> None:
        self._dialog = None

    def _movings(self) -> dict[str, Moving]:
        return {
            "mask-grow": Moving(
                self.tr("Grow mask"),
                self.tr("Grow"),
                self.tr("By how many pixels of the photo every edge moves outwards."),
                grown_by,
            ),
            "mask-shrink": Moving(
                self.tr("Shrink mask"),
                self.tr("Shrink"),
                self.tr("By how many pixels of the photo every edge moves inwards."),
                shrunk_by,
            ),
            "mask-feather": Moving(
                self.tr("Feather mask"),
                self.tr("Feather"),
                self.tr("Over how many pixels of the photo the edge fades to nothing."),
                feathered_by,
            ),
        }
