"""Editors whose value is a spec itself: a member of a family, or a list of members."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.forms.editors import Editor, WheelGuard
from dip_core import Registry, Setting, Spec

INDENT = 12


class Form(QWidget):
    """What edits one spec: `value()`, `set_value(spec)`, `changed(spec)`."""

    changed = Signal(object)

    def value(self) -> Spec:
        """Return the spec shown: the last one without a fault."""
        raise NotImplementedError

    def set_value(self, spec: Spec) -> None:
        """Show a spec without emitting `changed`."""
        raise NotImplementedError

    def problems(self) -> tuple[str, ...]:
        """Return what is wrong with the fields that could not be taken over."""
        raise NotImplementedError


FormFactory = Callable[[type[Spec]], Form]


class NestedEditor(Editor):
    """An editor with forms in it."""

    def problems(self) -> tuple[str, ...]:
        """Return what is wrong within."""
        raise NotImplementedError


class FamilyEditor(NestedEditor):
    """A member of a family: its label in a combo box, its own options beneath.

    A member that was left keeps its options and has them again when it is chosen again.
    """

    def __init__(self, setting: Setting, registry: Registry[Spec], make_form: FormFactory) -> None:
        self._combo = QComboBox()
        super().__init__(self._combo)
        for kind, member in registry.items():
            self._combo.addItem(member.label, kind)
            self._combo.setItemData(
                self._combo.count() - 1, summary(member), Qt.ItemDataRole.ToolTipRole
            )
        self._registry = registry
        self._make_form = make_form
        self._forms: dict[str, Form] = {}
        self.body = QWidget()
        self._column = QVBoxLayout(self.body)
        self._column.setContentsMargins(INDENT, 0, 0, 0)
        self._combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._combo.setMinimumContentsLength(8)
        self._combo.activated.connect(self._choose)
        self._combo.setAccessibleName(setting.label)
        WheelGuard().protect(self._combo)
        self._show_form()

    def value(self) -> Spec:
        """Return the member shown."""
        return self._form().value()

    def set_value(self, value: object) -> None:
        """Show a member."""
        if not isinstance(value, Spec):
            raise TypeError(f"{value!r} is no spec")
        self._combo.setCurrentIndex(self._combo.findData(value.kind))
        self._form().set_value(value)
        self._show_form()

    def problems(self) -> tuple[str, ...]:
        """Return what is wrong with the options of the member shown."""
        return self._form().problems()

    def _form(self) -> Form:
        kind = str(self._combo.currentData())
        if kind not in self._forms:
            form = self._make_form(self._registry[kind])
            form.changed.connect(self.changed)
            self._forms[kind] = form
            self._column.addWidget(form)
        return self._forms[kind]

    def _choose(self) -> None:
        self._show_form()
        self.changed.emit()

    def _show_form(self) -> None:
        current = self._form()
        for form in self._forms.values():
            form.setVisible(form is current)


class SpecEditor(NestedEditor):
    """One spec with no siblings: only its options."""

    def __init__(self, make_form: FormFactory, member: type[Spec]) -> None:
        super().__init__()
        self._form = make_form(member)
        self._form.changed.connect(self.changed)
        self.body = QWidget()
        column = QVBoxLayout(self.body)
        column.setContentsMargins(INDENT, 0, 0, 0)
        column.addWidget(self._form)
        self.field = self._form

    def value(self) -> Spec:
        """Return the spec."""
        return self._form.value()

    def set_value(self, value: object) -> None:
        """Show a spec."""
        if not isinstance(value, Spec):
            raise TypeError(f"{value!r} is no spec")
        self._form.set_value(value)

    def problems(self) -> tuple[str, ...]:
        """Return what is wrong with its options."""
        return self._form.problems()


class FamilyListEditor(NestedEditor):
    """Any number of members of a family, each with its options and a button that takes it away."""

    def __init__(self, setting: Setting, registry: Registry[Spec], make_form: FormFactory) -> None:
        self._add = QToolButton()
        super().__init__(self._add)
        self._registry = registry
        self._make_form = make_form
        self._forms: list[Form] = []
        self._boxes: list[QWidget] = []
        self._add.setText(self.tr("Add…"))
        self._add.setAccessibleName(self.tr("Add to {list}").format(list=setting.label))
        self._add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._add.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._add.setMenu(self._menu())
        self.body = QWidget()
        self._column = QVBoxLayout(self.body)
        self._column.setContentsMargins(INDENT, 0, 0, 0)

    def value(self) -> tuple[Spec, ...]:
        """Return the members in their order."""
        return tuple(form.value() for form in self._forms)

    def set_value(self, value: object) -> None:
        """Show members."""
        members = value if isinstance(value, tuple) else ()
        if [type(member) for member in members] != [type(form.value()) for form in self._forms]:
            for form in tuple(self._forms):
                self._take_away(form)
            for member in members:
                self._append(type(member))
        for form, member in zip(self._forms, members, strict=True):
            form.set_value(member)

    def problems(self) -> tuple[str, ...]:
        """Return what is wrong with any member's options."""
        return tuple(problem for form in self._forms for problem in form.problems())

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        for kind, member in self._registry.items():
            menu.addAction(member.label).setData(kind)
        menu.triggered.connect(lambda action: self._added(str(action.data())))
        return menu

    def _added(self, kind: str) -> None:
        self._append(self._registry[kind])
        self.changed.emit()

    def _append(self, member: type[Spec]) -> None:
        form = self._make_form(member)
        form.changed.connect(self.changed)
        self._forms.append(form)
        self._boxes.append(self._box(form, member.label))
        self._column.addWidget(self._boxes[-1])

    def _box(self, form: Form, label: str) -> QWidget:
        box = QWidget()
        remove = QToolButton()
        remove.setText(self.tr("Remove"))
        remove.setAutoRaise(True)
        remove.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        remove.setAccessibleName(self.tr("Remove {member}").format(member=label))
        remove.clicked.connect(lambda: self._removed(form))
        heading = QHBoxLayout()
        heading.addWidget(QLabel(label), 1)
        heading.addWidget(remove)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(heading)
        column.addWidget(form)
        return box

    def _removed(self, form: Form) -> None:
        self._take_away(form)
        self.changed.emit()

    def _take_away(self, form: Form) -> None:
        position = self._forms.index(form)
        box = self._boxes.pop(position)
        del self._forms[position]
        box.hide()
        box.deleteLater()


def summary(member: type[Spec]) -> str:
    """Return the first sentence of what a spec class says about itself."""
    return (member.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")
