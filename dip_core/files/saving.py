"""How a picture is saved: what becomes of its depth, colours, transparency and description.

A `Saving` is a value with options, like a restoration, so that form, command line and preferences
read it off one declaration.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Literal

import numpy as np

from dip_core.files import exif_tags
from dip_core.files.colours import to_srgb
from dip_core.files.fitting import fitted
from dip_core.files.formats import FileFormat, Png
from dip_core.files.history import with_history
from dip_core.files.rasters import Raster, laid_on
from dip_core.options import Spec, option

_GROUNDS: Mapping[str, float] = {"keep": 1.0, "white": 1.0, "grey": 0.5, "black": 0.0}
_DEPTHS: Mapping[str, int | None] = {"same": None, "8": 8, "16": 16}
_XMP_PLACE = re.compile(
    rb"""\s+exif:GPS\w+\s*=\s*(?:"[^"]*"|'[^']*')|<exif:(GPS\w+)\b[^>]*?(?:/>|>.*?</exif:\1>)""",
    re.DOTALL,
)
_SAMPLE = 2**20  # samples that are encoded to tell the size of the whole
_STRIPS = 16


@dataclass(frozen=True)
class Saving(Spec):
    """How a picture is saved."""

    format: FileFormat = option(Png(), "Format", "What kind of file it becomes.")
    depth: Literal["same", "8", "16"] = option(
        "same", "Bits per channel", "How finely brightness is stored; the same as in the photo."
    )
    colours: Literal["own-profile", "sRGB"] = option(
        "own-profile",
        "Colours",
        "Whether values and colour profile stay as they are, or are converted to sRGB.",
    )
    transparency: Literal["keep", "white", "grey", "black"] = option(
        "keep",
        "Transparent parts",
        "Whether they stay transparent where the format can, or are laid on a colour.",
    )
    metadata: Literal["keep-all", "without-GPS", "none"] = option(
        "keep-all",
        "Metadata",
        "Whether the file says all that the photo's did, all but the place, or nothing.",
    )
    note: bool = option(
        True,
        "Say how it was made",
        "Write the program, the method, the iteration and the seed into the file.",
    )


def prepared(raster: Raster, saving: Saving, note: str) -> Raster:
    """Return the raster that will be written; its notes say what that costs.

    Whatever colours, transparency and metadata become, the values of the rest stay as they are.
    """
    raster = _described(replace(raster, notes=()), saving)
    if raster.alpha is not None and saving.transparency != "keep":
        flat = laid_on(raster.pixels, raster.alpha, _GROUNDS[saving.transparency])
        raster = replace(raster, pixels=flat, alpha=None)
    if saving.colours == "sRGB":
        raster = to_srgb(raster)
    raster = fitted(raster, saving.format, _DEPTHS[saving.depth])
    if note and saving.note:
        raster = replace(raster, xmp=with_history(raster.xmp, note))
    return raster


def estimated_size(raster: Raster, saving: Saving, note: str) -> int:
    """Return roughly how many bytes the file will have, by encoding some strips of it."""
    height = raster.pixels.shape[0]
    sampled = _strips(raster)
    share = height / sampled.pixels.shape[0]
    fitting = prepared(sampled, saving, note)
    bare = replace(fitting, icc=None, exif=None, xmp=None, iptc=None)
    described, plain = BytesIO(), BytesIO()
    saving.format.write(fitting, described, note)
    saving.format.write(bare, plain, "")
    pixels = len(plain.getbuffer())
    return round(pixels * share) + len(described.getbuffer()) - pixels


def _strips(raster: Raster) -> Raster:
    """Return strips of rows from the whole height, put under one another."""
    height, width, channels = raster.pixels.shape
    rows = _SAMPLE // (width * channels) // _STRIPS // 8 * 8
    if rows < 8 or rows * _STRIPS >= height:
        rows = max(8, height if rows * _STRIPS >= height else 8)
    if rows >= height:
        return raster
    starts = np.linspace(0, height - rows, _STRIPS).astype(int)
    chosen = (starts[:, None] + np.arange(rows)).reshape(-1)
    alpha = None if raster.alpha is None else raster.alpha[chosen]
    return replace(raster, pixels=raster.pixels[chosen], alpha=alpha)


def _described(raster: Raster, saving: Saving) -> Raster:
    if saving.metadata == "none":
        return replace(raster, exif=None, xmp=None, iptc=None)
    if saving.metadata == "without-GPS":
        exif = raster.exif and exif_tags.without_place(raster.exif)
        xmp = raster.xmp and _XMP_PLACE.sub(b"", raster.xmp)
        return replace(raster, exif=exif, xmp=xmp)
    return raster
