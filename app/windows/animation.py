"""Exporting an animation of the run: as which file, how it looks, and how far it has come."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QGuiApplication, QImage, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.control.animating import Animator
from app.forms.growing import Growing
from app.forms.spec_form import SpecForm
from app.forms.tones import Tone
from app.model.preferences import Preferences
from app.windows.questions import Questions
from app.windows.writing import WritingDialog
from dip_core import (
    ANIMATION_SUFFIXES,
    FAMILIES,
    AnimationStyle,
    DipError,
    MissingAddOn,
    decode,
    encode,
    refuse_without_encoder,
)

_SIGHT = QSize(400, 400)  # logical pixels
_STEPS = 1000


class AnimationDialog(WritingDialog):
    """Chooses how an animation looks, shows a frame of it, and stays until it is written.

    Parameters
    ----------
    suggestion
        Where to, and by which name; the suffix follows the kind of file chosen.
    """

    def __init__(
        self,
        animator: Animator,
        preferences: Preferences,
        questions: Questions,
        suggestion: Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export animation"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._animator, self._preferences, self._questions = animator, preferences, questions
        self._suggestion = suggestion
        self._seen = QLabel()
        self._kind = QComboBox()
        self._form = SpecForm(AnimationStyle, FAMILIES)
        self._copy = QPushButton(self.tr("Copy command"))
        self._bar = QProgressBar()
        self._buttons = QDialogButtonBox()
        self._fill()
        self._lay_out()
        self._connect()
        self._choose_kind()
        animator.sample(self.style_chosen())

    def style_chosen(self) -> AnimationStyle:
        """Return how it would look."""
        value = self._form.value()
        return value if isinstance(value, AnimationStyle) else AnimationStyle()

    def choose_kind(self, suffix: str) -> None:
        """Choose the kind of file."""
        self._kind.setCurrentIndex(self._kind.findData(suffix))

    @property
    def form(self) -> SpecForm:
        """The form of the options."""
        return self._form

    # ------------------------------------------------------------------ building

    def _fill(self) -> None:
        names = {
            ".mp4": self.tr("Film (MP4)"),
            ".webp": self.tr("Animated WebP"),
            ".gif": self.tr("Animated GIF"),
        }
        for suffix in ANIMATION_SUFFIXES:
            self._kind.addItem(names[suffix], suffix)
        last = self._preferences.animation_suffix
        usual = ".mp4" if _lack(self._suggestion.with_suffix(".mp4")) is None else ".webp"
        self.choose_kind(last if last in ANIMATION_SUFFIXES else usual)
        try:
            self._form.set_value(decode(AnimationStyle, self._preferences.animation or {}))
        except DipError:  # chosen in a newer version
            self._form.set_value(AnimationStyle())

    def _lay_out(self) -> None:
        self._seen.setFixedSize(_SIGHT)
        self._seen.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._seen.setAccessibleName(self.tr("One frame of the animation"))
        self._copy.setAutoDefault(False)
        self._bar.setRange(0, _STEPS)
        self._bar.hide()
        kind = QGridLayout()
        label = QLabel(self.tr("Format"))
        label.setBuddy(self._kind)
        label.setMinimumWidth(self._form.label_width())
        kind.addWidget(label, 0, 0)
        kind.addWidget(self._kind, 0, 1)
        kind.setColumnStretch(1, 1)
        right = QVBoxLayout()
        right.addLayout(kind)
        right.addWidget(self._form)
        right.addWidget(self._note)
        right.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignLeft)
        right.addStretch()
        right.addWidget(self._bar)
        right.addWidget(self._buttons)
        row = QHBoxLayout(self)
        row.setSpacing(14)
        row.addWidget(self._seen, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(right, 1)
        self.setMinimumWidth(800)
        Growing(self)

    def _connect(self) -> None:
        role = QDialogButtonBox.ButtonRole
        self._export = self._buttons.addButton(self.tr("Export…"), role.AcceptRole)
        self._cancel = self._buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self._cancel.setAutoDefault(False)
        self._export.setDefault(True)
        self._export.clicked.connect(self._ask)
        self._cancel.clicked.connect(self.reject)
        self._kind.currentIndexChanged.connect(self._choose_kind)
        self._copy.clicked.connect(self._copy_command)
        self._form.changed.connect(self._animator.sample)
        self._animator.sampled.connect(self._show_sample)
        self._animator.progressed.connect(self._show_progress)
        self._animator.written.connect(self._written)
        self._animator.failed.connect(self._failed)
        self._animator.cancelled.connect(self._given_up)

    # ------------------------------------------------------------------ choosing

    @property
    def _suffix(self) -> str:
        return str(self._kind.currentData())

    @Slot()
    def _choose_kind(self) -> None:
        """Say what is missing for this kind of file, if anything is."""
        lack = _lack(self._suggestion.with_suffix(self._suffix))
        self._note.say("" if lack is None else str(lack), Tone.WARNING)
        self._copy.setVisible(lack is not None)
        self._export.setEnabled(lack is None and not self._busy)

    @Slot()
    def _copy_command(self) -> None:
        lack = _lack(self._suggestion.with_suffix(self._suffix))
        if lack is not None:
            QGuiApplication.clipboard().setText(lack.command)

    @Slot(QImage)
    def _show_sample(self, image: QImage) -> None:
        ratio = self.devicePixelRatioF()
        most = _SIGHT * ratio
        if image.width() > most.width() or image.height() > most.height():
            kept, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode
            image = image.scaled(most, kept, smooth.SmoothTransformation)
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(ratio)
        self._seen.setPixmap(pixmap)

    # ------------------------------------------------------------------ writing

    @Slot()
    def _ask(self) -> None:
        """Ask for a file and write it."""
        path = self._questions.file_to_save(
            self.tr("Export animation"),
            self._suggestion.with_suffix(self._suffix),
            f"{self._kind.currentText()} (*{self._suffix})",
        )
        if path is not None:
            known = path.suffix.lower() == self._suffix
            self.write(path if known else path.with_name(f"{path.name}{self._suffix}"))

    def write(self, path: Path) -> None:
        """Write to a file; the dialog closes when it is whole."""
        style = self.style_chosen()
        self._preferences.animation = encode(style)
        self._preferences.animation_suffix = self._suffix
        self._preferences.last_folder = path.absolute().parent
        self._set_busy(busy=True)
        self._bar.setValue(0)
        self._note.say(self.tr("Writing {name}…").format(name=path.name), Tone.QUIET)
        self._animator.write(path, style)

    def _give_up(self) -> None:
        self._animator.cancel()

    def _set_busy(self, *, busy: bool) -> None:
        super()._set_busy(busy=busy)
        self._bar.setVisible(busy)
        for widget in (self._kind, self._form, self._export):
            widget.setEnabled(not busy)

    @Slot(float)
    def _show_progress(self, share: float) -> None:
        self._bar.setValue(round(share * _STEPS))

    @Slot()
    def _given_up(self) -> None:
        if self._busy:
            self._set_busy(busy=False)
            self._note.say(self.tr("Nothing was written."), Tone.QUIET)


def _lack(path: Path) -> MissingAddOn | None:
    """Return what is missing for a kind of file, with the command that installs it."""
    if path.suffix != ".mp4":
        return None
    try:
        refuse_without_encoder(path)
    except MissingAddOn as lack:
        return lack
    return None
