"""What happened to the photo: a card per task, what it still needs, and its own options."""

from PySide6.QtCore import QCoreApplication, QSize, Qt, Slot
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.control.situation import tr
from app.forms.spec_form import SpecForm
from app.forms.tones import MARGINS, Tone, ToneLabel
from app.model.document import Document
from app.widgets.icons import icon
from dip_core import FAMILIES, TASKS, Spec, Task, settings

# One sentence per kind for photographers; a task that has none here shows only its label.
_SENTENCES = {
    "inpainting": tr(
        "Fills what you paint over from its surroundings: text, scratches, wires, small things. "
        "It cannot invent what a large hole hid. Everything else stays exactly as it is.",
    ),
    "denoising": tr("Removes grain and noise from the whole photo. It needs no mask."),
    "jpeg": tr("Removes the blocks and rings that strong JPEG compression left. It needs no mask."),
    "super-resolution": tr("Makes a small photo larger, with plausible detail. It needs no mask."),
    "deblurring": tr(
        "Sharpens a photo whose blur you can describe: soft, moved or out of focus. A wrong guess "
        "leaves rings, so try a little less first.",
    ),
    "enhancement": tr(
        "Adds the photo's own fine detail to it once more. It wakes noise as well: denoise first."
    ),
}
_ICON_SIZE = QSize(20, 20)


class TaskPanel(QWidget):
    """Chooses the task of the document and edits its options."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._cards: dict[str, QToolButton] = {}
        self._forms: dict[str, SpecForm] = {}
        self._group = QButtonGroup(self)
        self._sentence = ToneLabel(tone=Tone.QUIET)
        self._lacking = ToneLabel(tone=Tone.WARNING)
        self._lacking.setAccessibleName(self.tr("What is missing"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*MARGINS)
        self._column.setSpacing(3)
        for kind, task in TASKS.items():
            self._column.addWidget(self._card(kind, task))
        self._column.addWidget(self._sentence)
        self._column.addWidget(self._lacking)
        self._column.addStretch()
        self._group.idClicked.connect(self._choose)
        document.spec_changed.connect(self._show)
        document.changed.connect(self._show_lacking)
        self._show()

    def problems(self) -> tuple[str, ...]:
        """Return what is wrong with the options shown."""
        form = self._forms.get(self._document.spec.task.kind)
        return form.problems() if form else ()

    def _card(self, kind: str, task: type[Task]) -> QToolButton:
        card = QToolButton()
        card.setProperty("role", "card")
        card.setText(QCoreApplication.translate("Options", task.label))
        card.setIcon(icon(f"task-{kind}"))
        card.setIconSize(_ICON_SIZE)
        card.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        card.setCheckable(True)
        card.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        card.setAccessibleDescription(_sentence(kind))
        card.setToolTip(f"<p>{_sentence(kind)}</p>")
        self._group.addButton(card, len(self._cards))
        self._cards[kind] = card
        return card

    @Slot(int)
    def _choose(self, position: int) -> None:
        kind = list(self._cards)[position]
        if kind != self._document.spec.task.kind:
            self._document.set_task(TASKS[kind]())

    @Slot()
    def _show(self) -> None:
        task = self._document.spec.task
        self._cards[task.kind].setChecked(True)
        self._sentence.say(_sentence(task.kind))
        form = self._form(type(task))
        if form is not None:
            form.set_value(task)
        for known in self._forms.values():
            known.setVisible(known is form)
        self._show_lacking()

    @Slot()
    def _show_lacking(self) -> None:
        lacking = self._document.lacking
        if lacking != self._lacking.text():
            without_photo = self._document.picture is None
            self._lacking.say(lacking, Tone.QUIET if without_photo else Tone.WARNING)

    def _form(self, task: type[Task]) -> SpecForm | None:
        if not settings(task):
            return None
        if task.kind not in self._forms:
            form = SpecForm(task, FAMILIES)
            form.changed.connect(self._take_over)
            self._column.insertWidget(self._column.count() - 1, form)
            self._forms[task.kind] = form
        return self._forms[task.kind]

    @Slot(object)
    def _take_over(self, task: Spec) -> None:
        # What a task recommends depends on its options; settings changed by hand are left alone.
        quality = self._document.quality
        if quality is not None and isinstance(task, Task):
            self._document.set_task(task, quality)
        else:
            self._document.set_spec(self._document.spec.replace(task=task))


def _sentence(kind: str) -> str:
    return QCoreApplication.translate("TaskPanel", _SENTENCES.get(kind, ""))
