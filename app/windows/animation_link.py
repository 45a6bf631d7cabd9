"""Between the run and its animation: the dialog, and what is said once it is written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMainWindow

from app.forms.tones import Tone
from app.windows.animation import AnimationDialog
from app.windows.message_bar import MessageArea
from app.windows.questions import Questions
from app.windows.saved_file import copy_path, show_folder
from app.windows.workbench import Workbench


class AnimationLink(QObject):
    """Binds the action that exports an animation; there is one dialog at most."""

    def __init__(
        self, bench: Workbench, window: QMainWindow, questions: Questions, messages: MessageArea
    ) -> None:
        super().__init__(window)
        self._bench, self._window = bench, window
        self._questions, self._messages = questions, messages
        self._dialog: AnimationDialog | None = None
        bench.actions.bind("export-animation", self.export)
        bench.document.picture_changed.connect(self._give_way)

    def export(self) -> AnimationDialog:
        """Show the dialog, which blocks nothing."""
        if self._dialog is None:
            bench = self._bench
            stem = Path(bench.document.title or "photo").stem
            suggestion = bench.exports.folder() / f"{stem}_iterations.webp"
            self._dialog = AnimationDialog(
                bench.animator, bench.preferences, self._questions, suggestion, self._window
            )
            self._dialog.exported.connect(self._say_written)
            self._dialog.finished.connect(self._forget)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()
        return self._dialog

    @Slot()
    def _forget(self) -> None:
        self._dialog = None

    @Slot()
    def _give_way(self) -> None:
        """Close when there is another photo."""
        if self._dialog is not None:
            self._dialog.reject()

    @Slot(object)
    def _say_written(self, path: Path) -> None:
        text = self.tr("Saved {name}.").format(name=path.name)
        self._messages.say(text, Tone.PLAIN, show_folder(path), copy_path(path))
