"""No prior: what the data alone say, to be compared with what a network's structure adds."""

from dataclasses import dataclass

from dip_core.baselines.fitting import Fitting


@dataclass(frozen=True)
class NoPrior(Fitting, kind="no-prior", label="No prior"):
    """x* = argmin_x D(A(x), y; w) over the pixels themselves (arXiv 1711.10925).

    Noise is learnt as it is, and what was not observed stays middle grey.
    """
