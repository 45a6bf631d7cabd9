"""Options by their path, as a command line writes them: `network.scales=3`.

A path names an option, then an option of its value, and so on. Penalties and other lists are
entered by number or by kind: `regularisers.0.weight`, `regularisers.total-variation.weight`.
"""

from __future__ import annotations

from collections.abc import Callable
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from dip_core.catalogue import FAMILIES
from dip_core.errors import OptionError
from dip_core.options import Setting, Spec, settings

S = TypeVar("S", bound=Spec)

_YES = ("true", "yes", "on", "1")
_NO = ("false", "no", "off", "0")


def set_option(spec: S, path: str, text: str, *, within: str = "") -> S:
    """Return `spec` with the option at `path` set to what `text` says.

    Numbers, fractions (1/30), yes and no, words, lists (16,32,64), and the kind of a family's
    member, which then comes with its defaults. `within` is what leads to `spec`, as in "task.";
    messages show it before the path.

    Raises an `OptionError` that names what exists where the path is wrong, or what the option
    takes.
    """
    return _set(spec, path.split("."), text.strip(), within + path)


def _set(spec: S, parts: list[str], text: str, path: str) -> S:
    setting = _setting(spec, parts[0], path)
    value = getattr(spec, setting.name)
    if len(parts) == 1:
        changed = _parse(setting, text, path)
    elif isinstance(value, Spec):
        changed = _set(value, parts[1:], text, path)
    elif setting.is_tuple and setting.family:
        changed = _set_in_list(setting, value, parts[1:], text, path)
    else:
        raise OptionError(f"{path} does not exist: {setting.name} has no options of its own.")
    return spec.replace(**{setting.name: changed})


def _setting(spec: Spec, name: str, path: str) -> Setting:
    known = {setting.name: setting for setting in settings(type(spec))}
    setting = known.get(name.strip().replace("-", "_"))
    if setting is None:
        has = f"has: {', '.join(known)}" if known else "has no options"
        raise OptionError(f"{path} does not exist: {_noun(spec)} {has}.")
    return setting


def _noun(spec: Spec) -> str:
    return spec.kind or type(spec).__name__.removesuffix("Spec").lower()


# -------------------------------------------------------------------- lists of a family's members


def _set_in_list(
    setting: Setting, members: tuple[Spec, ...], parts: list[str], text: str, path: str
) -> tuple[Spec, ...]:
    index = _index(setting, members, parts[0], path)
    if len(parts) == 1:
        changed = _member(setting, text, path)
    else:
        changed = _set(members[index], parts[1:], text, path)
    return (*members[:index], changed, *members[index + 1 :])


def _index(setting: Setting, members: tuple[Spec, ...], word: str, path: str) -> int:
    kinds = [member.kind for member in members]
    if word in kinds:
        return kinds.index(word)
    if word.isdecimal() and int(word) < len(members):
        return int(word)
    there = ", ".join(f"{number} ({kind})" for number, kind in enumerate(kinds)) or "none"
    raise OptionError(
        f"{path} does not exist: of the {setting.name} there are: {there}; "
        f"set them first, as in {setting.name}={_kinds(setting)[0]}."
    )


# -------------------------------------------------------------------- text to values


def _parse(setting: Setting, text: str, path: str) -> Any:  # noqa: ANN401
    if setting.is_tuple:
        items = [item.strip() for item in text.strip("()[] ").split(",") if item.strip()]
        if setting.family and items == ["none"]:
            items = []
        return tuple(_parse_one(setting, setting.item_type, item, path) for item in items)
    return _parse_one(setting, setting.type, text, path)


def _parse_one(setting: Setting, wanted: Any, text: str, path: str) -> Any:  # noqa: ANN401
    if get_origin(wanted) in (Union, UnionType):
        if text.lower() == "none":
            return None
        wanted = next(part for part in get_args(wanted) if part is not type(None))
    if get_origin(wanted) is Literal:
        return text  # the spec says which words there are
    if issubclass(wanted, Spec):
        return _member(setting, text, path)
    noun, read = _READERS[wanted]
    try:
        return read(text)
    except (ValueError, ZeroDivisionError):
        raise OptionError(f"{path} takes {noun}, not {text!r}.") from None


def _member(setting: Setting, kind: str, path: str) -> Spec:
    family = setting.family
    if family not in FAMILIES:
        options = ", ".join(f"{path}.{known.name}" for known in settings(family or Spec))
        raise OptionError(f"{path} cannot be set as a whole; set one of: {options}.")
    member = FAMILIES[family][kind]
    if any(option.required for option in settings(member)):
        raise OptionError(f"{path} cannot be {kind!r}: some of its options have no default.")
    return member()


def _kinds(setting: Setting) -> tuple[str, ...]:
    return tuple(FAMILIES[setting.family or Spec])


def _read_bool(text: str) -> bool:
    if text.lower() in _YES:
        return True
    if text.lower() in _NO:
        return False
    raise ValueError(text)


def _read_float(text: str) -> float:
    """Read a number or a fraction, the way the papers write the strength of the input noise."""
    above, _, below = text.partition("/")
    return float(above) / float(below) if below else float(text)


_READERS: dict[type, tuple[str, Callable[[str], object]]] = {
    bool: ("yes or no", _read_bool),
    int: ("a whole number", int),
    float: ("a number", _read_float),
    str: ("a text", str),
}
