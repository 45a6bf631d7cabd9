"""Removing the blocks and rings of JPEG: fit the picture and stop before its artefacts are learnt.

Blocks and rings are structure that the network finds hard, as noise is, and so they come last. The
file itself says within which interval every cosine coefficient of its blocks was; the result is
moved into them. Without the file (a PNG made from it, a picture that was turned) the task is blind:
nothing is assumed about the quality.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dip_core.data_terms.squared_error import SquaredError
from dip_core.net_inputs.noise import Noise
from dip_core.networks.skip import Skip
from dip_core.operators.masking import Identity
from dip_core.options import option
from dip_core.spec import (
    FloatArray,
    Observation,
    Problem,
    Quality,
    RestorationSpec,
    Task,
    Unknown,
)
from dip_core.stopping.moving_variance import MovingVariance

_BLIND = (
    "Nothing is known of how the picture was compressed: it is from no JPEG file, or it was turned "
    "or cut and its blocks no longer lie as in the file."
)


@dataclass(frozen=True)
class Jpeg(Task, kind="jpeg", label="Remove JPEG artefacts"):
    """E = ‖f_θ(z) − x0‖², fitted with so much input noise that blocks are not learnt soon.

    The result is the nearest picture that, compressed as x0 was, gives the file of x0. On three
    pictures of 96 px that gains 0.0 to 0.2 dB after 600 iterations with quality 10, and 1.1 to
    2.1 dB after 400 with quality 30, where the network alone is still behind the file.
    """

    keep_to_file: bool = option(
        True,
        "Keep to the file",
        "Whether the result must be a picture that the JPEG file can have been made from; other "
        "pictures do not say what they were made from.",
    )

    @property
    def divisible(self) -> bool:
        """What happens in one place depends on nothing far away."""
        return True

    @property
    def afterwards(self) -> tuple[str, ...]:
        """The fit does not look at the file."""
        return ("keep_to_file",)

    def pose(self, observation: Observation) -> Problem:
        """Fit every pixel that means something."""
        height, width, channels = observation.image.shape
        return Problem(
            operator=Identity(),
            measurement=observation.image,
            weight=observation.trust,
            unknowns=(Unknown("picture", channels, height, width),),
            correlated=8,
            notes=(self._known(observation),),
        )

    def finish(self, observation: Observation, estimates: Mapping[str, FloatArray]) -> FloatArray:
        """Move the estimate to the nearest picture that the file can have been made from."""
        picture = super().finish(observation, estimates)
        if observation.intervals is None or not self.keep_to_file:
            return picture
        return observation.intervals.projected(picture)

    def recommended(self, quality: Quality) -> RestorationSpec:
        """Narrow denoising networks with the paper's input noise, 1/30.

        On three small pictures of quality 10 (22.9, 23.1 and 25.5 dB) 32 channels gave 23.9, 23.6
        and 26.2 dB in 800 to 900 iterations. The paper's own network for a JPEG (8 to 128 channels,
        3 of input noise) gave 23.6 and 23.5 dB on the first two, in 2400. Wider ones learn the
        blocks sooner unless the noise is wider too: on the first, 64 channels were past their best
        (24.0) after 510 iterations with 1/30 and still rising (23.8) after 1000 with 1/15. "fast"
        ends after 400, which is 0.12 dB better than 1000 and 0.26 than 250 (`bench settings`, six
        pictures of 96 px).
        """
        width, noise, patience, iterations = {
            "fast": (32, 1 / 30, 200, 400),
            "balanced": (32, 1 / 30, 400, 2000),
            "best": (64, 1 / 15, 600, 4000),
        }[quality]
        return RestorationSpec(
            task=self,
            network=Skip(channels=(width,)),
            net_input=Noise(perturbation=noise),
            data_term=SquaredError(),
            stopping=MovingVariance(patience=patience),
            iterations=iterations,
        )

    def _known(self, observation: Observation) -> str:
        """Say what is known of the compression."""
        if observation.intervals is None:
            return _BLIND
        quality = observation.intervals.coding.quality
        used = (
            "the result keeps to what it allows" if self.keep_to_file else "the result need not fit"
        )
        return f"The file was compressed as with quality {quality}; {used}."
