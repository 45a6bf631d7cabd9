"""A trial: a clean picture degraded, with all it takes to restore it and to score the result."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image

from dip_core.degradations import (
    Degradation,
    GaussianNoise,
    Impulses,
    JpegBlocks,
    Lettering,
    MissingPixels,
    MotionBlur,
    PhotonNoise,
    Shrinking,
    SoftBlur,
    Speckle,
    degrade,
    gaussian_kernel,
    motion_kernel,
)
from dip_core.errors import OptionError
from dip_core.files.jpeg_coding import JpegCoding
from dip_core.images import Box, Picture, load_picture
from dip_core.kernels.gaussian import Gaussian
from dip_core.kernels.loaded import Loaded
from dip_core.kernels.motion import Motion
from dip_core.photo import Inputs
from dip_core.resampling import resampled
from dip_core.spec import FloatArray, Quality, RestorationSpec, Task
from dip_core.tasks.deblurring import Deblurring
from dip_core.tasks.denoising import Denoising
from dip_core.tasks.inpainting import Inpainting
from dip_core.tasks.jpeg import Jpeg
from dip_core.tasks.super_resolution import SuperResolution

_LARGEST_FACTOR = 8.0  # of the enlargement that undoes shrinking


@dataclass(frozen=True, eq=False)
class Trial:
    """What a restoration is tried on.

    inputs  the degraded picture, its mask or kernel where there is one, and the clean picture as
            the reference
    task    what undoes the degradation
    text    a sentence: what was done
    """

    inputs: Inputs
    task: Task
    text: str

    @property
    def mixes(self) -> bool:
        """Whether classical results would be mixed into the network's."""
        return bool(self.task.recommended("fast").fusion)

    def recommended(self, quality: Quality, *, alone: bool = False) -> RestorationSpec:
        """Return what restores it; `alone`, by the network without anything classical."""
        spec = self.task.recommended(quality)
        return spec.replace(fusion=(), start=()) if alone else spec


def make_trial(clean: Picture, degradation: Degradation, seed: int = 0) -> Trial:
    """Degrade a clean picture and choose the task that undoes it.

    Raises an `OptionError` where the picture cannot be degraded so, or nothing here undoes it.
    """
    task, kernel = _ways_back(degradation)
    degraded = degrade(clean.to_float(), degradation, seed)
    picture = clean.with_pixels(degraded.image)
    if degraded.file is not None and picture.depth == 8:
        picture = replace(picture, coding=_coding(degraded.file))
    mask = None
    if degraded.mask is not None:
        mask = np.rint(degraded.mask * 255.0).astype(np.uint8)
    inputs = Inputs(picture, mask=mask, kernel=kernel, reference=clean)
    return Trial(inputs, task.suited(degraded.mask), degraded.text)


def reduced(picture: Picture, longest_side: int) -> Picture:
    """Return a picture whose sides have at most so many pixels.

    That also takes away most of the noise of a photograph, so that it can stand for a clean one.
    """
    longest = max(picture.height, picture.width)
    if longest <= longest_side:
        return picture
    scale = longest_side / longest
    height, width = max(1, round(picture.height * scale)), max(1, round(picture.width * scale))
    smaller = resampled(picture.to_float(), height, width, Image.Resampling.LANCZOS)
    return picture.with_pixels(smaller)


def middle(picture: Picture, height: int, width: int) -> Picture:
    """Return the middle of a picture, at most so many pixels high and wide."""
    height, width = min(height, picture.height), min(width, picture.width)
    top, left = (picture.height - height) // 2, (picture.width - width) // 2
    box = Box(top, left, height, width)
    return picture.with_pixels(picture.to_float(box), alpha=picture.alpha_float(box))


_WayBack = tuple[Task, FloatArray | None]


def _ways_back(degradation: Degradation) -> _WayBack:
    """Return the task that undoes a degradation, and the kernel it is told of."""
    return _UNDONE[type(degradation)](degradation)


def _sharpened(degradation: SoftBlur) -> _WayBack:
    try:
        return Deblurring(kernel=Gaussian(sigma=degradation.sigma)), None
    except OptionError:  # wider than anybody would choose by hand
        return Deblurring(kernel=Loaded()), gaussian_kernel(degradation.sigma)


def _held_still(degradation: MotionBlur) -> _WayBack:
    length, angle = degradation.length, degradation.angle
    try:
        # Half a turn further the trace is the same.
        return Deblurring(kernel=Motion(length=length, angle=(angle + 90) % 180 - 90)), None
    except OptionError:
        return Deblurring(kernel=Loaded()), motion_kernel(length, angle)


def _enlarged(degradation: Shrinking) -> _WayBack:
    if degradation.factor > _LARGEST_FACTOR:
        raise OptionError(
            f"A picture made {degradation.factor:g} times smaller cannot be restored here; the "
            f"largest factor is {_LARGEST_FACTOR:g}."
        )
    return SuperResolution(factor=degradation.factor), None


_UNDONE: Mapping[type[Degradation], Callable[..., _WayBack]] = {
    GaussianNoise: lambda _: (Denoising(noise="gaussian"), None),
    PhotonNoise: lambda _: (Denoising(noise="poisson"), None),
    Impulses: lambda _: (Denoising(noise="impulse"), None),
    Speckle: lambda _: (Denoising(noise="poisson"), None),
    MissingPixels: lambda _: (Inpainting(missing="pixels"), None),
    Lettering: lambda _: (Inpainting(missing="text"), None),
    JpegBlocks: lambda _: (Jpeg(), None),
    SoftBlur: _sharpened,
    MotionBlur: _held_still,
    Shrinking: _enlarged,
}


def _coding(file: bytes) -> JpegCoding | None:
    """Return how a JPEG file is compressed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "degraded.jpg"
        path.write_bytes(file)
        return load_picture(path).coding
