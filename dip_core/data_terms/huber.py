"""The Huber error: squares for ordinary noise, absolute values for what is very wrong."""

from dataclasses import dataclass

from torch import Tensor
from torch.nn import functional

from dip_core.options import option
from dip_core.spec import DataTerm


@dataclass(frozen=True)
class Huber(DataTerm, kind="huber", label="Huber error"):
    """D(a, y; w) = Σ w·h(a − y) / Σ w; h(e) = e²/2 up to |e| = δ and δ·(|e| − δ/2) beyond.

    Huber, "Robust Estimation of a Location Parameter", 1964.
    """

    delta: float = option(
        0.05,
        "Threshold",
        "Differences beyond this share of the range from black to white count as outliers.",
        minimum=1e-4,
        maximum=1.0,
        step=0.01,
    )

    def __call__(self, prediction: Tensor, measurement: Tensor, weight: Tensor) -> Tensor:
        """Return the weighted mean; `weight` may have one channel for all."""
        weights = weight.expand_as(measurement)
        error = functional.huber_loss(
            prediction, measurement.expand_as(prediction), reduction="none", delta=self.delta
        )
        return (weights * error).sum() / weights.sum()
