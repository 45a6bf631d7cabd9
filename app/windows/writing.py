"""A dialog that writes a file, and stays open until it is whole."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget

from app.forms.tones import Tone, ToneLabel


class WritingDialog(QDialog):
    """Tells how the writing goes; closing it gives the writing up first.

    exported  the path of what was written
    """

    exported = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._busy = False
        self._note = ToneLabel()

    def note(self) -> str:
        """Return what is said about the file, or about the writing."""
        return self._note.text()

    def reject(self) -> None:
        """Give up the writing, or close the dialog."""
        if self._busy:
            self._give_up()
            self._note.say(self.tr("Giving up…"), Tone.QUIET)
        else:
            super().reject()

    def _give_up(self) -> None:
        """Ask for the writing to be given up."""
        raise NotImplementedError

    def _set_busy(self, *, busy: bool) -> None:
        """Change what can be done while a file is being written."""
        self._busy = busy

    @Slot(object)
    def _written(self, path: Path) -> None:
        if self._busy:
            self._busy = False
            self.exported.emit(path)
            self.accept()

    @Slot(str)
    def _failed(self, sentence: str) -> None:
        if self._busy:
            self._set_busy(busy=False)
            self._note.say(sentence, Tone.ERROR)

    @Slot()
    def _given_up(self) -> None:
        if self._busy:
            self._set_busy(busy=False)
