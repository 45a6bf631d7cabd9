"""Curves of different units in one plot: each by its own extremes."""

import numpy as np
from numpy.typing import NDArray

# What came long before the valley is so much higher that nothing of the valley would be seen.
_SEEN_FROM = 0.5


def heights(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the logarithm of a curve from 0 at its lowest to 1, with NaN above that.

    1 is its highest after half of the iterations that led to the lowest. What is not positive is
    NaN too; a curve that is level is 0 throughout.
    """
    found = np.full(y.shape, np.nan)
    positive = np.isfinite(y) & (y > 0)
    if not positive.any():
        return found
    logs = np.log(y[positive])
    lowest = int(np.argmin(logs))
    near = x[positive] >= _SEEN_FROM * x[positive][lowest]
    span = float(logs[near].max() - logs[lowest]) or 1.0
    scaled = (logs - logs[lowest]) / span
    found[positive] = np.where(scaled <= 1.0, scaled, np.nan)
    return found
