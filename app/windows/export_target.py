"""Where an exported file goes: the folder, the name, and what is there already."""

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from app.control.exports import ExportController
from app.model.exporting import Content
from app.model.preferences import FolderRule, Preferences
from app.windows.questions import Questions
from dip_core import FORMATS, Saving

_SUFFIXES = tuple(suffix for member in FORMATS.values() for suffix in member.suffixes)


class ExportTarget(QWidget):
    """Folder and name of the file; `changed` when a person or a format has changed them."""

    changed = Signal()

    def __init__(
        self, exports: ExportController, preferences: Preferences, questions: Questions
    ) -> None:
        super().__init__()
        self._exports, self._preferences, self._questions = exports, preferences, questions
        self._rule = QComboBox()
        self._rule.addItem(self.tr("Beside the photo"), "photo")
        self._rule.addItem(self.tr("Always the same folder"), "chosen")
        self._folder = QLineEdit()
        self._name = QLineEdit()
        self._browse = QPushButton(self.tr("Browse…"))
        self._browse.setAutoDefault(False)
        self._fill()
        self._lay_out()
        self._rule.activated.connect(self._rule_chosen)
        self._browse.clicked.connect(self._ask_folder)
        self._folder.textEdited.connect(self._folder_typed)
        self._folder.textChanged.connect(self.changed)
        self._name.textChanged.connect(self.changed)

    def path(self) -> Path:
        """Return the file that would be written."""
        return self.folder() / self._name.text().strip()

    def folder(self) -> Path:
        """Return the folder alone."""
        return Path(self._folder.text()).expanduser()

    def set_path(self, path: Path) -> None:
        """Show another file."""
        self._choose_folder(path.parent)
        self._name.setText(path.name)

    def set_label_width(self, width: int) -> None:
        """Let the labels be as wide as those of other forms in the same column."""
        self._label.setMinimumWidth(width)

    def suggest(self, content: Content, saving: Saving) -> None:
        """Show a name that is free for this content and format, in the folder shown."""
        self._name.setEnabled(content is not Content.ALL)
        name = self._exports.suggested(content, saving, self.folder()).name
        self._name.setText("" if content is Content.ALL else name)

    def suit(self, saving: Saving) -> None:
        """Give the name the suffix of the format."""
        name = self._name.text().strip()
        suffix = Path(name).suffix.lower()
        if name and suffix not in saving.format.suffixes:
            stem = Path(name).stem if suffix in _SUFFIXES else name
            self._name.setText(f"{stem}{saving.format.suffixes[0]}")

    def problem(self) -> str:
        """Return what is wrong, as a sentence; empty where nothing is."""
        if self._name.isEnabled() and not self._name.text().strip():
            return self.tr("Give the file a name.")
        if not self.folder().is_dir():
            return self.tr("There is no such folder.")
        if self._name.isEnabled() and self.path().suffix.lower() not in _SUFFIXES:
            text = self.tr("The name must end in one of: {suffixes}.")
            return text.format(suffixes=" ".join(_SUFFIXES))
        return ""

    def _fill(self) -> None:
        self._rule.setCurrentIndex(self._rule.findData(self._preferences.export_folder[0]))
        self._folder.setText(str(self._exports.folder()))

    def _lay_out(self) -> None:
        folder = QHBoxLayout()
        folder.addWidget(self._folder, 1)
        folder.addWidget(self._browse)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._label = QLabel(self.tr("Folder"))
        self._label.setBuddy(self._rule)
        form.addRow(self._label, self._rule)
        form.addRow("", folder)
        form.addRow(self.tr("Name"), self._name)
        self._folder.setAccessibleName(self.tr("Path of the folder"))

    @Slot()
    def _rule_chosen(self) -> None:
        rule: FolderRule = self._rule.currentData()
        known = self._preferences.export_folder[1]
        if rule == "chosen" and not (self._has_folder and known.is_dir()):
            known = self.folder()
        self._preferences.export_folder = (rule, known)
        self._folder.setText(str(self._exports.folder()))

    @property
    def _has_folder(self) -> bool:
        return self._preferences.export_folder[1] != Path()

    @Slot()
    def _ask_folder(self) -> None:
        chosen = self._questions.folder(self.tr("Export to"), self.folder())
        if chosen is not None:
            self._choose_folder(chosen)

    @Slot()
    def _folder_typed(self) -> None:
        if self.folder().is_dir():
            self._choose_folder(self.folder())

    def _choose_folder(self, folder: Path) -> None:
        """Take a folder, and remember it where it is not the photo's own."""
        if folder != self.folder():
            self._folder.setText(str(folder))
        if folder == self._exports.beside_photo():
            return
        self._preferences.export_folder = ("chosen", folder)
        with QSignalBlocker(self._rule):
            self._rule.setCurrentIndex(self._rule.findData("chosen"))
