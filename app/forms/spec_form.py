"""A form for any spec, read off its declaration.

Nothing here knows a particular spec: label, help, bounds, unit and the kind of field all come from
`settings(cls)`. A new kind of option is one editor and one line in `editors.py`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from app.forms.editors import Editor, SlidingNumberEditor, editor_for
from app.forms.fold import Fold
from app.forms.nested import FamilyEditor, FamilyListEditor, Form, NestedEditor, SpecEditor
from app.forms.tones import Tone, ToneLabel
from dip_core import OptionError, Registry, Setting, Spec, settings

Families = Mapping[type[Spec], Registry[Spec]]


@dataclass
class _Row:
    """One option in a form."""

    setting: Setting
    label: QLabel
    editor: Editor
    note: ToneLabel


class SpecForm(Form):
    """Edits one spec.

    A form changes only what a person touches: it replaces options in the spec it was given, so an
    untouched value comes back exactly. What cannot be taken over is marked where it was typed and
    never emitted.

    Parameters
    ----------
    cls
        The class of the specs shown.
    families
        The members of each family, by its abstract class.
    names
        The options to show; all of them where it is left out.
    unfolded
        Whether advanced options are shown like the others.
    sliders
        The numbers that can be dragged, because their effect shows at once.
    """

    def __init__(
        self,
        cls: type[Spec],
        families: Families,
        *,
        names: Collection[str] | None = None,
        unfolded: bool = False,
        sliders: Collection[str] = (),
    ) -> None:
        super().__init__()
        self._sliders = sliders
        self._families = families
        self._spec = default_spec(cls, families)
        shown = [item for item in settings(cls) if names is None or item.name in names]
        basic = [item for item in shown if unfolded or not item.advanced]
        folded = [item for item in shown if not (unfolded or not item.advanced)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._rows: list[_Row] = []
        if basic:
            column.addWidget(self._page(basic))
        if folded:
            column.addWidget(Fold(self.tr("More options"), self._page(folded)))
        self.set_value(self._spec)

    def value(self) -> Spec:
        """Return the spec shown: the last one without a fault."""
        return self._spec

    def set_value(self, spec: Spec) -> None:
        """Show a spec without emitting `changed`; a marked field stays while its option does."""
        before, self._spec = self._spec, spec
        for row in self._rows:
            value = getattr(spec, row.setting.name)
            if row.note.text() and value == getattr(before, row.setting.name):
                continue
            row.editor.set_value(value)
            row.note.say("")

    def problems(self) -> tuple[str, ...]:
        """Return what is wrong with the fields that could not be taken over."""
        own = [row.note.text() for row in self._rows if row.note.text()]
        nested = [row.editor for row in self._rows if isinstance(row.editor, NestedEditor)]
        return (*own, *(problem for editor in nested for problem in editor.problems()))

    def editor(self, name: str) -> Editor:
        """Return the editor of an option, by the option's name."""
        return next(row.editor for row in self._rows if row.setting.name == name)

    def label_width(self) -> int:
        """Return how wide the labels are, for what stands in the same column."""
        return max((row.label.sizeHint().width() for row in self._rows), default=0)

    def _page(self, shown: list[Setting]) -> QWidget:
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        for setting in shown:
            self._add_row(grid, setting)
        return page

    def _add_row(self, grid: QGridLayout, setting: Setting) -> None:
        row = _Row(setting, QLabel(translated(setting.label)), self._editor(setting), ToneLabel())
        row.label.setBuddy(row.editor.field)
        row.label.setToolTip(explanation(setting))
        row.editor.setToolTip(explanation(setting))
        row.editor.field.setAccessibleName(translated(setting.label))
        row.editor.field.setAccessibleDescription(translated(setting.help))
        row.note.say("", Tone.ERROR)
        row.editor.changed.connect(lambda: self._take_over(row))
        line = grid.rowCount()
        grid.addWidget(row.label, line, 0)
        grid.addWidget(row.editor, line, 1)
        grid.addWidget(row.note, line + 1, 0, 1, 2)
        if row.editor.body is not None:
            grid.addWidget(row.editor.body, line + 2, 0, 1, 2)
        self._rows.append(row)

    def _editor(self, setting: Setting) -> Editor:
        family = setting.family
        if family is None:
            slides = setting.name in self._sliders and setting.type is float
            return SlidingNumberEditor(setting) if slides else editor_for(setting)
        if family not in self._families:
            return SpecEditor(self._nested_form, family)
        kind = FamilyListEditor if setting.is_tuple else FamilyEditor
        return kind(setting, self._families[family], self._nested_form)

    def _nested_form(self, cls: type[Spec]) -> Form:
        return SpecForm(cls, self._families)

    def _take_over(self, edited: _Row) -> None:
        read: dict[str, object] = {}
        for row in self._rows:
            row.note.say("")
            try:
                read[row.setting.name] = row.editor.value()
            except OptionError as error:
                row.note.say(str(error))
        spec = self._replaced(read, edited)
        if spec != self._spec:
            self._spec = spec
            self.changed.emit(spec)

    def _replaced(self, read: dict[str, object], edited: _Row) -> Spec:
        """Return the spec with what could be read: all at once, or else whatever fits by itself."""
        try:
            return self._spec.replace(**read)
        except OptionError as error:
            first = str(error)
        spec = self._spec
        for row in self._rows:
            name = row.setting.name
            if name not in read or read[name] == getattr(spec, name):
                continue
            try:
                spec = spec.replace(**{name: read[name]})
            except OptionError as error:
                row.note.say(str(error))
        if spec == self._spec and not any(row.note.text() for row in self._rows):
            edited.note.say(first)
        return spec


def default_spec(cls: type[Spec], families: Families) -> Spec:
    """Return a spec with every option at its default, and the first member where there is none."""
    missing: dict[str, object] = {}
    for setting in settings(cls):
        if setting.required and setting.family is not None:
            member = next(iter(families[setting.family].values()))
            missing[setting.name] = default_spec(member, families)
    return cls(**missing)


def explanation(setting: Setting) -> str:
    """Return what hovering says: the effect of an option and its bounds."""
    text = translated(setting.help)
    bounds = _bounds(setting)
    # A paragraph is wrapped; a plain line would run across the screen.
    return f"<p>{text}</p><p>{bounds}</p>" if bounds else f"<p>{text}</p>"


def _bounds(setting: Setting) -> str:
    low, high = setting.minimum, setting.maximum
    unit = f" {setting.unit}" if setting.unit else ""
    if low is not None and high is not None:
        text = QCoreApplication.translate("SpecForm", "Between {low:g} and {high:g}{unit}.")
    elif low is not None:
        text = QCoreApplication.translate("SpecForm", "At least {low:g}{unit}.")
    elif high is not None:
        text = QCoreApplication.translate("SpecForm", "At most {high:g}{unit}.")
    else:
        return ""
    return text.format(low=low, high=high, unit=unit)


def translated(text: str) -> str:
    """Return a text of the engine's declarations in the user's language."""
    return QCoreApplication.translate("Options", text)
