"""Stop when the fit is as far from the measurement as the truth is: Morozov's principle.

The true picture misses a measurement of noise σ by σ² on average; a fit that comes closer has begun
to learn the noise. It needs the noise to be known, and even.
"""

from __future__ import annotations

from dataclasses import dataclass

from dip_core.errors import OptionError
from dip_core.options import option
from dip_core.spec import Problem, Stopping
from dip_core.stopping.held_out import LOOK_EVERY
from dip_core.watching import Glimpse, Verdict, Watcher


@dataclass(frozen=True)
class Discrepancy(Stopping, kind="discrepancy", label="When only the noise is left"):
    """Keep the first average x̄ with mean over w of (A(x̄) − y)² ≤ τ·σ².

    A network has always learnt some of the noise when it is best: at the best average the misfit
    was 0.87 to 0.97 of the noise's variance (two pictures of 96 px, σ 15 to 50, and Poisson noise).
    The rule is as good as σ: taken 5 % too large on a picture half of which is black, where noise
    is clipped, it stopped 3 dB too soon; on the others it left 0.04 dB to the best average.
    """

    sigma: float = option(
        0.0,
        "Noise",
        "The σ of the noise, of 255; 0 estimates it from the picture.",
        minimum=0.0,
        maximum=255.0,
        step=1.0,
    )
    tau: float = option(
        0.93,
        "Tolerance",
        "Above 1 the run stops sooner, with less of the noise and less of the detail.",
        minimum=0.1,
        maximum=10.0,
        step=0.01,
        advanced=True,
    )

    def watch(self, problem: Problem) -> Watcher:
        """Return a watcher that knows where to stop."""
        sigma = self.sigma / 255.0 or problem.noise
        if not sigma:
            raise OptionError(
                "How noisy the picture is cannot be told for this task; "
                "set the noise (stopping.sigma), or choose another stopping rule."
            )
        return _DiscrepancyWatcher(sigma, self.tau)


class _DiscrepancyWatcher:
    """Looks at the misfit of the average now and then."""

    def __init__(self, sigma: float, tau: float) -> None:
        self._sigma = sigma
        self._goal = tau * sigma**2
        self._reached = False

    def rewind(self) -> None:
        """There is nothing to forget: the average goes back by itself."""

    def see(self, glimpse: Glimpse) -> Verdict:
        """Keep every average until one is as close as the noise allows."""
        if glimpse.iteration % LOOK_EVERY:
            return Verdict(keep=not self._reached)
        error = glimpse.misfit().fitted
        # Written so that NaN, of a run that shows no misfit, reaches nothing.
        if not error <= self._goal:
            return Verdict(keep=not self._reached, value=error)
        first, self._reached = not self._reached, True
        why = f"What is left of the picture is its noise, of about σ = {255 * self._sigma:.0f}."
        return Verdict(keep=first, stop=True, why=why, value=error)
