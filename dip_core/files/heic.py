"""HEIC files, the photographs of telephones, read where the optional add-on is installed."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from dip_core.files.rasters import Raster, check_size, split_alpha

AVAILABLE = find_spec("pillow_heif") is not None
SUFFIXES = (".heic", ".heif", ".hif")
BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")

_PREFIX = b"Exif\0\0"
_UPRIGHT = 1
_SRGB_PRIMARIES = (1, 2)  # of sRGB, or not said


def read(path: Path) -> Raster:
    """Read a HEIC file's main picture; 10 and 12 bits become 16.

    What cannot be read raises whatever the decoder raises.
    """
    pillow_heif = importlib.import_module("pillow_heif")
    picture = pillow_heif.open_heif(path, convert_hdr_to_8bit=False)
    check_size(path.name, *picture.size)
    pixels, alpha = split_alpha(np.array(picture))
    said: Mapping[str, Any] = picture.info
    return Raster(
        pixels,
        alpha,
        icc=said.get("icc_profile") or None,
        exif=(said.get("exif") or b"").removeprefix(_PREFIX) or None,
        xmp=said.get("xmp") or None,
        orientation=_UPRIGHT,  # the decoder has turned it, whatever its EXIF data say
        notes=tuple(_notes(picture)),
    )


def _notes(picture: Any) -> Iterator[str]:  # noqa: ANN401
    if len(picture) > 1:
        yield f"The file holds {len(picture)} pictures; only the main one is opened."
    coded = picture.info.get("nclx_profile") or {}
    primaries = coded.get("color_primaries", _SRGB_PRIMARIES[0])
    if not picture.info.get("icc_profile") and int(primaries) not in _SRGB_PRIMARIES:
        yield "The file's coded colour space is not kept; colours may look different."
