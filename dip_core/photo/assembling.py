"""From restored parts to a photograph: blended with one another, and nothing else touched.

The photograph is assembled in bands of rows, so that a large one never exists as floats.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dip_core.files import rasters
from dip_core.files.rasters import Samples
from dip_core.images import Box, Picture
from dip_core.outcome import Result
from dip_core.photo.observing import enlarged, resized
from dip_core.photo.parts import Part
from dip_core.spec import FloatArray, RestorationSpec

_ROWS = 256  # of a band
_MOST = np.iinfo(np.uint16).max
_MOST = np.iinfo(np.uint16).max
_NOTHING = 1e-6  # what is neither painted nor opaque


@dataclass(frozen=True, eq=False)
class Piece:
    """One part of a photograph, restored.

    image      (h, w, C) as handed over, at the part's working scale: floats in [0, 1], or 16-bit
               samples where there may be very many
    estimates  what it was made from, likewise; empty where nothing needs it again
    own        (h, w) uint8, the part's own mask; None where all of it is handed over
    spec       what restored it
    run        how that went; of many tiles without its pictures
    spans      which iterations were its own, of those of all parts
    """

    part: Part
    image: FloatArray | NDArray[np.uint16]
    estimates: Mapping[str, FloatArray | NDArray[np.uint16]]
    own: NDArray[np.uint8] | None
    spec: RestorationSpec
    run: Result
    spans: tuple[range, ...] = ()

    def small(self) -> Piece:
        """Return the piece with 16-bit samples, and without what nothing needs again."""
        again = self.estimates if self.spec.task.afterwards else {}
        nothing = np.zeros((0, 0, self.image.shape[2]), np.float32)
        return replace(
            self,
            image=_packed(unpacked(self.image)),
            estimates={name: _packed(unpacked(values)) for name, values in again.items()},
            run=replace(self.run, image=nothing, raw=nothing, estimates={}),
        )


def beneath(piece: Piece, parts: Sequence[Part], mask: NDArray[np.uint8] | None) -> Piece:
    """Return an earlier piece without what these parts of a mask restore anew."""
    own = piece.own
    if own is not None and mask is not None:
        whole = np.zeros(mask.shape, np.uint8)
        whole[piece.part.box.slices] = own
        for part in parts:
            whole[part.box.slices][part.own(mask) > 0] = 0
        own = whole[piece.part.box.slices].copy()
    return replace(piece, own=own, spans=())


def _packed(values: FloatArray) -> NDArray[np.uint16]:
    """Return floats in [0, 1] as 16-bit samples, half as large."""
    return np.asarray(rasters.quantised(values, np.uint16), np.uint16)


def unpacked(values: FloatArray | NDArray[np.uint16]) -> FloatArray:
    """Return floats, whichever they were."""
    if values.dtype == np.uint16:
        return np.divide(values, _MOST, dtype=np.float32)
    return np.asarray(values, np.float32)


def assembled(source: Picture, pieces: Sequence[Piece], factor: float = 1.0) -> Picture:
    """Return the photograph with its restored pieces; `factor` times as large for all of them.

    What no piece covers stays as it is, to the bit where nothing is enlarged.
    """
    if any(piece.own is not None for piece in pieces):
        return _with_holes_filled(source, pieces)
    pixels = _enlarged_pixels(source, factor)
    for rows in _bands(pixels.shape[0]):
        inside = [piece for piece in pieces if _reaches(_box(piece, factor), rows)]
        if inside:
            _blend(pixels, rows, inside, factor)
    return source.with_samples(pixels)


def _blend(pixels: Samples, rows: slice, pieces: Sequence[Piece], factor: float) -> None:
    """Lay pieces over a band of the photograph, each by its weights."""
    ground = rasters.as_floats(pixels[rows])
    band, touched = ground.copy(), np.zeros(ground.shape[:2], bool)
    for piece in pieces:
        box = _box(piece, factor)
        size = box.height, box.width
        of_band, of_piece = _overlap(box, rows)
        columns = slice(box.left, box.right)
        weights = piece.part.edges.weights(*size, factor)[of_piece, :, None]
        image = resized(unpacked(piece.image), size)[of_piece]
        band[of_band, columns] += weights * (image - ground[of_band, columns])
        touched[of_band, columns] |= weights[..., 0] > 0.0
    np.copyto(pixels[rows], rasters.quantised(band, pixels.dtype), where=touched[..., None])


def _with_holes_filled(source: Picture, pieces: Sequence[Piece]) -> Picture:
    """Put estimates where the masks are; unmasked pixels keep every bit.

    An estimate is opaque, as thick as the mask, and lies over what is there, transparent or not.
    """
    pixels = source.pixels.copy()
    alpha = None if source.alpha is None else source.alpha.copy()
    for rows in _bands(source.height):
        inside = [piece for piece in pieces if _reaches(piece.part.box, rows)]
        if inside:
            _fill(source, pixels, alpha, rows, inside)
    return source.with_samples(pixels, alpha)


def _fill(
    source: Picture, pixels: Samples, alpha: Samples | None, rows: slice, pieces: Sequence[Piece]
) -> None:
    """Fill the holes in a band of rows."""
    left = min(piece.part.box.left for piece in pieces)
    right = max(piece.part.box.right for piece in pieces)
    band = Box(rows.start, left, rows.stop - rows.start, right - left)
    ground = source.to_float(band)
    share, laid = np.zeros(ground.shape[:2], np.float32), np.zeros_like(ground)
    for piece in pieces:
        box = piece.part.box
        of_band, of_piece = _overlap(box, rows)
        columns = slice(box.left - left, box.right - left)
        weights = _shares(piece)[of_piece]
        image = resized(unpacked(next(iter(piece.estimates.values()))), (box.height, box.width))
        share[of_band, columns] += weights
        laid[of_band, columns] += weights[..., None] * image[of_piece]
    touched = share > 0.0
    mean = laid / np.maximum(share, _NOTHING)[..., None]
    share = np.minimum(share, 1.0)
    cover = source.alpha_float(band)
    if cover is None:
        mixed = ground + share[..., None] * (mean - ground)
    else:
        cover = np.maximum(share + cover * (1.0 - share), _NOTHING)
        mixed = ground + (share / cover)[..., None] * (mean - ground)
    samples = rasters.quantised(mixed, pixels.dtype)
    np.copyto(pixels[band.slices], samples, where=touched[..., None])
    if alpha is not None and cover is not None:
        np.copyto(alpha[band.slices], rasters.quantised(cover, alpha.dtype), where=touched)


def _shares(piece: Piece) -> FloatArray:
    """Return (h, w): how much of each pixel a piece hands over."""
    box, own = piece.part.box, piece.own
    weights = piece.part.edges.weights(box.height, box.width)
    return weights if own is None else weights * rasters.as_floats(own)


def _enlarged_pixels(source: Picture, factor: float) -> Samples:
    """Return the photograph's pixels, enlarged as most programs do where nothing better is known.

    A channel at a time: floats of the whole would be four times as large as its bytes.
    """
    if factor == 1.0:
        return source.pixels.copy()
    whole = enlarged(Box(0, 0, source.height, source.width), factor)
    pixels: Samples = np.empty((whole.height, whole.width, source.channels), source.pixels.dtype)
    for channel in range(source.channels):
        floats = Image.fromarray(rasters.as_floats(source.pixels[..., channel]))
        larger = floats.resize((whole.width, whole.height), Image.Resampling.BICUBIC)
        pixels[..., channel] = rasters.quantised(np.asarray(larger), pixels.dtype)
    return pixels


def _bands(height: int) -> Iterator[slice]:
    for top in range(0, height, _ROWS):
        yield slice(top, min(top + _ROWS, height))


def _box(piece: Piece, factor: float) -> Box:
    """Return where a piece lies in the result."""
    return enlarged(piece.part.box, factor)


def _reaches(box: Box, rows: slice) -> bool:
    return box.top < rows.stop and rows.start < box.bottom


def _overlap(box: Box, rows: slice) -> tuple[slice, slice]:
    """Return the rows a box shares with a band: counted in the band, and in the box."""
    top, bottom = max(box.top, rows.start), min(box.bottom, rows.stop)
    return (
        slice(top - rows.start, bottom - rows.start),
        slice(top - box.top, bottom - box.top),
    )
