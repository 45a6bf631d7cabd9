"""What a command of the command line is, and how arguments are read."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from dip_core.errors import OptionError


class Parser(argparse.ArgumentParser):
    """An argument parser whose mistakes are `OptionError`s of one line."""

    def error(self, message: str) -> NoReturn:
        """Raise what the user did wrong instead of printing the usage."""
        raise OptionError(f"{message}. See {self.prog} --help.")


@dataclass(frozen=True)
class Command:
    """One word of the command line: what it is for, what it takes, and what it does.

    run  does it and returns the exit code
    """

    name: str
    help: str
    add_arguments: Callable[[Parser], None]
    run: Callable[[argparse.Namespace], int]


def assignment(text: str) -> tuple[str, str]:
    """Read PATH=VALUE."""
    path, equals, value = text.partition("=")
    if not equals or not path.strip():
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form PATH=VALUE")
    return path.strip(), value


def file_name(text: str) -> Path:
    """Read the name of a file."""
    if not text:
        raise argparse.ArgumentTypeError("the file name is empty")
    return Path(text)


def task_and_other_settings(
    assignments: Sequence[tuple[str, str]],
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Part the settings of the task, without their `task.`, from all others."""
    of_task, others = [], []
    for path, value in assignments:
        name, _, rest = path.partition(".")
        if name.strip() != "task":
            others.append((path, value))
        elif rest:
            of_task.append((rest, value))
        else:
            raise OptionError(f"--set {path}={value} cannot be; name the task with --task {value}.")
    return of_task, others


def saving_and_other_settings(
    assignments: Sequence[tuple[str, str]],
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Part the settings of how the result is saved, without their `saving.`, from all others."""
    of_saving, others = [], []
    for path, value in assignments:
        name, _, rest = path.partition(".")
        if name.strip() != "saving":
            others.append((path, value))
        elif rest and rest.strip() != "format":
            of_saving.append((rest, value))
        else:
            raise OptionError(
                f"--set {path}={value} cannot be; the suffix of the output names the format."
            )
    return of_saving, others


def add_output(parser: Parser, meaning: str) -> None:
    """Add -o and --overwrite."""
    parser.add_argument(
        "-o", "--output", type=file_name, required=True, metavar="OUT", help=meaning
    )
    parser.add_argument("--overwrite", action="store_true", help="replace files that exist already")


def add_settings(parser: Parser, example: str) -> None:
    """Add --set."""
    parser.add_argument(
        "--set",
        dest="assignments",
        type=assignment,
        action="append",
        default=[],
        metavar="PATH=VALUE",
        help=f"set any option, as in {example}; may be given several times",
    )


def add_picture(parser: Parser, name: str, metavar: str, meaning: str) -> None:
    """Add an option that names a picture."""
    parser.add_argument(name, type=file_name, metavar=metavar, help=meaning)
