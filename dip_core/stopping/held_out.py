"""Stop when samples that were kept from the fit are predicted best.

Withheld samples carry noise that the network has never seen, so that for independent noise
E[V_t] = MSE_t + σ²: the iteration at which V_t is lowest is the best one, whatever the noise, and
nothing about it need be known.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from dip_core.options import option
from dip_core.spec import FloatArray, Problem, Stopping
from dip_core.stopping.valley import Valley
from dip_core.stopping.withholding import withheld
from dip_core.watching import Glimpse, Verdict, Watcher

# What is learnt slowly has longer plateaus: with 200 iterations of patience alone a picture whose
# missing pixels were still getting better was given up 0.7 dB below its best.
_HESITATION = 0.5
# What was withheld takes a little longer: best averages came at 1.3 times the best iteration of a
# run from which a tenth was withheld (24 runs of three pictures, 96 px: 0.12 dB behind the best of
# a run that withholds nothing, against 0.17 at 1.1 times and 0.22 at once).
_LONGER = 3.0
# The average changes slowly, and each look costs a pass through the operator.
LOOK_EVERY = 10


@dataclass(frozen=True)
class HeldOut(Stopping, kind="held-out", label="Automatic (withheld pixels)"):
    """Keep the average that predicts withheld samples best; then fit those samples too."""

    share: float = option(
        0.02,
        "Withheld",
        "The share of the pixels that the network does not see until the end; of small pictures it "
        "is more, up to a tenth.",
        minimum=0.005,
        maximum=0.3,
        step=0.01,
    )
    patience: int = option(
        300,
        "Patience",
        "How many iterations without a better prediction end the run, or half of those that led to "
        "the best one if they are more.",
        minimum=1,
        maximum=20_000,
        step=100,
        unit="iterations",
    )
    refit: bool = option(
        True,
        "Final fit",
        "Whether the withheld pixels are fitted too at the end, once it is known how long to fit.",
        advanced=True,
    )

    def withhold(self, problem: Problem, random: np.random.Generator) -> FloatArray | None:
        """Withhold pixels, blocks or copies of the hole."""
        return withheld(problem, self.share, random)

    def final_fit(self, best: int, share: float) -> range:
        """Do the second half again, and a little more for the pixels that are new to the network.

        Noise of σ 50 on 96 px, a tenth of it withheld: 25.29 dB at the best iteration, 150. Fitting
        everything from there on gave 25.34 at best, from iteration 120 on 25.46, from 90 on 25.54,
        from 60 on 25.60, each soon after iteration 165; nothing withheld gives 25.70.
        """
        if not self.refit:
            return range(0)
        return range(best // 2, round(best * (1.0 + _LONGER * share)))

    def watch(self, problem: Problem) -> Watcher:
        """Return a watcher that has seen nothing."""
        return _HeldOutWatcher(self.patience)


def waits(patience: int, best: int) -> float:
    """Return how many iterations without a better one confirm the best one."""
    return max(patience, _HESITATION * best)


class _HeldOutWatcher:
    """Looks at the withheld samples now and then."""

    def __init__(self, patience: int) -> None:
        self._valley = Valley(patience=patience, warm_up=LOOK_EVERY, hesitation=_HESITATION)

    def rewind(self) -> None:
        """There is nothing to forget: the average goes back by itself."""

    def see(self, glimpse: Glimpse) -> Verdict:
        """Keep the average if it predicts the withheld samples better than any before."""
        if glimpse.iteration % LOOK_EVERY:
            # Until the first look the newest average is the best there is.
            return Verdict(keep=self._valley.at == 0)
        error = glimpse.misfit().withheld
        if math.isnan(error):
            return Verdict(keep=True)
        sight = self._valley.see(glimpse.iteration, error)
        if not sight.found:
            return Verdict(keep=sight.keep, value=error)
        at = self._valley.at
        why = (
            f"The withheld pixels were predicted best at iteration {at}, and no better for "
            f"{glimpse.iteration - at} iterations."
        )
        return Verdict(keep=sight.keep, stop=True, why=why, value=error)
