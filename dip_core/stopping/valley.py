"""The valley of a rule's curve: where it was lowest, and since when nothing has been lower."""

from __future__ import annotations

from dataclasses import dataclass

from dip_core.options import option


def patience_option(default: int) -> int:
    """Declare how long a rule waits for a new minimum."""
    return option(
        default,
        "Patience",
        "How many iterations without a new minimum end the run.",
        minimum=1,
        maximum=20_000,
        step=100,
        unit="iterations",
    )


def warm_up_option() -> int:
    """Declare when a rule begins to look."""
    return option(
        100,
        "Warm-up",
        "Minima before this iteration are ignored; the first ones are often false.",
        minimum=0,
        maximum=20_000,
        step=50,
        unit="iterations",
        advanced=True,
    )


def lag_option(default: float) -> float:
    """Declare how long after the minimum the average is best."""
    return option(
        default,
        "Lag",
        "How long after the minimum the average is taken, which looks back over recent iterations: "
        "a share of the iterations that led to the minimum.",
        minimum=0.0,
        maximum=5.0,
        step=0.05,
        advanced=True,
    )


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
