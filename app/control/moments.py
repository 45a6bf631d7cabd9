"""Which pictures of a run are put aside while it runs; lives in the run thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.model.snapshots import Moment, is_due
from dip_core import IterationReport, Still

# Rules that change their minds each iteration may have four averages put aside between them; of
# larger pictures than about 2.8 megapixels those would take memory that the run needs.
_MOST_STILL_BYTES = 32 * 2**20


class Moments:
    """Picks moments out of one run: those that are due, and the one each rule proposes at last.

    A rule proposes iteration after iteration until it is sure. Each is put aside as it is, which
    costs next to nothing; what becomes of it costs something only when the rule has decided.
    """

    def __init__(self) -> None:
        self._proposed: dict[str, Still] = {}
        self._decided: set[str] = set()
        self._affordable = True

    def see(self, report: IterationReport, take: Callable[[], Still]) -> Iterator[Moment]:
        """Look at one iteration; `take` puts its average aside."""
        now = report.iteration
        proposing = [kind for kind, pick in report.picks.items() if pick.iteration == now]
        due = is_due(now)
        if due or (proposing and self._affordable):
            still = take()
            self._affordable = still.memory_bytes <= _MOST_STILL_BYTES
            if self._affordable:
                self._proposed |= dict.fromkeys(proposing, still)
            if due:
                yield developed(still)
        for kind, pick in report.picks.items():
            if not pick.sure:
                self._decided.discard(kind)
            elif kind not in self._decided:
                self._decided.add(kind)
                yield from self._pinned(kind, pick.iteration)

    def end(self) -> Iterator[Moment]:
        """Return what rules have proposed that are not sure yet."""
        for kind in [kind for kind in self._proposed if kind not in self._decided]:
            yield from self._pinned(kind, self._proposed[kind].iteration)

    def _pinned(self, kind: str, iteration: int) -> Iterator[Moment]:
        still = self._proposed.pop(kind, None)
        # After another start a rule begins anew; what it once proposed is not what it has chosen.
        if still is not None and still.iteration == iteration:
            yield developed(still, pinned=True)


def developed(still: Still, *, pinned: bool = False, bookmarked: bool = False) -> Moment:
    """Return an average that was put aside, as arrays."""
    return Moment(still.iteration, still.preview, still.estimates, pinned, bookmarked, still.region)
