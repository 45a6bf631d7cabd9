"""Raw files of cameras, developed plainly where the optional add-on is installed."""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from dip_core.files.exif_tags import BrokenExif, FileBytes, extracted
from dip_core.files.rasters import Raster, check_size

AVAILABLE = find_spec("rawpy") is not None
SUFFIXES = tuple(
    f".{name}"
    for name in (
        *("3fr", "arw", "cr2", "cr3", "crw", "dcr", "dng", "erf", "iiq", "kdc", "mef", "mos"),
        *("mrw", "nef", "nrw", "orf", "pef", "raf", "raw", "rw2", "rwl", "sr2", "srf", "srw"),
        "x3f",
    )
)

_SRGB_CURVE = (2.4, 12.92)  # its power, and its slope near black
_UPRIGHT = 1
_NOTE = (
    "The raw file was developed with the camera's white balance, without brightening; "
    "a raw converter gives more control over it."
)


def read(path: Path) -> Raster:
    """Develop a raw file to 16-bit sRGB.

    What cannot be read raises whatever the decoder raises.
    """
    rawpy = importlib.import_module("rawpy")
    try:
        with rawpy.imread(str(path)) as raw:
            check_size(path.name, raw.sizes.width, raw.sizes.height)
            pixels = raw.postprocess(
                output_bps=16,
                use_camera_wb=True,
                no_auto_bright=True,  # it would clip the brightest percent
                gamma=_SRGB_CURVE,
                output_color=rawpy.ColorSpace.sRGB,
            )
    except rawpy.LibRawError as error:
        raise ValueError(path.name) from error
    return Raster(
        np.ascontiguousarray(pixels),
        exif=_exif(path),
        orientation=_UPRIGHT,  # it has been turned while it was developed
        notes=(_NOTE,),
    )


def _exif(path: Path) -> bytes | None:
    """Return what a raw file that is a TIFF file says of the photograph; others keep it hidden."""
    try:
        with path.open("rb") as file:
            return extracted(FileBytes(file))
    except BrokenExif:
        return None
