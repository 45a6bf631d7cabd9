"""What destroys a picture in part: pixels that are lost, letters over it, a file too small."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from itertools import cycle
from typing import ClassVar

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from dip_core.degradations.degradation import (
    LEVELS,
    Degradation,
    Degraded,
    FloatArray,
    from_pillow,
    to_pillow,
)
from dip_core.errors import OptionError
from dip_core.options import option

_TEXT_HEIGHT = 1 / 8  # of the smaller side
_SMALLEST_TEXT = 9  # pixels
_LINE_PITCH = 2.0  # in heights of the text


@dataclass(frozen=True)
class MissingPixels(Degradation, kind="missing", label="Missing pixels"):
    """Pixels that are lost, in all channels at once, a share of them: missing:0.5."""

    example: ClassVar[str] = "missing:0.5"
    share: float = option(
        0.5,
        "Share",
        "Which part of the pixels is lost.",
        minimum=0.001,
        maximum=0.999,
        step=0.05,
    )

    def apply(self, image: FloatArray, random: np.random.Generator) -> Degraded:
        """Make pixels here and there black, and mark them."""
        mask = (random.random(image.shape[:2]) < self.share).astype(np.float32)
        sentence = f"{self.share:.0%} of the pixels were lost."
        return Degraded(image * (1 - mask)[:, :, None], mask, sentence)


@dataclass(frozen=True)
class Lettering(Degradation, kind="text", label="Text all over"):
    """Text written all over, black or white, whichever is seen better: text:Hello."""

    example: ClassVar[str] = "text:Hello"
    words: str = option("Deep Image Prior", "Text", "What is written over the picture.")

    def apply(self, image: FloatArray, random: np.random.Generator) -> Degraded:
        """Write line after line, and mark all that the letters touch."""
        height, width = image.shape[:2]
        cover = _text_cover(self.words, height, width, random)
        if not cover.any():
            raise OptionError(
                "The degradation text needs words that can be seen, as in text:Hello."
            )
        ink = 0.0 if image.mean() > 0.5 else 1.0
        covered = image + cover[:, :, None] * (np.float32(ink) - image)
        sentence = f"{self.words!r} was written over it."
        return Degraded(covered, (cover > 0).astype(np.float32), sentence)


@dataclass(frozen=True)
class JpegBlocks(Degradation, kind="jpeg", label="JPEG compression"):
    """The blocks and rings of JPEG compression at a quality from 1 to 95: jpeg:10."""

    example: ClassVar[str] = "jpeg:10"
    quality: int = option(
        10,
        "Quality",
        "The quality of the JPEG file; the lower, the worse.",
        minimum=1,
        maximum=95,
        step=5,
    )

    def apply(self, image: FloatArray, random: np.random.Generator) -> Degraded:
        """Write the picture as a file, and read it."""
        file = BytesIO()
        to_pillow(image).save(file, "JPEG", quality=self.quality)
        with Image.open(file, formats=["JPEG"]) as compressed:
            sentence = f"JPEG of quality {self.quality} compressed it."
            return Degraded(from_pillow(compressed), None, sentence, file.getvalue())


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
    return np.asarray(page, np.float32) / np.float32(LEVELS)
