"""The valley of a rule's curve: where it was lowest, and since when nothing has been lower."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sight:
    """What one value told.

    keep   the average of this iteration is the best choice so far
    found  the minimum is confirmed; from now on it stays where it is
    """

    keep: bool
    found: bool


class Valley:
    """Watches a curve for its first confirmed minimum.

    Parameters
    ----------
    patience
        How many iterations without a new minimum confirm the last one.
    warm_up
        Values before this iteration are ignored.
    lag
        How long after the minimum the average is taken, which looks back over recent iterations: a
        share of the iterations that led to the minimum.
    hesitation
        The least patience, as such a share.
    """

    def __init__(
        self, *, patience: int, warm_up: int, lag: float = 0.0, hesitation: float = 0.0
    ) -> None:
        self._patience, self._warm_up, self._lag = patience, warm_up, lag
        self._hesitation = max(hesitation, lag)
        self._lowest = float("inf")
        self.at = 0
        self.found = False

    def see(self, iteration: int, value: float | None) -> Sight:
        """Take in the value of one iteration, or None while there is none."""
        if value is None or iteration < self._warm_up:
            # Until there is a first minimum the newest average is the best there is.
            return Sight(keep=self.at == 0, found=False)
        if self.found:
            return Sight(keep=False, found=True)
        if value < self._lowest:
            self._lowest, self.at = value, iteration
            return Sight(keep=True, found=False)
        since = iteration - self.at
        self.found = since >= max(self._patience, self._hesitation * self.at)
        return Sight(keep=since <= self._lag * self.at, found=self.found)
