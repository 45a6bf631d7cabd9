"""What happened to the photo: a card per task, what it still needs, and its own options."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QGridLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.control.situation import tr
from app.control.suiting import follows_mask
from app.forms.spec_form import SpecForm
from app.forms.tones import MARGINS, Tone, ToneLabel
from app.model.display import thumbnail, values_to_image
from app.model.document import Document
from app.model.needs import looks_at
from app.widgets.icons import icon
from app.widgets.input_row import InputRow
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
    "blind-deblurring": tr(
        "Sharpens a photo whose blur nobody knows: it finds the blur as well, and shows it. It "
        "takes longer, and works best where the camera moved. It needs no mask.",
    ),
    "flash": tr(
        "Cleans a dark, noisy photo with the help of the same scene taken with flash. It needs "
        "that second picture.",
    ),
    "enhancement": tr(
        "Adds the photo's own fine detail to it once more. It wakes noise as well: denoise first."
    ),
    "layers": tr(
        "Takes apart what lies over one another: haze over a scene, a watermark, or two pictures "
        "in one.",
    ),
    "pre-image": tr(
        "Shows what a network still knows of a photo: finds another picture that it takes for the "
        "same. For teaching and curiosity.",
    ),
    "activation": tr(
        "Shows what a part of a network looks for: finds the picture that excites it most. For "
        "teaching and curiosity.",
    ),
}
# What fits on half the panel's width; a task that has none here shows its label.
_SHORT = {
    "jpeg": tr("JPEG artefacts"),
    "deblurring": tr("Known blur"),
    "blind-deblurring": tr("Unknown blur"),
    "flash": tr("Flash pair"),
    "enhancement": tr("Detail"),
    "layers": tr("Layers"),
    "pre-image": tr("Pre-image"),
    "activation": tr("Activation"),
}
_MISSING = {
    "text": tr("thin text or scratches"),
    "hole": tr("a large hole"),
    "pixels": tr("scattered pixels"),
    "most-pixels": tr("most of the pixels"),
}
_ICON_SIZE = QSize(20, 20)
_THUMB = 96  # pixels, more than a row shows
_COLUMNS = 2


class TaskPanel(QWidget):
    """Chooses the task of the document, edits its options, and shows what else it looks at.

    file_dropped  "second" or "kernel", and the file that was dropped on that row
    """

    file_dropped = Signal(str, object)

    def __init__(self, document: Document, actions: Mapping[str, QAction] | None = None) -> None:
        super().__init__()
        self._document = document
        self._cards: dict[str, QToolButton] = {}
        self._forms: dict[str, SpecForm] = {}
        self._group = QButtonGroup(self)
        self._sentence = ToneLabel(tone=Tone.QUIET)
        self._lacking = ToneLabel(tone=Tone.WARNING)
        self._lacking.setAccessibleName(self.tr("What is missing"))
        self._by_mask = ToneLabel(tone=Tone.QUIET)
        self._by_mask.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)
        self._by_mask.setTextInteractionFlags(
            self._by_mask.textInteractionFlags() | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self._by_mask.linkActivated.connect(self._follow_link)
        self._rows = self._input_rows(actions or {})
        self._lay_out()
        self._group.idClicked.connect(self._choose)
        document.spec_changed.connect(self._show)
        document.changed.connect(self._show_lacking)
        document.companions_changed.connect(self._show_inputs)
        self._show_inputs()
        self._show()

    def problems(self) -> tuple[str, ...]:
        """Return what is wrong with the options shown."""
        form = self._forms.get(self._document.spec.task.kind)
        return form.problems() if form else ()

    def row(self, name: str) -> InputRow:
        """Return the row of an input: "second" or "kernel"."""
        return self._rows[name]

    def by_mask_text(self) -> str:
        """Return what is said about who chose what suits the mask."""
        return self._by_mask.text()

    # ------------------------------------------------------------------ building

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*MARGINS)
        self._column.setSpacing(4)
        cards = QGridLayout()
        cards.setSpacing(3)
        for place, (kind, task) in enumerate(TASKS.items()):
            cards.addWidget(self._card(kind, task), place // _COLUMNS, place % _COLUMNS)
        for column in range(_COLUMNS):
            cards.setColumnStretch(column, 1)
        self._column.addLayout(cards)
        self._column.addWidget(self._sentence)
        for row in self._rows.values():
            self._column.addWidget(row)
        self._column.addWidget(self._lacking)
        self._column.addWidget(self._by_mask)
        self._column.addStretch()

    def _card(self, kind: str, task: type[Task]) -> QToolButton:
        card = QToolButton()
        card.setProperty("role", "card")
        label = QCoreApplication.translate("Options", task.label)
        short = QCoreApplication.translate("TaskPanel", _SHORT.get(kind, ""))
        card.setText(short or label)
        card.setAccessibleName(label)
        card.setIcon(icon(f"task-{kind}"))
        card.setIconSize(_ICON_SIZE)
        card.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        card.setCheckable(True)
        card.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        card.setAccessibleDescription(_sentence(kind))
        card.setToolTip(f"<p><b>{label}</b></p><p>{_sentence(kind)}</p>")
        self._group.addButton(card, len(self._cards))
        self._cards[kind] = card
        return card

    def _input_rows(self, actions: Mapping[str, QAction]) -> dict[str, InputRow]:
        open_, draw, remove = self.tr("Open…"), self.tr("Draw…"), self.tr("Remove")
        buttons = {
            "second": ((open_, "open-second"), (remove, "remove-second")),
            "kernel": ((open_, "open-kernel"), (draw, "draw-kernel"), (remove, "remove-kernel")),
        }
        titles = {"second": self.tr("Second picture"), "kernel": self.tr("Blur kernel")}
        rows = {}
        for name, words in buttons.items():
            known = [(text, actions[word]) for text, word in words if word in actions]
            rows[name] = InputRow(titles[name], icon(name), known)
            rows[name].dropped.connect(lambda path, name=name: self.file_dropped.emit(name, path))
        return rows

    def _form(self, task: Task) -> SpecForm | None:
        if not settings(type(task)):
            return None
        if task.kind not in self._forms:
            form = SpecForm(type(task), FAMILIES, sliders=task.afterwards)
            form.changed.connect(self._take_over)
            # Above the line that says who chose one of its options.
            self._column.insertWidget(self._column.indexOf(self._by_mask), form)
            self._forms[task.kind] = form
        return self._forms[task.kind]

    # ------------------------------------------------------------------ following the document

    @Slot()
    def _show(self) -> None:
        task = self._document.spec.task
        self._cards[task.kind].setChecked(True)
        self._sentence.say(_sentence(task.kind))
        form = self._form(task)
        if form is not None:
            form.set_value(task)
        for known in self._forms.values():
            known.setVisible(known is form)
        self._show_inputs()
        self._show_lacking()

    @Slot()
    def _show_lacking(self) -> None:
        lacking = self._document.lacking
        if lacking != self._lacking.text():
            without_photo = self._document.picture is None
            self._lacking.say(lacking, Tone.QUIET if without_photo else Tone.WARNING)
        self._show_by_mask()

    @Slot()
    def _show_inputs(self) -> None:
        document, wanted = self._document, looks_at(self._document.spec)
        for name, row in self._rows.items():
            row.setVisible(name in wanted and document.picture is not None)
        second, kernel = document.second, document.kernel
        if second is None:
            self._rows["second"].show_input(None, self.tr("None yet; open one or drop it here."))
        else:
            name = second.source.name if second.source else self.tr("Untitled")
            self._rows["second"].show_input(
                thumbnail(second, _THUMB), f"{name} · {second.size_text}"
            )
        if kernel is None:
            self._rows["kernel"].show_input(None, self.tr("None; open, draw or drop one."))
        else:
            grey = (kernel / max(float(kernel.max()), 1e-12))[..., None]
            self._rows["kernel"].show_input(values_to_image(grey), self._kernel_text(kernel.shape))

    def _kernel_text(self, shape: tuple[int, ...]) -> str:
        size = f"{shape[1]}×{shape[0]} px"
        chosen = getattr(self._document.spec.task, "kernel", None)
        if chosen is not None and chosen.kind != "loaded":
            return f"{size} · {self.tr('not used: another blur is chosen')}"
        return size

    def _show_by_mask(self) -> None:
        document = self._document
        task, mask = document.spec.task, document.mask
        text = ""
        if follows_mask(task) and mask is not None:
            word = getattr(task, "missing", "")
            chosen = QCoreApplication.translate("TaskPanel", _MISSING.get(word, word))
            if not document.mask_chooses:
                text = self.tr("Chosen by hand. {link}Let the mask choose</a>")
                text = text.format(link='<a href="mask">')
            elif mask.is_empty:
                text = self.tr("The shape of what you paint will choose this.")
            else:
                text = self.tr("Chosen by the mask: {what}. {link}Change</a>")
                text = text.format(what=chosen, link='<a href="hand">')
        if text != self._by_mask.text():
            self._by_mask.say(text)

    # ------------------------------------------------------------------ what a person asks for

    @Slot(int)
    def _choose(self, position: int) -> None:
        kind = list(self._cards)[position]
        if kind != self._document.spec.task.kind:
            self._document.set_task(TASKS[kind]())

    @Slot(object)
    def _take_over(self, task: Spec) -> None:
        if isinstance(task, Task):
            self._document.set_task_options(task)

    @Slot(str)
    def _follow_link(self, link: str) -> None:
        if link == "mask":
            self._document.let_mask_choose()
            return
        field = self._forms[self._document.spec.task.kind].editor("missing").field
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(field, QComboBox):
            field.showPopup()


def _sentence(kind: str) -> str:
    return QCoreApplication.translate("TaskPanel", _SENTENCES.get(kind, ""))
