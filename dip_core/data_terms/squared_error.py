"""The squared error: what Gaussian noise asks for, and the paper's choice for every task."""

from dataclasses import dataclass

from torch import Tensor

from dip_core.spec import DataTerm


@dataclass(frozen=True)
class SquaredError(DataTerm, kind="squared", label="Squared error"):
    """D(a, y; w) = Σ w·(a − y)² / Σ w, the mean over the samples that count."""

    def __call__(self, prediction: Tensor, measurement: Tensor, weight: Tensor) -> Tensor:
        """Return the weighted mean; `weight` may have one channel for all."""
        weights = weight.expand_as(measurement)
        return (weights * (prediction - measurement).square()).sum() / weights.sum()
