"""Every option of everything the catalogue names is declared as a person needs it."""

import re
from dataclasses import dataclass

import pytest

from dip_core.catalogue import FAMILIES
from dip_core.errors import OptionError
from dip_core.options import Spec, option, settings
from tests.laws.tiny import MEMBERS, SPECS

OPTIONS = [
    pytest.param(spec, setting, id=f"{spec.__name__}.{setting.name}")
    for spec in SPECS
    for setting in settings(spec)
]
NUMBERS = [
    param
    for param in OPTIONS
    if (param.values[1].item_type if param.values[1].is_tuple else param.values[1].type)
    in (int, float)
]


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.__name__)
def test_a_member_is_made_without_arguments(member):
    made = member()
    assert made == member()
    assert not [
        n for n in dir(made) if getattr(getattr(member, n, None), "__isabstractmethod__", False)
    ]


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.__name__)
def test_a_member_has_a_word_for_files_and_a_name_for_people(member):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", member.kind)
    assert member.label[0].isupper() or member.label[0].isdigit()
    assert member.label != member.kind
    assert member.__doc__


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_a_registry_holds_its_family_alone(family):
    assert all(issubclass(member, family) for member in FAMILIES[family].values())
    assert len(FAMILIES[family]) > 0


@pytest.mark.parametrize(("spec", "setting"), OPTIONS)
def test_an_option_has_a_label_and_a_sentence(spec, setting):
    assert setting.label
    assert setting.label[0].isupper() or setting.label[0].isdigit()
    assert not setting.label.endswith((".", ":"))
    assert setting.help.endswith(".")
    assert setting.help[0].isupper()
    assert len(setting.help.split()) >= 3


@pytest.mark.parametrize(("spec", "setting"), NUMBERS)
def test_the_bounds_of_a_number_are_in_order_and_hold(spec, setting):
    assert setting.minimum is None or setting.maximum is None or setting.minimum < setting.maximum
    assert setting.step is None or setting.step > 0
    for bound, beyond in ((setting.minimum, -1), (setting.maximum, 1)):
        if bound is not None and spec in MEMBERS:
            too_far = type(bound)(bound + beyond)
            with pytest.raises(OptionError, match=re.escape(setting.label)):
                spec(**{setting.name: (too_far,) if setting.is_tuple else too_far})


@pytest.mark.parametrize(("spec", "setting"), NUMBERS)
def test_not_a_number_is_refused(spec, setting):
    if spec in MEMBERS:
        value = float("nan")
        with pytest.raises(OptionError, match=re.escape(setting.label)):
            spec(**{setting.name: (value,) if setting.is_tuple else value})


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_an_unknown_kind_is_answered_with_the_known_ones(family):
    registry = FAMILIES[family]
    with pytest.raises(OptionError, match=re.escape(next(iter(registry)))):
        registry["no-such-kind"]


@dataclass(frozen=True)
class Counted(Spec):
    """What takes large numbers."""

    seed: int = option(0, "Seed", "Where chance starts.", minimum=0, maximum=2**31 - 1)
    share: float = option(0.5, "Share", "How much of it all.", minimum=0.0, maximum=1.0)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"seed": 2**31}, "Seed is 2147483648; it must be between 0 and 2147483647."),
        ({"seed": -1}, "Seed is -1; it must be between 0 and 2147483647."),
        ({"seed": 10**400}, f"Seed is 1{'0' * 400}; it must be between 0 and 2147483647."),
        ({"share": 1.00000001}, "Share is 1.00000001; it must be between 0 and 1."),
        ({"share": 1e300}, "Share is 1e+300; it must be between 0 and 1."),
        ({"share": float("inf")}, "Share is inf; it must be between 0 and 1."),
        ({"share": float("nan")}, "Share is nan; it must be between 0 and 1."),
    ],
)
def test_a_number_out_of_bounds_is_written_in_full(value, words):
    with pytest.raises(OptionError) as caught:
        Counted(**value)
    assert str(caught.value) == words
