"""`dip-studio list` and `info`: what there is to choose from, and what this machine offers."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Any

from dip_core.catalogue import (
    BASELINES,
    DATA_TERMS,
    FEATURES,
    KERNELS,
    MIXTURES,
    NET_INPUTS,
    NETWORKS,
    REGULARISERS,
    STOPPING,
    STUDIES,
    TASKS,
)
from dip_core.cli.command import Command, Parser
from dip_core.cli.console import say, say_json
from dip_core.degradations import DEGRADATIONS
from dip_core.devices import describe
from dip_core.files.formats import FORMATS
from dip_core.options import Registry, Setting, Spec, settings
from dip_core.project.coding import encode_value
from dip_core.version import VERSION

# What can be listed: its registry, and the path of `--set` that leads to a member's options.
_LISTS: dict[str, tuple[Registry[Any], str]] = {
    "tasks": (TASKS, "task."),
    "networks": (NETWORKS, "network."),
    "net-inputs": (NET_INPUTS, "net_input."),
    "data-terms": (DATA_TERMS, "data_term."),
    "regularisers": (REGULARISERS, "regularisers.{kind}."),
    "stopping": (STOPPING, "stopping."),
    "kernels": (KERNELS, "task.kernel."),
    "mixtures": (MIXTURES, "task.mixture."),
    "features": (FEATURES, "task.features."),
    "baselines": (BASELINES, ""),
    "formats": (FORMATS, "saving.format."),
    "degradations": (DEGRADATIONS, ""),
    "studies": (STUDIES, ""),
}
_LIBRARIES = ("torch", "numpy", "scipy", "pillow", "scikit-image", "imagecodecs", "tifffile")


def add_list_arguments(parser: Parser) -> None:
    """Declare what `list` takes."""
    parser.add_argument("what", choices=tuple(_LISTS), metavar="WHAT", help=", ".join(_LISTS))
    parser.add_argument("--json", action="store_true", help="as JSON")


def list_kinds(arguments: argparse.Namespace) -> int:
    """Print the kinds of a family and their options."""
    registry, path = _LISTS[arguments.what]
    if arguments.json:
        say_json([_described(member, path) for member in registry.values()])
    elif not registry:
        say(f"There are no {arguments.what} yet.")
    for member in () if arguments.json else registry.values():
        say("\n".join(_lines(member, path)))
    return 0


def add_info_arguments(parser: Parser) -> None:
    """Declare what `info` takes."""
    parser.add_argument("--json", action="store_true", help="as JSON")


def info(arguments: argparse.Namespace) -> int:
    """Print versions, devices, memory, threads and precision."""
    facts = {
        "dip-studio": VERSION,
        **describe(),
        "libraries": {name: version(name) for name in _LIBRARIES},
    }
    if arguments.json:
        say_json(facts)
        return 0
    for name, value in facts.items():
        say(f"{name.removesuffix('_bytes').replace('_', ' ')}: {_fact(name, value)}")
    return 0


LIST = Command("list", "what there is to choose from", add_list_arguments, list_kinds)
INFO = Command("info", "versions, devices and memory", add_info_arguments, info)


# -------------------------------------------------------------------- kinds and options


def _described(member: type[Spec], path: str) -> dict[str, Any]:
    prefix = path.format(kind=member.kind)
    return {
        "kind": member.kind,
        "label": member.label,
        "help": _first_sentence(member),
        "options": [_option(setting, prefix) for setting in settings(member)],
    }


def _option(setting: Setting, prefix: str) -> dict[str, Any]:
    return {
        "name": setting.name,
        "path": prefix + setting.name,
        "label": setting.label,
        "help": setting.help,
        "default": None if setting.required else encode_value(setting.default),
        "minimum": setting.minimum,
        "maximum": setting.maximum,
        "words": list(setting.words),
        "unit": setting.unit,
        "advanced": setting.advanced,
    }


def _lines(member: type[Spec], path: str) -> Iterator[str]:
    yield f"{member.kind}  —  {member.label}"
    prefix = path.format(kind=member.kind)
    for setting in settings(member):
        yield f"    {prefix}{setting.name} = {_text(setting)}{_bounds(setting)}"
        yield f"        {setting.help}"


def _text(setting: Setting) -> str:
    """Return a default as `--set` takes it."""
    value = setting.default
    if setting.required:
        return "(must be given)"
    if isinstance(value, tuple):
        return ",".join(_word(item) for item in value) or "none"
    return _word(value)


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Spec):
        return value.kind or type(value).__name__
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _bounds(setting: Setting) -> str:
    unit = f" {setting.unit}" if setting.unit else ""
    if setting.words:
        return f"{unit}  ({' | '.join(setting.words)})"
    if setting.minimum is None and setting.maximum is None:
        return unit
    low = "" if setting.minimum is None else _word(setting.minimum)
    high = "" if setting.maximum is None else _word(setting.maximum)
    return f"{unit}  ({low} … {high})"


def _first_sentence(member: type[Spec]) -> str:
    return (member.__doc__ or "").strip().partition("\n")[0]


def _fact(name: str, value: Any) -> str:  # noqa: ANN401
    if name.endswith("_bytes"):
        return f"{value / 2**30:.1f} GiB"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {item}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(" ".join(map(str, item.values())) for item in value)
    return str(value)
