"""Taking layers apart: several networks, each of which finds one part of what was mixed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dip_core.mixtures.haze import Haze
from dip_core.mixtures.mixture import Mixture
from dip_core.options import option
from dip_core.spec import Extra, FloatArray, Observation, Problem, Quality, RestorationSpec, Task


@dataclass(frozen=True)
class Layers(Task, kind="layers", label="Take layers apart"):
    """E = D(A(f_1, …, f_n), x0) + coupling; what A is, the mixture says."""

    mixture: Mixture = option(
        Haze(),
        "Mixture of",
        "What lies over what: haze over a scene, a watermark over a picture, or two pictures over "
        "each other.",
    )

    @property
    def local(self) -> bool:
        """Whether the result differs from the picture inside the mask alone."""
        return self.mixture.local

    @property
    def looks_at(self) -> tuple[Extra, ...]:
        """What the mixture makes use of beside the picture."""
        return self.mixture.looks_at

    @property
    def networks(self) -> int:
        """How many networks of the spec's kind are fitted at once."""
        return self.mixture.networks

    def pose(self, observation: Observation) -> Problem:
        """Look for the layers of the mixture."""
        return self.mixture.pose(observation)

    def finish(self, observation: Observation, estimates: Mapping[str, FloatArray]) -> FloatArray:
        """Hand over the layer a person wants, as the mixture makes it."""
        return self.mixture.finish(observation, estimates)

    def recommended(self, quality: Quality) -> RestorationSpec:
        """Return what suits the mixture."""
        return self.mixture.recommended(self, quality)
