"""What the window does with dialogs: open, save, export, close, and the Help menu."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import platformdirs
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QMainWindow

from app.control.actions import ACTIONS
from app.control.files import PROJECT_SUFFIX, Doubt
from app.forms.tones import Tone
from app.windows.about import AboutDialog
from app.windows.degrade import DegradeDialog
from app.windows.device_report import DeviceReport
from app.windows.export import ExportDialog
from app.windows.message_bar import MessageArea
from app.windows.naming import Naming
from app.windows.preferences import PreferencesDialog
from app.windows.questions import Answer, Questions
from app.windows.saved_file import copy_path, show_folder
from app.windows.shortcuts_sheet import ShortcutsSheet
from app.windows.workbench import Workbench
from dip_core import Sample

_INVITING_SECONDS = 60.0  # a person reads, and looks round

Deed = Callable[[], object]


class Commands(QObject):
    """Binds the actions that ask something first, and never lets work go unasked."""

    def __init__(
        self, bench: Workbench, window: QMainWindow, questions: Questions, messages: MessageArea
    ) -> None:
        super().__init__(window)
        self._bench, self._window = bench, window
        self._questions, self._messages = questions, messages
        self._export_dialog: ExportDialog | None = None
        self._afterwards: Deed | None = None
        self._last_note = ""
        bench.exports.message.connect(self._remember_note)
        bench.files.saved.connect(self._go_on)
        bench.exports.exported.connect(self._exported)
        bench.exports.cancelled.connect(self._export_cancelled)
        bench.exports.failed.connect(self._export_failed)
        bench.files.failed.connect(self._forget_afterwards)
        bench.files.doubted.connect(self._ask_about_opening)
        bench.files.lacking.connect(self._say_what_is_lacking)
        bench.files.cautioned.connect(partial(messages.say, tone=Tone.WARNING))
        self._bind()

    def _bind(self) -> None:
        actions = self._bench.actions
        commands: dict[str, Deed] = {
            "open": self.open,
            "open-reference": self.open_reference,
            "save-project": self.save_project,
            "save-project-as": self.save_project_as,
            "export": self.export,
            "degrade": self.degrade,
            "export-again": self.export_again,
            "close": lambda: self.unless_work_is_lost(self._close_photo),
            "quit": self._window.close,
            "load-mask": self.load_mask,
            "save-mask": self.save_mask,
            "preferences": self.show_preferences,
            "shortcuts": lambda: ShortcutsSheet(ACTIONS, self._window).show(),
            "device-report": lambda: DeviceReport(self._bench.devices, self._window).show(),
            "open-log-folder": open_log_folder,
            "about": lambda: AboutDialog(self._window).show(),
        }
        for word, command in commands.items():
            actions.bind(word, command)

    # ------------------------------------------------------------------ opening

    def open(self) -> None:
        """Ask for a photo or a project and open it."""
        path = self._questions.file_to_open(
            self.tr("Open"), self._bench.preferences.last_folder, projects=True
        )
        if path is not None:
            self.open_paths([path])

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open the first of some files."""
        if not paths or self._is_running():
            return
        if len(paths) > 1:
            self._messages.say(
                self.tr("One photo at a time: {name} is opened.").format(name=paths[0].name)
            )
        self.unless_work_is_lost(lambda: self._bench.files.open(paths[0]))

    @Slot(object)
    def _ask_about_opening(self, doubt: Doubt) -> None:
        answer = self._questions.about_opening(doubt.sentence, can_halve=doubt.halve is not None)
        if answer is Answer.OPEN:
            doubt.open()
        elif answer is Answer.HALVE and doubt.halve is not None:
            doubt.halve()

    @Slot(str, str)
    def _say_what_is_lacking(self, sentence: str, command: str) -> None:
        self._messages.say(
            sentence,
            Tone.ERROR,
            (self.tr("Copy command"), lambda: QGuiApplication.clipboard().setText(command)),
            (self.tr("Open another…"), self.open),
        )

    def open_sample(self, sample: Sample) -> None:
        """Open a bundled example."""
        if not self._is_running():
            self.unless_work_is_lost(lambda: self._open_sample(sample))

    def _open_sample(self, sample: Sample) -> None:
        if not sample.degraded:
            once = Qt.ConnectionType.SingleShotConnection
            self._bench.files.opened.connect(self._invite_to_degrade, once)
        self._bench.files.open_sample(sample)

    @Slot()
    def _invite_to_degrade(self) -> None:
        text = self.tr("This photo is clean: degrade it, and see how near restoring it comes.")
        degrade = (self.tr("Degrade…"), self._bench.actions["degrade"].trigger)
        self._messages.say(text, Tone.PLAIN, degrade, seconds=_INVITING_SECONDS)

    def open_reference(self) -> None:
        """Ask for the known clean picture."""
        path = self._questions.file_to_open(
            self.tr("Open reference"), self._bench.preferences.last_folder
        )
        if path is not None:
            self._bench.files.open_reference(path)

    def load_mask(self) -> None:
        """Ask for a mask."""
        path = self._questions.file_to_open(
            self.tr("Load mask"), self._bench.preferences.last_folder
        )
        if path is not None:
            self._bench.files.read_mask(path)

    def degrade(self) -> None:
        """Let a person spoil the photo, to restore it."""
        if self._bench.document.picture is not None:
            dialog = DegradeDialog(self._bench.document, self._window)
            dialog.degraded.connect(self._degraded)
            dialog.show()

    @Slot(bool)
    def _degraded(self, then_run: bool) -> None:
        if then_run:
            self._bench.runs.start()
        else:
            self._messages.say(self.tr("Undo brings the photo back as it was."))

    def _is_running(self) -> bool:
        if self._bench.runs.active:
            self._messages.say(self.tr("Stop the run before you open another photo."), Tone.WARNING)
        return self._bench.runs.active

    def _close_photo(self) -> None:
        self._bench.document.set_picture(None)

    def show_preferences(self) -> None:
        """Show the preferences, which block nothing."""
        picture, preferences = self._bench.document.picture, self._bench.preferences
        naming = Naming(preferences, self._questions, picture.source if picture else None)
        PreferencesDialog(preferences, naming, self._window).show()

    # ------------------------------------------------------------------ writing

    def save_project(self) -> None:
        """Save to the project's own file, or ask for one."""
        if not self._bench.files.save_project():
            self.save_project_as()

    def save_project_as(self) -> None:
        """Ask for a project file and save to it."""
        folder = self._bench.preferences.last_folder
        stem = Path(self._bench.document.title or "photo").stem
        path = self._questions.file_to_save(
            self.tr("Save project"),
            folder / f"{stem}{PROJECT_SUFFIX}",
            self.tr("Projects (*{suffix})").format(suffix=PROJECT_SUFFIX),
        )
        if path is None:
            self._afterwards = None
        else:
            self._bench.files.save_project(path)

    def save_mask(self) -> None:
        """Ask for a file and write the mask to it."""
        stem = Path(self._bench.document.title or "photo").stem
        path = self._questions.file_to_save(
            self.tr("Save mask"),
            self._bench.preferences.last_folder / f"{stem}_mask.png",
            self.tr("PNG (*.png)"),
        )
        if path is not None:
            self._bench.files.save_mask(path)

    def export(self) -> ExportDialog:
        """Show the export dialog, which blocks nothing."""
        if self._export_dialog is None:
            bench = self._bench
            dialog = ExportDialog(
                bench.document, bench.exports, bench.preferences, self._questions, self._window
            )
            dialog.finished.connect(self._export_closed)
            self._export_dialog = dialog
        if self._export_dialog.isVisible():
            self._export_dialog.raise_()
            self._export_dialog.activateWindow()
        self._export_dialog.show()
        return self._export_dialog

    def export_again(self) -> None:
        """Export with the choices of the last time, or ask for them."""
        if not self._bench.exports.again():
            self.export()

    @Slot(str)
    def _export_failed(self, sentence: str) -> None:
        """Say why, unless the dialog is there to say it."""
        if self._export_dialog is None:
            retry = (self.tr("Try again"), self._bench.exports.again)
            self._messages.say(
                sentence, Tone.ERROR, (self.tr("Save elsewhere…"), self.export), retry
            )
        self._forget_afterwards()

    @Slot()
    def _export_cancelled(self) -> None:
        self._messages.say(self._last_note)
        self._forget_afterwards()

    @Slot(int)
    def _export_closed(self, code: int) -> None:
        self._export_dialog = None
        if code != QDialog.DialogCode.Accepted:
            self._afterwards = None

    @Slot(str)
    def _remember_note(self, sentence: str) -> None:
        self._last_note = sentence

    @Slot(object)
    def _exported(self, path: Path) -> None:
        # What was just said about this file is said again, with what can be done next.
        self._messages.say(self._last_note, Tone.PLAIN, show_folder(path), copy_path(path))
        self._go_on()

    # ------------------------------------------------------------------ before work is lost

    def unless_work_is_lost(self, deed: Deed) -> None:
        """Do something that lets the photo go, after asking about work that is not saved."""
        if self.may_go(deed):
            deed()

    def may_go(self, afterwards: Deed) -> bool:
        """Return whether the photo may go now; `afterwards` is done once a file was written."""
        document = self._bench.document
        if not document.unsaved_work:
            return True
        unsaved = document.result_picture is not None and not document.outcomes.exported
        answer = self._questions.about_unsaved_work(has_result=unsaved)
        self._afterwards = None
        if answer is Answer.EXPORT:
            self._afterwards = afterwards
            self.export()
        elif answer is Answer.SAVE:
            self._afterwards = afterwards
            self.save_project()
        return answer is Answer.DISCARD

    @Slot()
    def _go_on(self) -> None:
        """Do what waited for a file to be written."""
        afterwards, self._afterwards = self._afterwards, None
        if afterwards is not None:
            afterwards()

    @Slot()
    def _forget_afterwards(self) -> None:
        self._afterwards = None


def open_log_folder() -> None:
    """Show the folder of the log files."""
    folder = platformdirs.user_log_dir("dip-studio", appauthor=False)
    QDesktopServices.openUrl(QUrl.fromLocalFile(folder))
