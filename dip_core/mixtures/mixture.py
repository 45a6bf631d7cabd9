"""The family of mixtures: what the task of taking a picture's layers apart is told to look for."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from dip_core.options import Spec
from dip_core.spec import Extra, FloatArray, Observation, Problem, Quality, RestorationSpec, Task


@dataclass(frozen=True)
class Mixture(Spec):
    """The layers sought, and how they were laid over one another.

    Gandelsman, Shocher and Irani, "Double-DIP", arXiv 1812.00467: each layer is the output of a
    network of its own, and layers that are simpler than their mixture are what the networks find
    first.
    """

    @property
    def local(self) -> bool:
        """Whether the result differs from the picture inside the mask alone."""
        return False

    @property
    def looks_at(self) -> tuple[Extra, ...]:
        """What it makes use of beside the picture."""
        return ()

    @property
    def networks(self) -> int:
        """How many networks of the spec's kind are fitted at once."""
        return 2

    @abstractmethod
    def pose(self, observation: Observation) -> Problem:
        """Return the problem, or raise an `OptionError` that says what is missing."""
        raise NotImplementedError

    @abstractmethod
    def finish(self, observation: Observation, estimates: Mapping[str, FloatArray]) -> FloatArray:
        """Make the picture handed over from the layers found, (H, W, C) floats in [0, 1]."""
        raise NotImplementedError

    @abstractmethod
    def recommended(self, task: Task, quality: Quality) -> RestorationSpec:
        """Return settings that suit a task of taking this mixture apart."""
        raise NotImplementedError
