"""Specs as plain values, the form they have in project files, reports and presets.

A spec becomes a dict of its options, with the word that names its class under "kind" where it has
one; a tuple becomes a list. Everything in it survives JSON unchanged.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from dip_core.catalogue import FAMILIES
from dip_core.errors import OptionError
from dip_core.options import Setting, Spec, settings

S = TypeVar("S", bound=Spec)

_KIND = "kind"


def encode(spec: Spec) -> dict[str, Any]:
    """Return a spec as dicts, lists, words and numbers."""
    stored: dict[str, Any] = {_KIND: spec.kind} if spec.kind else {}
    for setting in settings(type(spec)):
        stored[setting.name] = encode_value(getattr(spec, setting.name))
    return stored


def encode_value(value: object) -> Any:  # noqa: ANN401
    """Return one option's value as `encode` stores it."""
    if isinstance(value, Spec):
        return encode(value)
    if isinstance(value, tuple):
        return [encode_value(item) for item in value]
    return value


def decode(family: type[S], stored: Mapping[str, Any]) -> S:
    """Return the member of `family` that `encode` stored.

    Options that are missing take their defaults.

    Raises
    ------
    OptionError
        When the kind or an option is unknown, a required option is missing, or a value is out of
        bounds.
    """
    if not isinstance(stored, Mapping):
        raise OptionError(f"A {family.__name__} is described by its options, not by {stored!r}.")
    member = _member(family, stored)
    known = {setting.name: setting for setting in settings(member)}
    given = {name: value for name, value in stored.items() if name != _KIND}
    for name in given:
        if name not in known:
            raise OptionError(
                f"{member.__name__} has no option called {name!r}; "
                "this was made by a newer version of DIP Studio."
            )
    for setting in known.values():
        if setting.required and setting.name not in given:
            raise OptionError(f"{setting.label} ({setting.name}) is missing.")
    return member(**{name: _value(known[name], value) for name, value in given.items()})


def _member(family: type[S], stored: Mapping[str, Any]) -> type[S]:
    if family not in FAMILIES:
        return family
    registry = FAMILIES[family]
    if _KIND not in stored:
        raise OptionError(f"The kind of the {registry.noun} is missing.")
    return registry[stored[_KIND]]


def _value(setting: Setting, stored: Any) -> Any:  # noqa: ANN401
    if setting.is_tuple and isinstance(stored, list):
        return tuple(_item(setting, item) for item in stored)
    return _item(setting, stored)


def _item(setting: Setting, stored: Any) -> Any:  # noqa: ANN401
    return decode(setting.family, stored) if setting.family else stored
