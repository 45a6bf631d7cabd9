"""How the photo is restored: quality, when to stop, device and cost; everything else is folded."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.control.estimates import Forecast
from app.control.pace import bytes_text
from app.control.remedies import Remedy
from app.forms.action_button import ActionButton
from app.forms.editors import Editor, WheelGuard
from app.forms.fold import Fold
from app.forms.nested import summary
from app.forms.segments import Segments
from app.forms.spec_form import SpecForm
from app.forms.tones import MARGINS, Tone, ToneLabel
from app.model.document import Document
from app.model.preferences import Preferences
from app.widgets.offers import Offers
from dip_core import FAMILIES, QUALITIES, Device, RestorationSpec, settings

STOP_OPTIONS = ("stopping", "iterations")


class MethodPanel(QWidget):
    """Edits everything of the spec but the task, and chooses the device.

    offers         what would make a run take less, each a button
    remedy_chosen  the `Remedy` that was chosen
    """

    remedy_chosen = Signal(object)

    def __init__(
        self,
        document: Document,
        preferences: Preferences,
        devices: Sequence[Device],
        whole: QAction | None = None,
    ) -> None:
        """Make the panel; `whole` restores all of a photo of which a part is looked at first."""
        super().__init__()
        self._document = document
        self._preferences = preferences
        self._quality = Segments(self._qualities())
        self._custom = ToneLabel(tone=Tone.QUIET)
        self._stop = self._form(STOP_OPTIONS)
        self._rule = ToneLabel(tone=Tone.QUIET)
        self._advanced = self._form(
            [s.name for s in settings(RestorationSpec) if s.name not in ("task", *STOP_OPTIONS)]
        )
        self._device = self._devices(devices)
        self._cost = ToneLabel(tone=Tone.QUIET)
        self._remedies: tuple[Remedy, ...] = ()
        self._cost.setAccessibleName(self.tr("Estimated memory and time"))
        self._whole = None if whole is None else ActionButton(whole)
        self.offers = Offers()
        self.offers.chosen.connect(self._choose_remedy)
        self._lay_out()
        self._quality.chosen.connect(self._choose_quality)
        document.spec_changed.connect(self._show)
        preferences.changed.connect(self._show_device)
        self._show()

    def editor(self, name: str) -> Editor:
        """Return the editor of an option, by the option's name."""
        form = self._stop if name in STOP_OPTIONS else self._advanced
        return form.editor(name)

    def problems(self) -> tuple[str, ...]:
        """Return what is wrong with the options shown."""
        return (*self._stop.problems(), *self._advanced.problems())

    @Slot(object)
    def show_forecast(self, forecast: Forecast | None) -> None:
        """Show what a run would take; amber and red say in words what they mean."""
        if forecast is None:
            self._cost.say("")
        elif forecast.obstacle:
            # What is lacking is said where it can be supplied.
            said = self._document.lacking
            self._cost.say("" if said else forecast.obstacle, Tone.ERROR)
        elif not forecast.fits:
            text = self.tr("{text}. That is more than the {free} that are free.")
            self._cost.say(_filled(text, forecast), Tone.ERROR)
        elif forecast.tight:
            text = self.tr("{text}. That is nearly all of the {free} that are free.")
            self._cost.say(_filled(text, forecast), Tone.WARNING)
        else:
            text = self.tr("{text}. {free} are free.")
            self._cost.say(_filled(text, forecast), Tone.QUIET)

    @Slot(object)
    def show_whole(self, forecast: Forecast | None) -> None:
        """Offer to restore all of the photo, where a part of it is looked at first."""
        if self._whole is not None:
            self._whole.setVisible(forecast is not None)

    @Slot(object)
    def show_remedies(self, remedies: tuple[Remedy, ...]) -> None:
        """Offer what would make a run take less."""
        self._remedies = remedies
        self.offers.show_offers([remedy.text for remedy in remedies])

    @Slot(int)
    def _choose_remedy(self, number: int) -> None:
        self.remedy_chosen.emit(self._remedies[number])

    def rule_text(self) -> str:
        """Return what is said about the stopping rule chosen."""
        return self._rule.text()

    def cost_text(self) -> str:
        """Return what is said about memory and time."""
        return self._cost.text()

    def _lay_out(self) -> None:
        rows = QFormLayout()
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        device = QLabel(self.tr("Device"))
        device.setBuddy(self._device)
        rows.addRow(device, self._device)
        column = QVBoxLayout(self)
        column.setContentsMargins(*MARGINS)
        column.setSpacing(5)
        column.addWidget(self._quality)
        column.addWidget(self._custom)
        column.addWidget(self._cost)
        column.addWidget(self.offers)
        if self._whole is not None:
            column.addWidget(self._whole)
            self._whole.hide()
        column.addWidget(self._stop)
        column.addWidget(self._rule)
        column.addLayout(rows)
        column.addWidget(Fold(self.tr("Advanced"), self._advanced))
        column.addStretch()

    def _qualities(self) -> dict[str, tuple[str, str]]:
        texts = {
            "fast": (self.tr("Fast"), self.tr("A small network and few iterations: a first look.")),
            "balanced": (self.tr("Balanced"), self.tr("Good quality in reasonable time.")),
            "best": (
                self.tr("Best"),
                self.tr("The network of the paper: slow, best left to a graphics card."),
            ),
        }
        return {quality: texts[quality] for quality in QUALITIES}

    def _form(self, names: Sequence[str]) -> SpecForm:
        form = SpecForm(RestorationSpec, FAMILIES, names=names, unfolded=True)
        form.changed.connect(self._document.set_spec)
        return form

    def _devices(self, devices: Sequence[Device]) -> QComboBox:
        combo = QComboBox()
        best = devices[0].label if devices else ""
        combo.addItem(self.tr("Automatic: {device}").format(device=best), "auto")
        for device in devices:
            combo.addItem(device.label, device.name)
        combo.setToolTip(
            self.tr("Where the restoration is computed; it never changes the problem.")
        )
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(12)
        combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        combo.setCurrentIndex(max(0, combo.findData(self._preferences.device)))
        combo.activated.connect(self._choose_device)
        WheelGuard().protect(combo)
        return combo

    @Slot(str)
    def _choose_quality(self, word: str) -> None:
        for quality in QUALITIES:
            if quality == word:
                self._document.set_quality(quality)
        self._show()

    @Slot()
    def _choose_device(self) -> None:
        self._preferences.device = str(self._device.currentData())

    @Slot()
    def _show_device(self) -> None:
        self._device.setCurrentIndex(max(0, self._device.findData(self._preferences.device)))

    @Slot()
    def _show(self) -> None:
        quality = self._document.quality
        self._quality.set_value(quality or "")
        self._rule.say(summary(type(self._document.spec.stopping)))
        self._custom.say("" if quality else self.tr("Settings changed by hand."))
        for form in (self._stop, self._advanced):
            if form.value() != self._document.spec:
                form.set_value(self._document.spec)


def _filled(text: str, forecast: Forecast) -> str:
    size = f"{forecast.width}×{forecast.height} px"
    return f"{size} · " + text.format(text=forecast.text, free=bytes_text(forecast.free_bytes))
