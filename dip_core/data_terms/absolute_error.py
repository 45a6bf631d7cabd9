"""The absolute error: a few very wrong pixels, such as salt and pepper, count for little."""

from dataclasses import dataclass

from torch import Tensor

from dip_core.spec import DataTerm


@dataclass(frozen=True)
class AbsoluteError(DataTerm, kind="absolute", label="Absolute error"):
    """D(a, y; w) = Σ w·|a − y| / Σ w; its gradient at equality is 0."""

    def __call__(self, prediction: Tensor, measurement: Tensor, weight: Tensor) -> Tensor:
        """Return the weighted mean; `weight` may have one channel for all."""
        weights = weight.expand_as(measurement)
        return (weights * (prediction - measurement).abs()).sum() / weights.sum()
