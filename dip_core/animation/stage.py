"""The pictures of an animation, with what is written and drawn into them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from dip_core.animation.story import Pixels, Scene, Shot
from dip_core.animation.strip import Strip
from dip_core.animation.style import AnimationStyle
from dip_core.figures.figure import Line
from dip_core.files.colours import to_srgb
from dip_core.files.rasters import Raster
from dip_core.images import Box

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

_SMALL = 320  # pixels; what is smaller is enlarged by a whole factor, so that words fit
_LETTERS = 24  # of the height of the picture, one
_LEAST_LETTERS, _MOST_LETTERS = 11, 28
_INK, _SHADE = "#ffffff", (0, 0, 0, 150)


class Stage:
    """Brings pictures to the size of an animation, and writes into them.

    Parameters
    ----------
    curve
        What is drawn below; None for nothing.
    """

    def __init__(self, scene: Scene, style: AnimationStyle, curve: Line | None = None) -> None:
        self._scene, self._style = scene, style
        self._factor = _factor(scene.region, style.side)
        self._inner = self._scaled(scene.region.width), self._scaled(scene.region.height)
        self.before = self._fitted(scene.before, self._inner)
        self._strip = None
        if style.curve and curve is not None:
            self._strip = Strip(curve, self._inner[0], log=style.spacing == "logarithmic")

    @property
    def frame_bytes(self) -> int:
        """How much memory one picture takes."""
        return self._inner[0] * self._inner[1] * 3

    def placed(self, under: Image.Image, shot: Shot) -> Image.Image:
        """Return a picture with a shot where it belongs."""
        whole, region = self._scene.region, shot.region
        if region is None or region == whole:
            return self._fitted(shot.pixels(), self._inner)
        part = self._fitted(
            shot.pixels(), (self._scaled(region.width), self._scaled(region.height))
        )
        picture = under.copy()
        left, top = region.left - whole.left, region.top - whole.top
        picture.paste(part, (round(left * self._factor), round(top * self._factor)))
        return picture

    def fitted(self, pixels: Pixels) -> Image.Image:
        """Return (H, W, C) bytes of the whole region at the size of the animation."""
        return self._fitted(pixels, self._inner)

    def frame(self, picture: Image.Image, caption: str, iteration: int = 0) -> Image.Image:
        """Return a picture as it is shown; without an iteration it is the input."""
        shown = picture
        if self._style.split and iteration:
            shown = self._beside_input(picture)
        if self._style.number:
            split = self._style.split and iteration
            shown = self._written(shown, caption, right=bool(split))
            if split:
                shown = self._written(shown, self._scene.captions.before, right=False)
        return shown if self._strip is None else self._strip.below(shown, iteration)

    def _scaled(self, length: int) -> int:
        return max(1, round(length * self._factor))

    def _fitted(self, pixels: Pixels, size: tuple[int, int]) -> Image.Image:
        picture = Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels)
        if picture.size != size:
            larger = size[0] > picture.width
            kind = Image.Resampling.NEAREST if larger else Image.Resampling.LANCZOS
            picture = picture.resize(size, kind)
        if self._scene.icc is None:
            return picture.convert("RGB")
        stored: NDArray[np.uint8] = np.atleast_3d(np.asarray(picture))
        colours = to_srgb(Raster(stored, icc=self._scene.icc)).pixels.astype(np.uint8, copy=False)
        shown = Image.fromarray(colours[..., 0] if colours.shape[-1] == 1 else colours)
        return shown.convert("RGB")

    def _beside_input(self, picture: Image.Image) -> Image.Image:
        """Return the input in the left half, with a line between."""
        width, height = picture.size
        shown = picture.copy()
        shown.paste(self.before.crop((0, 0, width // 2, height)), (0, 0))
        pen = ImageDraw.Draw(shown)
        pen.line([(width // 2 - 2, 0), (width // 2 - 2, height)], fill="#000000")
        pen.line([(width // 2 + 1, 0), (width // 2 + 1, height)], fill="#000000")
        pen.rectangle([width // 2 - 1, 0, width // 2, height], fill="#ffffff")
        return shown

    def _written(self, picture: Image.Image, words: str, *, right: bool) -> Image.Image:
        """Return a picture with words in an upper corner, on a shade that lets them be read."""
        half = self._style.split and words != ""
        room = picture.width // (2 if half else 1)
        font, length = _fitting(words, picture.height, room)
        high = font.size if isinstance(font, ImageFont.FreeTypeFont) else _LEAST_LETTERS
        pad = round(high * 0.4)
        wide, tall = round(length + 2 * pad), round(high * 1.2 + pad)
        left = picture.width - wide - pad if right else pad
        shade = Image.new("RGBA", (wide, tall), _SHADE)
        shown = picture.copy()
        shown.paste(shade.convert("RGB"), (left, pad), shade.getchannel("A"))
        middle = (left + wide / 2, pad + tall / 2)
        ImageDraw.Draw(shown).text(middle, words, fill=_INK, font=font, anchor="mm")
        return shown


def _factor(region: Box, side: int) -> float:
    longest = max(region.width, region.height)
    if longest > side:
        return side / longest
    return float(max(1, min(side, _SMALL) // longest))


def _fitting(words: str, height: int, room: int) -> tuple[Font, float]:
    """Return the font that the height asks for, or a smaller one where the words need it."""
    size = min(max(height // _LETTERS, _LEAST_LETTERS), _MOST_LETTERS)
    font = ImageFont.load_default(size)
    length = font.getlength(words)
    most = room - 2.0 * size
    if length > most > 0:
        font = ImageFont.load_default(max(6, int(size * most / length)))
        length = font.getlength(words)
    return font, length
