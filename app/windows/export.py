"""Exporting: what, as which file, what it will keep, and where to. It blocks nothing."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from app.control.exports import ExportController, ExportOrder
from app.forms.growing import Growing
from app.forms.spec_form import SpecForm
from app.forms.tones import Tone, ToneLabel
from app.forms.wording import file_size
from app.model.document import Document
from app.model.exporting import Content
from app.model.preferences import Preferences
from app.windows.export_kept import changes_everywhere, kept_text
from app.windows.export_preview import ExportPreview
from app.windows.export_target import ExportTarget
from app.windows.questions import Questions
from app.windows.writing import WritingDialog
from dip_core import FAMILIES, Picture, Saving, format_for, losses

_SIZE_DELAY_MS = 300


class ExportDialog(WritingDialog):
    """Chooses what is written and how, and stays open until the file is whole."""

    def __init__(
        self,
        document: Document,
        exports: ExportController,
        preferences: Preferences,
        questions: Questions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._document, self._exports, self._questions = document, exports, questions
        self._saving = exports.saving()
        self._content = QComboBox()
        self._form = SpecForm(Saving, FAMILIES, names=_asked(document.result_picture))
        self._target = ExportTarget(exports, preferences, questions)
        self._size = ToneLabel(tone=Tone.QUIET)
        self._kept = ToneLabel(tone=Tone.QUIET)
        self._lost = ToneLabel(tone=Tone.WARNING)
        self._replace = QCheckBox(self.tr("Replace the existing file"))
        self._buttons = QDialogButtonBox()
        self._sizing = QTimer(self)
        self._sizing.setSingleShot(True)
        self._sizing.setInterval(_SIZE_DELAY_MS)
        self._fill()
        self._lay_out()
        self._connect()
        self._refresh()

    def target(self) -> Path:
        """Return the file that would be written."""
        return self._target.path()

    def saving(self) -> Saving:
        """Return how it would be written."""
        return self._saving

    def kept_text(self) -> str:
        """Return what is said about what the file will keep, and what not."""
        return f"{self._kept.text()} {self._lost.text()}".strip()

    def size_text(self) -> str:
        """Return what is said about the size of the file."""
        return self._size.text()

    # ------------------------------------------------------------------ building

    def _fill(self) -> None:
        for content in self._exports.exportable().contents():
            self._content.addItem(content.label, content)
        self._form.set_value(self._saving)
        self._target.suggest(self.content(), self._saving)

    def _lay_out(self) -> None:
        what = QFormLayout()
        what.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        label = QLabel(self.tr("What"))
        label.setBuddy(self._content)
        what.addRow(label, self._content)
        widest = self._form.label_width()
        label.setMinimumWidth(widest)
        self._target.set_label_width(widest)
        right = QVBoxLayout()
        right.addLayout(what)
        right.addWidget(self._form)
        right.addWidget(self._target)
        for line in (self._size, self._kept, self._lost, self._note, self._replace):
            right.addWidget(line)
        right.addStretch()
        right.addWidget(self._buttons)
        row = QHBoxLayout(self)
        row.setSpacing(14)
        row.addWidget(ExportPreview(self._document))
        row.addLayout(right, 1)
        self.setMinimumWidth(820)
        Growing(self)

    def _connect(self) -> None:
        role = QDialogButtonBox.ButtonRole
        self._export = self._buttons.addButton(self.tr("Export"), role.AcceptRole)
        self._original = self._buttons.addButton(self.tr("Replace original"), role.DestructiveRole)
        self._elsewhere = self._buttons.addButton(self.tr("Save elsewhere…"), role.ActionRole)
        self._cancel = self._buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        for button in (self._original, self._elsewhere, self._cancel):
            button.setAutoDefault(False)
        self._export.setDefault(True)
        self._elsewhere.hide()
        self._export.clicked.connect(lambda: self.write())
        self._original.clicked.connect(lambda: self.write(replace_original=True))
        self._elsewhere.clicked.connect(self._ask_elsewhere)
        self._cancel.clicked.connect(self.reject)
        self._content.activated.connect(self._content_chosen)
        self._form.changed.connect(self._saving_changed)
        self._target.changed.connect(self._target_changed)
        self._replace.toggled.connect(self._refresh)
        self._sizing.timeout.connect(self._ask_size)
        self.finished.connect(self._sizing.stop)
        self.finished.connect(self._exports.drop_size)
        self._exports.exported.connect(self._written)
        self._exports.failed.connect(self._failed)
        self._exports.cancelled.connect(self._given_up)

    # ------------------------------------------------------------------ choosing

    def content(self) -> Content:
        """Return what would be written."""
        found = self._content.currentData()
        return found if isinstance(found, Content) else Content.FULL

    @Slot()
    def _content_chosen(self) -> None:
        self._target.suggest(self.content(), self._saving)
        self._refresh()

    @Slot(object)
    def _saving_changed(self, saving: Saving) -> None:
        self._saving = saving
        self._target.suit(saving)
        self._refresh()

    @Slot()
    def _target_changed(self) -> None:
        """Let a typed suffix choose the format."""
        if not self._target.problem() and self.content() is not Content.ALL:
            form = format_for(self.target())
            if not isinstance(self._saving.format, type(form)):
                self._saving = self._saving.replace(format=form)
                self._form.set_value(self._saving)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        self._say_what_is_kept()
        problem = self._target.problem()
        is_file = self.content() is not Content.ALL
        is_original = is_file and not problem and self._exports.is_original(self.target())
        exists = is_file and self.target().is_file() and not is_original
        self._replace.setVisible(exists)
        blocked = bool(problem) or is_original or (exists and not self._replace.isChecked())
        self._export.setEnabled(not blocked and not self._busy)
        self._original.setVisible(is_original)
        self._original.setEnabled(not self._busy)
        if not self._busy:
            self._say_about_target(problem, exists=exists, is_original=is_original)
        self._size.say("")
        self._sizing.start()

    def _say_about_target(self, problem: str, *, exists: bool, is_original: bool) -> None:
        if problem:
            self._note.say(problem, Tone.ERROR)
        elif is_original:
            self._note.say(self.tr("This is the photo itself. Choose another name."), Tone.WARNING)
        elif exists:
            self._note.say(self.tr("There is such a file already."), Tone.WARNING)
        else:
            self._note.say("")

    def _say_what_is_kept(self) -> None:
        picture = self._written_picture()
        if picture is None:
            self._kept.say("")
            self._lost.say("")
            return
        self._kept.say(kept_text(picture, self._saving))
        said = losses(picture, self._saving)
        self._lost.say(" ".join((*said, *changes_everywhere(self._saving.format))))

    def _written_picture(self) -> Picture | None:
        """Return a picture with the description of the one that will be written."""
        if self.content() is Content.MASK:
            return self._exports.exportable().picture(Content.MASK)
        return self._document.result_picture

    @Slot()
    def _ask_size(self) -> None:
        if self.content() is not Content.ALL and not self._busy:
            self._exports.ask_size(self.content(), self._saving, self._say_size)

    def _say_size(self, size: int) -> None:
        self._size.say(self.tr("About {size}.").format(size=file_size(size)))

    # ------------------------------------------------------------------ writing

    def write(self, *, replace_original: bool = False) -> None:
        """Write the file; the dialog closes when it is whole."""
        self._set_busy(busy=True)
        self._note.say(self.tr("Writing…"), Tone.QUIET)
        folder_only = self.content() is Content.ALL
        self._exports.write(
            ExportOrder(
                path=self._target.folder() if folder_only else self.target(),
                saving=self._saving,
                content=self.content(),
                overwrite=self._replace.isVisible() and self._replace.isChecked(),
                replace_original=replace_original,
            )
        )

    def _give_up(self) -> None:
        self._exports.cancel()

    def _set_busy(self, *, busy: bool) -> None:
        super()._set_busy(busy=busy)
        for widget in (self._content, self._form, self._target, self._replace, self._elsewhere):
            widget.setEnabled(not busy)
        self._refresh()

    @Slot(str)
    def _failed(self, sentence: str) -> None:
        if self._busy:
            super()._failed(sentence)
            self._elsewhere.show()

    @Slot()
    def _ask_elsewhere(self) -> None:
        """Ask for another file and write to it at once."""
        suffixes = " ".join(f"*{suffix}" for suffix in self._saving.format.suffixes)
        path = self._questions.file_to_save(
            self.tr("Save elsewhere"),
            self.target(),
            f"{self._saving.format.label} ({suffixes})",
        )
        if path is not None:
            self._target.set_path(path)
            self._replace.setChecked(path.is_file())  # the question was answered there
            self.write()


def _asked(picture: Picture | None) -> tuple[str, ...]:
    """Return the options that mean something for a picture."""
    there = {
        "format": True,
        "depth": picture is not None and picture.depth == 16,
        "colours": picture is not None and picture.icc is not None,
        "transparency": picture is not None and picture.alpha is not None,
        "metadata": picture is not None and bool(picture.exif or picture.xmp or picture.iptc),
        "note": True,
    }
    return tuple(name for name, wanted in there.items() if wanted)
