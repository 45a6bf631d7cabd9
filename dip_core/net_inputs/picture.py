"""A picture as the network's input: its edges and shapes guide the result.

Ulyanov, Vedaldi, Lempitsky, arXiv 1711.10925, restore a photograph taken without flash from its
flash twin. The skip connections let structure through; colour and light come from the fit.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from dip_core.errors import OptionError
from dip_core.net_inputs.perturbation import perturbation_option, perturbed
from dip_core.options import option
from dip_core.spec import FloatArray, Grid, NetInput, Observation

# Two photographs of one scene have the same proportions, but for rounding when they were scaled.
_TOLERANCE = 0.02


@dataclass(frozen=True)
class Picture(NetInput, kind="picture", label="Picture"):
    """z is a photograph of the same scene, in [0, 1], with 3 equal channels where it is grey."""

    source: Literal["second", "observed"] = option(
        "second",
        "Which picture",
        "The second picture of the scene, or the degraded picture itself.",
    )
    perturbation: float = perturbation_option(0.0)

    @property
    def depth(self) -> int:
        """Red, green and blue."""
        return 3

    def sample(self, grid: Grid, observation: Observation, random: torch.Generator) -> Tensor:
        """Lay the picture on the grid, mirrored beyond its border; nothing is drawn."""
        z = _laid(self._picture(observation), grid)
        return z.expand(1, self.depth, -1, -1).contiguous().to(random.device)

    def perturb(self, z: Tensor, random: torch.Generator) -> Tensor:
        """Return z with this iteration's noise."""
        return perturbed(z, self.perturbation, random)

    def _picture(self, observation: Observation) -> FloatArray:
        if self.source == "observed":
            return observation.image
        if observation.second is None:
            raise OptionError(
                "This network input is a second picture of the same scene, and there is none; "
                "open one or choose another network input."
            )
        _check_proportions(observation.second, observation.image)
        return observation.second


def _check_proportions(second: FloatArray, image: FloatArray) -> None:
    (height, width), (rows, columns) = second.shape[:2], image.shape[:2]
    if abs(height * columns / (width * rows) - 1) > _TOLERANCE:
        raise OptionError(
            f"The second picture is {width}×{height} and the picture {columns}×{rows}; they must "
            f"show the same scene in the same proportions."
        )


def _laid(picture: FloatArray, grid: Grid) -> Tensor:
    """Scale a picture to what it covers of the grid and mirror it over the rest."""
    plain = torch.from_numpy(np.ascontiguousarray(picture, np.float32)).permute(2, 0, 1)[None]
    scaled = functional.interpolate(
        plain, size=(grid.rows, grid.columns), mode="bilinear", align_corners=False, antialias=True
    )
    beyond = ((0, 0), (0, 0), (0, grid.height - grid.rows), (0, grid.width - grid.columns))
    return torch.from_numpy(np.pad(scaled.numpy(), beyond, mode="symmetric"))
