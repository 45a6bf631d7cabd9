"""An average put aside while the run goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from dip_core.engine.previews import to_bytes
from dip_core.images import Box
from dip_core.spec import FloatArray

Averages = list[Tensor]


class Still:
    """The average of one iteration, on the run's device: arrays are made when they are asked for.

    Parameters
    ----------
    named, finished
        Turn averages into arrays by name, and into the picture handed over.
    """

    def __init__(
        self,
        iteration: int,
        averages: Averages,
        named: Callable[[Averages], Mapping[str, FloatArray]],
        finished: Callable[[Averages], FloatArray],
    ) -> None:
        self.iteration = iteration
        self.region: Box | None = None  # where the preview belongs; None is everywhere
        self._averages = averages
        self._named, self._finished = named, finished

    def counted(self, iteration: int, region: Box) -> Still:
        """Return the same as what a photograph of several parts has at an iteration of them all."""
        again = Still(iteration, self._averages, self._named, self._finished)
        again.region = region
        return again

    @property
    def memory_bytes(self) -> int:
        """How much memory of the device it holds."""
        return sum(average.numel() * average.element_size() for average in self._averages)

    @cached_property
    def estimates(self) -> Mapping[str, FloatArray]:
        """(H, W, C) floats by the unknowns' names."""
        return self._named(self._averages)

    @cached_property
    def preview(self) -> NDArray[np.uint8]:
        """(H, W, C) bytes: the picture as it would be handed over."""
        return to_bytes(self._finished(self._averages))
