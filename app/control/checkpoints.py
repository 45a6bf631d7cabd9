"""The iterations a run can go on from: its weights at a few of them. Lives in the run thread.

Weights and optimiser are many times larger than a picture, so that only bookmarks have them, and
what a rule thinks best so far. The newest iteration needs none: the run itself is there.
"""

from __future__ import annotations

from collections.abc import Callable

from dip_core import Checkpoint, IterationReport

MOST_BYTES = 2**30
_APART = 1.05  # how far the best so far goes on before its weights are copied again


class Checkpoints:
    """Checkpoints of one run by their iterations; the oldest bookmarks go when they do not fit."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._best: Checkpoint | None = None
        self._bookmarks: dict[int, Checkpoint] = {}

    @property
    def iterations(self) -> tuple[int, ...]:
        """Which iterations there are, in order."""
        best = () if self._best is None else (self._best.iteration,)
        return tuple(sorted({*self._bookmarks, *best}))

    def see(self, report: IterationReport, take: Callable[[], Checkpoint]) -> bool:
        """Look at one iteration; return whether it was the best so far and has been taken."""
        proposed = bool(report.picks) and report.kept == report.iteration
        last = 0 if self._best is None else self._best.iteration
        # A rule proposes iteration after iteration while things get better.
        if not proposed or report.iteration < last * _APART:
            return False
        self._best = take()
        return True

    def bookmark(self, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint for good."""
        self._bookmarks[checkpoint.iteration] = checkpoint
        while self.memory_bytes > self._most_bytes and len(self._bookmarks) > 1:
            del self._bookmarks[next(iter(self._bookmarks))]

    def cut(self, last: int) -> None:
        """Forget what came after an iteration."""
        self._bookmarks = {i: kept for i, kept in self._bookmarks.items() if i <= last}
        if self._best is not None and self._best.iteration > last:
            self._best = None

    def clear(self) -> None:
        """Forget everything."""
        self._best = None
        self._bookmarks.clear()

    @property
    def memory_bytes(self) -> int:
        """How much memory they take."""
        held = [*self._bookmarks.values(), *([self._best] if self._best else [])]
        return sum(checkpoint.memory_bytes for checkpoint in held)

    def __getitem__(self, iteration: int) -> Checkpoint:
        if self._best is not None and self._best.iteration == iteration:
            return self._best
        return self._bookmarks[iteration]
