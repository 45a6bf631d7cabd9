"""A copy of a large array that is made again and again in the same memory."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]


class KeptCopy:
    """Copies masks where it copied before: fresh memory takes longer than a stroke may.

    A copy is good until the next one is made.
    """

    def __init__(self) -> None:
        self._memory = np.empty(0, np.uint8)

    def of(self, values: Bytes) -> Bytes:
        """Return a copy."""
        if self._memory.shape != values.shape:
            self._memory = np.empty(values.shape, np.uint8)
        np.copyto(self._memory, values)
        return self._memory
