"""The rows of the results table: the input, each classical method, each run."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import QCoreApplication

from app.model.outcomes import Outcomes
from dip_core import BASELINES, Box, Picture, SavedResult, Scores

Kind = Literal["input", "classical", "run"]
INPUT = "input"


@dataclass(frozen=True, eq=False)
class Standing:
    """One row.

    id       "input", "baseline-tv", "run-3"
    result   what a run or a method has made; None for the input
    current  whether it is what is shown and exported
    """

    id: str
    kind: Kind
    name: str
    picture: Picture
    result: SavedResult | None = None
    scores: Scores = field(default_factory=Scores)
    current: bool = False

    @property
    def iteration(self) -> int | None:
        """The iteration kept, of a run."""
        return self.result.kept_iteration if self.result and self.kind == "run" else None

    @property
    def seconds(self) -> float | None:
        """How long it took."""
        return self.result.seconds if self.result else None

    @property
    def region(self) -> Box | None:
        """Where it was worked; None for the input, and where nobody has noted it."""
        return self.result.region if self.result else None

    @property
    def size_text(self) -> str:
        """The size of what was worked on: "128×96"."""
        if self.region is None:
            return self.picture.size_text
        return f"{self.region.width}×{self.region.height}"

    @property
    def device(self) -> str:
        """What it ran on; nothing for the input."""
        return self.result.device if self.result else ""


def standings(photo: Picture, outcomes: Outcomes, ids: Sequence[str]) -> tuple[Standing, ...]:
    """Return the rows in order; `ids` are those of the runs, in the order of `outcomes.all`."""
    made = QCoreApplication.translate("Standing", "Input")
    rows = [Standing(INPUT, "input", made, photo)]
    for kind, member in BASELINES.items():
        result = outcomes.classical.get(kind)
        if result is not None:
            word = f"baseline-{kind}"
            name = QCoreApplication.translate("Options", member.label)
            rows.append(Standing(word, "classical", name, result.picture, result))
    for word, result in zip(ids, outcomes.all, strict=True):
        current = result is outcomes.current
        rows.append(
            Standing(
                word,
                "run" if not result.method else "classical",
                result.name,
                result.picture,
                result,
                current=current,
            )
        )
    return tuple(rows)


_TITLES = ("Method", "Iteration", "Seconds", "PSNR (dB)", "SSIM", "Size", "Device")


def as_csv(rows: Sequence[Standing]) -> str:
    """Return the table for a spreadsheet, numbers unrounded."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_TITLES)
    for row in rows:
        scores = row.scores
        numbers = (row.iteration, row.seconds, scores.psnr, scores.ssim)
        cells = ("" if number is None else f"{number:.9g}" for number in numbers)
        writer.writerow((row.name, *cells, row.size_text, row.device))
    return text.getvalue()


def as_markdown(rows: Sequence[Standing]) -> str:
    """Return the table for a document."""
    under = ("---", "---:", "---:", "---:", "---:", "---", "---")
    lines = (_TITLES, under, *(_cells(row) for row in rows))
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cells(row: Standing) -> tuple[str, ...]:
    scores = row.scores
    return (
        row.name.replace("|", "\\|"),
        "" if row.iteration is None else str(row.iteration),
        "" if row.seconds is None else f"{row.seconds:.1f}",
        "" if scores.psnr is None else f"{scores.psnr:.2f}",
        "" if scores.ssim is None else f"{scores.ssim:.4f}",
        row.size_text,
        row.device,
    )
