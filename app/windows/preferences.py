"""Preferences: what holds for every photo. A change applies at once."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGroupBox,
    QLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.forms.tones import Tone, ToneLabel
from app.model.preferences import Preferences
from app.windows.naming import Naming


class PreferencesDialog(QDialog):
    """Look, runs and files; there is no OK to press."""

    def __init__(
        self, preferences: Preferences, naming: Naming, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Preferences"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._preferences = preferences
        note = ToneLabel(
            self.tr("Changes apply at once; threads and previews from the next run on."), Tone.QUIET
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        reset = buttons.addButton(
            self.tr("Reset everything"), QDialogButtonBox.ButtonRole.ResetRole
        )
        reset.setAutoDefault(False)  # Enter in the field above is no wish to lose everything
        reset.clicked.connect(self._reset)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self._look())
        column.addWidget(self._runs())
        column.addWidget(self._files(naming))
        column.addWidget(note)
        column.addWidget(buttons)
        self.setMinimumWidth(460)

    # ------------------------------------------------------------------ groups

    def _look(self) -> QGroupBox:
        form = QFormLayout()
        form.addRow(self.tr("Theme"), self._theme())
        return _group(self.tr("Window"), form)

    def _runs(self) -> QGroupBox:
        form = QFormLayout()
        form.addRow(self.tr("Processor threads"), self._threads())
        form.addRow(self.tr("Previews take at most"), self._previews())
        form.addRow(
            self._manner(
                "notifies",
                self.tr("Tell me when a run is over"),
                self.tr("The desktop shows a notice while no window of the program is in front."),
            )
        )
        form.addRow(
            self._manner(
                "keeps_awake",
                self.tr("Keep the computer awake during a run"),
                self.tr("The screen may still go dark; a paused run lets the computer sleep."),
            )
        )
        return _group(self.tr("Runs"), form)

    def _files(self, naming: Naming) -> QGroupBox:
        column = QVBoxLayout()
        column.addWidget(naming)
        column.addWidget(
            self._manner(
                "recovers",
                self.tr("Put unsaved work aside, to offer it after a crash"),
                self.tr("It is kept in the program's own folder and removed at a proper exit."),
            )
        )
        return _group(self.tr("Files"), column)

    # ------------------------------------------------------------------ fields

    def _manner(self, name: str, text: str, tip: str) -> QCheckBox:
        box = QCheckBox(text)
        box.setObjectName(name)
        box.setToolTip(tip)
        box.setChecked(getattr(self._preferences.manners, name))
        box.toggled.connect(partial(self._choose_manner, name))
        return box

    def _choose_manner(self, name: str, chosen: bool) -> None:
        self._preferences.manners = replace(self._preferences.manners, **{name: chosen})

    def _theme(self) -> QComboBox:
        combo = QComboBox()
        for name, text in (
            ("system", self.tr("As the system")),
            ("light", self.tr("Light")),
            ("dark", self.tr("Dark")),
        ):
            combo.addItem(text, name)
        combo.setCurrentIndex(combo.findData(self._preferences.theme))
        combo.activated.connect(lambda: setattr(self._preferences, "theme", combo.currentData()))
        return combo

    def _threads(self) -> QSpinBox:
        box = _spin_box(256, self._preferences.threads, self.tr("automatic"))
        box.valueChanged.connect(lambda value: setattr(self._preferences, "threads", value))
        return box

    def _previews(self) -> QSpinBox:
        share = round(100 * self._preferences.preview_budget)
        box = _spin_box(50, share, self.tr("nothing: no previews"))
        box.setSuffix(self.tr(" % of the run time"))
        box.valueChanged.connect(
            lambda value: setattr(self._preferences, "preview_budget", value / 100)
        )
        return box

    def _reset(self) -> None:
        self._preferences.reset()
        self.accept()


def _group(title: str, layout: QLayout) -> QGroupBox:
    group = QGroupBox(title)
    group.setLayout(layout)
    return group


def _spin_box(most: int, value: int, nothing: str) -> QSpinBox:
    box = QSpinBox()
    box.setRange(0, most)
    box.setSpecialValueText(nothing)
    box.setValue(value)
    return box
