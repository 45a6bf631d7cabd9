"""Preferences: what holds for every photo. A change applies at once."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.forms.tones import Tone, ToneLabel
from app.model.preferences import Preferences


class PreferencesDialog(QDialog):
    """Theme, threads and previews; there is no OK to press."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Preferences"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._preferences = preferences
        form = QFormLayout()
        form.addRow(self.tr("Theme"), self._theme())
        form.addRow(self.tr("Processor threads"), self._threads())
        form.addRow(self.tr("Previews take at most"), self._previews())
        note = ToneLabel(
            self.tr("Changes apply at once; threads and previews from the next run on."), Tone.QUIET
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        reset = buttons.addButton(
            self.tr("Reset everything"), QDialogButtonBox.ButtonRole.ResetRole
        )
        reset.clicked.connect(self._reset)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(note)
        column.addWidget(buttons)
        self.setMinimumWidth(420)

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
        box = QSpinBox()
        box.setRange(0, 256)
        box.setSpecialValueText(self.tr("automatic"))
        box.setValue(self._preferences.threads)
        box.valueChanged.connect(lambda value: setattr(self._preferences, "threads", value))
        return box

    def _previews(self) -> QSpinBox:
        box = QSpinBox()
        box.setRange(0, 50)
        box.setSuffix(self.tr(" % of the run time"))
        box.setSpecialValueText(self.tr("nothing: no previews"))
        box.setValue(round(100 * self._preferences.preview_budget))
        box.valueChanged.connect(
            lambda value: setattr(self._preferences, "preview_budget", value / 100)
        )
        return box

    def _reset(self) -> None:
        self._preferences.reset()
        self.accept()
