"""What takes the detail out of a picture: blur, motion, too few pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import scipy
from PIL import Image
from scipy import ndimage

from dip_core.degradations.degradation import (
    Degradation,
    Degraded,
    FloatArray,
    from_pillow,
    to_pillow,
)
from dip_core.errors import OptionError
from dip_core.options import option

_DIRECT = 21 * 21  # samples of a kernel; larger ones are sooner convolved through spectra


@dataclass(frozen=True)
class SoftBlur(Degradation, kind="blur", label="Blur"):
    """Gaussian blur, its σ in pixels: blur:1.6."""

    example: ClassVar[str] = "blur:1.6"
    sigma: float = option(
        1.6,
        "Width",
        "The standard deviation of the blur.",
        minimum=0.1,
        maximum=50.0,
        step=0.2,
        unit="px",
    )

    def apply(self, image: FloatArray, random: np.random.Generator) -> Degraded:
        """Convolve it."""
        sentence = f"A blur of σ = {self.sigma:g} px was applied."
        return Degraded(_blurred(image, gaussian_kernel(self.sigma)), None, sentence)


@dataclass(frozen=True)
class MotionBlur(Degradation, kind="motion", label="Motion blur"):
    """Camera shake along a line, its length in pixels and its angle in degrees: motion:15,30."""

    example: ClassVar[str] = "motion:15,30"
    length: float = option(
        15.0,
        "Length",
        "How far the camera moved while the shutter was open.",
        minimum=1.0,
        maximum=200.0,
        step=1.0,
        unit="px",
    )
    angle: float = option(
        30.0,
        "Angle",
        "The direction of the motion, counter-clockwise from horizontal.",
        minimum=-360.0,
        maximum=360.0,
        step=5.0,
        unit="°",
    )

    def apply(self, image: FloatArray, random: np.random.Generator) -> Degraded:
        """Convolve it with the trace."""
        sentence = f"A motion of {self.length:g} px at {self.angle:g}° blurred it."
        return Degraded(_blurred(image, motion_kernel(self.length, self.angle)), None, sentence)


@dataclass(frozen=True)
class Shrinking(Degradation, kind="shrink", label="Too small"):
    """A smaller picture, so many times per side, by Pillow's Lanczos in 8 bits: shrink:4.

    The picture is cut first to what the small one becomes when it is enlarged by the factor again,
    round(side · factor), so that a result can be compared with the clean picture.
    """

    example: ClassVar[str] = "shrink:4"
    factor: float = option(
        4.0,
        "Factor",
        "How many times less wide and high it becomes.",
        minimum=1.5,
        maximum=16.0,
        step=0.5,
        unit="×",
    )

    def apply(self, image: FloatArray, random: np.random.Generator) -> Degraded:
        """Cut it and make it small."""
        smaller, factor = min(image.shape[:2]), self.factor
        if factor > smaller:
            raise OptionError(
                f"A picture of {smaller} pixels a side cannot be shrunk by {factor:g}."
            )
        # 63 / 2.1 comes out just below 30.
        height, width = (math.floor(side / factor + 1e-9) for side in image.shape[:2])
        whole = image[: round(height * factor), : round(width * factor)]
        small = to_pillow(whole).resize((width, height), Image.Resampling.LANCZOS)
        cut = "" if whole.shape == image.shape else f", after cutting it to {_size(whole)}"
        sentence = f"It was made {factor:g} times smaller per side{cut}."
        return Degraded(from_pillow(small), None, sentence)


def gaussian_kernel(sigma: float) -> FloatArray:
    """Return a Gaussian blur kernel, (n, n) with n odd, of sum 1, reaching to 3 σ."""
    radius = max(1, math.ceil(3 * sigma))
    line = np.exp(-0.5 * (np.arange(-radius, radius + 1) / sigma) ** 2)
    kernel = np.outer(line, line)
    return (kernel / kernel.sum()).astype(np.float32)


def motion_kernel(length: float, angle: float) -> FloatArray:
    """Return the kernel of a straight motion, (n, n) with n odd, of sum 1: a point every pixel.

    Parameters
    ----------
    length
        Pixels from one end of the trace to the other.
    angle
        Degrees, counter-clockwise from horizontal.
    """
    radius = max(1, math.ceil((length - 1) / 2))
    along = np.linspace(-(length - 1) / 2, (length - 1) / 2, max(1, round(length)))
    turn = math.radians(angle)
    down, across = radius - along * math.sin(turn), radius + along * math.cos(turn)
    kernel = np.zeros((2 * radius + 2, 2 * radius + 2))
    top, left = np.floor(down).astype(int), np.floor(across).astype(int)
    for row, column, share in (
        (top, left, (1 - down + top) * (1 - across + left)),
        (top, left + 1, (1 - down + top) * (across - left)),
        (top + 1, left, (down - top) * (1 - across + left)),
        (top + 1, left + 1, (down - top) * (across - left)),
    ):
        np.add.at(kernel, (row, column), share)
    return (kernel / kernel.sum())[:-1, :-1].astype(np.float32)


def _blurred(image: FloatArray, kernel: FloatArray) -> FloatArray:
    """Convolve each channel; the picture is mirrored at its borders."""
    rows, columns = (side // 2 for side in kernel.shape)
    if kernel.size <= _DIRECT:
        return np.asarray(ndimage.convolve(image, kernel[:, :, None], mode="reflect"), np.float32)
    mirrored = np.pad(image, ((rows, rows), (columns, columns), (0, 0)), mode="symmetric")
    soft = scipy.signal.oaconvolve(mirrored, kernel[:, :, None], mode="valid", axes=(0, 1))
    return np.clip(soft, 0.0, 1.0).astype(np.float32)


def _size(image: FloatArray) -> str:
    return f"{image.shape[1]}×{image.shape[0]}"
