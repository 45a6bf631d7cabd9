"""Specs survive JSON, and a command line reaches every one of their options."""

import json
from collections.abc import Iterator

import pytest

from dip_core.averages import Averaging
from dip_core.catalogue import FAMILIES, TASKS
from dip_core.errors import OptionError
from dip_core.options import Spec, settings
from dip_core.project import decode, encode, set_option
from dip_core.regularisers.total_variation import TotalVariation
from dip_core.spec import QUALITIES, RestorationSpec
from tests.laws.tiny import other_values, variants

RECOMMENDED = [
    pytest.param(member().recommended(quality), id=f"{kind}-{quality}")
    for kind, member in TASKS.items()
    for quality in QUALITIES
]
ANY = TASKS["denoising"]().recommended("fast").replace(regularisers=(TotalVariation(weight=0.1),))
MEMBERS = [
    pytest.param(family, spec, id=f"{kind}:{change}")
    for family, registry in FAMILIES.items()
    for kind, member in registry.items()
    for change, spec in [("default", member()), *variants(member())]
]


def through_json(family, spec):
    return decode(family, json.loads(json.dumps(encode(spec), allow_nan=False)))


@pytest.mark.parametrize("spec", RECOMMENDED)
def test_recommended_specs_survive_json(spec):
    assert through_json(RestorationSpec, spec) == spec


@pytest.mark.parametrize(("family", "spec"), MEMBERS)
def test_members_survive_json(family, spec):
    assert through_json(family, spec) == spec


@pytest.mark.parametrize("change", [pytest.param(s, id=name) for name, s in variants(ANY)])
def test_restorations_survive_json(change):
    assert through_json(RestorationSpec, change) == change


@pytest.mark.parametrize(("family", "spec"), MEMBERS)
def test_what_a_file_leaves_out_takes_its_default(family, spec):
    assert decode(family, {"kind": spec.kind}) == type(spec)()


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_an_option_from_the_future_is_refused(family):
    kind = next(iter(FAMILIES[family]))
    with pytest.raises(OptionError, match="newer version"):
        decode(family, {"kind": kind, "no_such_option": 1})


# ------------------------------------------------------------------------ paths of a command line


def as_typed(value: object) -> str:
    """Write a value the way a person types it."""
    if isinstance(value, Spec):
        return value.kind
    if isinstance(value, tuple):
        return ",".join(as_typed(item) for item in value)
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def paths(spec: Spec, prefix: str = "") -> Iterator[tuple[str, object, Spec]]:
    """Yield (path, another value, the spec it belongs to) for every option below a spec."""
    for setting in settings(type(spec)):
        path, now = f"{prefix}{setting.name}", getattr(spec, setting.name)
        for value in other_values(setting, now):
            # An option with one member, such as the averaging, has nothing else to be as a whole.
            if not setting.family or setting.family in FAMILIES:
                yield path, value, spec
        inner = now if isinstance(now, tuple) else (now,)
        for number, part in enumerate(inner):
            if isinstance(part, Spec):
                yield from paths(
                    part, f"{path}.{number}." if isinstance(now, tuple) else f"{path}."
                )


def bases() -> Iterator[RestorationSpec]:
    """A restoration with each member of each family in it."""
    family_of = {s.family: s for s in settings(RestorationSpec) if s.family in FAMILIES}
    for family, setting in family_of.items():
        for member in FAMILIES[family].values():
            value = (member(),) if setting.is_tuple else member()
            yield ANY.replace(**{setting.name: value})


PATHS = {
    f"{path}={as_typed(value)}": (base, path, value)
    for base in bases()
    for path, value, _ in paths(base)
}


@pytest.mark.parametrize(("base", "path", "value"), PATHS.values(), ids=PATHS.keys())
def test_every_option_is_reached_from_the_command_line(base, path, value):
    changed = set_option(base, path, as_typed(value))
    found: object = changed
    for step in path.split("."):
        found = found[int(step)] if isinstance(found, tuple) else getattr(found, step)
    assert found == value
    # The option is the only thing that changed.
    before: object = base
    for step in path.split("."):
        before = before[int(step)] if isinstance(before, tuple) else getattr(before, step)
    assert set_option(changed, path, as_typed(before)) == base or isinstance(before, Spec | tuple)


def test_the_averaging_is_reached_by_its_own_options():
    assert set_option(ANY, "averaging.decay", "0.5").averaging == Averaging(decay=0.5)


@pytest.mark.parametrize("path", ["networks.scales", "network.scale", "network.scales.more", "x"])
def test_a_wrong_path_is_answered_with_what_there_is(path):
    with pytest.raises(OptionError, match=r"\w+"):
        set_option(ANY, path, "1")
