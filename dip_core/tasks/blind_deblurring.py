"""Sharpening what an unknown blur has softened: picture and blur kernel are found together.

After Ren et al., "Neural Blind Deconvolution Using Deep Priors" (SelfDeblur), CVPR 2020: one
network for the picture and one for the kernel, fitted at once, each with a step of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import torch
from torch import Tensor

from dip_core.data_terms.squared_error import SquaredError
from dip_core.errors import OptionError
from dip_core.kernels.extent import Extent, blur_extent
from dip_core.kernels.perceptron import KernelPerceptron
from dip_core.net_inputs.noise import Noise
from dip_core.networks.skip import Skip
from dip_core.operators.blurring import UnknownBlurring
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
from dip_core.stopping.fixed import Fixed

_CODE = Noise(depth=200, scale=0.1, perturbation=0.0)
# The reference takes 1e-4 for 5000 iterations and 0.01 for the picture. Where the picture learns as
# fast as that, the kernel is still far too wide, and what is found is sharper than any picture.
_KERNEL_STEP = 3e-3
_PICTURE_STEP = 3e-3
# Per squared pixel: a tenth of a pixel costs as much as all that is left of the misfit.
_CENTRING = 1e-3
# Twice the width is 7 to 11 px for a motion of 9 px, 9 to 15 for one of 15, 9 to 11 for a σ of 1.6
# and 3 to 7 for none, on crops of 128 px of five pictures. Short runs with several sizes do not
# tell: the smallest had the lowest loss, since a picture as blurred as before is soon learnt.
_SIDE_PER_WIDTH = 2.0
_SMALLEST, _LARGEST_FOUND = 3, 51
# A kernel with so much of its light in one pixel explains the picture by itself: nothing sharpens.
_ONE_PIXEL = 0.95


@dataclass(frozen=True, eq=False)
class _Sized(Observation):
    """An observation for which the kernel's size has been decided; `how`, a sentence, says why."""

    side: int = 0
    how: str = ""


@dataclass(frozen=True)
class BlindDeblurring(Task, kind="blind-deblurring", label="Sharpen an unknown blur"):
    """E = ‖k ⊗ f_θ(z) − x0‖² + λ·‖c(k)‖², with a kernel k = g_φ(u) ≥ 0 of sum 1.

    c(k) is the kernel's centre of mass, in pixels from its middle: a kernel shifted one way and a
    picture shifted the other explain x0 just as well, and this keeps both in their places. The
    other trivial answer, a kernel of one pixel and a picture as blurred as before, is far from
    where the fit starts, a broad spot.
    """

    size: int = option(
        0,
        "Blur size",
        "The side of a square that the trace of a point of light fits into, counted as the next "
        "odd number; 0 judges by how wide the sharpest edges are.",
        minimum=0,
        maximum=101,
        step=2,
        unit="px",
    )

    def check(self, shape: tuple[int, int, int], kernel: FloatArray | None) -> None:
        """Refuse a kernel larger than the picture."""
        height, width, _ = shape
        side = _odd(self.size)
        if self.size and side > min(height, width):
            raise OptionError(
                f"The blur size is {side} px, larger than the picture of {width}×{height}; choose "
                "a smaller one, or 0."
            )

    def prepared(self, observation: Observation) -> Observation:
        """Decide how large a kernel is looked for."""
        return self._sized(observation)

    def _sized(self, observation: Observation) -> _Sized:
        if isinstance(observation, _Sized):
            return observation
        supplied = {field.name: getattr(observation, field.name) for field in fields(observation)}
        if self.size:
            return _Sized(**supplied, side=_odd(self.size))
        side, how = _found(observation.image)
        return _Sized(**supplied, side=side, how=how)

    def pose(self, observation: Observation) -> Problem:
        """Look for a picture that reaches beyond the borders, and for the kernel."""
        height, width, channels = observation.image.shape
        self.check((height, width, channels), None)
        sized = self._sized(observation)
        side = sized.side
        return Problem(
            operator=UnknownBlurring(),
            measurement=observation.image,
            weight=observation.trust,
            unknowns=(
                Unknown("picture", channels, height + side - 1, width + side - 1),
                Unknown("kernel", 1, side, side, KernelPerceptron(), _CODE, _KERNEL_STEP, "kernel"),
            ),
            coupling=_off_centre,
            notes=(sized.how,) if sized.how else (),
        )

    def finish(self, observation: Observation, estimates: Mapping[str, FloatArray]) -> FloatArray:
        """Cut out what lies under the observation, whose pixels sit at the kernel's centre."""
        height, width = observation.image.shape[:2]
        margin = estimates["kernel"].shape[0] // 2
        inside = estimates["picture"][margin : margin + height, margin : margin + width]
        return np.clip(inside, 0.0, 1.0)

    def failure(self, observation: Observation, estimates: Mapping[str, FloatArray]) -> str:
        """Say that the kernel has shrunk to one pixel, which sharpens nothing."""
        share = float(estimates["kernel"].max())
        return f"The blur found is a single pixel ({share:.0%})." if share > _ONE_PIXEL else ""

    def recommended(self, quality: Quality) -> RestorationSpec:
        """Small steps for the picture and large ones for the kernel, for as long as was asked.

        On 64 px of two photographs (motion of 9 px, 27.5 dB; σ 1.6, 26.8 dB) 500 iterations of the
        "fast" network gave, with steps for picture and kernel of 0.01 and 0.001, 26.4 and 26.8 dB,
        with 0.003 and 0.001 29.3 and 26.1, with 0.003 and 0.003 29.3 and 26.5, and with an
        input noise of 0.02 besides 28.8 and 27.3; half as much is taken. The published second
        half, with structural similarity, is left out: mixed in from the start it moved the kernel
        by two pixels and, that put right, lost 1.4 dB.
        """
        scales, width, iterations = {
            "fast": (3, 32, 800),
            "balanced": (3, 64, 2000),
            "best": (4, 128, 5000),
        }[quality]
        return RestorationSpec(
            task=self,
            network=Skip(scales=scales, channels=(width,), skip_channels=(16,)),
            net_input=Noise(perturbation=0.01),
            data_term=SquaredError(),
            stopping=Fixed(),
            iterations=iterations,
            learning_rate=_PICTURE_STEP,
        )


def _odd(size: int) -> int:
    """Return an odd size, so that there is a pixel in the middle: 3 at least."""
    return max(_SMALLEST, size + 1 - size % 2)


def _found(image: FloatArray) -> tuple[int, str]:
    """Return the side of the kernel for an (H, W, C) picture, and a sentence that says why."""
    extent = blur_extent(image)
    largest = min(_LARGEST_FOUND, (min(image.shape[:2]) - 1) // 2)
    wanted = _SMALLEST if extent is None else int(np.ceil(_SIDE_PER_WIDTH * extent.width))
    side = _odd(min(wanted, largest - 1))
    return side, f"A blur of {side}×{side} px is looked for: {_why(extent)}."


def _why(extent: Extent | None) -> str:
    if extent is None:
        return "there are hardly any edges to judge it by"
    return f"in the direction of {extent.angle:.0f}° no edge is narrower than {extent.width:.1f} px"


def _off_centre(estimates: Sequence[Tensor]) -> Tensor:
    """Return λ·‖c(k)‖² of the kernel, the second estimate."""
    kernel = estimates[1][0, 0]
    down, across = (
        torch.arange(side, dtype=kernel.dtype, device=kernel.device) - (side - 1) / 2
        for side in kernel.shape
    )
    away = (kernel.sum(dim=1) @ down).square() + (kernel.sum(dim=0) @ across).square()
    return _CENTRING * away
