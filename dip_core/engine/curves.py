"""The history of a run while it grows."""

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from dip_core.outcome import Curves, IterationReport


class Recorder:
    """Collects what each report says into parallel columns."""

    def __init__(self, metrics: Sequence[str]) -> None:
        self._metrics = tuple(metrics)
        self._rows: list[tuple[float, ...]] = []
        self._rules: list[Mapping[str, float]] = []

    def add(self, report: IterationReport) -> None:
        """Append one iteration."""
        values = (report.metrics.get(name, math.nan) for name in self._metrics)
        rule = math.nan if report.rule is None else report.rule
        self._rows.append((report.iteration, report.elapsed, report.loss, rule, *values))
        self._rules.append(report.rules)

    def curves(self) -> Curves:
        """Return everything so far as arrays."""
        table = np.array(self._rows, dtype=np.float64).reshape(-1, 4 + len(self._metrics)).T
        return Curves(
            iteration=table[0].astype(np.int64),
            seconds=table[1],
            loss=table[2],
            rule=table[3],
            rules={name: self._column(name) for name in _names(self._rules)},
            metrics=dict(zip(self._metrics, table[4:], strict=True)),
        )

    def _column(self, rule: str) -> NDArray[np.float64]:
        return np.array([values.get(rule, math.nan) for values in self._rules])


def _names(rules: Iterable[Mapping[str, float]]) -> list[str]:
    """Return every rule that said something, in the order they first did."""
    return list(dict.fromkeys(name for values in rules for name in values))
