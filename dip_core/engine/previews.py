"""When a preview is due: previews are a share of the run time, not a rate."""

import time

import numpy as np
from numpy.typing import NDArray

from dip_core.spec import FloatArray

_MOST_PER_SECOND = 15.0


class PreviewClock:
    """Allows previews while they have taken no more than `budget` of the time so far."""

    def __init__(self, budget: float) -> None:
        self._budget = budget
        self._spent = 0.0
        self._last = -float("inf")

    def due(self, elapsed: float) -> bool:
        """Whether one may be made now; `elapsed` is the run's own clock in seconds."""
        if self._budget <= 0.0 or elapsed - self._last < 1 / _MOST_PER_SECOND:
            return False
        return self._spent <= self._budget * elapsed

    def made(self, started: float, elapsed: float) -> None:
        """Account for a preview begun at `time.perf_counter()` = `started`."""
        self._spent += time.perf_counter() - started
        self._last = elapsed


def to_bytes(image: FloatArray) -> NDArray[np.uint8]:
    """Round floats in [0, 1] to 8 bit."""
    return (np.clip(image, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)
