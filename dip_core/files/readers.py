"""Which reader a file needs, judged by its content, and what to say when there is none."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from dip_core.errors import MissingAddOn, PictureError
from dip_core.files import avif, heic, pillow, png, raw, tiff
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


_MEASURED = ("PNG", "JPEG", "TIFF", "WEBP", "AVIF")


@dataclass(frozen=True)
class Reader:
    """One format that can be read."""

    name: str
    suffixes: tuple[str, ...]
    recognises: Callable[[bytes], bool]
    read: Callable[[Path], Raster]


@dataclass(frozen=True)
class AddOn:
    """A format that can be read where an optional part of the program is installed."""

    reader: Reader
    available: bool
    extra: str
    noun: str
    instead: str


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


HEIC = AddOn(
    Reader(
        "HEIC",
        heic.SUFFIXES,
        lambda head: head[4:8] == b"ftyp" and head[8:12] in heic.BRANDS,
        heic.read,
    ),
    heic.AVAILABLE,
    "heic",
    "a HEIC picture",
    "export it as JPEG, PNG or TIFF",
)
# Most raw formats are TIFF files inside, so that only the name tells.
RAW = AddOn(
    Reader("raw", raw.SUFFIXES, lambda head: False, raw.read),
    raw.AVAILABLE,
    "raw",
    "a camera's raw file",
    "develop it to a 16-bit TIFF or PNG",
)


def readable_suffixes() -> tuple[str, ...]:
    """Return what files are called that can be read with what is installed."""
    readers = [*READERS, *(add_on.reader for add_on in (HEIC, RAW) if add_on.available)]
    return tuple(suffix for reader in readers for suffix in reader.suffixes)


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


def size(path: Path) -> tuple[int, int] | None:
    """Return the width and height a file speaks of, or None where only reading it tells."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # reading it says what is wrong with it
            with Image.open(path, formats=_MEASURED) as picture:
                return picture.size
    except (*_DAMAGE, Image.DecompressionBombError):
        return None


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
    if suffix in raw.SUFFIXES and (known is None or known.name == "TIFF"):
        return _reader_of(RAW, path)
    if known is not None:
        return known
    if suffix in heic.SUFFIXES or HEIC.reader.recognises(head):
        return _reader_of(HEIC, path)
    raise PictureError(f"{path.name} cannot be opened as a picture; use PNG, JPEG, TIFF or WebP.")


def _reader_of(add_on: AddOn, path: Path) -> Reader:
    if add_on.available:
        return add_on.reader
    command = f'pip install "dip-studio[{add_on.extra}]"'
    raise MissingAddOn(
        f"{path.name} is {add_on.noun}, which needs an optional add-on. Install it with "
        f"{command} and start again, or {add_on.instead}.",
        command,
    )
