"""The log of one run: what every iteration reported, ready for curves and status line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from dip_core import IterationReport, Pick

_FIRST_ROOM = 1024


class Column:
    """A growing array of floats: doubling in place of copying at every append."""

    def __init__(self) -> None:
        self._room = np.full(_FIRST_ROOM, np.nan)
        self._length = 0

    def extend(self, values: Sequence[float]) -> None:
        """Append values."""
        wanted = self._length + len(values)
        if wanted > self._room.size:
            grown = np.full(max(wanted, 2 * self._room.size), np.nan)
            grown[: self._length] = self._room[: self._length]
            self._room = grown
        self._room[self._length : wanted] = values
        self._length = wanted

    def cut(self, length: int) -> None:
        """Forget what was appended after the first `length` values."""
        self._length = min(self._length, length)

    @property
    def values(self) -> NDArray[np.float64]:
        """What was appended: a read-only view, good until the next append."""
        view = self._room[: self._length]
        view.flags.writeable = False
        return view


class RunLog(QObject):
    """Scalars and events of the run shown; `changed` comes at most ten times a second.

    Columns are parallel: `iteration`, `seconds`, `loss`, `rule` and one per metric ("psnr",
    "psnr_average", and the same with "_region"); NaN where nothing is known. The curve of each
    rule is in `rules`, by its kind; `picks` holds which iteration each would hand over, and
    `proposed` the one that would be kept by them together, 0 while no rule has a say.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns: dict[str, Column] = {}
        self._rules: dict[str, tuple[Column, Column]] = {}
        self.picks: Mapping[str, Pick] = {}
        self.events: tuple[tuple[int, str], ...] = ()
        self.proposed = 0
        self._length = 0
        self._clear()

    def clear(self) -> None:
        """Forget the run."""
        self._clear()
        self.changed.emit()

    def extend(self, reports: Sequence[IterationReport]) -> None:
        """Append what some iterations reported, in order."""
        if not reports:
            return
        self._append("iteration", [report.iteration for report in reports])
        self._append("seconds", [report.elapsed for report in reports])
        self._append("loss", [report.loss for report in reports])
        self._append("rule", [np.nan if r.rule is None else r.rule for r in reports])
        for name in sorted({name for report in reports for name in report.metrics}):
            self._append(name, [report.metrics.get(name, np.nan) for report in reports])
        for report in reports:
            self._add_rules(report)
        self._length += len(reports)
        self.events += tuple((r.iteration, r.event) for r in reports if r.event)
        self.kept, self.iterations = reports[-1].kept, reports[-1].iterations
        self.proposed = next((r.kept for r in reversed(reports) if r.picks), self.proposed)
        self.changed.emit()

    def _add_rules(self, report: IterationReport) -> None:
        """Note what the rules say; some speak now and then only, so that each has its own x."""
        self.picks = {**self.picks, **report.picks}
        for kind, value in report.rules.items():
            x, y = self._rules.setdefault(kind, (Column(), Column()))
            x.extend([report.iteration])
            y.extend([value])

    @property
    def rules(self) -> Mapping[str, tuple[NDArray[np.float64], NDArray[np.float64]]]:
        """The curve of each rule by its kind: iterations and values, where it has said any."""
        return {kind: (x.values, y.values) for kind, (x, y) in self._rules.items()}

    def cut(self, last: int) -> None:
        """Forget what came after an iteration: the run goes on from there."""
        length = int(np.searchsorted(self.column("iteration"), last, side="right"))
        for column in self._columns.values():
            column.cut(length)
        for x, y in self._rules.values():
            said = int(np.searchsorted(x.values, last, side="right"))
            x.cut(said)
            y.cut(said)
        self._length = length
        self.events = tuple(event for event in self.events if event[0] <= last)
        self.picks = {kind: pick for kind, pick in self.picks.items() if pick.iteration <= last}
        self.proposed = self.proposed if self.proposed <= last else 0
        self.changed.emit()

    def keep(self, iteration: int) -> None:
        """Say which iteration was handed over in the end."""
        self.kept = iteration
        self.changed.emit()

    def column(self, name: str) -> NDArray[np.float64]:
        """Return a column as a read-only view; NaN throughout where it is unknown."""
        known = self._columns.get(name)
        if known is None:
            return np.full(self._length, np.nan)
        missing = self._length - known.values.size
        if missing:
            known.extend([np.nan] * missing)
        return known.values

    @property
    def metrics(self) -> tuple[str, ...]:
        """The names of the metrics that were reported."""
        return tuple(name for name in self._columns if name not in _SCALARS)

    @property
    def last_iteration(self) -> int:
        """The newest iteration; 0 before the first."""
        iterations = self.column("iteration")
        return int(iterations[-1]) if iterations.size else 0

    def __len__(self) -> int:
        return self._length

    def _clear(self) -> None:
        self._columns = {name: Column() for name in _SCALARS}
        self._rules = {}
        self.picks = {}
        self._length = 0
        self.events = ()
        self.kept = self.proposed = 0
        self.iterations = 0

    def _append(self, name: str, values: Sequence[float]) -> None:
        column = self._columns.setdefault(name, Column())
        behind = self._length - column.values.size
        column.extend([np.nan] * behind + list(values))


_SCALARS = ("iteration", "seconds", "loss", "rule")
