"""Stop when several rules, watching at once, allow it; and say what each of them found.

Each rule alone has pictures it fails on. Withheld pixels are the only witness that is right on
average whatever the noise, and so they decide; the others cost next to nothing, show how far they
can be trusted, and take over where there is nothing to withhold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from dip_core.options import option
from dip_core.spec import FloatArray, Problem, Stopping
from dip_core.stopping.discrepancy import Discrepancy
from dip_core.stopping.exponential_variance import ExponentialVariance
from dip_core.stopping.held_out import HeldOut
from dip_core.stopping.moving_variance import MovingVariance
from dip_core.watching import Glimpse, Pick, Verdict, Watcher

# Variances of so many samples are as good as those of all, and need a quarter of the memory.
_ENOUGH = 16_384
_NAMES = {
    HeldOut.kind: "withheld pixels",
    MovingVariance.kind: "moving variance",
    ExponentialVariance.kind: "exponential variance",
    Discrepancy.kind: "noise level",
}


@dataclass(frozen=True)
class Auto(Stopping, kind="auto", label="Automatic (several rules)"):
    """Let withheld pixels, two variances and, where it is known, the noise level watch at once."""

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
        "For how many iterations nothing better may come before the run ends.",
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
        """Withhold what the withheld pixels of that rule are."""
        return self._held_out.withhold(problem, random)

    def final_fit(self, best: int) -> range:
        """Do again what the withheld pixels' own rule does again."""
        return self._held_out.final_fit(best)

    def watch(self, problem: Problem) -> Watcher:
        """Return a watcher that shows everything to a watcher of each rule."""
        rules = [
            self._held_out,
            MovingVariance(patience=self.patience),
            ExponentialVariance(patience=self.patience),
        ]
        if problem.noise:
            rules.append(Discrepancy())
        return _Agreement({rule.kind: rule.watch(problem) for rule in rules})

    @property
    def _held_out(self) -> HeldOut:
        return HeldOut(share=self.share, patience=self.patience, refit=self.refit)


@dataclass(eq=False)
class _Finding:
    """What one rule has found so far: the iteration it would keep, and whether it is sure."""

    kept: int = 0
    sure: bool = False

    def note(self, iteration: int, verdict: Verdict) -> None:
        if self.sure:
            return
        if verdict.keep:
            self.kept = iteration
        self.sure = verdict.stop

    @property
    def pick(self) -> Pick:
        return Pick(self.kept, self.sure)


class _Agreement:
    def __init__(self, watchers: Mapping[str, Watcher]) -> None:
        self._watchers = watchers
        self._findings = {kind: _Finding() for kind in watchers}
        self._withheld = False

    def rewind(self) -> None:
        for watcher in self._watchers.values():
            watcher.rewind()

    def see(self, glimpse: Glimpse) -> Verdict:
        glimpse = replace(glimpse, samples=glimpse.samples[:: self._stride(glimpse)])
        verdicts = {kind: watcher.see(glimpse) for kind, watcher in self._watchers.items()}
        for kind, verdict in verdicts.items():
            self._findings[kind].note(glimpse.iteration, verdict)
        values = {kind: v.value for kind, v in verdicts.items() if v.value is not None}
        self._withheld = self._withheld or HeldOut.kind in values
        leader = HeldOut.kind if self._withheld else MovingVariance.kind
        finding = self._findings[leader]
        return Verdict(
            keep=verdicts[leader].keep,
            stop=finding.sure,
            why=self._why(finding.kept) if finding.sure else "",
            value=values.get(leader),
            values=values,
            picks={kind: self._findings[kind].pick for kind in values},
        )

    @staticmethod
    def _stride(glimpse: Glimpse) -> int:
        return -(-glimpse.samples.numel() // _ENOUGH)

    def _why(self, kept: int) -> str:
        """Say what each rule found, and which iteration that makes."""
        found = [
            f"{_NAMES[kind]} {finding.kept if finding.sure else 'not yet'}"
            for kind, finding in self._findings.items()
            if self._withheld or kind != HeldOut.kind
        ]
        return f"Best iteration by {', '.join(found)}; {kept} was handed over."
