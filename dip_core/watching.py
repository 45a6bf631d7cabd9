"""What passes between a run and its stopping rule: a glimpse one way, a verdict the other.

A rule sees no reference and no more of a run than is shown here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from torch import Tensor

# Which outputs an average is of.
Span = Literal["recent", "long"]


@dataclass(frozen=True)
class Misfit:
    """The mean squared error of the average, as A(x̄) against y, weighted by w.

    fitted    over the samples that are fitted
    withheld  over the samples that the rule has withheld from the fit; NaN where there are none
    """

    fitted: float = math.nan
    withheld: float = math.nan


@dataclass(frozen=True, eq=False)
class Glimpse:
    """What a stopping rule is shown each iteration.

    samples  the raw output at no more than 65 536 fixed places of the region, a flat tensor on the
             processor; it must not be kept
    misfit   computes the misfit of the average that predicts withheld samples best. It costs a
             pass through the operator for each average there is, so that a rule asks only now and
             then
    """

    iteration: int
    loss: float
    samples: Tensor
    misfit: Callable[[], Misfit] = Misfit


@dataclass(frozen=True)
class Pick:
    """The iteration a rule would hand over, and whether it has made up its mind."""

    iteration: int
    sure: bool = False


@dataclass(frozen=True)
class Verdict:
    """What a stopping rule says: is this estimate worth keeping, is it time to stop, and why.

    value   the rule's own curve, for the plot; None where it has nothing to say yet
    values  of a rule made of several: the curve of each by its kind
    picks   of such a rule: what each that has a value now would hand over
    """

    keep: bool = False
    stop: bool = False
    why: str = ""
    value: float | None = None
    values: Mapping[str, float] = field(default_factory=dict)
    picks: Mapping[str, Pick] = field(default_factory=dict)

    def curves(self, kind: str) -> Mapping[str, float]:
        """Return the value of every rule by its kind; `kind` is that of the rule itself."""
        return self.values or ({} if self.value is None else {kind: self.value})

    def proposals(self, kind: str, kept: int) -> Mapping[str, Pick]:
        """Return the pick of every rule likewise; the rule itself has `kept` that iteration."""
        return self.picks or ({} if self.value is None else {kind: Pick(kept, self.stop)})


class Watcher(Protocol):
    """A stopping rule at work on one run."""

    def see(self, glimpse: Glimpse) -> Verdict:
        """Look at one iteration."""
        ...

    def rewind(self) -> None:
        """The run went back to an earlier state: forget what depends on consecutive outputs."""
        ...
