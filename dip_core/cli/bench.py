"""`dip-studio bench`: what the engine is worth, measured."""

from __future__ import annotations

import argparse
from functools import partial

from dip_core.bench.bench import Bench
from dip_core.bench.kinds import BENCHES
from dip_core.cli.command import Command, Parser, file_name
from dip_core.cli.console import log, say, say_json
from dip_core.errors import PictureError


def add_arguments(parser: Parser) -> None:
    """Declare what `bench` takes: a kind, and what that kind takes."""
    kinds = parser.add_subparsers(dest="kind", metavar="KIND", required=True)
    for bench in BENCHES:
        added = kinds.add_parser(
            bench.name, help=bench.help, description=f"{bench.help}.", allow_abbrev=False
        )
        added.add_argument(
            "-o",
            "--output",
            type=file_name,
            required=True,
            metavar="FOLDER",
            help="where tables and pictures go; made if need be, and files in it are replaced",
        )
        added.add_argument(
            "--json", action="store_true", help="the figures as one line of JSON on standard output"
        )
        bench.add_arguments(added)
        added.set_defaults(measure=partial(_measure, bench))


def run(arguments: argparse.Namespace) -> int:
    """Measure and print the table."""
    code: int = arguments.measure(arguments)
    return code


COMMAND = Command("bench", "measure the engine", add_arguments, run)


def _measure(bench: Bench, arguments: argparse.Namespace) -> int:
    try:
        arguments.output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PictureError(
            f"The folder {arguments.output} cannot be made: {error.strerror}. Name another with -o."
        ) from error
    answer = bench.run(arguments, log)
    if arguments.json:
        say_json(answer.figures)
    else:
        say(answer.text)
    return 0
