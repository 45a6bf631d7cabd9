"""TIFF files of 1 to 32 bits, through tifffile because Pillow reduces 16-bit colour to 8."""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Literal

import numpy as np
import tifffile
from numpy.typing import NDArray

from dip_core.errors import PictureError
from dip_core.files.exif_tags import (
    BrokenExif,
    FileBytes,
    add_to_tiff,
    byte_order,
    extracted,
    with_software,
)
from dip_core.files.pillow import cmyk_to_srgb
from dip_core.files.rasters import (
    Raster,
    Samples,
    bands,
    check_size,
    join_alpha,
    quantised,
    split_alpha,
    to_depth,
    unmultiplied,
)

_ORIENTATION, _XMP, _IPTC, _PHOTOSHOP, _ICC, _LAYERS = 274, 700, 33723, 34377, 34675, 37724
_CAPTIONS = b"8BIM\x04\x04"  # how Photoshop's own data starts them
_BYTE, _UNDEFINED = 1, 7
_COMPRESSIONS = {"deflate": "zlib", "lzw": "lzw", "none": None}
_COLOURS = {"MINISBLACK": 1, "MINISWHITE": 1, "RGB": 3, "YCBCR": 3, "PALETTE": 1, "SEPARATED": 4}
_ASSOCIATED, _UNASSOCIATED = 1, 2
_MOST_EXTRAS = 4
# Our own sentences tell of damage; without a handler, tifffile's remarks reach the terminal.
logging.getLogger("tifffile").addHandler(logging.NullHandler())

_NATIVE: Literal["<", ">"] = "<" if sys.byteorder == "little" else ">"


@dataclass(frozen=True, eq=False)
class _Opened:
    """Samples on their way to a raster: (H, W, C), further channels, and what was lost so far."""

    samples: NDArray[Any]
    extras: NDArray[Any]
    notes: tuple[str, ...] = ()

    def noting(self, sentence: str, **changes: Any) -> _Opened:  # noqa: ANN401
        return replace(self, notes=(*self.notes, sentence), **changes)


def read(path: Path) -> Raster:
    """Read a TIFF file's first picture. What cannot be read raises whatever the decoder raises."""
    with tifffile.TiffFile(path) as tiff:
        every: list[Any] = [page.aspage() for page in tiff.pages]
        pages = [page for page in every if not page.is_reduced] or every
        page = pages[0]
        _check(path, page)
        opened = _open(page)
        if len(pages) > 1:
            opened = opened.noting(f"The file has {len(pages)} pages; only the first is opened.")
        raster = _colours(page, opened)
        return _described(raster, page, _exif(tiff))


def write(raster: Raster, file: BinaryIO, note: str, compression: str = "deflate") -> None:
    """Write a TIFF file of the raster's depth, without loss."""
    method = _COMPRESSIONS[compression]
    exif = with_software(raster.exif, note) if note else raster.exif
    tifffile.imwrite(
        file,
        join_alpha(raster),
        byteorder=byte_order(exif) if exif else _NATIVE,
        photometric="minisblack" if raster.pixels.shape[2] == 1 else "rgb",
        planarconfig=None if raster.pixels.shape[2] == 1 and raster.alpha is None else "contig",
        extrasamples=["unassalpha"] if raster.alpha is not None else None,
        compression=method,
        predictor=True if method else None,
        iccprofile=raster.icc,
        resolution=raster.dpi,
        resolutionunit="INCH" if raster.dpi else None,
        metadata=None,
        software=False,
        extratags=[
            (tag, kind, len(content), content, True)
            for tag, kind, content in ((_XMP, _BYTE, raster.xmp), (_IPTC, _UNDEFINED, raster.iptc))
            if content
        ],
    )
    if exif:
        add_to_tiff(file, exif)


def _check(path: Path, page: Any) -> None:  # noqa: ANN401
    check_size(path.name, page.imagewidth, page.imagelength)
    photometric = getattr(page.photometric, "name", str(page.photometric))
    jpeg = "JPEG" in getattr(page.compression, "name", "")
    if photometric not in _COLOURS or (photometric == "YCBCR" and not jpeg):
        raise PictureError(
            f"{path.name} stores its colours as {photometric}, which cannot be opened; "
            f"save it as RGB first."
        )
    extras = page.samplesperpixel - _COLOURS[photometric]
    if not 0 <= extras <= _MOST_EXTRAS or page.axes not in ("YX", "YXS", "SYX"):
        raise PictureError(
            f"{path.name} is not one flat picture: it has {page.samplesperpixel} channels in the "
            f"order {page.axes}; save it as a flat RGB or grey TIFF first."
        )
    ends = (start + size for start, size in zip(page.dataoffsets, page.databytecounts, strict=True))
    if max(ends, default=0) > path.stat().st_size:
        raise PictureError(f"{path.name} is damaged or cut short; try another copy of it.")


def _open(page: Any) -> _Opened:  # noqa: ANN401
    samples: NDArray[Any] = page.asarray()
    if page.axes == "YX":
        samples = samples[:, :, None]
    elif page.axes == "SYX":
        samples = samples.transpose(1, 2, 0)
    count = _COLOURS[page.photometric.name]
    opened = _Opened(samples[:, :, :count], samples[:, :, count:])
    if page.photometric.name == "PALETTE":
        return _from_palette(opened, page.colormap)
    opened = _whole_numbers(opened, page.bitspersample)
    if page.photometric.name == "MINISWHITE":
        peak = np.iinfo(opened.samples.dtype).max
        opened = replace(opened, samples=peak - opened.samples)
    return opened


def _from_palette(opened: _Opened, colormap: NDArray[np.uint16]) -> _Opened:
    colours = (colormap.T >> 8).astype(np.uint8)
    return opened.noting(
        "The picture's palette is opened as full colour.",
        samples=colours[opened.samples[:, :, 0].astype(np.intp)],
        extras=opened.extras[:, :, :0],
    )


def _whole_numbers(opened: _Opened, bits: int) -> _Opened:
    """Bring any sample type to full-range 8 or 16 bits, saying so where that is a loss."""
    kind = opened.samples.dtype.kind
    if kind == "f":
        return _from_floats(opened)
    if kind == "i":
        raise PictureError("The file holds signed numbers; save it as 8- or 16-bit unsigned first.")
    if opened.samples.dtype.itemsize > 2:
        shift = 8 * opened.samples.dtype.itemsize - 16
        return opened.noting(
            f"The picture's {bits}-bit samples are opened as 16-bit.",
            samples=(opened.samples >> shift).astype(np.uint16),
            extras=(opened.extras >> shift).astype(np.uint16),
        )
    if bits in (8, 16):
        return opened
    return opened.noting(
        f"The picture's {bits}-bit samples are opened as {8 if bits < 8 else 16}-bit.",
        samples=_stretched(opened.samples, bits),
        extras=_stretched(opened.extras, bits),
    )


def _stretched(samples: NDArray[Any], bits: int) -> Samples:
    """Return samples of an odd number of bits in the full range of the next usual type."""
    wide = samples.astype(np.uint32)
    full = 255 if bits < 8 else 65535
    dtype = np.uint8 if bits < 8 else np.uint16
    stretched: Samples = ((wide * full + (2**bits - 1) // 2) // (2**bits - 1)).astype(dtype)
    return stretched


def _from_floats(opened: _Opened) -> _Opened:
    samples = opened.samples
    low = float(np.fmin.reduce(samples, axis=None))  # passes over NaN
    high = float(np.fmax.reduce(samples, axis=None))
    inside = sum(np.count_nonzero((samples[b] >= 0) & (samples[b] <= 1)) for b in bands(samples))
    if 2 * inside < samples.size:
        raise PictureError(
            f"The file holds floating-point values from {low:.4g} to {high:.4g}; "
            f"scale them to 0–1 first."
        )
    fits = low >= 0 and high <= 1
    cut = "" if fits else f"; values from {low:.4g} to {high:.4g} are cut to 0–1"
    return opened.noting(
        f"The picture's floating-point samples are opened as 16-bit{cut}.",
        samples=quantised(samples, np.uint16),
        extras=quantised(opened.extras, np.uint16),
    )


def _colours(page: Any, opened: _Opened) -> Raster:  # noqa: ANN401
    """Separate the alpha channel, and turn inks into colours."""
    alpha, opened = _alpha(page, opened)
    icc = _bytes(page, _ICC)
    if page.photometric.name == "SEPARATED":
        depth = 8 * opened.samples.dtype.itemsize
        inks = to_depth(opened.samples, 8).astype(np.uint8)
        pixels, icc, sentence = cmyk_to_srgb(inks, icc)
        notes = (*opened.notes, sentence)
        if depth == 16:
            notes += ("Its 16-bit inks are opened as 8-bit colours.",)
        alpha = None if alpha is None else to_depth(alpha, 8)
        return Raster(pixels, alpha, icc=icc, notes=notes, shallower=depth == 16)
    return Raster(split_alpha(opened.samples)[0], alpha, icc=icc, notes=opened.notes)


def _alpha(page: Any, opened: _Opened) -> tuple[Samples | None, _Opened]:  # noqa: ANN401
    extras = opened.extras
    if not extras.shape[2]:
        return None, opened
    kind = int(page.extrasamples[0]) if page.extrasamples else 0
    if kind not in (_ASSOCIATED, _UNASSOCIATED):
        return None, opened.noting("Further channels beside the colours are not kept.")
    if extras.shape[2] > 1:
        opened = opened.noting("Further channels beside the colours and transparency are not kept.")
    alpha: Samples = np.ascontiguousarray(extras[:, :, 0])
    if kind == _ASSOCIATED:
        opened = opened.noting(
            "Colours were stored multiplied by the transparency; this is undone.",
            samples=unmultiplied(opened.samples, alpha),
        )
    return alpha, opened


def _described(raster: Raster, page: Any, exif: bytes | None) -> Raster:  # noqa: ANN401
    notes = raster.notes
    if page.tags.get(_LAYERS) is not None:
        notes += ("The file's layers are not kept; its flat picture is opened.",)
    iptc = _bytes(page, _IPTC)
    told = page.tags.get(_IPTC) is not None or _CAPTIONS in (_bytes(page, _PHOTOSHOP) or b"")
    if told and iptc is None:
        notes += ("Captions in the old IPTC form are not kept.",)
    turn = page.tags.get(_ORIENTATION)
    return replace(
        raster,
        exif=exif,
        xmp=_bytes(page, _XMP),
        dpi=_resolution(page),
        orientation=int(turn.value) if turn is not None else None,
        iptc=iptc,
        notes=notes,
    )


def _bytes(page: Any, code: int) -> bytes | None:  # noqa: ANN401
    tag = page.tags.get(code)
    value = tag.value if tag is not None else None
    return bytes(value) if isinstance(value, (bytes, bytearray)) and value else None


def _resolution(page: Any) -> tuple[float, float] | None:  # noqa: ANN401
    unit = page.tags.get(296)
    if page.tags.get(282) is None or (unit is not None and int(unit.value) == 1):
        return None
    across, down = page.get_resolution("INCH")
    return (across, down) if across > 0 and down > 0 else None


def _exif(tiff: Any) -> bytes | None:  # noqa: ANN401
    try:
        return extracted(FileBytes(tiff.filehandle))
    except BrokenExif:
        return None
