"""What a picture file stores, before orientation and format are dealt with, and its arithmetic.

Readers return a `Raster`, writers take one; a `Picture` is made from it. Everything that touches
whole photographs works in bands of rows, so that 24 megapixels are never held twice as floats.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from dip_core.errors import PictureError
from dip_core.files.jpeg_coding import JpegCoding

Samples = NDArray[np.unsignedinteger[Any]]

MAX_MEGAPIXELS = 200
_BAND = 2**20  # samples handled at a time


@dataclass(frozen=True, eq=False)
class Raster:
    """The stored samples and what the file says about them.

    pixels       (H, W, C) uint8 or uint16, C = 1 or 3, as stored
    alpha        (H, W) of the same type, not multiplied into the pixels
    exif         a block without its "Exif" prefix
    dpi          pixels per inch, across and down
    orientation  1–8, as EXIF counts; None where the format has no word of its own for it
    iptc         captions in the old form, as IIM records
    notes        sentences: what could not be kept
    shallower    whether 8 bits are all that is left of more
    coding       how a JPEG file was compressed, where its samples are just what it decodes to
    """

    pixels: Samples
    alpha: Samples | None = None
    icc: bytes | None = None
    exif: bytes | None = None
    xmp: bytes | None = None
    dpi: tuple[float, float] | None = None
    orientation: int | None = None
    iptc: bytes | None = None
    notes: tuple[str, ...] = ()
    shallower: bool = False
    coding: JpegCoding | None = None


def noting(raster: Raster, sentence: str) -> Raster:
    """Return the raster with a sentence more about what could not be kept."""
    return replace(raster, notes=(*raster.notes, sentence))


def check_size(name: str, width: int, height: int) -> None:
    """Refuse a picture whose decoding could exhaust the memory, before it is decoded."""
    if width * height > MAX_MEGAPIXELS * 10**6:
        raise PictureError(
            f"{name} is {width}×{height}, {width * height / 1e6:.0f} megapixels; the most that can "
            f"be opened is {MAX_MEGAPIXELS} megapixels. Make it smaller or cut it first."
        )
    if width < 1 or height < 1:
        raise PictureError(f"{name} has no pixels, so there is nothing to open.")


def split_alpha(samples: Samples) -> tuple[Samples, Samples | None]:
    """Return the (H, W, 1 or 3) colours and the (H, W) alpha of (H, W[, 1–4]) samples."""
    if samples.ndim == 2:
        samples = samples[:, :, None]
    if samples.shape[2] in (2, 4):
        return np.ascontiguousarray(samples[:, :, :-1]), np.ascontiguousarray(samples[:, :, -1])
    return np.ascontiguousarray(samples), None


def join_alpha(raster: Raster) -> Samples:
    """Return (H, W) or (H, W, 2–4) samples in one array, as encoders want them."""
    if raster.alpha is not None:
        return np.concatenate([raster.pixels, raster.alpha[:, :, None]], axis=2)
    return raster.pixels[:, :, 0] if raster.pixels.shape[2] == 1 else raster.pixels


def turned(samples: Samples, orientation: int) -> Samples:
    """Return stored samples as they are meant to be seen; `orientation` as EXIF counts, 1–8."""
    if orientation in (5, 6, 7, 8):
        samples = samples.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        samples = samples[::-1]
    if orientation in (2, 3, 6, 7):
        samples = samples[:, ::-1]
    return np.ascontiguousarray(samples)


def halved(samples: Samples) -> Samples:
    """Return (H, W[, C]) samples at half the size, each the mean of four; an odd edge is cut."""
    height, width = samples.shape[0] // 2 * 2, samples.shape[1] // 2 * 2
    small = np.empty((height // 2, width // 2, *samples.shape[2:]), samples.dtype)
    for rows in bands(small):
        part = samples[2 * rows.start : 2 * rows.stop, :width].astype(np.uint32)
        pairs = part[::2] + part[1::2]
        small[rows] = (pairs[:, ::2] + pairs[:, 1::2] + 2) >> 2
    return small


def bands(samples: NDArray[Any]) -> Iterator[slice]:
    """Yield slices of rows that together are the whole array."""
    height = samples.shape[0]
    rows = max(1, _BAND * height // max(1, samples.size))
    for top in range(0, height, rows):
        yield slice(top, min(top + rows, height))


def quantised(values: NDArray[Any], dtype: DTypeLike) -> Samples:
    """Return floats as whole numbers of the full range, cut to [0, 1] and rounded; NaN is 0."""
    peak = np.iinfo(np.dtype(dtype)).max
    wide = np.result_type(values.dtype, np.float32)
    samples: Samples = np.empty(values.shape, dtype)
    for rows in bands(samples):
        part = np.clip(values[rows], 0.0, 1.0, dtype=wide) * peak
        samples[rows] = np.rint(np.nan_to_num(part, copy=False))
    return samples


def as_floats(samples: Samples) -> NDArray[np.float32]:
    """Return whole numbers as float32 in [0, 1]."""
    return np.divide(samples, np.iinfo(samples.dtype).max, dtype=np.float32)


def to_depth(samples: Samples, depth: int) -> Samples:
    """Return the samples with 8 or 16 bits, rounded."""
    dtype = np.dtype(np.uint8 if depth == 8 else np.uint16)
    if samples.dtype == dtype:
        return samples
    if depth == 16:
        return samples.astype(np.uint16) * np.uint16(257)
    fewer = np.empty(samples.shape, np.uint8)
    for rows in bands(samples):
        fewer[rows] = (samples[rows].astype(np.uint32) * 255 + 32767) // 65535
    return fewer


def laid_on(pixels: Samples, alpha: Samples, level: float) -> Samples:
    """Return the (H, W, C) pixels laid by their (H, W) alpha over a grey, 0 black to 1 white."""
    peak = np.uint64(np.iinfo(pixels.dtype).max)
    ground = np.uint64(round(level * int(peak)))
    flat = np.empty_like(pixels)
    for rows in bands(pixels):
        cover = alpha[rows, :, None].astype(np.uint64)
        mixed = pixels[rows] * cover + ground * (peak - cover)
        flat[rows] = (mixed + peak // np.uint64(2)) // peak
    return flat


def unmultiplied(pixels: Samples, alpha: Samples) -> Samples:
    """Undo the multiplication of the (H, W, C) pixels by their (H, W) alpha."""
    peak = np.iinfo(pixels.dtype).max
    plain = np.empty_like(pixels)
    for rows in bands(pixels):
        cover = np.maximum(alpha[rows, :, None], 1).astype(np.uint64)
        divided = (pixels[rows] * np.uint64(peak) + cover // np.uint64(2)) // cover
        plain[rows] = np.minimum(divided, peak)
    return plain
