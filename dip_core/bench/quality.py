"""`bench quality`: every task beside the best classical method, in one table.

Rows are written as they are done, so that an interrupted table keeps what it has.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import torch

from dip_core.bench.bench import Answer, Bench, Log
from dip_core.bench.cases import SAMPLES, missing_pictures
from dip_core.bench.figures import RowFigures
from dip_core.bench.measuring import Conditions, measure
from dip_core.bench.rows import ROWS, Row
from dip_core.bench.sheet import save_sheet
from dip_core.bench.table import table
from dip_core.errors import DipError, OptionError
from dip_core.files.atomic import whole_file
from dip_core.spec import QUALITIES, Quality
from dip_core.version import VERSION

_QUALITIES = "fast,balanced"
_PUBLISHED = "published_psnr.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `bench quality` takes."""
    parser.add_argument(
        "--data",
        default=SAMPLES,
        metavar="DIR",
        help="the folder of the literature's pictures, or samples for those that come with "
        "scikit-image; default: %(default)s",
    )
    parser.add_argument(
        "--rows", metavar="NAME,…", help=f"only these rows of: {', '.join(r.name for r in ROWS)}"
    )
    parser.add_argument(
        "--quality", default=_QUALITIES, metavar="Q,…", help="which are run; default: %(default)s"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="default: %(default)s")
    parser.add_argument(
        "--published",
        type=Path,
        metavar="FILE",
        help=f"published figures; default: {_PUBLISHED} in the folder of the pictures or above it",
    )
    parser.add_argument(
        "--size",
        type=int,
        metavar="N",
        help="the most pixels per side; by default each row's own part, and 0 takes whole pictures",
    )
    parser.add_argument(
        "--iterations", type=int, metavar="N", help="the most iterations of each run"
    )
    parser.add_argument(
        "--device", default="auto", help="auto, cpu, cuda:0 or mps; default: %(default)s"
    )
    parser.add_argument(
        "--resume", action="store_true", help="keep the rows that the folder has already"
    )


def run(arguments: argparse.Namespace, log: Log) -> Answer:
    """Measure the rows one after another; a row that cannot be made is left out and said."""
    conditions, rows = _conditions(arguments), _rows(arguments.rows)
    page = _Page(conditions)
    if arguments.resume:
        page.read_again(log)
    for number, row in enumerate(rows, start=1):
        if page.has(row):
            log(f"{row.name} ({number} of {len(rows)}): done before.")
            continue
        log(f"{row.name} ({number} of {len(rows)}): {row.title}")
        absent = missing_pictures(conditions.source(row), conditions.folder)
        if absent:
            page.leave_out(row, f"{', '.join(absent)} is not in {conditions.folder}.")
        else:
            try:
                page.add(measure(row, conditions, log))
            except DipError as error:
                page.leave_out(row, str(error))
        if row.name in page.skipped:
            log(f"  left out: {page.skipped[row.name]}")
        page.write()
    log(f"The table, its figures and the contact sheet are in {conditions.output}.")
    return Answer(page.markdown(), page.figures())


BENCH = Bench("quality", "compare every task with classical methods", add_arguments, run)


class _Page:
    """The table as far as it has come."""

    def __init__(self, conditions: Conditions) -> None:
        self._conditions = conditions
        self._rows: dict[str, RowFigures] = {}
        self.skipped: dict[str, str] = {}

    def has(self, row: Row) -> bool:
        return row.name in self._rows

    def add(self, figures: RowFigures) -> None:
        self._rows[figures.name] = figures

    def leave_out(self, row: Row, why: str) -> None:
        self.skipped[row.name] = why

    def markdown(self) -> str:
        return table(self._in_order(), self._conditions.qualities, self.skipped)

    def figures(self) -> dict[str, Any]:
        return {
            **self._circumstances(),
            "version": VERSION,
            "torch": torch.__version__,
            "threads": torch.get_num_threads(),
            "rows": [row.to_json() for row in self._in_order()],
            "skipped": self.skipped,
        }

    def write(self) -> None:
        """Write all three files anew."""
        output = self._conditions.output
        _write(output / "quality.md", self.markdown())
        _write(output / "quality.json", json.dumps(self.figures(), indent=1, ensure_ascii=False))
        save_sheet(self._in_order(), self._conditions.qualities, output)

    def read_again(self, log: Log) -> None:
        """Take over the rows of an earlier table that was made under the same circumstances."""
        path = self._conditions.output / "quality.json"
        if not path.is_file():
            return
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            same = all(values[name] == value for name, value in self._circumstances().items())
            rows = [RowFigures.from_json(row) for row in values["rows"]] if same else []
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise OptionError(
                f"{path} cannot be read as a table; remove it or leave --resume out."
            ) from error
        if not same:
            log(f"{path} was made with other settings; every row is measured again.")
        self._rows = {row.name: row for row in rows}

    def _circumstances(self) -> dict[str, Any]:
        """Return what rows must have in common to stand in one table."""
        conditions = self._conditions
        return {
            "data": SAMPLES if conditions.folder is None else conditions.folder.name,
            "qualities": list(conditions.qualities),
            "seed": conditions.seed,
            "side": conditions.side,
            "iterations": conditions.iterations,
        }

    def _in_order(self) -> list[RowFigures]:
        return [self._rows[row.name] for row in ROWS if row.name in self._rows]


def _conditions(arguments: argparse.Namespace) -> Conditions:
    folder = None if arguments.data == SAMPLES else Path(arguments.data)
    if folder is not None and not folder.is_dir():
        raise OptionError(f"There is no folder {folder}; --data samples needs none.")
    for name in ("seed", "size"):
        value = getattr(arguments, name)
        if value is not None and value < 0:
            raise OptionError(f"--{name} is {value}; it must be at least 0.")
    if arguments.iterations is not None and arguments.iterations < 1:
        raise OptionError(f"--iterations is {arguments.iterations}; it must be at least 1.")
    return Conditions(
        folder=folder,
        output=arguments.output,
        qualities=_qualities(arguments.quality),
        seed=arguments.seed,
        side=arguments.size,
        iterations=arguments.iterations,
        device=arguments.device,
        published=_published(arguments.published, folder),
    )


def _published(named: Path | None, folder: Path | None) -> Path | None:
    if named is not None:
        if not named.is_file():
            raise OptionError(f"There is no file {named}; leave --published out.")
        return named
    places = [] if folder is None else [folder, folder.resolve().parent]
    return next((p / _PUBLISHED for p in places if (p / _PUBLISHED).is_file()), None)


def _qualities(text: str) -> tuple[Quality, ...]:
    return tuple(cast(Quality, word) for word in _words("--quality", text, QUALITIES))


def _rows(text: str | None) -> list[Row]:
    if text is None:
        return list(ROWS)
    wanted = _words("--rows", text, [row.name for row in ROWS])
    return [row for row in ROWS if row.name in wanted]


def _words(name: str, text: str, known: Sequence[str]) -> list[str]:
    """Read words between commas, each of which is known."""
    words = list(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))
    for word in words:
        if word not in known:
            raise OptionError(f"{name} knows no {word!r}; known: {', '.join(known)}.")
    if not words:
        raise OptionError(f"{name} is empty; known: {', '.join(known)}.")
    return words


def _write(path: Path, text: str) -> None:
    with whole_file(path, overwrite=True) as file:
        file.write(text.encode())
