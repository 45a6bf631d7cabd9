"""`dip-studio study`: an experiment that shows what the prior does, as pictures and tables."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from dip_core.catalogue import STUDIES
from dip_core.cli.command import Command, Parser, add_settings, file_name
from dip_core.cli.console import log, one_line, put, say, say_json
from dip_core.cli.driving import INTERRUPTED, stoppable
from dip_core.cli.inputs import load
from dip_core.cli.outputs import Outputs
from dip_core.cli.progress import duration
from dip_core.demo import sample_photo
from dip_core.errors import DipError, OptionError, PictureError
from dip_core.figures.figure import Chart
from dip_core.figures.writing import figure_paths, write_figures
from dip_core.images import Picture
from dip_core.outcome import Runtime
from dip_core.photo import SMALLEST_SIDE
from dip_core.project import encode, set_option
from dip_core.studying import Study, StudyReport

_TICK_SECONDS = 0.2
_LINE_SECONDS = 5.0


def add_arguments(parser: Parser) -> None:
    """Declare what `study` takes."""
    parser.add_argument("kind", metavar="KIND", help=f"one of: {', '.join(STUDIES)}")
    parser.add_argument(
        "image",
        type=file_name,
        nargs="?",
        metavar="IMAGE",
        help="the photo it is done on; by default a bundled sample",
    )
    parser.add_argument(
        "-o",
        "--output",
        type=file_name,
        required=True,
        metavar="FOLDER",
        help="where its figures go, as PNG and CSV; made if need be",
    )
    parser.add_argument("--overwrite", action="store_true", help="replace files that exist already")
    add_settings(parser, "--set iterations=200 or --set network.channels=64")
    parser.add_argument(
        "--device", default="auto", help="auto, cpu, cuda:0 or mps; default: %(default)s"
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help="one line of JSON a tick on standard output, and one with the curves at the end",
    )


def run(arguments: argparse.Namespace) -> int:
    """Do the study and write its figures."""
    study = _study(arguments)
    picture = load(arguments.image) if arguments.image else sample_photo()
    _check_picture(picture)
    outputs = Outputs(overwrite=arguments.overwrite)
    outputs.folder(arguments.output)
    log(one_line(study.question))
    started = time.monotonic()
    reports = study.run(picture.to_float(), Runtime(device=arguments.device, preview_budget=0.0))
    first = next(reports)
    folder = _made(arguments.output)
    for path in figure_paths(first.figures, folder):
        outputs.file(path)
    last, interrupted = _drive(reports, first, _tell(arguments, started))
    if last.step == 0:
        raise OptionError("The study was stopped before it had found anything.")
    paths = write_figures(last.figures, folder, overwrite=arguments.overwrite)
    _conclude(arguments, study, last, paths, time.monotonic() - started)
    return INTERRUPTED if interrupted else 0


COMMAND = Command("study", "see what the prior does, by experiment", add_arguments, run)


def _study(arguments: argparse.Namespace) -> Study:
    study: Study = STUDIES[arguments.kind]()
    for path, value in arguments.assignments:
        study = set_option(study, path, value)
    return study


def _check_picture(picture: Picture) -> None:
    if min(picture.height, picture.width) < SMALLEST_SIDE:
        raise PictureError(
            f"The picture is {picture.size_text}; a study needs at least "
            f"{SMALLEST_SIDE}×{SMALLEST_SIDE} pixels."
        )


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise PictureError(f"{folder} cannot be made: {error.strerror or error}.") from error
    return folder


Tell = Callable[[StudyReport], None]


def _drive(
    reports: Iterable[StudyReport], first: StudyReport, tell: Tell
) -> tuple[StudyReport, bool]:
    """Go through the study; return the last report, and whether Ctrl-C ended it.

    An error after some steps is said, and what is known by then is kept.
    """
    last = first
    try:
        with stoppable() as stop:
            for last in reports:
                tell(last)
                if stop.is_set():
                    return last, True
    except DipError as error:
        if last.step == 0:
            raise
        log(one_line(error))
    return last, False


def _tell(arguments: argparse.Namespace, started: float) -> Tell:
    """Return what says now and then how far the study is."""
    said = started
    pause = _TICK_SECONDS if arguments.json else _LINE_SECONDS

    def tell(report: StudyReport) -> None:
        nonlocal said
        now = time.monotonic()
        if now - said < pause and report.step < report.steps:
            return
        said = now
        tick = {"step": report.step, "steps": report.steps, "doing": report.doing}
        if arguments.json:
            say_json({**tick, "seconds": round(now - started, 3)})
        else:
            left = (now - started) / report.step * (report.steps - report.step)
            put(
                sys.stderr,
                f"{report.doing}  {report.step / report.steps:.0%}  ETA {duration(left)}\n",
            )

    return tell


def _conclude(
    arguments: argparse.Namespace,
    study: Study,
    last: StudyReport,
    paths: Sequence[Path],
    seconds: float,
) -> None:
    if arguments.json:
        say_json(
            {
                "study": encode(study),
                "seconds": round(seconds, 3),
                "files": [str(path) for path in paths],
                "curves": {f.name: _curves(f) for f in last.figures if isinstance(f, Chart)},
            }
        )
        return
    say(f"What to look for: {study.look_for}")
    say(f"Source: {study.source}")
    names = ", ".join(path.name for path in paths)
    say(f"{duration(seconds)}. The figures are in {arguments.output}: {names}.")


def _curves(chart: Chart) -> dict[str, Any]:
    return {each.name: {"x": each.x.tolist(), "y": each.y.tolist()} for each in chart.lines}
