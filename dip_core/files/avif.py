"""AVIF files, which Pillow reads and writes at 8 bits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from dip_core.files.exif_tags import with_software
from dip_core.files.pillow import read_with_pillow
from dip_core.files.rasters import Raster, join_alpha, noting

BRANDS = (b"avif", b"avis")
_CONFIGURATION = b"av1C"
_HIGH_BITS = 0x40  # in the third byte of the configuration: 10 or 12 bits
_HEAD = 2**16


def read(path: Path) -> Raster:
    """Read an AVIF file's first picture. What cannot be read raises whatever the decoder raises."""
    raster = read_with_pillow(path, "AVIF")
    if _is_deep(path):
        sentence = "The picture's 10- or 12-bit samples are opened as 8-bit."
        return replace(noting(raster, sentence), shallower=True)
    return raster


def write(raster: Raster, file: BinaryIO, note: str, quality: int, chroma: str) -> None:
    """Write an 8-bit colour raster."""
    exif = with_software(raster.exif, note) if note else raster.exif
    Image.fromarray(join_alpha(raster)).save(
        file,
        "AVIF",
        quality=quality,
        subsampling=chroma,
        exif=exif or b"",
        icc_profile=raster.icc or b"",
        xmp=raster.xmp or b"",
    )


def _is_deep(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    place = head.find(_CONFIGURATION)
    return place >= 0 and len(head) > place + 6 and bool(head[place + 6] & _HIGH_BITS)
