"""Pictures as people have them: files with a depth, a profile, an orientation and a history.

Values are kept as stored, in the file's own colour space; the profile travels along. Whatever a
format cannot keep is said in a sentence, when loading (`Picture.notes`) and when saving.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dip_core.errors import DepthLost, PictureError
from dip_core.files import exif_tags, rasters
from dip_core.files.atomic import refuse_existing, whole_file
from dip_core.files.formats import FORMATS, format_for
from dip_core.files.jpeg_coding import JpegCoding
from dip_core.files.rasters import Raster, Samples
from dip_core.files.readers import read as _read
from dip_core.files.readers import readable_suffixes
from dip_core.files.saving import Saving, prepared

READABLE_SUFFIXES = readable_suffixes()
WRITABLE_SUFFIXES = tuple(suffix for form in FORMATS.values() for suffix in form.suffixes)

_XMP_ORIENTATION = re.compile(rb"(tiff:Orientation(?:>|=[\"']))([1-8])")
_PROFILE_SPACES = {1: b"GRAY", 3: b"RGB "}
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)  # BT.601


@dataclass(frozen=True)
class Box:
    """A rectangle of whole pixels, in the coordinates of a picture."""

    top: int
    left: int
    height: int
    width: int

    @classmethod
    def of(cls, mask: NDArray[Any]) -> Box:
        """Return the smallest box around everything that is not zero in an (H, W) array.

        Raises a `PictureError` where everything is zero.
        """
        rows = np.flatnonzero(mask.any(axis=1))
        if not rows.size:
            raise PictureError("The mask is empty; paint over what should be restored.")
        top, bottom = int(rows[0]), int(rows[-1]) + 1
        columns = np.flatnonzero(mask[top:bottom].any(axis=0))
        left, right = int(columns[0]), int(columns[-1]) + 1
        return cls(top, left, bottom - top, right - left)

    @property
    def bottom(self) -> int:
        """The first row below."""
        return self.top + self.height

    @property
    def right(self) -> int:
        """The first column to the right."""
        return self.left + self.width

    @property
    def area(self) -> int:
        """The number of pixels inside."""
        return self.height * self.width

    @property
    def slices(self) -> tuple[slice, slice]:
        """What indexes an (H, W, …) array to cut this box out."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def grown(self, by: int, height: int, width: int) -> Box:
        """Return the box with `by` pixels more on each side, kept inside a picture of that size."""
        top, left = max(0, self.top - by), max(0, self.left - by)
        bottom, right = min(height, self.bottom + by), min(width, self.right + by)
        return Box(top, left, bottom - top, right - left)

    def scaled(self, factor: float) -> Box:
        """Return the same place in a picture `factor` times as large per side, rounded outwards."""
        top, left = int(np.floor(self.top * factor)), int(np.floor(self.left * factor))
        bottom, right = int(np.ceil(self.bottom * factor)), int(np.ceil(self.right * factor))
        return Box(top, left, bottom - top, right - left)


@dataclass(frozen=True, eq=False)
class Picture:
    """A photograph, upright, with everything its file said about it.

    pixels  (H, W, C) uint8 or uint16, C = 1 or 3: stored values, read-only
    alpha   (H, W) of the same type: 0 = transparent; not multiplied into the pixels
    icc     the colour profile the values belong to; None is taken for sRGB
    exif    a block without its "Exif" prefix, its orientation 1 and its thumbnail dropped
    xmp     an XMP packet
    iptc    captions in the old form, as IIM records
    dpi     pixels per inch, across and down
    notes   sentences: what could not be kept when loading
    coding  how the JPEG file was compressed whose pixels these are, block for block; else None
    """

    pixels: Samples
    alpha: Samples | None = None
    icc: bytes | None = None
    exif: bytes | None = None
    xmp: bytes | None = None
    iptc: bytes | None = None
    dpi: tuple[float, float] | None = None
    source: Path | None = None
    notes: tuple[str, ...] = ()
    coding: JpegCoding | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "pixels", _locked(self.pixels))
        if self.alpha is not None:
            object.__setattr__(self, "alpha", _locked(self.alpha))

    @classmethod
    def from_array(cls, array: NDArray[Any], *, depth: Literal[8, 16] = 8) -> Picture:
        """Return a picture of (H, W) or (H, W, 1–4) values; the last of 2 or 4 channels is alpha.

        Parameters
        ----------
        array
            Floats in [0, 1], which are rounded to `depth` bits, or uint8 or uint16, which are kept.
        """
        if array.dtype.kind == "f":
            array = rasters.quantised(array, np.uint8 if depth == 8 else np.uint16)
        if array.dtype not in (np.uint8, np.uint16) or array.ndim not in (2, 3):
            raise TypeError(f"no picture has {array.ndim} dimensions of {array.dtype}")
        pixels, alpha = rasters.split_alpha(array.copy())
        return cls(pixels, alpha)

    @property
    def height(self) -> int:
        """Rows."""
        return self.pixels.shape[0]

    @property
    def width(self) -> int:
        """Columns."""
        return self.pixels.shape[1]

    @property
    def channels(self) -> int:
        """1 for grey, 3 for colour; alpha is not counted."""
        return self.pixels.shape[2]

    @property
    def depth(self) -> int:
        """Bits per sample, 8 or 16."""
        return 8 * self.pixels.dtype.itemsize

    @property
    def size_text(self) -> str:
        """Width and height as a person reads them: "6000×4000"."""
        return f"{self.width}×{self.height}"

    def to_float(self, box: Box | None = None) -> NDArray[np.float32]:
        """Return the pixels, or those of a box, as (H, W, C) float32 in [0, 1]."""
        return rasters.as_floats(self.pixels if box is None else self.pixels[box.slices])

    def alpha_float(self, box: Box | None = None) -> NDArray[np.float32] | None:
        """Return the alpha, or that of a box, as (H, W) float32 in [0, 1]."""
        if self.alpha is None:
            return None
        return rasters.as_floats(self.alpha if box is None else self.alpha[box.slices])

    def with_pixels(
        self, values: NDArray[Any], *, alpha: NDArray[Any] | Literal["keep"] | None = "keep"
    ) -> Picture:
        """Return a picture with other pixels and the same depth and description.

        Parameters
        ----------
        values
            (H, W, C) floats in [0, 1] of any size; values outside are cut, the rest rounded.
        alpha
            (H, W) floats in [0, 1], None for no transparency, or "keep": the present one, resized.
        """
        dtype = self.pixels.dtype
        new = rasters.quantised(values, dtype)
        if alpha is None:
            cover = None
        elif isinstance(alpha, str):
            cover = _resized(self.alpha, new.shape[0], new.shape[1])
        else:
            cover = rasters.quantised(alpha, dtype)
        icc = self.icc if new.shape[2] == self.channels else None
        return replace(self, pixels=new, alpha=cover, icc=icc, coding=None)

    def with_samples(
        self, pixels: Samples, alpha: Samples | Literal["keep"] | None = "keep"
    ) -> Picture:
        """Return a picture of other stored values and the same depth and description.

        Parameters
        ----------
        pixels
            (H, W, C) of this picture's type, of any size; they must not change later.
        alpha
            (H, W) likewise, None for no transparency, or "keep": the present one, resized.
        """
        if isinstance(alpha, str):
            alpha = _resized(self.alpha, pixels.shape[0], pixels.shape[1])
        return replace(self, pixels=pixels, alpha=alpha, coding=None)

    def with_region(
        self,
        box: Box,
        values: NDArray[Any],
        where: NDArray[Any] | None = None,
        *,
        alpha: NDArray[Any] | None = None,
    ) -> Picture:
        """Return a picture in which only a box is replaced; every other pixel stays as stored.

        Parameters
        ----------
        values
            (h, w, C) floats in [0, 1] for the box.
        where
            (h, w): replace only where this is not zero. None replaces the whole box.
        alpha
            (h, w) floats in [0, 1] for the box of a picture that has an alpha; None keeps it.
        """
        patch = rasters.quantised(values, self.pixels.dtype)
        pixels = self.pixels.copy()
        if where is None:
            pixels[box.slices] = patch
        else:
            np.copyto(pixels[box.slices], patch, where=(where != 0)[:, :, None])
        if self.alpha is None or alpha is None:
            return replace(self, pixels=pixels, coding=None)
        cover = self.alpha.copy()
        changed = True if where is None else where != 0
        np.copyto(cover[box.slices], rasters.quantised(alpha, cover.dtype), where=changed)
        return replace(self, pixels=pixels, alpha=cover, coding=None)


def load_picture(path: Path | str, *, keep_depth: bool = False) -> Picture:
    """Read a picture file of any depth and stand it upright.

    PNG, JPEG, TIFF, WebP and AVIF; HEIC and raw files where their add-ons are installed.

    The content decides about the format, not the name. Depths other than 8 and 16 bits, palettes,
    inks and further pages are turned into what a `Picture` can hold, and `notes` says so.

    Raises
    ------
    PictureError
        Where the file is missing, empty, damaged, too large, or no such picture.
    DepthLost
        With `keep_depth`, where only 8 bits would be left of more.
    """
    path = Path(path)
    raster = _checked_profile(_checked_exif(_read(path)))
    if keep_depth and raster.shallower:
        raise DepthLost(f"{path.name} cannot be opened as it is. {' '.join(raster.notes)}")
    turn = raster.orientation or _xmp_orientation(raster.xmp)
    across_down = raster.dpi
    if across_down and turn >= 5:
        across_down = (across_down[1], across_down[0])
    return Picture(
        pixels=rasters.turned(raster.pixels, turn),
        alpha=None if raster.alpha is None else rasters.turned(raster.alpha, turn),
        icc=raster.icc,
        exif=raster.exif,
        xmp=_XMP_ORIENTATION.sub(rb"\g<1>1", raster.xmp) if raster.xmp else None,
        iptc=raster.iptc,
        dpi=across_down,
        source=path,
        notes=raster.notes,
        # Turned, the blocks no longer begin at the upper left corner.
        coding=raster.coding if turn == 1 else None,
    )


def halved(picture: Picture) -> Picture:
    """Return a picture at half its size, for machines that cannot hold it whole."""
    return replace(
        picture,
        pixels=rasters.halved(picture.pixels),
        alpha=None if picture.alpha is None else rasters.halved(picture.alpha),
        dpi=picture.dpi and (picture.dpi[0] / 2, picture.dpi[1] / 2),
        coding=None,
    )


def load_mask(path: Path | str, size: tuple[int, int] | None = None) -> NDArray[np.uint8]:
    """Read a mask: (H, W) uint8, 255 = restore.

    A file whose transparency varies gives that (opaque = restore), any other its brightness
    (white = restore).

    Parameters
    ----------
    size
        (H, W) of the picture the mask is for; None accepts any.

    Raises
    ------
    PictureError
        Where the file cannot be read or is of another size.
    """
    picture = load_picture(path)
    if size is not None and size != (picture.height, picture.width):
        raise PictureError(
            f"The mask {Path(path).name} is {picture.size_text} but the picture is "
            f"{size[1]}×{size[0]}; they must have the same size."
        )
    if picture.alpha is not None and picture.alpha.min() != picture.alpha.max():
        return _eight_bits(picture.alpha)
    return brightness(picture.pixels)


def brightness(pixels: Samples) -> NDArray[np.uint8]:
    """Return (H, W) bytes: how bright (H, W, C) pixels are."""
    if pixels.shape[2] == 1:
        return _eight_bits(pixels[:, :, 0])
    grey = np.empty(pixels.shape[:2], np.uint8)
    for rows in rasters.bands(pixels):
        grey[rows] = np.rint(rasters.as_floats(pixels[rows]) @ _LUMA * 255)
    return grey


def save_picture(
    picture: Picture,
    path: Path | str,
    saving: Saving | None = None,
    *,
    overwrite: bool = False,
    note: str = "",
    cancelled: Callable[[], bool] | None = None,
) -> tuple[str, ...]:
    """Write a picture in the format its suffix names, with all its file said about it.

    Parameters
    ----------
    saving
        Format, depth, colours and metadata; left out, everything is kept as it is.
    overwrite
        Whether a file of that name may be replaced.
    note
        What made the picture: written as its software and into its XMP packet.
    cancelled
        Asked now and then whether to give up; the file then is as it was before.

    Returns
    -------
    tuple[str, ...]
        Sentences: what could not be kept.

    Raises
    ------
    PictureError
        Where the suffix is unknown or another format's, the format cannot hold the size, or the
        file cannot be written.
    Cancelled
        Where it was given up.
    """
    path = Path(path)
    saving = saving or Saving(format=format_for(path))
    if not isinstance(saving.format, type(format_for(path))):
        raise PictureError(
            f"{path.name} is no name for a {saving.format.label} file; "
            f"it must end in {' or '.join(saving.format.suffixes)}."
        )
    refuse_existing(path, overwrite=overwrite)
    note = note if saving.note else ""
    raster = prepared(stored(picture), saving, note)
    with whole_file(path, overwrite=overwrite, cancelled=cancelled) as file:
        saving.format.write(raster, file, note)
    return raster.notes


def stored(picture: Picture) -> Raster:
    """Return what a file of the picture has to hold."""
    exif = picture.exif and exif_tags.with_size(picture.exif, picture.height, picture.width)
    return Raster(
        picture.pixels,
        picture.alpha,
        picture.icc,
        exif,
        picture.xmp,
        picture.dpi,
        iptc=picture.iptc,
    )


def _locked(samples: Samples) -> Samples:
    """Return a view nobody can write through: pictures are values."""
    view = samples.view()
    view.flags.writeable = False
    return view


def _checked_exif(raster: Raster) -> Raster:
    """Read the orientation from the EXIF block and neutralise it; drop a broken block."""
    if raster.exif is None:
        return raster
    try:
        turn = raster.orientation or exif_tags.orientation(raster.exif)
        dpi = raster.dpi or exif_tags.resolution(raster.exif)
        return replace(raster, exif=exif_tags.upright(raster.exif), orientation=turn, dpi=dpi)
    except exif_tags.BrokenExif:
        note = "The EXIF data is damaged and is not kept."
        return replace(raster, exif=None, notes=(*raster.notes, note))


def _checked_profile(raster: Raster) -> Raster:
    """Drop a colour profile made for another number of channels."""
    if raster.icc is None or raster.icc[16:20] == _PROFILE_SPACES[raster.pixels.shape[2]]:
        return raster
    note = "The colour profile does not fit the picture and is not kept."
    return replace(raster, icc=None, notes=(*raster.notes, note))


def _xmp_orientation(xmp: bytes | None) -> int:
    found = _XMP_ORIENTATION.search(xmp or b"")
    return int(found[2]) if found else 1


def _resized(alpha: Samples | None, height: int, width: int) -> Samples | None:
    if alpha is None or alpha.shape == (height, width):
        return alpha
    floats = Image.fromarray(rasters.as_floats(alpha))
    larger = floats.resize((width, height), Image.Resampling.BICUBIC)
    return rasters.quantised(np.asarray(larger), alpha.dtype)


def _eight_bits(samples: Samples) -> NDArray[np.uint8]:
    return np.array(rasters.to_depth(samples, 8), np.uint8)
