"""A row's pictures: cut, degraded with a seed, written to files and read again.

What is restored is read from the files, so that the commands in the table, which name them, do
exactly what was measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from skimage import data

from dip_core.bench.rows import HOLE, MADE_PAIR, PAIR, Source
from dip_core.degradations import Degraded, degrade
from dip_core.errors import PictureError
from dip_core.files.atomic import whole_file
from dip_core.images import Box, Picture, load_mask, load_picture, save_picture
from dip_core.photo import SMALLEST_SIDE, Inputs
from dip_core.spec import FloatArray

# The samples' folder: pictures that scikit-image brings along.
SAMPLES = "samples"

_MULTIPLE = 4  # sides are cut to this, which every row's enlargement divides
_MADE_LIGHT, _MADE_NOISE = (0.55, 0.40, 0.25), "gaussian:20"


@dataclass(frozen=True, eq=False)
class Case:
    """A degraded picture with all that a restoration of it is given.

    files     the names of the pictures by what they are: input, clean, mask, second
    degraded  the words after `--with` that make the input from the clean picture, if any do
    """

    inputs: Inputs
    files: dict[str, str]
    degraded: str = ""


def make_case(
    source: Source, folder: Path | None, into: Path, seed: int, side: int | None = None
) -> Case:
    """Write a source's pictures and return them as read back.

    Parameters
    ----------
    folder
        Where the pictures are; None takes scikit-image's.
    side
        The most pixels a side may have; None takes the source's own part, 0 the whole picture.

    Raises
    ------
    PictureError
        Where a picture of the source is missing or too small.
    """
    image = _cut(_read(folder, source.picture), source, side)
    missing = None
    if source.mask:
        # White is what is known, in the masks of the literature.
        unknown = _read(folder, source.mask)[..., :1] < 0.5
        missing = _cut(unknown.astype(np.float32), source, side)[..., 0]
    second = _cut(_read(folder, source.second), source, side) if source.second else None
    into.mkdir(parents=True, exist_ok=True)
    return _Writing(into, image, seed).case(source, missing, second)


def missing_pictures(source: Source, folder: Path | None) -> list[str]:
    """Return the names of those of the source's pictures that the folder lacks."""
    if folder is None:
        return []
    names = (source.picture, source.mask, source.second)
    return [name for name in names if name and not (folder / name).is_file()]


class _Writing:
    """The pictures of one row on their way to its folder."""

    def __init__(self, into: Path, clean: FloatArray, seed: int) -> None:
        self._into = into
        self._clean = clean
        self._seed = seed
        self._files: dict[str, str] = {}

    def case(self, source: Source, missing: FloatArray | None, second: FloatArray | None) -> Case:
        kind = source.degradation
        made = self._degraded(kind, missing)
        if made.file is None:
            self._write("input", made.image)
        else:
            self._write_file(made.file)
        if source.truth:
            self._write("clean", self._truth(kind))
        if made.mask is not None:
            self._write("mask", (made.mask > 0.0).astype(np.float32)[..., None])
        second = self._clean if kind == MADE_PAIR else second
        if second is not None:
            self._write("second", second)
        return Case(self._read_back(), self._files, kind if ":" in kind else "")

    def _degraded(self, kind: str, missing: FloatArray | None) -> Degraded:
        """Return the input; what is missing is the source's own, a rectangle, or `degrade`'s."""
        if kind == PAIR:
            return Degraded(self._clean, None, "")
        if kind == MADE_PAIR:
            return Degraded(self._in_the_dark(), None, "")
        if kind == HOLE:
            missing = _rectangle(self._clean)
        if missing is None:
            return degrade(_eight_bits(self._clean), kind, self._seed)
        return Degraded(np.where(missing[..., None] > 0.0, 1.0, self._clean), missing, "")

    def _truth(self, kind: str) -> FloatArray:
        return _lit(self._clean) if kind == MADE_PAIR else self._clean

    def _in_the_dark(self) -> FloatArray:
        """Return the picture in warm, weak light, with noise."""
        return degrade(_lit(self._clean), _MADE_NOISE, self._seed).image

    def _write_file(self, content: bytes) -> None:
        """Write the input as the compressed file it is: again compressed it would be another."""
        self._files["input"] = "input.jpg"
        with whole_file(self._into / "input.jpg", overwrite=True) as file:
            file.write(content)

    def _write(self, what: str, image: FloatArray) -> None:
        self._files[what] = f"{what}.png"
        save_picture(Picture.from_array(image), self._into / self._files[what], overwrite=True)

    def _read_back(self) -> Inputs:
        def picture(what: str) -> Picture | None:
            name = self._files.get(what)
            return load_picture(self._into / name) if name else None

        mask = self._files.get("mask")
        return Inputs(
            picture=load_picture(self._into / self._files["input"]),
            mask=load_mask(self._into / mask) if mask else None,
            second=picture("second"),
            reference=picture("clean"),
        )


def _read(folder: Path | None, name: str) -> FloatArray:
    """Return a picture as (H, W, C) floats in [0, 1]."""
    if folder is not None:
        return load_picture(folder / name).to_float()
    pixels = getattr(data, name)()
    return Picture.from_array(np.asarray(pixels, np.uint8)).to_float()


def _cut(image: FloatArray, source: Source, side: int | None) -> FloatArray:
    """Return the part of a picture that is used, made smaller as the source says."""
    height, width = image.shape[:2]
    box = source.box if source.box is not None and side != 0 else Box(0, 0, height, width)
    scale = 1.0 if side == 0 else source.scale
    if side and source.box is not None:
        box = _around_the_middle(box, side)
    elif side:
        scale = min(scale, side / max(height, width))
    rows, columns = min(box.height, height), min(box.width, width)
    top, left = min(box.top, height - rows), min(box.left, width - columns)
    part = _smaller(image[top : top + rows, left : left + columns], scale)
    rows, columns = (length - length % _MULTIPLE for length in part.shape[:2])
    if min(rows, columns) < SMALLEST_SIDE:
        raise PictureError(f"{source.picture} is too small for this row.")
    return part[:rows, :columns]


def _around_the_middle(box: Box, side: int) -> Box:
    height, width = min(box.height, side), min(box.width, side)
    return Box(
        box.top + (box.height - height) // 2, box.left + (box.width - width) // 2, height, width
    )


def _smaller(image: FloatArray, scale: float) -> FloatArray:
    if scale >= 1.0:
        return image
    size = (round(image.shape[1] * scale), round(image.shape[0] * scale))
    planes = [
        np.asarray(Image.fromarray(image[..., c]).resize(size, Image.Resampling.BOX))
        for c in range(image.shape[2])
    ]
    return np.stack(planes, axis=-1)


def _eight_bits(image: FloatArray) -> FloatArray:
    return Picture.from_array(image).to_float()


def _lit(image: FloatArray) -> FloatArray:
    light = _MADE_LIGHT if image.shape[2] == 3 else _MADE_LIGHT[:1]
    return image * np.array(light, np.float32)


def _rectangle(image: FloatArray) -> FloatArray:
    """Return a hole in the middle, a quarter of each side, (H, W)."""
    height, width = image.shape[:2]
    hole = np.zeros((height, width), np.float32)
    hole[3 * height // 8 : 5 * height // 8, 3 * width // 8 : 5 * width // 8] = 1.0
    return hole
