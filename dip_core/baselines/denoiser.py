"""What the methods that take noise out of a picture have in common."""

from abc import abstractmethod
from dataclasses import dataclass

import numpy as np

from dip_core.errors import OptionError
from dip_core.noise import estimate_noise
from dip_core.options import option
from dip_core.spec import Baseline, FloatArray, Observation, Problem, Task


@dataclass(frozen=True)
class Denoiser(Baseline):
    """A method that removes noise and undoes nothing else."""

    noise: float = option(
        0.0,
        "Noise",
        "The standard deviation of the noise, in steps of 8 bit; 0 estimates it from the picture.",
        minimum=0.0,
        maximum=128.0,
        step=1.0,
    )

    @abstractmethod
    def smoothed(self, image: FloatArray, sigma: float) -> FloatArray:
        """Return an (H, W, C) picture without its noise of standard deviation `sigma` > 0."""
        raise NotImplementedError

    def restore(self, observation: Observation, task: Task) -> FloatArray:
        """Return what the task makes of the picture denoised, (H, W, C) floats in [0, 1].

        A picture without noise is taken as it is. Raises an `OptionError` for a task that asks for
        more than the removal of noise.
        """
        unknown = self._unknown(observation, task)
        image = observation.image
        sigma = self.noise / 255 or estimate_noise(image)
        if sigma > 0.0:
            # The library drops the last axis of a grey picture.
            smooth = self.smoothed(image, sigma).reshape(image.shape)
            image = np.clip(smooth, 0.0, 1.0).astype(np.float32)
        return task.finish(observation, {unknown: image})

    def _unknown(self, observation: Observation, task: Task) -> str:
        """Return the name of what the task looks for."""
        if task.enlargement() > 1.0:
            instead = "the method lanczos or tv"
        else:
            problem = task.pose(observation)
            if problem.region is not None:
                instead = "the method biharmonic or patch"
            elif is_the_picture_itself(problem, observation):
                return problem.unknowns[0].name
            else:
                instead = "the task denoising or another method"
        raise OptionError(
            f"{self.label} only removes noise and cannot restore for {task.kind}; choose {instead}."
        )


def is_the_picture_itself(problem: Problem, observation: Observation) -> bool:
    """Whether one unknown, as large as the picture, is compared with a picture of that size.

    That is so when the operator is the identity; blur looks for a larger picture, features are
    compared in another form, and layers are more than one.
    """
    height, width = observation.image.shape[:2]
    sizes = [(unknown.height, unknown.width) for unknown in problem.unknowns]
    return sizes == [(height, width)] and problem.measurement.shape == observation.image.shape
