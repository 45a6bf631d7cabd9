"""Second picture, kernel, masks by colour and what a run has found: what asks something first."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QDockWidget, QMainWindow

from app.model.found import Found
from app.panels.found_panel import FoundPanel
from app.panels.task_panel import TaskPanel
from app.widgets.canvas import Canvas
from app.windows.colour_mask import ColourMaskDialog, show_colour_mask
from app.windows.found_viewer import FoundViewer
from app.windows.kernel_dialog import KernelDialog
from app.windows.questions import Questions
from app.windows.workbench import Workbench


class CompanionsLink(QObject):
    """Binds the actions about what comes with a photo, and about what is found beside it."""

    def __init__(
        self, bench: Workbench, window: QMainWindow, canvas: Canvas, questions: Questions
    ) -> None:
        super().__init__(window)
        self._bench, self._window, self._canvas = bench, window, canvas
        self._questions = questions
        self._colour: ColourMaskDialog | None = None
        bench.actions.bind("open-second", self.open_second)
        bench.actions.bind("open-kernel", self.open_kernel)
        bench.actions.bind("draw-kernel", self.draw_kernel)
        bench.actions.bind("mask-from-colour", self.mask_from_colour)

    def link_task_panel(self, panel: TaskPanel) -> None:
        """Open what is dropped on a row of the panel."""
        panel.file_dropped.connect(self._dropped)

    def link_found_panel(self, panel: FoundPanel, dock: QDockWidget, instead: QDockWidget) -> None:
        """Show and save what the panel shows; it is in front while there is something."""
        panel.viewed.connect(self.view)
        panel.save_requested.connect(self.save)
        panel.appeared.connect(dock.raise_)
        panel.went.connect(instead.raise_)

    # ------------------------------------------------------------------ what comes with the photo

    def open_second(self) -> None:
        """Ask for a second picture of the scene."""
        path = self._questions.file_to_open(
            self.tr("Open second picture"), self._bench.preferences.last_folder
        )
        if path is not None:
            self._bench.files.open_second(path)

    def open_kernel(self) -> None:
        """Ask for a picture of a blur."""
        path = self._questions.file_to_open(
            self.tr("Open blur kernel"), self._bench.preferences.last_folder
        )
        if path is not None:
            self._bench.files.open_kernel(path)

    def draw_kernel(self) -> None:
        """Let a person draw a blur."""
        KernelDialog(self._bench.document, self._window).show()

    @Slot(str, object)
    def _dropped(self, name: str, path: Path) -> None:
        files = self._bench.files
        (files.open_second if name == "second" else files.open_kernel)(path)

    def mask_from_colour(self) -> None:
        """Let a person pick the colour of what is to be restored."""
        if self._colour is None:
            self._colour = show_colour_mask(self._bench.document, self._canvas)
            self._colour.finished.connect(self._colour_closed)
        self._colour.raise_()

    @Slot()
    def _colour_closed(self) -> None:
        self._colour = None

    # ------------------------------------------------------------------ what was found beside it

    @Slot(object)
    def view(self, thing: Found) -> None:
        """Show it large."""
        FoundViewer(thing, self.save, self._window).show()

    @Slot(object)
    def save(self, thing: Found) -> None:
        """Ask for a file and write it there."""
        stem = Path(self._bench.document.title or "photo").stem
        path = self._questions.file_to_save(
            self.tr("Save {name}").format(name=thing.label),
            self._bench.preferences.last_folder / f"{stem}_{thing.name}.png",
            self.tr("PNG (*.png)"),
        )
        if path is not None:
            self._bench.files.save_found(thing.values, path)
