"""Degrading a clean photo: with what, how strongly, and what that looks like."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.control.degrading import Degrader, Sight
from app.forms.growing import Growing
from app.forms.spec_form import SpecForm, translated
from app.forms.tones import Tone, ToneLabel
from app.model.document import Document
from dip_core import DEGRADATIONS, FAMILIES, Degradation, settings

SIDES = (256, 512, 1024)
_USUAL_SIDE = 512  # what a processor restores in minutes
_MOST_STEPS = 300
_SIGHT = QSize(360, 300)  # logical pixels


class DegradeDialog(QDialog):
    """Chooses a degradation, shows what it does, and blocks nothing.

    degraded  the photo has been degraded; True where it is to be restored at once
    """

    degraded = Signal(bool)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Degrade the photo"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._degrader = Degrader(document, self)
        self._then_run = False
        self._degrading = False
        self._sight: Sight | None = None
        self._seen = QLabel()
        self._hold = QPushButton(self.tr("Hold to see the clean photo"))
        self._kind = QComboBox()
        self._pages: dict[str, SpecForm] = {}
        self._size = QComboBox()
        self._alone = QCheckBox(self.tr("Restore by the network alone"))
        self._note = ToneLabel()
        self._buttons = QDialogButtonBox()
        self._has_reference = document.reference is not None
        self._fill()
        self._lay_out()
        self._connect()
        document.picture_changed.connect(self._give_way)
        self._choose()

    def note(self) -> str:
        """Return what is said about the degradation chosen."""
        return self._note.text()

    def degradation(self) -> Degradation:
        """Return what is chosen."""
        value = self.form().value()
        if not isinstance(value, Degradation):
            raise TypeError(f"{value} is no degradation")
        return value

    def form(self) -> SpecForm:
        """Return the form of what is chosen."""
        return self._pages[str(self._kind.currentData())]

    def choose(self, kind: str) -> None:
        """Choose a kind of degradation."""
        self._kind.setCurrentIndex(self._kind.findData(kind))

    def choose_size(self, longest_side: int) -> None:
        """Choose how large the picture is at most."""
        self._size.setCurrentIndex(self._size.findData(longest_side))

    # ------------------------------------------------------------------ building

    def _fill(self) -> None:
        for kind, member in DEGRADATIONS.items():
            self._kind.addItem(translated(member.label), kind)
            form = self._pages[kind] = SpecForm(member, FAMILIES, sliders=_dragged(member))
            form.changed.connect(self._look)
        picture = self._degrader.picture
        longest = 0 if picture is None else max(picture.height, picture.width)
        for side in SIDES:
            if side < longest:
                self._size.addItem(self.tr("At most {side} px a side").format(side=side), side)
        size = "" if picture is None else picture.size_text
        self._size.addItem(self.tr("As it is, {size}").format(size=size), longest)
        self.choose_size(_USUAL_SIDE if longest > _USUAL_SIDE else longest)

    def _lay_out(self) -> None:
        self._seen.setFixedSize(_SIGHT)
        self._seen.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._seen.setAccessibleName(self.tr("What becomes of the photo"))
        self._hold.setAutoDefault(False)
        self._kind.setAccessibleName(self.tr("What happens to the photo"))
        self._size.setToolTip(
            self.tr("A smaller picture is restored sooner, and has less noise of its own.")
        )
        self._alone.setChecked(True)
        self._alone.setToolTip(
            self.tr(
                "Mix no classical results in: what is seen is what the network does, and comparing"
                " it with classical methods is fair."
            )
        )
        left = QVBoxLayout()
        left.addWidget(self._seen)
        left.addWidget(self._hold)
        left.addStretch()
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("Size"), self._size)
        form.addRow(self.tr("Damage"), self._kind)
        right = QVBoxLayout()
        right.addLayout(form)
        for page in self._pages.values():
            right.addWidget(page)
        right.addWidget(self._alone)
        right.addWidget(self._note)
        right.addStretch()
        both = QHBoxLayout()
        both.setSpacing(14)
        both.addLayout(left)
        both.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.addLayout(both)
        column.addWidget(self._buttons)
        self.setMinimumWidth(760)
        Growing(self)

    def _connect(self) -> None:
        role = QDialogButtonBox.ButtonRole
        self._run = self._buttons.addButton(self.tr("Degrade and run"), role.AcceptRole)
        self._only = self._buttons.addButton(self.tr("Degrade"), role.ActionRole)
        cancel = self._buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        for button in (self._only, cancel):
            button.setAutoDefault(False)
        self._run.setDefault(True)
        self._run.clicked.connect(lambda: self.degrade(then_run=True))
        self._only.clicked.connect(lambda: self.degrade(then_run=False))
        self._buttons.rejected.connect(self.reject)
        self._kind.currentIndexChanged.connect(self._choose)
        self._size.currentIndexChanged.connect(self._look)
        self._hold.pressed.connect(self._show_clean)
        self._hold.released.connect(self._show_degraded)
        self._degrader.seen.connect(self._take_sight)
        self._degrader.refused.connect(self._refuse)
        self._degrader.done.connect(self._done)

    # ------------------------------------------------------------------ looking

    @Slot()
    def _choose(self) -> None:
        for page in self._pages.values():
            page.setVisible(page is self.form())
        self._look()

    @Slot()
    def _look(self) -> None:
        most = _SIGHT * self.devicePixelRatioF()
        self._degrader.look(self.degradation(), int(self._size.currentData()), most)

    @Slot(object)
    def _take_sight(self, sight: Sight) -> None:
        self._sight = sight
        self._enable(usable=True)
        self._alone.setVisible(sight.trial.mixes)
        task = translated(sight.trial.task.label)
        text = self.tr("{what} The clean photo becomes the reference, and “{task}” is chosen.")
        if self._has_reference:
            text = self.tr("{what} This is done to the reference, and “{task}” is chosen.")
        self._note.say(text.format(what=sight.trial.text, task=task), Tone.QUIET)
        (self._show_clean if self._hold.isDown() else self._show_degraded)()

    @Slot(str)
    def _refuse(self, sentence: str) -> None:
        self._degrading = False
        self._enable(usable=False)
        self._note.say(sentence, Tone.ERROR)

    def _enable(self, *, usable: bool) -> None:
        self._run.setEnabled(usable)
        self._only.setEnabled(usable)

    @Slot()
    def _show_clean(self) -> None:
        if self._sight is not None:
            self._show(self._sight.clean)

    @Slot()
    def _show_degraded(self) -> None:
        if self._sight is not None:
            # What was made smaller is shown as large as it was, its pixels as squares.
            self._show(self._sight.degraded.scaled(self._sight.clean.size()))

    def _show(self, image: QImage) -> None:
        # A small picture is shown several times as large, its pixels as squares.
        room = self._seen.size() * self.devicePixelRatioF()
        times = min(room.width() // image.width(), room.height() // image.height())
        pixmap = QPixmap.fromImage(image.scaled(image.size() * max(1, times)))
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        self._seen.setPixmap(pixmap)

    # ------------------------------------------------------------------ doing

    def degrade(self, *, then_run: bool) -> None:
        """Degrade the photo; the dialog closes when that is done."""
        self._then_run, self._degrading = then_run, True
        self._enable(usable=False)
        self._note.say(self.tr("Degrading…"), Tone.QUIET)
        side, alone = int(self._size.currentData()), self._alone.isChecked()
        self._degrader.degrade(self.degradation(), side, alone=alone)

    @Slot()
    def _give_way(self) -> None:
        """Close when somebody opens another photo."""
        if not self._degrading:
            self.reject()

    @Slot()
    def _done(self) -> None:
        self.accept()
        self.degraded.emit(self._then_run)

    def done(self, code: int) -> None:
        """Let nothing be made any more."""
        self._degrader.shutdown()
        super().done(code)


def _dragged(member: type[Degradation]) -> list[str]:
    """Return the options that have few enough steps to be dragged through."""
    return [
        setting.name
        for setting in settings(member)
        if setting.step and (setting.maximum or 0.0) / setting.step <= _MOST_STEPS
    ]
