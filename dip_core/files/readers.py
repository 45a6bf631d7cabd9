"""Which reader a file needs, judged by its content, and what to say when there is none."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from dip_core.errors import PictureError
from dip_core.files import avif, pillow, png, tiff
from dip_core.files.rasters import Raster

# What decoders are known to raise when a file is damaged.
_DAMAGE = (
    OSError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    ArithmeticError,
    RuntimeError,
    SyntaxError,
    EOFError,
    struct.error,
    zlib.error,
)
_TIFF_MARKS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_RAW_SUFFIXES = frozenset(
    f".{name}"
    for name in (
        *("3fr", "arw", "cr2", "cr3", "crw", "dcr", "dng", "erf", "iiq", "kdc", "mef", "mos"),
        *(
            "mrw",
            "nef",
            "nrw",
            "orf",
            "pef",
            "raf",
            "raw",
            "rw2",
            "rwl",
            "sr2",
            "srf",
            "srw",
            "x3f",
        ),
    )
)
_HEIC_SUFFIXES = frozenset((".heic", ".heif", ".hif"))
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")


@dataclass(frozen=True)
class Reader:
    """One format that can be read."""

    name: str
    suffixes: tuple[str, ...]
    recognises: Callable[[bytes], bool]
    read: Callable[[Path], Raster]


READERS = (
    Reader("PNG", (".png",), lambda head: head.startswith(png.SIGNATURE), png.read),
    Reader(
        "JPEG",
        (".jpg", ".jpeg", ".jpe", ".jfif"),
        lambda head: head.startswith(b"\xff\xd8\xff"),
        pillow.read_jpeg,
    ),
    Reader("TIFF", (".tif", ".tiff"), lambda head: head.startswith(_TIFF_MARKS), tiff.read),
    Reader(
        "WebP",
        (".webp",),
        lambda head: head.startswith(b"RIFF") and head[8:12] == b"WEBP",
        pillow.read_webp,
    ),
    Reader(
        "AVIF",
        (".avif",),
        lambda head: head[4:8] == b"ftyp" and head[8:12] in avif.BRANDS,
        avif.read,
    ),
)


def read(path: Path) -> Raster:
    """Return what a picture file stores, or raise a `PictureError` that says why not."""
    head = _head(path)
    reader = _reader(path, head)
    try:
        raster = reader.read(path)
    except _DAMAGE as error:
        raise PictureError(
            f"{path.name} is damaged or cut short, or a {reader.name} file of a kind that cannot "
            f"be opened; try another copy of it."
        ) from error
    if path.suffix.lower() in reader.suffixes:
        return raster
    suffix = f"called {path.suffix}" if path.suffix else "without a suffix"
    note = f"The file is {suffix} but holds a {reader.name} picture."
    return replace(raster, notes=(note, *raster.notes))


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(64)
    except FileNotFoundError as error:
        raise PictureError(f"There is no file {path}.") from error
    except IsADirectoryError as error:
        raise PictureError(f"{path} is a folder; choose a picture in it.") from error
    except PermissionError as error:
        raise PictureError(f"{path} may not be read; check its permissions.") from error
    except OSError as error:
        raise PictureError(f"{path} cannot be read: {error.strerror or error}.") from error
    if not head:
        raise PictureError(f"{path.name} is empty (0 bytes); try another copy of it.")
    return head


def _reader(path: Path, head: bytes) -> Reader:
    suffix = path.suffix.lower()
    known = next((reader for reader in READERS if reader.recognises(head)), None)
    # Most raw formats are TIFF files inside, whose only readable picture is a preview.
    if suffix in _RAW_SUFFIXES and (known is None or known.name == "TIFF"):
        raise PictureError(
            f"{path.name} is a camera's raw file, which needs the optional raw add-on; "
            f"develop it to a 16-bit TIFF or PNG first."
        )
    if known is not None:
        return known
    if suffix in _HEIC_SUFFIXES or (head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS):
        raise PictureError(
            f"{path.name} is a HEIC picture, which needs the optional HEIC add-on; "
            f"export it as JPEG, PNG or TIFF first."
        )
    raise PictureError(f"{path.name} cannot be opened as a picture; use PNG, JPEG, TIFF or WebP.")
