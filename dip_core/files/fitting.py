"""What each format cannot keep of a picture, and how to say so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dip_core.errors import PictureError
from dip_core.files import exif_tags
from dip_core.files.formats import FileFormat
from dip_core.files.rasters import Raster, laid_on, noting, to_depth

# A marker of a JPEG file holds 65 533 bytes; room is left for prefixes and for naming the software.
_LARGEST_MARKER = 65_000 - 4_096
_WHITE = 1.0


def fitted(raster: Raster, form: FileFormat, depth: int | None) -> Raster:
    """Return the raster as the format can hold it; its notes say what that costs.

    Parameters
    ----------
    depth
        Bits per sample that are asked for; None keeps those of the raster.
    """
    for problem in size_problem(form, *raster.pixels.shape[:2]):
        raise PictureError(problem)
    for step in (_fit_alpha, _fit_grey, _fit_description, _fit_resolution):
        raster = step(raster, form)
    return _fit_depth(raster, form, depth)


def size_problem(form: FileFormat, height: int, width: int) -> tuple[str, ...]:
    """Return the sentence for a picture that is too large for a format, or nothing."""
    if not form.max_side or max(height, width) <= form.max_side:
        return ()
    sentence = (
        f"A {form.label} file holds at most {form.max_side} pixels per side and the picture "
        f"is {width}×{height}; save it as PNG or TIFF."
    )
    return (sentence,)


def _fit_alpha(raster: Raster, form: FileFormat) -> Raster:
    if raster.alpha is None or form.alpha:
        return raster
    flat = replace(raster, pixels=laid_on(raster.pixels, raster.alpha, _WHITE), alpha=None)
    return noting(flat, f"{form.label} keeps no transparency; the picture was laid on white.")


def _fit_grey(raster: Raster, form: FileFormat) -> Raster:
    if raster.pixels.shape[2] == 3 or form.grey:
        return raster
    sentence = f"{form.label} has no grey pictures; it was saved as colour"
    sentence += ", without its grey profile." if raster.icc else "."
    coloured = replace(raster, pixels=np.repeat(raster.pixels, 3, axis=2), icc=None)
    return noting(coloured, sentence)


def _fit_description(raster: Raster, form: FileFormat) -> Raster:
    if raster.exif and form.markers and len(raster.exif) > _LARGEST_MARKER:
        sentence = f"The EXIF data is too large for {form.label} and was left out."
        raster = noting(replace(raster, exif=None), sentence)
    if raster.xmp and form.markers and len(raster.xmp) > _LARGEST_MARKER:
        sentence = f"The XMP data is too large for {form.label} and was left out."
        raster = noting(replace(raster, xmp=None), sentence)
    if raster.iptc and not (form.captions and len(raster.iptc) <= _LARGEST_MARKER):
        sentence = f"{form.label} keeps no captions in the old IPTC form."
        raster = noting(replace(raster, iptc=None), sentence)
    if raster.exif and form.moves_exif and exif_tags.has_maker_note(raster.exif):
        sentence = f"Some programs cannot read the camera maker's notes in a {form.label} file."
        raster = noting(raster, sentence)
    return raster


def _fit_resolution(raster: Raster, form: FileFormat) -> Raster:
    known = raster.exif and exif_tags.resolution(raster.exif)
    if raster.dpi is None or form.dpi or known:
        return raster
    return noting(replace(raster, dpi=None), f"{form.label} keeps no print resolution.")


def _fit_depth(raster: Raster, form: FileFormat, depth: int | None) -> Raster:
    present = 8 * raster.pixels.dtype.itemsize
    wanted = depth or present
    given = wanted if form.deep else 8
    if wanted == 16 and given == 8:
        raster = noting(raster, f"{form.label} keeps 8 bits per channel, not 16.")
    elif given < present:
        raster = noting(raster, "The 16-bit picture was saved with 8 bits per channel.")
    alpha = None if raster.alpha is None else to_depth(raster.alpha, given)
    return replace(raster, pixels=to_depth(raster.pixels, given), alpha=alpha)
