"""The bundled samples, small enough to be restored in under a minute: some spoilt, one clean.

The clean pictures are those of scikit-image (an astronaut by NASA, public domain; the cat Chelsea
by Stéfan van der Walt and a cup of coffee by Rachel Michetti, CC0), read only when a sample is
made, and degraded here with a fixed seed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from skimage import data

from dip_core.degradations import degrade
from dip_core.images import Box, Picture
from dip_core.photo import Inputs
from dip_core.spec import RestorationSpec
from dip_core.tasks.denoising import Denoising
from dip_core.tasks.inpainting import Inpainting
from dip_core.tasks.super_resolution import SuperResolution

_SEED = 1
_CAPTION = "text:DIP STUDIO"
# Where the caption goes in the photograph: the orange suit and the flag.
_CAPTION_BOX = Box(92, 172, 56, 105)


@dataclass(frozen=True)
class Sample:
    """A picture to try the program on.

    make      returns the inputs and the spec that suits them; what is degraded has the clean
              picture as its reference
    degraded  whether there is something to restore already
    """

    kind: str
    title: str
    sentence: str
    make: Callable[[], tuple[Inputs, RestorationSpec]]
    degraded: bool = True


def _text() -> tuple[Inputs, RestorationSpec]:
    """Write a caption over part of a larger photograph: only the region round it is worked on."""
    clean = _floats(data.astronaut())
    degraded = degrade(clean[_CAPTION_BOX.slices], _CAPTION, _SEED)
    image, mask = clean.copy(), np.zeros(clean.shape[:2], dtype=np.uint8)
    image[_CAPTION_BOX.slices] = degraded.image
    if degraded.mask is not None:
        mask[_CAPTION_BOX.slices] = np.rint(degraded.mask * 255.0)
    inputs = replace(_inputs(image, clean), mask=mask)
    # After 400 iterations nothing is gained any more (25.0 dB under the caption, as after 600).
    return inputs, Inpainting(missing="text").recommended("fast").replace(iterations=400)


def _noise() -> tuple[Inputs, RestorationSpec]:
    clean = _cat()
    noisy = degrade(clean, "gaussian:25", _SEED)
    return _inputs(noisy.image, clean), Denoising().recommended("fast")


def _cat() -> NDArray[np.float32]:
    return _floats(data.chelsea())[40:168, 110:270]


def _enlarge() -> tuple[Inputs, RestorationSpec]:
    clean = _floats(data.coffee())[80:208, 220:380]
    small = degrade(clean, "shrink:4", _SEED)
    return _inputs(small.image, clean), SuperResolution(factor=4).recommended("fast")


def _clean() -> tuple[Inputs, RestorationSpec]:
    face = _floats(data.astronaut())[24:168, 144:304]
    return Inputs(picture=Picture.from_array(face)), Denoising().recommended("fast")


SAMPLES: tuple[Sample, ...] = (
    Sample("text", "Remove text", "A caption covers part of the photograph.", _text),
    Sample("noise", "Denoise", "A photograph taken in too little light.", _noise),
    Sample("enlarge", "Enlarge ×4", "A picture too small for what it shows.", _enlarge),
    Sample(
        "clean",
        "Spoil it first",
        "A clean photograph, to degrade and restore.",
        _clean,
        degraded=False,
    ),
)


def sample_photo() -> Picture:
    """Return a clean photo for what needs one and was given none: the cat."""
    return Picture.from_array(_cat())


def _inputs(image: NDArray[np.float32], clean: NDArray[np.float32]) -> Inputs:
    return Inputs(picture=Picture.from_array(image), reference=Picture.from_array(clean))


def _floats(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    return pixels.astype(np.float32) / np.float32(255.0)
