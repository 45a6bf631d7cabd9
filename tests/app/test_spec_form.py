"""A form shows a spec, changes only what a person touches, and marks what cannot be."""

from dataclasses import dataclass, field
from typing import Literal

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from app.forms.editors import RealNumberEditor
from app.forms.fold import Fold
from app.forms.nested import FamilyEditor, FamilyListEditor
from app.forms.spec_form import SpecForm
from dip_core import FAMILIES as REAL_FAMILIES
from dip_core import QUALITIES, TASKS, Averaging, RestorationSpec
from dip_core.errors import OptionError
from dip_core.options import Registry, Spec, choice, option


@dataclass(frozen=True)
class Fruit(Spec):
    pass


@dataclass(frozen=True)
class Apple(Fruit, kind="apple", label="An apple"):
    """A round fruit.

    This paragraph is for engineers.
    """

    weight: float = option(1 / 30, "Weight", "How heavy.", minimum=0.0, maximum=2.0, step=0.01)
    seeds: int = option(5, "Seeds", "How many seeds.", minimum=0, maximum=9, unit="pcs")


@dataclass(frozen=True)
class Pear(Fruit, kind="pear", label="A pear"):
    """A fruit with a neck."""

    neck: float = option(0.1, "Neck", "How long the neck is.", unit="cm")


@dataclass(frozen=True)
class Ribbon(Spec):
    colour: Literal["red", "dark-blue"] = option("red", "Colour", "What colour.")


@dataclass(frozen=True)
class Basket(Spec):
    fruit: Fruit = choice("Fruit", "What lies on top.")
    others: tuple[Fruit, ...] = option((), "Others", "What lies below.", advanced=True)
    sizes: tuple[int, ...] = option((128, 64), "Sizes", "All the sizes.", minimum=1, maximum=512)
    words: tuple[Literal["left", "right"], ...] = option(("left",), "Words", "Where.")
    shares: tuple[float, ...] = option((1 / 3, 0.5), "Shares", "How much of each.")
    ribbon: Ribbon = option(Ribbon(), "Ribbon", "What it is tied with.")
    covered: bool = option(default=True, label="Covered", help="Whether it is covered.")
    name: str = option("basket", "Name", "What it is called.")
    low: float = option(0.2, "Low", "The lower end.", minimum=0.0, maximum=1.0, step=0.1)
    high: float = option(0.8, "High", "The upper end.", minimum=0.0, maximum=1.0, step=0.1)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.low > self.high:
            raise OptionError("Low is above high; lower it.")


FAMILIES = {Fruit: Registry("fruit", Apple, Pear)}


@dataclass
class Shown:
    form: SpecForm
    emitted: list[Spec] = field(default_factory=list)

    def type(self, qtbot: QtBot, name: str, text: str) -> None:
        line = self.form.editor(name).field
        line.setFocus()
        line.selectAll()
        qtbot.keyClicks(line, text)
        qtbot.keyClick(line, Qt.Key.Key_Return)


@pytest.fixture
def basket(qtbot: QtBot) -> Shown:
    form = SpecForm(Basket, FAMILIES, unfolded=True)
    qtbot.addWidget(form)
    shown = Shown(form)
    form.changed.connect(shown.emitted.append)
    form.show()
    return shown


def notes(form: SpecForm) -> list[str]:
    return list(form.problems())


def test_a_form_returns_what_it_was_given(basket: Shown) -> None:
    spec = Basket(
        fruit=Pear(neck=1 / 7),
        others=(Apple(weight=1e-7), Pear()),
        shares=(1 / 3, 2 / 7, 1e-9),
        ribbon=Ribbon("dark-blue"),
        covered=False,
        high=0.8000001,
    )
    basket.form.set_value(spec)
    assert basket.form.value() == spec
    assert basket.emitted == []


MEMBERS = [member for registry in REAL_FAMILIES.values() for member in registry.values()]


@pytest.mark.parametrize("member", [*MEMBERS, Averaging], ids=lambda member: member.__name__)
def test_there_is_an_editor_for_every_option_of_the_catalogue(
    qtbot: QtBot, member: type[Spec]
) -> None:
    form = SpecForm(member, REAL_FAMILIES, unfolded=True)
    qtbot.addWidget(form)
    assert form.value() == member()


@pytest.mark.parametrize("quality", QUALITIES)
@pytest.mark.parametrize("task", TASKS.values(), ids=lambda task: task.kind)
def test_a_form_returns_every_recommended_spec(
    qtbot: QtBot, task: type[Spec], quality: str
) -> None:
    form = SpecForm(RestorationSpec, REAL_FAMILIES, unfolded=True)
    qtbot.addWidget(form)
    spec = task().recommended(quality)
    form.set_value(spec)
    assert form.value() == spec
    assert form.problems() == ()


def test_touching_one_option_leaves_the_others_exact(basket: Shown, qtbot: QtBot) -> None:
    spec = Basket(fruit=Apple(), low=1 / 30, shares=(1 / 3,))
    basket.form.set_value(spec)
    basket.type(qtbot, "name", "hamper")
    assert basket.emitted == [spec.replace(name="hamper")]


def test_reals_are_shown_with_five_digits_and_kept_exactly(qtbot: QtBot) -> None:
    form = SpecForm(Apple, FAMILIES)
    qtbot.addWidget(form)
    editor = form.editor("weight")
    assert isinstance(editor, RealNumberEditor)
    assert editor.field.text() == "0.033333"
    assert editor.value() == 1 / 30


def test_leaving_a_field_untouched_is_no_edit(basket: Shown, qtbot: QtBot) -> None:
    basket.form.set_value(Basket(fruit=Apple(), low=1 / 30))
    for name in ("low", "sizes", "name"):
        qtbot.keyClick(basket.form.editor(name).field, Qt.Key.Key_Return)
    assert basket.emitted == []
    assert basket.form.value().low == 1 / 30


def test_arrow_keys_add_a_step_and_stay_within_bounds(basket: Shown, qtbot: QtBot) -> None:
    basket.form.set_value(Basket(fruit=Apple(), high=0.95))
    line = basket.form.editor("high").field
    qtbot.keyClick(line, Qt.Key.Key_Up)
    assert basket.form.value().high == 1.0
    qtbot.keyClick(line, Qt.Key.Key_Down)
    assert basket.form.value().high == 0.9


def test_a_number_out_of_bounds_is_marked_and_never_emitted(basket: Shown, qtbot: QtBot) -> None:
    basket.type(qtbot, "low", "7")
    assert basket.emitted == []
    assert notes(basket.form) == ["Low is 7; it must be between 0 and 1."]
    basket.type(qtbot, "low", "0.5")
    assert notes(basket.form) == []
    assert basket.emitted[-1].low == 0.5


def test_what_is_no_number_is_marked(basket: Shown, qtbot: QtBot) -> None:
    basket.type(qtbot, "low", "much")
    assert notes(basket.form) == ["Low takes a number, not “much”."]
    assert basket.form.value().low == 0.2


def test_a_decimal_comma_is_understood(basket: Shown, qtbot: QtBot) -> None:
    basket.type(qtbot, "low", "0,25")
    assert basket.form.value().low == 0.25


def test_options_that_contradict_one_another_are_marked_until_they_fit(
    basket: Shown, qtbot: QtBot
) -> None:
    basket.type(qtbot, "low", "0.9")
    assert notes(basket.form) == ["Low is above high; lower it."]
    basket.type(qtbot, "high", "1")
    assert notes(basket.form) == []
    assert (basket.form.value().low, basket.form.value().high) == (0.9, 1.0)


def test_lists_of_numbers_are_written_with_commas(basket: Shown, qtbot: QtBot) -> None:
    assert basket.form.editor("sizes").field.text() == "128, 64"
    basket.type(qtbot, "sizes", "16,32 , 64")
    assert basket.form.value().sizes == (16, 32, 64)
    basket.type(qtbot, "sizes", "16, 900")
    assert notes(basket.form) == ["Sizes is 900; it must be between 1 and 512."]
    basket.type(qtbot, "words", "left, up")
    assert any("left, right" in note for note in notes(basket.form))


def test_choosing_a_member_shows_its_options_and_going_back_keeps_them(
    basket: Shown, qtbot: QtBot
) -> None:
    basket.form.set_value(Basket(fruit=Apple(weight=0.7)))
    editor = basket.form.editor("fruit")
    assert isinstance(editor, FamilyEditor)
    combo = editor.field
    assert isinstance(combo, QComboBox)
    assert [combo.itemText(i) for i in range(combo.count())] == ["An apple", "A pear"]
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert basket.form.value().fruit == Pear()
    qtbot.keyClick(combo, Qt.Key.Key_Up)
    assert basket.form.value().fruit == Apple(weight=0.7)


def test_an_option_of_a_member_reaches_the_whole_spec(basket: Shown, qtbot: QtBot) -> None:
    editor = basket.form.editor("fruit")
    assert editor.body is not None
    seeds = editor.body.findChild(QSpinBox)
    assert seeds is not None
    assert seeds.suffix() == " pcs"
    seeds.setValue(7)
    assert basket.emitted[-1].fruit == Apple(seeds=7)


def test_members_are_added_to_a_list_and_taken_away(basket: Shown, qtbot: QtBot) -> None:
    editor = basket.form.editor("others")
    assert isinstance(editor, FamilyListEditor)
    menu = editor.field.menu()
    menu.actions()[1].trigger()
    menu.actions()[0].trigger()
    assert basket.form.value().others == (Pear(), Apple())
    remove = [b for b in editor.body.findChildren(type(editor.field)) if b.text() == "Remove"]
    remove[0].click()
    assert basket.form.value().others == (Apple(),)


def test_words_and_yes_or_no(basket: Shown, qtbot: QtBot) -> None:
    box = basket.form.editor("covered").field
    assert isinstance(box, QCheckBox)
    box.click()
    assert basket.form.value().covered is False
    ribbon = basket.form.editor("ribbon").body.findChild(QComboBox)
    assert [ribbon.itemText(i) for i in range(ribbon.count())] == ["Red", "Dark blue"]
    ribbon.setFocus()
    qtbot.keyClick(ribbon, Qt.Key.Key_Down)
    assert basket.form.value().ribbon == Ribbon("dark-blue")


def test_advanced_options_are_under_a_fold(qtbot: QtBot) -> None:
    form = SpecForm(Basket, FAMILIES)
    qtbot.addWidget(form)
    form.show()
    fold = form.findChild(Fold)
    assert fold is not None
    assert not form.editor("others").isVisible()
    fold.set_open(True)
    assert form.editor("others").isVisible()


def test_only_the_options_asked_for_are_shown(qtbot: QtBot) -> None:
    form = SpecForm(Basket, FAMILIES, names=("low", "high"))
    qtbot.addWidget(form)
    assert len(form.findChildren(QLineEdit)) == 2
    spec = Basket(fruit=Pear(), name="other")
    form.set_value(spec)
    assert form.value() == spec


def test_labels_name_their_fields_and_explain_them(basket: Shown) -> None:
    label = next(label for label in basket.form.findChildren(QLabel) if label.text() == "Low")
    field_ = basket.form.editor("low").field
    assert label.buddy() is field_
    assert field_.accessibleName() == "Low"
    assert "The lower end." in label.toolTip()
    assert "Between 0 and 1." in label.toolTip()


def test_the_wheel_changes_only_a_field_that_has_the_focus(basket: Shown) -> None:
    box = basket.form.editor("fruit").body.findChild(QSpinBox)
    basket.form.editor("name").field.setFocus()
    QApplication.sendEvent(box, _wheel())
    assert box.value() == 5


def _wheel() -> QWheelEvent:
    return QWheelEvent(
        QPointF(2, 2),
        QPointF(2, 2),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003
    )
