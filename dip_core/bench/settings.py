"""`bench settings`: what each setting gains and costs, over pictures and seeds.

`fast`, `balanced` and `best` are chosen by this table: it restores the choosing pictures with the
settings as recommended and with what else was considered. What they are worth is then told on the
reporting pictures, of which none was looked at when choosing.

Seconds are those of the processor, on one core, so that they mean the same on a machine that has
other things to do.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import mean
from typing import Any, cast

import numpy as np

from dip_core.bench.bench import Answer, Bench, Log
from dip_core.bench.cases import make_case
from dip_core.bench.leads import LEADS
from dip_core.bench.measuring import task_for, with_options
from dip_core.bench.rows import ROWS, Row
from dip_core.bench.scores import scored
from dip_core.catalogue import TASKS
from dip_core.degradations import degrade
from dip_core.devices import describe, usable_cores
from dip_core.errors import OptionError
from dip_core.files.atomic import whole_file
from dip_core.images import Picture
from dip_core.outcome import Runtime
from dip_core.photo import Inputs, Restoration
from dip_core.spec import QUALITIES, Quality, RestorationSpec, Task

# They ship with scikit-image.
PICTURES = {
    "choosing": (
        "chelsea",
        "immunohistochemistry",
        "retina",
        "coins",
        "gravel",
        "hubble_deep_field",
    ),
    "reporting": ("rocket", "camera", "astronaut", "coffee", "brick", "moon"),
}
_SIDE, _LEAST = 128, 32
_RUNTIME = Runtime(device="cpu", threads=1, preview_budget=0.0)
_FILE = "settings.json"


@dataclass(frozen=True)
class Trial:
    """One restoration: PSNR in dB where the row looks, seconds of one core."""

    row: str
    settings: str
    picture: str
    seed: int
    side: int
    psnr: float
    seconds: float
    iterations: int

    @property
    def key(self) -> tuple[str, str, str, int, int]:
        """What was asked for."""
        return (self.row, self.settings, self.picture, self.seed, self.side)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `bench settings` takes."""
    parser.add_argument(
        "--rows", metavar="NAME,…", help=f"only these of: {', '.join(LEADS)}; default: all"
    )
    parser.add_argument(
        "--settings",
        metavar="WORDS;…",
        help="what is compared with the first, each a quality and options as --set takes them: "
        "'fast; fast iterations=300'; default: what was considered for each row",
    )
    parser.add_argument(
        "--pictures",
        choices=tuple(PICTURES),
        default="reporting",
        help="those the settings were chosen by, or others; default: %(default)s",
    )
    parser.add_argument("--seeds", type=int, default=3, metavar="N", help="default: %(default)s")
    parser.add_argument(
        "--size", type=int, default=_SIDE, metavar="N", help="px; default: %(default)s"
    )
    parser.add_argument(
        "--iterations", type=int, metavar="N", help="the most iterations of each run"
    )
    parser.add_argument(
        "--jobs", type=int, metavar="N", help="how many at once; default: one for each core"
    )
    parser.add_argument(
        "--resume", action="store_true", help="keep the restorations that the folder has already"
    )


def run(arguments: argparse.Namespace, log: Log) -> Answer:
    """Restore every row × picture × seed × settings, writing what there is after each."""
    rows = _rows(arguments.rows)
    compared = {row.name: _compared(row, arguments.settings) for row in rows}
    page = _Page(arguments.output, _read(arguments.output) if arguments.resume else [])
    done = {trial.key for trial in page.trials}
    jobs = [
        _Job(row, picture, seed, settings, arguments)
        for row in rows
        for settings in compared[row.name]
        for picture in PICTURES[arguments.pictures]
        for seed in range(arguments.seeds)
    ]
    for trial in _tried([job for job in jobs if job.key not in done], arguments.jobs):
        page.trials.append(trial)
        log(
            f"{trial.row}, {trial.picture}, seed {trial.seed}, {trial.settings}: "
            f"{trial.psnr:.2f} dB, {trial.seconds:.1f} s"
        )
        page.write(compared)
    page.write(compared)
    return Answer(page.markdown(compared), page.figures(compared))


BENCH = Bench("settings", "what each setting gains and costs, over pictures", add_arguments, run)


# -------------------------------------------------------------------- restorations


@dataclass(frozen=True, eq=False)
class _Job:
    row: Row
    picture: str
    seed: int
    settings: str
    arguments: argparse.Namespace

    @property
    def key(self) -> tuple[str, str, str, int, int]:
        return (self.row.name, self.settings, self.picture, self.seed, self.arguments.size)


def _tried(jobs: Sequence[_Job], at_once: int | None) -> Iterator[Trial]:
    """Yield the trials in order; each worker is a process of its own with one thread."""
    workers = min(at_once or usable_cores(), len(jobs) or 1)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, initializer=_warm_up) as processes:
        yield from processes.map(_trial, jobs)


def _warm_up() -> None:
    """Load what the first restoration of a process loads."""
    made = degrade(np.full((_LEAST, _LEAST, 3), 0.5, np.float32), "gaussian:25")
    spec = TASKS["denoising"]().recommended("fast").replace(iterations=2)
    for _ in Restoration(spec, Inputs(Picture.from_array(made.image)), _RUNTIME):
        pass


def _trial(job: _Job) -> Trial:
    arguments = job.arguments
    into = arguments.output / "pictures" / job.row.name / f"{job.picture}-{job.seed}-{_slug(job)}"
    source = replace(job.row.sample, picture=job.picture, box=None, scale=1.0)
    inputs = make_case(source, None, into, job.seed, arguments.size).inputs
    spec = _spec(job.settings, task_for(job.row, inputs)).replace(seed=job.seed)
    if arguments.iterations is not None:
        spec = spec.replace(iterations=min(arguments.iterations, spec.iterations))
    began = time.process_time()
    restoration = Restoration(spec, inputs, _RUNTIME)
    for _ in restoration:
        pass
    result = restoration.result
    seconds = time.process_time() - began
    scores = scored(result.picture.to_float(), inputs, job.row.scoring)
    assert scores is not None  # noqa: S101 - the samples have a truth
    return Trial(
        row=job.row.name,
        settings=job.settings,
        picture=job.picture,
        seed=job.seed,
        side=arguments.size,
        psnr=scores[0],
        seconds=seconds,
        iterations=result.run.iterations,
    )


def _slug(job: _Job) -> str:
    """Return a folder's name that no other job of this run has."""
    return "".join(letter if letter.isalnum() else "-" for letter in job.settings)


def _spec(words: str, task: Task) -> RestorationSpec:
    """Read a quality and what is set beside it."""
    quality, *assignments = words.split()
    return with_options(task.recommended(cast(Quality, quality)), assignments)


# -------------------------------------------------------------------- words


def _rows(names: str | None) -> list[Row]:
    known = [row for row in ROWS if row.name in LEADS]
    wanted = list(LEADS) if names is None else names.split(",")
    for name in wanted:
        if name not in LEADS:
            raise OptionError(f"There is no row {name!r} of settings; known: {', '.join(LEADS)}.")
    return [row for row in known if row.name in wanted]


def _compared(row: Row, words: str | None) -> tuple[str, ...]:
    """Return what is compared, the standard first, or say which words mean nothing."""
    settings = LEADS[row.name] if words is None else tuple(s.strip() for s in words.split(";"))
    for setting in settings:
        if setting.split()[:1] not in [[quality] for quality in QUALITIES]:
            raise OptionError(
                f"{setting!r} does not begin with a quality; known: {', '.join(QUALITIES)}."
            )
        _spec(setting, TASKS[row.task]())
    return settings


def _read(folder: Path) -> list[Trial]:
    path = folder / _FILE
    if not path.is_file():
        return []
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        return [Trial(**trial) for trial in values["trials"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OptionError(
            f"{path} cannot be read as this table's; remove it or leave --resume out."
        ) from error


# -------------------------------------------------------------------- the table


_HEADS = ("row", "settings", "runs", "mean", "gain", "worst", "seconds", "times as fast")


class _Page:
    """The table as far as it has come."""

    def __init__(self, folder: Path, trials: list[Trial]) -> None:
        self._folder = folder
        self.trials = trials

    def markdown(self, compared: dict[str, tuple[str, ...]]) -> str:
        lines = [f"| {' | '.join(_HEADS)} |", f"|{' --- |' * len(_HEADS)}"]
        lines += [_line(found) for found in self._found(compared)]
        return "\n".join(lines) + "\n"

    def figures(self, compared: dict[str, tuple[str, ...]]) -> dict[str, Any]:
        return {
            "machine": describe(),
            "summary": self._found(compared),
            "trials": [asdict(trial) for trial in self.trials],
        }

    def write(self, compared: dict[str, tuple[str, ...]]) -> None:
        for name, text in (
            ("settings.md", self.markdown(compared)),
            (_FILE, json.dumps(self.figures(compared), indent=1)),
        ):
            with whole_file(self._folder / name, overwrite=True) as file:
                file.write(text.encode())

    def _found(self, compared: dict[str, tuple[str, ...]]) -> list[dict[str, Any]]:
        """Compare settings on the picture–seed pairs that they and the first of a row have."""
        found = []
        for row, settings in compared.items():
            standard = self._by_pair(row, settings[0])
            for words in settings:
                pairs = self._by_pair(row, words)
                common = sorted(standard.keys() & pairs.keys())
                if common:
                    both = [(pairs[pair], standard[pair]) for pair in common]
                    found.append({"row": row, "settings": words, **_statistics(both)})
        return found

    def _by_pair(self, row: str, settings: str) -> dict[tuple[str, int, int], Trial]:
        return {
            (trial.picture, trial.seed, trial.side): trial
            for trial in self.trials
            if (trial.row, trial.settings) == (row, settings)
        }


def _statistics(both: Sequence[tuple[Trial, Trial]]) -> dict[str, float]:
    gains = [ours.psnr - standard.psnr for ours, standard in both]
    return {
        "runs": len(both),
        "psnr": mean(ours.psnr for ours, _ in both),
        "gain": mean(gains),
        "error": float(np.std(gains) / len(gains) ** 0.5),
        "worst": min(gains),
        "seconds": mean(ours.seconds for ours, _ in both),
        "faster": sum(s.seconds for _, s in both) / sum(ours.seconds for ours, _ in both),
    }


def _line(found: dict[str, Any]) -> str:
    return (
        f"| {found['row']} | {found['settings']} | {found['runs']} | {found['psnr']:.2f} dB "
        f"| {found['gain']:+.2f} ± {found['error']:.2f} dB | {found['worst']:+.2f} dB "
        f"| {found['seconds']:.1f} s | {found['faster']:.2f}× |"
    )
