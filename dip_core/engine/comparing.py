"""How near the estimate is to the reference and to the input, asked now and then.

The structural similarity takes longer than many an iteration, and what the input looks like beside
the estimate decides nothing; both are for whoever watches, and cost a share of the time, like
previews.
"""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from dip_core.engine.previews import PreviewClock
from dip_core.engine.scoring import decibels
from dip_core.metrics import ssim
from dip_core.spec import FloatArray, Observation

_WINDOW = 11  # pixels that the structural similarity looks at together
_LARGEST = 2**20  # pixels; the structural similarity of more would take memory the run needs


class Comparing:
    """Compares raw output and average with the reference and with the input.

    Parameters
    ----------
    shape
        Of the result. An input of another one is not compared with.
    region
        (H, W), above 0 where the person looks; None for everywhere. The input is then not compared
        with: known pixels are handed back as they were, and the others say nothing.
    budget
        The share of the run time it may take; 0 for never.
    """

    def __init__(
        self,
        observation: Observation,
        shape: tuple[int, ...],
        region: FloatArray | None,
        budget: float,
    ) -> None:
        self._clock = PreviewClock(budget)
        self._reference = observation.reference
        same = observation.image.shape == shape and region is None
        self._input = observation.image if same else None
        self._region: NDArray[np.float32] | None = None
        if region is not None:
            self._region = (region > 0).astype(np.float32)
        small = shape[0] * shape[1] <= _LARGEST and min(shape[:2]) >= _WINDOW
        self._similar = small and (self._region is None or bool(self._region.any()))

    def due(self, elapsed: float) -> bool:
        """Whether it may be done now; `elapsed` is the run's own clock in seconds."""
        known = self._input is not None or (self._reference is not None and self._similar)
        return known and self._clock.due(elapsed)

    def compared(self, raw: FloatArray, average: FloatArray, elapsed: float) -> dict[str, float]:
        """Return PSNR in dB and structural similarity by name."""
        begun = time.perf_counter()
        found: dict[str, float] = {}
        for name, picture in (("", raw), ("_average", average)):
            if self._input is not None:
                found[f"psnr{name}_input"] = decibels(picture, self._input)
            if self._similar:
                found |= self._similarities(name, picture)
        self._clock.made(begun, elapsed)
        return found

    def _similarities(self, name: str, picture: FloatArray) -> dict[str, float]:
        found = {}
        if self._reference is not None:
            part = "" if self._region is None else "_region"
            found[f"ssim{name}{part}"] = ssim(picture, self._reference, self._region)
        if self._input is not None:
            found[f"ssim{name}_input"] = ssim(picture, self._input)
        return found
