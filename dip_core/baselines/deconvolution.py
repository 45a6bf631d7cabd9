"""What the methods that undo a known blur have in common: the kernel, and a border that is calm."""

from abc import abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dip_core.errors import OptionError
from dip_core.noise import estimate_noise
from dip_core.spec import Baseline, BlurKernel, FloatArray, Observation, Task

# Rounding to 8 bits is noise of 1/√12 of a step; hardly any picture has less.
_LEAST_NOISE = 1.0 / 255.0 / 12.0**0.5


@dataclass(frozen=True)
class Deconvolution(Baseline):
    """A method that undoes a blur whose kernel is known, and nothing else."""

    @abstractmethod
    def sharpened(self, plane: FloatArray, kernel: FloatArray, sigma: float) -> FloatArray:
        """Return one channel without its blur.

        Parameters
        ----------
        plane
            (H, W) floats in [0, 1].
        kernel
            (h, w), both odd, of sum 1.
        sigma
            The standard deviation of the noise, more than 0.
        """
        raise NotImplementedError

    def restore(self, observation: Observation, task: Task) -> FloatArray:
        """Return the picture sharpened, (H, W, C) floats in [0, 1].

        Raises an `OptionError` for a task without a known blur, and for a blur the task refuses.
        """
        kernel = known_blur(observation, task)
        if kernel is None:
            raise OptionError(
                f"{self.label} only sharpens a known blur and cannot restore for {task.kind}; "
                "choose the task deblurring or another method."
            )
        image = observation.image
        sigma = noise_of(image)
        planes = [self.sharpened(image[..., c], kernel, sigma) for c in range(image.shape[2])]
        return np.clip(np.stack(planes, axis=-1), 0.0, 1.0).astype(np.float32)


def known_blur(observation: Observation, task: Task) -> FloatArray | None:
    """Return the kernel a task is told, (h, w) odd floats of sum 1; None where it is told none.

    A row or column of zeros makes an even size odd: the centre, at size // 2 as everywhere in
    SciPy, is then in the middle. Raises what the task raises for a kernel it cannot use.
    """
    kernel = getattr(task, "kernel", None)
    if not isinstance(kernel, BlurKernel):
        return None
    task.pose(observation)
    matrix = kernel.matrix(observation)
    return np.pad(matrix, [(0, 1 - size % 2) for size in matrix.shape])


def noise_of(image: FloatArray) -> float:
    """Return the standard deviation of a blurred picture's noise, at least that of 8 bits."""
    return max(estimate_noise(image), _LEAST_NOISE)


def widened(image: FloatArray, kernel: FloatArray) -> NDArray[np.float64]:
    """Return an (H, W) or (H, W, C) picture with what the kernel reaches beyond it, made up."""
    beyond = [(size // 2, size // 2) for size in kernel.shape]
    return np.pad(image.astype(np.float64), [*beyond, *[(0, 0)] * (image.ndim - 2)], mode="edge")


def inside(image: NDArray[np.float64], kernel: FloatArray, shape: tuple[int, ...]) -> FloatArray:
    """Return the part, as large as `shape`, that `widened` started from."""
    top, left = (size // 2 for size in kernel.shape)
    return image[top : top + shape[0], left : left + shape[1]].astype(np.float32)
