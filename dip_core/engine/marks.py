"""States of a run to go back to: the longer ago, the fewer."""

from __future__ import annotations

from dip_core.engine.backtracking import Snapshot

_FIRST = 10
# Neighbours are so far apart that the one before any iteration is at most 30 % before it, and that
# a long run has a dozen.
MARKS_APART = 2**0.5
# As a share of the best iteration, and in iterations at the least.
_LITTLE, _LEAST = 0.1, 20


class Marks:
    """Snapshots at iterations 10, 14, 20, 28, 40 and so on of one start.

    Parameters
    ----------
    began
        After which iteration the start began.
    """

    def __init__(self, began: int = 0) -> None:
        self._began = began
        self._next = float(_FIRST)
        self._snapshots: list[Snapshot] = []

    def due(self, iteration: int) -> bool:
        """Whether a snapshot of this iteration is wanted."""
        return iteration - self._began >= self._next

    def add(self, snapshot: Snapshot) -> None:
        """Take in a snapshot that was due."""
        self._snapshots.append(snapshot)
        self._next *= MARKS_APART

    def forget_before(self, iteration: int) -> None:
        """Keep the last snapshot up to this iteration and all later ones."""
        while len(self._snapshots) > 1 and self._snapshots[1].iteration <= iteration:
            del self._snapshots[0]

    def between(self, first: float, last: float) -> Snapshot | None:
        """Return the first snapshot from one iteration to another, or nothing."""
        return next((s for s in self._snapshots if first <= s.iteration <= last), None)

    def last_until(self, iteration: int) -> Snapshot | None:
        """Return the last snapshot up to an iteration, or nothing."""
        return next((s for s in reversed(self._snapshots) if s.iteration <= iteration), None)


def just_found(best: int, age: int) -> bool:
    """Whether the best iteration is so young that there is no need to go back before it."""
    return age - best <= max(_LITTLE * best, _LEAST)
