"""The program `dip-studio`: its commands, and what happens when one of them fails."""

from __future__ import annotations

import argparse
import errno
import sys
import traceback
from collections.abc import Sequence

from dip_core.cli import bench, listing, pictures, restore, study
from dip_core.cli.command import Command, Parser
from dip_core.cli.console import log, one_line, prepare, silence
from dip_core.cli.demonstration import DEMO
from dip_core.cli.driving import INTERRUPTED
from dip_core.errors import DipError, OutOfMemoryError, PictureError
from dip_core.version import VERSION

COMMANDS: tuple[Command, ...] = (
    DEMO,
    restore.COMMAND,
    pictures.BASELINE,
    pictures.DEGRADE,
    pictures.COMPARE,
    study.COMMAND,
    listing.LIST,
    listing.INFO,
    bench.COMMAND,
)

_UNEXPECTED = 1
_NOT_WRITTEN = (errno.EPIPE, errno.ENOSPC, errno.EIO)
_DEBUG = "show where an error came from"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code; no error gets past as a traceback.

    0 done · 2 usage or bad option · 3 unreadable input · 4 out of memory · 130 interrupted · 1
    anything else.
    """
    argv = list(sys.argv[1:] if argv is None else argv)
    prepare()
    try:
        return _run(argv)
    except SystemExit as leaving:  # --help and --version
        return int(leaving.code or 0)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last place there is
        if "--debug" in argv:
            traceback.print_exc()
        return _explain(error)


def parser() -> Parser:
    """Return the parser of the whole command line."""
    top = Parser(
        prog="dip-studio",
        description="Restore one photograph with Deep Image Prior. "
        "Without a command, the window opens.",
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"dip-studio {VERSION}")
    top.add_argument("--debug", action="store_true", help=_DEBUG)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in COMMANDS:
        added = commands.add_parser(
            command.name, help=command.help, description=f"{command.help}.", allow_abbrev=False
        )
        added.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=_DEBUG)
        command.add_arguments(added)
        added.set_defaults(run=command.run)
    return top


def _run(argv: Sequence[str]) -> int:
    arguments = parser().parse_args(argv)
    code: int = arguments.run(arguments)
    return code


def _explain(error: BaseException) -> int:
    """Write one line about an error and return its exit code."""
    if isinstance(error, KeyboardInterrupt):
        log("interrupted; nothing more was saved.")
        return INTERRUPTED
    if isinstance(error, DipError):
        log(one_line(error))
        return error.exit_code
    if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError):
        log(one_line(f"{error.filename}: {error.strerror}."))
        return PictureError.exit_code
    if isinstance(error, MemoryError):
        log("there is not enough memory; choose a smaller picture or network.")
        return OutOfMemoryError.exit_code
    if isinstance(error, OSError) and error.errno in _NOT_WRITTEN:
        silence(sys.stdout)
        if not isinstance(error, BrokenPipeError):  # after that one nobody is left to be told
            log(f"the answer cannot be written: {error.strerror}.")
    else:
        what = one_line(f"{type(error).__name__}: {error}")
        log(f"unexpected error: {what}; run with --debug for the traceback.")
    return _UNEXPECTED
