"""Every question the window asks with a dialog, in one place that tests can answer."""

from enum import Enum
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from dip_core import READABLE_SUFFIXES

PROJECT_FILTER = "*.dip"


class Answer(Enum):
    """What a person chose."""

    EXPORT = "export"
    SAVE = "save"
    DISCARD = "discard"
    STOP = "stop"
    KEEP_RUNNING = "keep running"
    OPEN = "open"
    HALVE = "halve"
    CANCEL = "cancel"


class Questions:
    """Asks which file, and what to do with work that would be lost."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent

    def file_to_open(self, title: str, folder: Path, *, projects: bool = False) -> Path | None:
        """Ask for a picture, or also for a project."""
        patterns = " ".join(f"*{suffix}" for suffix in sorted(READABLE_SUFFIXES))
        pictures = self._parent.tr("Pictures ({patterns})").format(patterns=patterns)
        filters = [pictures, self._parent.tr("All files (*)")]
        if projects:
            both = self._parent.tr("Photos and projects ({patterns})")
            filters.insert(0, both.format(patterns=f"{patterns} {PROJECT_FILTER}"))
        name, _ = QFileDialog.getOpenFileName(self._parent, title, str(folder), ";;".join(filters))
        return Path(name) if name else None

    def file_to_save(self, title: str, suggestion: Path, pattern: str) -> Path | None:
        """Ask for a name; the dialog asks before an existing file is replaced."""
        name, _ = QFileDialog.getSaveFileName(self._parent, title, str(suggestion), pattern)
        return Path(name) if name else None

    def folder(self, title: str, folder: Path) -> Path | None:
        """Ask for a folder."""
        name = QFileDialog.getExistingDirectory(self._parent, title, str(folder))
        return Path(name) if name else None

    def about_unsaved_work(self, *, has_result: bool) -> Answer:
        """Ask what to do before the photo goes."""
        box = QMessageBox(self._parent)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self._parent.tr("Unsaved work"))
        buttons: dict[object, Answer] = {}
        role = QMessageBox.ButtonRole
        if has_result:
            box.setText(self._parent.tr("The result has not been exported."))
            export = box.addButton(self._parent.tr("Export…"), role.AcceptRole)
            buttons[export] = Answer.EXPORT
        else:
            box.setText(self._parent.tr("The mask and the settings have not been saved."))
        box.setInformativeText(self._parent.tr("A project keeps photo, mask, settings and result."))
        save = box.addButton(self._parent.tr("Save project"), role.AcceptRole)
        discard = box.addButton(self._parent.tr("Discard"), role.DestructiveRole)
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        buttons |= {save: Answer.SAVE, discard: Answer.DISCARD}
        box.setDefaultButton(next(iter(buttons)))  # type: ignore[call-overload]
        box.setEscapeButton(cancel)
        box.exec()
        return buttons.get(box.clickedButton(), Answer.CANCEL)

    def about_closing_during_a_run(self) -> Answer:
        """Ask what to do with a run before the window closes."""
        box = QMessageBox(self._parent)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self._parent.tr("A restoration is running"))
        box.setText(self._parent.tr("The restoration is still running."))
        box.setInformativeText(
            self._parent.tr(
                "Kept running, the window waits in the task bar. Stopping keeps the result so "
                "far, which can then be exported. Discarding loses it, with mask and settings."
            )
        )
        role = QMessageBox.ButtonRole
        keep = box.addButton(self._parent.tr("Keep running"), role.AcceptRole)
        stop = box.addButton(self._parent.tr("Stop and keep result"), role.AcceptRole)
        discard = box.addButton(self._parent.tr("Discard"), role.DestructiveRole)
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setEscapeButton(cancel)
        box.setDefaultButton(keep)
        box.exec()
        buttons: dict[object, Answer] = {
            keep: Answer.KEEP_RUNNING,
            stop: Answer.STOP,
            discard: Answer.DISCARD,
        }
        return buttons.get(box.clickedButton(), Answer.CANCEL)

    def about_opening(self, sentence: str, *, can_halve: bool) -> Answer:
        """Ask whether a photo is opened although something speaks against it."""
        box = QMessageBox(self._parent)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self._parent.tr("Open this photo?"))
        box.setText(sentence)
        role = QMessageBox.ButtonRole.AcceptRole
        buttons: dict[object, Answer] = {}
        if can_halve:
            buttons[box.addButton(self._parent.tr("Open at half size"), role)] = Answer.HALVE
        buttons[box.addButton(self._parent.tr("Open"), role)] = Answer.OPEN
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setEscapeButton(cancel)
        box.setDefaultButton(next(iter(buttons)))  # type: ignore[call-overload]
        box.exec()
        return buttons.get(box.clickedButton(), Answer.CANCEL)
