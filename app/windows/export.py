"""Exporting the result: where, as what, and what the file will keep. It blocks nothing."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.control.files import FileController
from app.forms.tones import Tone, ToneLabel
from app.model.document import Document
from app.windows.export_preview import ExportPreview
from app.windows.questions import Questions
from dip_core import Picture, Saving, format_for

# Suffix, name, whether 16 bits fit, whether a quality applies.
FORMATS = (
    (".png", "PNG", True, False),
    (".tif", "TIFF", True, False),
    (".jpg", "JPEG", False, True),
    (".webp", "WebP", False, True),
)
_ALIASES = {".jpeg": ".jpg", ".tiff": ".tif"}
QUALITY = 92


class ExportDialog(QDialog):
    """Chooses file, format and depth, and stays open until the file has been written."""

    exported = Signal(object)

    def __init__(
        self,
        document: Document,
        files: FileController,
        questions: Questions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export result"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._document, self._files, self._questions = document, files, questions
        self._busy = False
        self._form = QFormLayout()
        self._folder = QLineEdit()
        self._name = QLineEdit()
        self._format = QComboBox()
        self._depth = QComboBox()
        self._quality = QSpinBox()
        self._replace = QCheckBox()
        self._kept = ToneLabel(tone=Tone.QUIET)
        self._note = ToneLabel()
        self._buttons = QDialogButtonBox()
        self._fill()
        self._lay_out()
        self._connect()
        self._refresh()

    def target(self) -> Path:
        """Return the file that would be written."""
        return Path(self._folder.text()).expanduser() / self._name.text().strip()

    def note(self) -> str:
        """Return what is said about the target."""
        return self._note.text()

    def kept_text(self) -> str:
        """Return what is said about what the file will keep."""
        return self._kept.text()

    # ------------------------------------------------------------------ building

    def _fill(self) -> None:
        suggested = self._files.suggested_export()
        suffix = _ALIASES.get(suggested.suffix.lower(), suggested.suffix.lower())
        for known, name, _, _ in FORMATS:
            self._format.addItem(f"{name} (*{known})", known)
        self._format.setCurrentIndex(max(0, self._format.findData(suffix)))
        self._folder.setText(str(suggested.parent))
        self._name.setText(suggested.with_suffix(self._suffix()).name)
        self._depth.addItem(self.tr("8 bits per channel"), 8)
        picture = self._document.result_picture
        if picture is not None and picture.depth == 16:
            self._depth.addItem(self.tr("16 bits per channel"), 16)
            self._depth.setCurrentIndex(1)
        self._quality.setRange(1, 100)
        self._quality.setValue(QUALITY)
        self._replace.setText(self.tr("Replace the existing file"))

    def _lay_out(self) -> None:
        browse = QPushButton(self.tr("Browse…"))
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        folder = QHBoxLayout()
        folder.addWidget(self._folder, 1)
        folder.addWidget(browse)
        form = self._form
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("Folder"), folder)
        form.addRow(self.tr("Name"), self._name)
        form.addRow(self.tr("Format"), self._format)
        form.addRow(self.tr("Depth"), self._depth)
        form.addRow(self.tr("Quality"), self._quality)
        self._folder.setAccessibleName(self.tr("Folder"))
        right = QVBoxLayout()
        right.addLayout(form)
        for widget in (self._kept, self._note, self._replace):
            right.addWidget(widget)
        right.addStretch()
        right.addWidget(self._buttons)
        row = QHBoxLayout(self)
        row.setSpacing(14)
        row.addWidget(ExportPreview(self._document))
        row.addLayout(right, 1)
        self.setMinimumWidth(760)

    def _connect(self) -> None:
        role = QDialogButtonBox.ButtonRole
        self._export = self._buttons.addButton(self.tr("Export"), role.AcceptRole)
        self._original = self._buttons.addButton(self.tr("Replace original"), role.DestructiveRole)
        self._original.setAutoDefault(False)
        cancel = self._buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        cancel.setAutoDefault(False)
        self._export.setDefault(True)
        self._export.clicked.connect(lambda: self.write())
        self._original.clicked.connect(lambda: self.write(replace_original=True))
        self._buttons.rejected.connect(self.reject)
        self._format.activated.connect(self._format_chosen)
        self._depth.activated.connect(self._refresh)
        self._replace.toggled.connect(self._refresh)
        self._name.textChanged.connect(self._name_changed)
        self._folder.textChanged.connect(self._refresh)
        self._files.exported.connect(self._written)
        self._files.failed.connect(self._failed)

    # ------------------------------------------------------------------ choosing

    def _suffix(self) -> str:
        return str(self._format.currentData())

    @Slot()
    def _format_chosen(self) -> None:
        self._name.setText(f"{Path(self._name.text()).stem}{self._suffix()}")
        self._refresh()

    @Slot(str)
    def _name_changed(self, name: str) -> None:
        suffix = Path(name).suffix.lower()
        known = self._format.findData(_ALIASES.get(suffix, suffix))
        if known >= 0:
            self._format.setCurrentIndex(known)
        self._refresh()

    @Slot()
    def _browse(self) -> None:
        chosen = self._questions.folder(self.tr("Export to"), Path(self._folder.text()))
        if chosen is not None:
            self._folder.setText(str(chosen))

    @Slot()
    def _refresh(self) -> None:
        _, _, deep, has_quality = FORMATS[self._format.currentIndex()]
        self._depth.setEnabled(deep and self._depth.count() > 1)
        self._form.setRowVisible(self._quality, has_quality)
        picture = self._document.result_picture
        self._kept.say(self._keeping(picture, deep=deep) if picture else "")
        problem = self._problem()
        is_original = self._is_original()
        exists = self.target().is_file() and not is_original
        self._replace.setVisible(exists)
        blocked = bool(problem) or is_original or (exists and not self._replace.isChecked())
        self._export.setEnabled(not blocked and not self._busy)
        self._original.setVisible(is_original)
        self._original.setEnabled(not self._busy)
        self._say_about_target(problem, exists=exists, is_original=is_original)

    def _say_about_target(self, problem: str, *, exists: bool, is_original: bool) -> None:
        if problem:
            self._note.say(problem, Tone.ERROR)
        elif is_original:
            self._note.say(self.tr("This is the photo itself. Choose another name."), Tone.WARNING)
        elif exists:
            self._note.say(self.tr("There is such a file already."), Tone.WARNING)
        else:
            self._note.say("")

    def _problem(self) -> str:
        if not self._name.text().strip():
            return self.tr("Give the file a name.")
        if not self.target().parent.is_dir():
            return self.tr("There is no such folder.")
        suffix = self.target().suffix.lower()
        if _ALIASES.get(suffix, suffix) not in [row[0] for row in FORMATS]:
            return self.tr("The name must end in .png, .tif, .jpg or .webp.")
        return ""

    def _is_original(self) -> bool:
        picture = self._document.picture
        source = picture.source if picture else None
        return source is not None and self.target().absolute() == source.absolute()

    def _keeping(self, picture: Picture, *, deep: bool) -> str:
        kept = [self.tr("size {size}").format(size=picture.size_text)]
        for present, words in (
            (picture.icc, self.tr("colour profile")),
            (picture.exif, self.tr("EXIF")),
            (picture.xmp, self.tr("XMP")),
            (picture.alpha is not None and self._suffix() != ".jpg", self.tr("transparency")),
        ):
            if present:
                kept.append(words)
        text = self.tr("Written: {parts}, and a note on how it was made.")
        lost = "" if deep or picture.depth == 8 else self.tr("16 bits become 8 in this format.")
        return f"{text.format(parts=', '.join(kept))} {lost}".strip()

    # ------------------------------------------------------------------ writing

    def write(self, *, replace_original: bool = False) -> None:
        """Write the file; the dialog closes when it is whole."""
        self._busy = True
        self._refresh()
        self._note.say(self.tr("Writing…"), Tone.QUIET)
        form = format_for(self.target())
        if hasattr(form, "quality"):
            form = form.replace(quality=self._quality.value())
        depth = str(self._depth.currentData()) if self._depth.isEnabled() else "same"
        self._files.export(
            self.target(),
            Saving(format=form).replace(depth=depth),
            overwrite=self._replace.isChecked(),
            replace_original=replace_original,
        )

    @Slot(object)
    def _written(self, path: Path) -> None:
        if self._busy:
            self._busy = False
            self.exported.emit(path)
            self.accept()

    @Slot(str)
    def _failed(self, sentence: str) -> None:
        if self._busy:
            self._busy = False
            self._refresh()
            self._note.say(sentence, Tone.ERROR)
