"""Options: what a person may choose, declared once.

A `Spec` is a frozen dataclass whose fields are made by `option` or `choice`. Form, command line,
project file, validation and manual are all read from those declarations through `settings`. A
`Registry` is the ordered table of one family of interchangeable specs.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import (
    Any,
    ClassVar,
    Generic,
    Literal,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from dip_core.errors import OptionError

_KEY = "option"


@dataclass(frozen=True)
class _Declaration:
    """What `option` and `choice` write into a field's metadata."""

    label: str
    help: str
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    unit: str = ""
    advanced: bool = False


def option(
    default: Any,  # noqa: ANN401
    label: str,
    help: str,  # noqa: A002
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    step: float | None = None,
    unit: str = "",
    advanced: bool = False,
) -> Any:  # noqa: ANN401
    """Declare an option with its default.

    Parameters
    ----------
    label, help
        What a form shows: a short name, and one sentence a photographer understands.
    minimum, maximum
        Inclusive bounds of a number, or of each item of a tuple of numbers.
    step
        What one press of an arrow key adds.
    unit
        Shown behind the value: "px", "%".
    advanced
        Whether a form may fold it away.
    """
    declaration = _Declaration(label, help, minimum, maximum, step, unit, advanced)
    if isinstance(default, Spec):
        return field(default_factory=lambda: default, metadata={_KEY: declaration})
    return field(default=default, metadata={_KEY: declaration})


def choice(label: str, help: str, *, advanced: bool = False) -> Any:  # noqa: A002, ANN401
    """Declare a member of a family (or a tuple of them) that has no default."""
    return field(metadata={_KEY: _Declaration(label, help, advanced=advanced)})


@dataclass(frozen=True)
class Setting:
    """One option of a spec class, as a form or a command line needs it."""

    name: str
    type: Any
    default: Any  # dataclasses.MISSING where a value must be given
    label: str
    help: str
    minimum: float | None
    maximum: float | None
    step: float | None
    unit: str
    advanced: bool

    @property
    def required(self) -> bool:
        """Whether a value must be given."""
        return self.default is MISSING

    @property
    def words(self) -> tuple[str, ...]:
        """The words of a `Literal`, or of the items of a tuple of them; else nothing."""
        of = self.item_type if self.is_tuple else self.type
        return tuple(get_args(of)) if get_origin(of) is Literal else ()

    @property
    def is_tuple(self) -> bool:
        """Whether the value is a tuple of any length."""
        return get_origin(self.type) is tuple

    @property
    def item_type(self) -> Any:  # noqa: ANN401
        """What the items of a tuple are."""
        return get_args(self.type)[0]

    @property
    def family(self) -> type[Spec] | None:
        """The family the value, or each item of a tuple, belongs to."""
        of = self.item_type if self.is_tuple else self.type
        return of if isinstance(of, type) and issubclass(of, Spec) else None


@dataclass(frozen=True)
class Spec:
    """A frozen description, checked when it is made.

    Subclasses that a file may name pass `kind`, the word that stands for them in files and on the
    command line (it survives renames), and `label`, what a person reads.
    """

    kind: ClassVar[str] = ""
    label: ClassVar[str] = ""

    def __init_subclass__(cls, *, kind: str = "", label: str = "", **rest: object) -> None:
        super().__init_subclass__(**rest)
        if kind:
            cls.kind = kind
            cls.label = label or kind

    def __post_init__(self) -> None:
        for setting in settings(type(self)):
            _check(type(self), setting, getattr(self, setting.name))

    def replace(self, **changes: Any) -> Any:  # noqa: ANN401
        """Return this spec with some options changed, checked anew."""
        return dataclasses.replace(self, **changes)


def settings(cls: type[Spec]) -> tuple[Setting, ...]:
    """Return the options of a spec class in the order they were declared."""
    known = cls.__dict__.get("_settings")
    if known is None:
        known = tuple(_read_settings(cls))
        cls._settings = known  # type: ignore[attr-defined]
    return known


def _read_settings(cls: type[Spec]) -> Iterator[Setting]:
    hints = get_type_hints(cls)
    for item in fields(cls):
        declaration = item.metadata.get(_KEY)
        if declaration is None:
            raise TypeError(f"{cls.__name__}.{item.name} is not declared by option() or choice()")
        default = item.default
        if item.default_factory is not MISSING:
            default = item.default_factory()
        words = {f.name: getattr(declaration, f.name) for f in fields(declaration)}
        yield Setting(name=item.name, type=hints[item.name], default=default, **words)


def _check(cls: type[Spec], setting: Setting, value: object) -> None:
    if setting.is_tuple:
        if not isinstance(value, tuple):
            raise OptionError(f"{_name(cls, setting)} takes a list, not {value!r}.")
        if not value and setting.family is None and setting.default != ():
            raise OptionError(f"{_name(cls, setting)} needs at least one value.")
        for item in value:
            _check_one(cls, setting, setting.item_type, item)
    else:
        _check_one(cls, setting, setting.type, value)


def _check_one(cls: type[Spec], setting: Setting, wanted: Any, value: object) -> None:  # noqa: ANN401
    if get_origin(wanted) in (Union, types.UnionType):
        if value is None:
            return
        wanted = next(part for part in get_args(wanted) if part is not type(None))
    if get_origin(wanted) is Literal:
        if value not in get_args(wanted):
            known = ", ".join(get_args(wanted))
            raise OptionError(f"{_name(cls, setting)} cannot be {value!r}; it is one of: {known}.")
    elif wanted in (int, float):
        accepted = int if wanted is int else (int, float)
        if isinstance(value, bool) or not isinstance(value, accepted):
            raise OptionError(f"{_name(cls, setting)} takes {_noun(wanted)}, not {value!r}.")
        _check_bounds(cls, setting, value)
    elif not isinstance(value, wanted):
        raise OptionError(f"{_name(cls, setting)} takes {_noun(wanted)}, not {value!r}.")


def _check_bounds(cls: type[Spec], setting: Setting, value: float) -> None:
    low, high = setting.minimum, setting.maximum
    # Written so that NaN, which compares false with everything, is refused as well.
    if (low is None or value >= low) and (high is None or value <= high) and value == value:  # noqa: PLR0124
        return
    if low is not None and high is not None:
        bounds = f"between {_figure(low)} and {_figure(high)}"
    elif low is not None:
        bounds = f"at least {_figure(low)}"
    elif high is not None:
        bounds = f"at most {_figure(high)}"
    else:
        bounds = "a number"
    raise OptionError(f"{_name(cls, setting)} is {_figure(value)}; it must be {bounds}.")


def _figure(value: float) -> str:
    """Return a number as people write it: never rounded; whole ones without powers of ten."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    short = f"{value:g}"
    return short if float(short) == value else repr(float(value))


def _name(cls: type[Spec], setting: Setting) -> str:
    return f"{setting.label} ({cls.kind}.{setting.name})" if cls.kind else setting.label


def _noun(wanted: type) -> str:
    nouns = {bool: "yes or no", str: "a text", int: "a whole number", float: "a number"}
    return nouns.get(wanted, f"a {wanted.__name__}")


S = TypeVar("S", bound=Spec)


class Registry(Mapping[str, type[S]], Generic[S]):
    """The ordered table of one family: kind → class.

    Asking for an unknown kind raises an `OptionError` that names the known ones.
    """

    def __init__(self, noun: str, *members: type[S]) -> None:
        self.noun = noun
        self._members = {member.kind: member for member in members}
        if len(self._members) != len(members) or "" in self._members:
            raise TypeError(f"every {noun} needs a kind of its own")

    def __getitem__(self, kind: str) -> type[S]:
        try:
            return self._members[kind]
        except KeyError:
            known = ", ".join(self._members)
            raise OptionError(f"There is no {self.noun} called {kind!r}; known: {known}.") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)

    def __contains__(self, kind: object) -> bool:
        return kind in self._members
