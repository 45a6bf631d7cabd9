"""Which average of its outputs a run hands over, and over how many starts."""

from dataclasses import dataclass
from typing import Literal

from dip_core.options import Spec, option


@dataclass(frozen=True)
class Averaging(Spec):
    """The running average of the outputs, which is what a run hands over.

    It scores 1–2 dB above any one of them. An exponential average, x̄_t = γ·x̄_{t−1} + (1 − γ)·x_t
    divided by 1 − γ^t, follows what is still being learnt; one of most of the run is smoother.
    """

    decay: float = option(
        0.99,
        "Smoothing",
        "How much of the recent average each new iteration keeps; 0 makes it the last output.",
        minimum=0.0,
        maximum=0.9999,
        step=0.01,
    )
    span: Literal["best", "recent", "long"] = option(
        "best",
        "Handed over",
        "The average of recent outputs, of most of the run, or whichever predicts withheld pixels "
        "better (best); where nothing is withheld, best is the recent one.",
    )
    seeds: int = option(
        1,
        "Runs",
        "How many restorations, each from a seed of its own, are done one after another and "
        "averaged.",
        minimum=1,
        maximum=32,
    )
