"""The history of a run while it grows."""

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from dip_core.outcome import Curves, IterationReport


class Recorder:
    """Collects what each report says into parallel columns.

    `metrics` are the scores there will be, whatever else there is now and then.
    """

    def __init__(self, metrics: Sequence[str] = ()) -> None:
        self._named = tuple(metrics)
        self._rows: list[tuple[float, ...]] = []
        self._metrics: list[Mapping[str, float]] = []
        self._rules: list[Mapping[str, float]] = []

    def add(self, report: IterationReport) -> None:
        """Append one iteration."""
        rule = math.nan if report.rule is None else report.rule
        self._rows.append((report.iteration, report.elapsed, report.loss, rule))
        self._metrics.append(report.metrics)
        self._rules.append(report.rules)

    def curves(self) -> Curves:
        """Return everything so far as arrays."""
        table = np.array(self._rows, dtype=np.float64).reshape(-1, 4).T
        named = dict.fromkeys([*self._named, *_names(self._metrics)])
        return Curves(
            iteration=table[0].astype(np.int64),
            seconds=table[1],
            loss=table[2],
            rule=table[3],
            rules={name: _column(self._rules, name) for name in _names(self._rules)},
            metrics={name: _column(self._metrics, name) for name in named},
        )


def _column(values: Iterable[Mapping[str, float]], name: str) -> NDArray[np.float64]:
    return np.array([row.get(name, math.nan) for row in values], np.float64)


def _names(rules: Iterable[Mapping[str, float]]) -> list[str]:
    """Return everything that was said, in the order they first did."""
    return list(dict.fromkeys(name for values in rules for name in values))
