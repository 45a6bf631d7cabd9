"""What a row of the quality table says, as a value that survives JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True)
class Figures:
    """How one method did.

    method      the kind of baseline with what is set of it, the quality, or "input"
    psnr, ssim  None where there is no truth to compare with
    picture     the file of the result, beneath the table's folder
    iterations  how many were done, 0 for classical methods; `kept` is the one handed over
    """

    method: str
    picture: str
    psnr: float | None = None
    ssim: float | None = None
    seconds: float = 0.0
    iterations: int = 0
    kept: int = 0

    @property
    def kind(self) -> str:
        """The baseline's kind alone."""
        return self.method.partition(" ")[0]


@dataclass(frozen=True)
class Published:
    """The figure of the literature; `remark` says what is different about it."""

    psnr: float
    remark: str


@dataclass(frozen=True)
class RowFigures:
    """One row of the table.

    size       (width, height) of the clean picture, in pixels
    baselines  best first
    commands   what makes the input and the results, in the table's folder
    """

    name: str
    title: str
    picture: str
    size: tuple[int, int]
    scoring: str
    clean: str
    given: Figures
    baselines: tuple[Figures, ...]
    results: tuple[Figures, ...]
    published: Published | None
    commands: tuple[str, ...]

    @property
    def best_baseline(self) -> Figures | None:
        """The classical method that came closest."""
        return self.baselines[0] if self.baselines else None

    def loses(self, result: Figures) -> bool:
        """Whether a classical method came closer than this result."""
        best = self.best_baseline
        if best is None or best.psnr is None or result.psnr is None:
            return False
        return best.psnr > result.psnr

    def to_json(self) -> dict[str, Any]:
        """Return the row as JSON takes it."""
        values = asdict(self)
        values["loses"] = [result.method for result in self.results if self.loses(result)]
        return values

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Return a row from what `to_json` made of it."""
        made = {name: value for name, value in values.items() if name != "loses"}
        published = made["published"]
        return cls(
            **made
            | {
                "size": tuple(made["size"]),
                "given": Figures(**made["given"]),
                "baselines": tuple(Figures(**figures) for figures in made["baselines"]),
                "results": tuple(Figures(**figures) for figures in made["results"]),
                "published": None if published is None else Published(**published),
                "commands": tuple(made["commands"]),
            }
        )
