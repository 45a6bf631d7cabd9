"""Which formats can be written, what each of them cannot keep, and how to say so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import numpy as np

from dip_core.errors import PictureError
from dip_core.files import exif_tags, pillow, png, tiff
from dip_core.files.rasters import Raster, on_white, to_depth

# A marker of a JPEG file holds 65 533 bytes; room is left for prefixes and for naming the software.
_LARGEST_MARKER = 65_000 - 4_096


@dataclass(frozen=True)
class Writer:
    """One format that can be written, and its limits.

    max_side  pixels per side; 0 where any size goes
    markers   whether EXIF and XMP must each fit into one marker
    """

    name: str
    suffixes: tuple[str, ...]
    write: Callable[[Raster, BinaryIO, int, str], None]
    deep: bool = True
    alpha: bool = True
    grey: bool = True
    dpi: bool = True
    moves_exif: bool = False
    markers: bool = False
    max_side: int = 0


WRITERS = (
    Writer("PNG", (".png",), png.write),
    Writer(
        "JPEG",
        (".jpg", ".jpeg"),
        pillow.write_jpeg,
        deep=False,
        alpha=False,
        markers=True,
        max_side=65_500,
    ),
    Writer("TIFF", (".tif", ".tiff"), tiff.write, moves_exif=True),
    Writer(
        "WebP",
        (".webp",),
        pillow.write_webp,
        deep=False,
        grey=False,
        dpi=False,
        max_side=16_383,
    ),
)


def writer_for(path: Path) -> Writer:
    """Return the writer for a file name, or raise a `PictureError` that lists the suffixes."""
    suffix = path.suffix.lower()
    for writer in WRITERS:
        if suffix in writer.suffixes:
            return writer
    known = ", ".join(suffix for writer in WRITERS for suffix in writer.suffixes)
    problem = f"has no picture format called {suffix}" if suffix else "has no suffix"
    raise PictureError(f"{path.name} {problem}; use one of: {known}.")


def fitted(raster: Raster, writer: Writer, depth: int | None) -> Raster:
    """Return the raster as the format can hold it; its notes say what that costs.

    Parameters
    ----------
    depth
        Bits per sample that are asked for; None keeps those of the raster.
    """
    height, width = raster.pixels.shape[:2]
    if writer.max_side and max(height, width) > writer.max_side:
        raise PictureError(
            f"A {writer.name} file holds at most {writer.max_side} pixels per side and the picture "
            f"is {width}×{height}; save it as PNG or TIFF."
        )
    raster = replace(raster, notes=())
    for step in (_fit_alpha, _fit_grey, _fit_description):
        raster = step(raster, writer)
    return _fit_depth(raster, writer, depth)


def _noting(raster: Raster, sentence: str) -> tuple[str, ...]:
    return (*raster.notes, sentence)


def _fit_alpha(raster: Raster, writer: Writer) -> Raster:
    if raster.alpha is None or writer.alpha:
        return raster
    flat = on_white(raster.pixels, raster.alpha)
    note = f"{writer.name} keeps no transparency; the picture was laid on white."
    return replace(raster, pixels=flat, alpha=None, notes=_noting(raster, note))


def _fit_grey(raster: Raster, writer: Writer) -> Raster:
    if raster.pixels.shape[2] == 3 or writer.grey:
        return raster
    note = f"{writer.name} has no grey pictures; it was saved as colour"
    note += ", without its grey profile." if raster.icc else "."
    pixels = np.repeat(raster.pixels, 3, axis=2)
    return replace(raster, pixels=pixels, icc=None, notes=_noting(raster, note))


def _fit_description(raster: Raster, writer: Writer) -> Raster:
    exif, xmp = raster.exif, raster.xmp
    if exif and writer.markers and len(exif) > _LARGEST_MARKER:
        note = f"The EXIF data is too large for {writer.name} and was left out."
        raster = replace(raster, exif=None, notes=_noting(raster, note))
    if xmp and writer.markers and len(xmp) > _LARGEST_MARKER:
        note = f"The XMP data is too large for {writer.name} and was left out."
        raster = replace(raster, xmp=None, notes=_noting(raster, note))
    if raster.dpi and not writer.dpi and not (exif and exif_tags.resolution(exif)):
        note = f"{writer.name} keeps no print resolution."
        raster = replace(raster, dpi=None, notes=_noting(raster, note))
    if exif and writer.moves_exif and exif_tags.has_maker_note(exif):
        note = f"Some programs cannot read the camera maker's notes in a {writer.name} file."
        raster = replace(raster, notes=_noting(raster, note))
    return raster


def _fit_depth(raster: Raster, writer: Writer, depth: int | None) -> Raster:
    present = 8 * raster.pixels.dtype.itemsize
    wanted = depth or present
    given = wanted if writer.deep else 8
    notes = raster.notes
    if wanted == 16 and given == 8:
        notes = _noting(raster, f"{writer.name} keeps 8 bits per channel, not 16.")
    elif given < present:
        notes = _noting(raster, "The 16-bit picture was saved with 8 bits per channel.")
    alpha = None if raster.alpha is None else to_depth(raster.alpha, given)
    return replace(raster, pixels=to_depth(raster.pixels, given), alpha=alpha, notes=notes)
