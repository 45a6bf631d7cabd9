"""Degraded pictures made from clean ones: for teaching, tests and benchmarks.

A degradation is written as on the command line: its kind, a colon, and its strength, as in
"gaussian:25". The same seed gives the same picture. Pictures are (H, W, C) floats in [0, 1].
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import cycle
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

from dip_core.errors import OptionError

FloatArray = NDArray[np.float32]
_LEVELS = 255.0
_TEXT_HEIGHT = 1 / 8  # of the smaller side
_SMALLEST_TEXT = 9  # pixels
_LINE_PITCH = 2.0  # in heights of the text


@dataclass(frozen=True, eq=False)
class Degraded:
    """What a degradation made.

    image  (H', W', C) floats in [0, 1]; smaller than the clean picture only after shrinking
    mask   (H, W) floats, 1 = to restore, where pixels were destroyed; else None
    text   a sentence: what was done
    file   the very JPEG file the picture was read from, where compression degraded it
    """

    image: FloatArray
    mask: FloatArray | None
    text: str
    file: bytes | None = None


Degradation = Callable[[FloatArray, str, np.random.Generator], Degraded]


def degrade(image: NDArray[Any], degradation: str, seed: int = 0) -> Degraded:
    """Return a clean picture degraded as the words say.

    Parameters
    ----------
    image
        (H, W, C) floats in [0, 1].
    degradation
        Kind and strength: "gaussian:25", "text:Hello".

    Raises
    ------
    OptionError
        Where the kind is unknown or the strength makes no sense; it names what does.
    """
    kind, _, words = degradation.partition(":")
    if kind not in DEGRADATIONS:
        known = ", ".join(DEGRADATIONS)
        raise OptionError(f"There is no degradation called {kind!r}; known: {known}.")
    return DEGRADATIONS[kind](np.asarray(image, np.float32), words, np.random.default_rng(seed))


def gaussian(image: FloatArray, words: str, random: np.random.Generator) -> Degraded:
    """Gaussian noise, its σ on the 0–255 scale: gaussian:25."""
    (sigma,) = _numbers("gaussian:25", words, (0, 255))
    noise = random.standard_normal(image.shape, np.float32) * np.float32(sigma / _LEVELS)
    return _noisy(image + noise, f"Gaussian noise of σ = {sigma:g} was added.")


def poisson(image: FloatArray, words: str, random: np.random.Generator) -> Degraded:
    """Photon noise, with so many photons on a white pixel: poisson:30."""
    (photons,) = _numbers("poisson:30", words, (0.1, 1e6))
    counts = random.poisson(np.clip(image, 0, 1).astype(np.float64) * photons)
    return _noisy(counts / photons, f"Photon noise of {photons:g} photons on white was added.")


def impulse(image: FloatArray, words: str, random: np.random.Generator) -> Degraded:
    """Salt and pepper, each channel for itself, on a share of the samples: impulse:0.3."""
    (share,) = _numbers("impulse:0.3", words, (0, 1))
    draw = random.random(image.shape, np.float32)
    noisy = np.where(draw < share, (draw < share / 2).astype(np.float32), image)
    return _noisy(noisy, f"{share:.0%} of the samples became black or white.")


def speckle(image: FloatArray, words: str, random: np.random.Generator) -> Degraded:
    """Noise in proportion to the brightness, of a relative σ: speckle:0.2."""
    (sigma,) = _numbers("speckle:0.2", words, (0, 10))
    noise = random.standard_normal(image.shape, np.float32) * np.float32(sigma)
    return _noisy(image * (1 + noise), f"Speckle noise of σ = {sigma:g} was multiplied in.")


def missing(image: FloatArray, words: str, random: np.random.Generator) -> Degraded:
    """Pixels that are lost, in all channels at once, a share of them: missing:0.5."""
    (share,) = _numbers("missing:0.5", words, (0.001, 0.999))
    mask = (random.random(image.shape[:2]) < share).astype(np.float32)
    return Degraded(image * (1 - mask)[:, :, None], mask, f"{share:.0%} of the pixels were lost.")


def text(image: FloatArray, words: str, random: np.random.Generator) -> Degraded:
    """Text written all over, black or white, whichever is seen better: text:Hello."""
    height, width = image.shape[:2]
    cover = _text_cover(words, height, width, random)
    if not cover.any():
        raise OptionError("The degradation text needs words that can be seen, as in text:Hello.")
    ink = 0.0 if image.mean() > 0.5 else 1.0
    covered = image + cover[:, :, None] * (np.float32(ink) - image)
    return Degraded(covered, (cover > 0).astype(np.float32), f"{words!r} was written over it.")


def jpeg(image: FloatArray, words: str, random: np.random.Generator) -> Degraded:  # noqa: ARG001
    """The blocks and rings of JPEG compression at a quality from 1 to 95: jpeg:10."""
    (quality,) = _numbers("jpeg:10", words, (1, 95), whole=True)
    file = BytesIO()
    _pillow(image).save(file, "JPEG", quality=int(quality))
    with Image.open(file, formats=["JPEG"]) as compressed:
        sentence = f"JPEG of quality {quality:g} compressed it."
        return Degraded(_floats(compressed), None, sentence, file.getvalue())


def blur(image: FloatArray, words: str, random: np.random.Generator) -> Degraded:  # noqa: ARG001
    """Gaussian blur, its σ in pixels: blur:1.6."""
    (sigma,) = _numbers("blur:1.6", words, (0.1, 50))
    return Degraded(
        _blurred(image, gaussian_kernel(sigma)), None, f"A blur of σ = {sigma:g} px was applied."
    )


def motion(image: FloatArray, words: str, random: np.random.Generator) -> Degraded:  # noqa: ARG001
    """Camera shake along a line, its length in pixels and its angle in degrees: motion:15,30."""
    length, angle = _numbers("motion:15,30", words, (1, 200), (-360, 360))
    sentence = f"A motion of {length:g} px at {angle:g}° blurred it."
    return Degraded(_blurred(image, motion_kernel(length, angle)), None, sentence)


def shrink(image: FloatArray, words: str, random: np.random.Generator) -> Degraded:  # noqa: ARG001
    """A smaller picture, so many times per side, by Pillow's Lanczos in 8 bits: shrink:4.

    The picture is cut first to what the small one becomes when it is enlarged by the factor again,
    round(side · factor), so that a result can be compared with the clean picture.
    """
    smaller = min(image.shape[:2])
    (factor,) = _numbers("shrink:4", words, (1.5, 16))
    if factor > smaller:
        raise OptionError(f"A picture of {smaller} pixels a side cannot be shrunk by {factor:g}.")
    # 63 / 2.1 comes out just below 30.
    height, width = (math.floor(side / factor + 1e-9) for side in image.shape[:2])
    whole = image[: round(height * factor), : round(width * factor)]
    small = _pillow(whole).resize((width, height), Image.Resampling.LANCZOS)
    cut = "" if whole.shape == image.shape else f", after cutting it to {_size(whole)}"
    sentence = f"It was made {factor:g} times smaller per side{cut}."
    return Degraded(_floats(small), None, sentence)


DEGRADATIONS: Mapping[str, Degradation] = {
    function.__name__: function
    for function in (
        gaussian,
        poisson,
        impulse,
        speckle,
        missing,
        text,
        jpeg,
        blur,
        motion,
        shrink,
    )
}


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


def _numbers(
    example: str, words: str, *bounds: tuple[float, float], whole: bool = False
) -> tuple[float, ...]:
    """Return the numbers of a degradation, one for each pair of bounds, both ends allowed."""
    kind = example.partition(":")[0]
    try:
        values = tuple(float(word) for word in words.split(","))
    except ValueError:
        values = ()
    if len(values) != len(bounds):
        count = "a number" if len(bounds) == 1 else f"{len(bounds)} numbers"
        raise OptionError(f"The degradation {kind} needs {count}, as in {example}, not {words!r}.")
    for value, (low, high) in zip(values, bounds, strict=True):
        if not low <= value <= high or (whole and not value.is_integer()):
            number = "a whole number" if whole else "a number"
            raise OptionError(
                f"The degradation {kind} takes {number} from {low:g} to {high:g}, not {value:g}."
            )
    return values


def _noisy(values: NDArray[Any], sentence: str) -> Degraded:
    return Degraded(np.clip(values, 0, 1).astype(np.float32), None, sentence)


def _text_cover(words: str, height: int, width: int, random: np.random.Generator) -> FloatArray:
    """Return how much of each pixel is under the text, which fills line after line."""
    page = Image.new("L", (width, height), 0)
    pen = ImageDraw.Draw(page)
    size = max(_SMALLEST_TEXT, round(min(height, width) * _TEXT_HEIGHT))
    font = ImageFont.load_default(size)
    flow = cycle(words.split() or [""])
    gap = size / 3
    y = random.uniform(0, size)
    while y < height:
        x = 0.0
        while x < width:
            word = next(flow)
            pen.text((x, y), word, fill=255, font=font)
            x += max(1.0, pen.textlength(word, font=font)) + gap
        y += _LINE_PITCH * size
    return np.asarray(page, np.float32) / np.float32(_LEVELS)


def _blurred(image: FloatArray, kernel: FloatArray) -> FloatArray:
    """Convolve each channel; the picture is mirrored at its borders."""
    return np.asarray(ndimage.convolve(image, kernel[:, :, None], mode="reflect"), np.float32)


def _pillow(image: FloatArray) -> Image.Image:
    levels = np.rint(np.clip(image, 0, 1) * _LEVELS).astype(np.uint8)
    return Image.fromarray(levels[:, :, 0] if levels.shape[2] == 1 else levels)


def _floats(picture: Image.Image) -> FloatArray:
    values = np.asarray(picture, np.float32) / np.float32(_LEVELS)
    return values[:, :, None] if values.ndim == 2 else values


def _size(image: FloatArray) -> str:
    return f"{image.shape[1]}×{image.shape[0]}"
