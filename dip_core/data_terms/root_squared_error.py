"""The root of the squared error: its pull on a sample does not fade while the fit improves."""

from dataclasses import dataclass

from torch import Tensor

from dip_core.spec import DataTerm

# Below this the root would be too steep to follow; 1e-4 of the range is far below a step of 8 bit.
_STEEPEST = 1e-4


@dataclass(frozen=True)
class RootSquaredError(DataTerm, kind="root-squared", label="Root squared error"):
    """D(a, y; w) = √(Σ w·(a − y)² / Σ w + ε²) − ε.

    The data term of the Deep Random Projector (Li et al., CVPR 2023), whose weights for total
    variation, 0.01 to 0.75, belong to it. ε makes the gradient at equality 0.
    """

    def __call__(self, prediction: Tensor, measurement: Tensor, weight: Tensor) -> Tensor:
        """Return the root of the weighted mean; `weight` may have one channel for all."""
        weights = weight.expand_as(measurement)
        mean = (weights * (prediction - measurement).square()).sum() / weights.sum()
        return (mean + _STEEPEST**2).sqrt() - _STEEPEST
