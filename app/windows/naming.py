"""How exported files are called and where they go, as long as nothing else is said."""

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QWidget

from app.forms.tones import Tone, ToneLabel
from app.model.exporting import Content, target_name, template_problem
from app.model.preferences import FolderRule, Preferences
from app.windows.questions import Questions

_EXAMPLE = Path("IMG_2041.jpg")


class Naming(QWidget):
    """The name template and the folder of exports, written to the preferences when they are valid.

    source  the photo that an example is shown for
    """

    def __init__(
        self, preferences: Preferences, questions: Questions, source: Path | None = None
    ) -> None:
        super().__init__()
        self._preferences, self._questions = preferences, questions
        self._source = source or _EXAMPLE
        self._rule = QComboBox()
        self._rule.addItem(self.tr("Beside the photo"), "photo")
        self._rule.addItem(self.tr("Always the same folder"), "chosen")
        self._rule.setCurrentIndex(self._rule.findData(preferences.export_folder[0]))
        self._folder = QLineEdit(str(preferences.export_folder[1] or ""))
        self._folder.setReadOnly(True)
        self._folder.setAccessibleName(self.tr("Path of the folder"))
        self._browse = QPushButton(self.tr("Browse…"))
        self._browse.setAutoDefault(False)
        self._template = QLineEdit(preferences.export_template)
        self._template.setToolTip(
            self.tr("{stem} stands for the photo's name, {ext} for the suffix of the format.")
        )
        self._example = ToneLabel(tone=Tone.QUIET)
        self._lay_out()
        self._show_folder()
        self._show_example()
        self._rule.activated.connect(self._choose_rule)
        self._browse.clicked.connect(self._ask_folder)
        self._template.textEdited.connect(self._take_template)

    def example_text(self) -> str:
        """Return what is said about the template."""
        return self._example.text()

    def _lay_out(self) -> None:
        self._where = QHBoxLayout()
        self._where.addWidget(self._folder, 1)
        self._where.addWidget(self._browse)
        form = self._form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("Exports go"), self._rule)
        form.addRow("", self._where)
        form.addRow(self.tr("Names of exports"), self._template)
        form.addRow("", self._example)

    @Slot()
    def _choose_rule(self) -> None:
        rule: FolderRule = self._rule.currentData()
        folder = self._preferences.export_folder[1]
        if rule == "chosen" and not _is_known(folder):
            folder = self._preferences.last_folder
        self._preferences.export_folder = (rule, folder)
        self._show_folder()

    @Slot()
    def _ask_folder(self) -> None:
        rule, folder = self._preferences.export_folder
        begin = folder if _is_known(folder) else self._preferences.last_folder
        chosen = self._questions.folder(self.tr("Export to"), begin)
        if chosen is not None:
            self._preferences.export_folder = (rule, chosen)
            self._show_folder()

    def _show_folder(self) -> None:
        rule, folder = self._preferences.export_folder
        self._folder.setText(str(folder) if _is_known(folder) else "")
        self._form.setRowVisible(self._where, rule == "chosen")

    @Slot()
    def _take_template(self) -> None:
        if not template_problem(self._template.text()):
            self._preferences.export_template = self._template.text()
        self._show_example()

    def _show_example(self) -> None:
        template = self._template.text()
        problem = template_problem(template)
        if problem:
            self._example.say(problem, Tone.ERROR)
            return
        name = target_name(template, self._source, Content.FULL, ".png")
        text = self.tr("{photo} becomes {name}.").format(photo=self._source.name, name=name)
        self._example.say(text, Tone.QUIET)


def _is_known(folder: Path) -> bool:
    return folder != Path() and folder.is_dir()
