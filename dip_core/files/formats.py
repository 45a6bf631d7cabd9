"""The formats a picture can be written in: what each of them holds, and how it is compressed."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, ClassVar, Literal

from dip_core.errors import PictureError
from dip_core.files import avif, pillow, png, tiff
from dip_core.files.rasters import Raster
from dip_core.options import Registry, Spec, option

Chroma = Literal["4:4:4", "4:2:2", "4:2:0"]

_LOSSLESS = 100
_CHROMA = "How finely colours are stored beside brightness; 4:4:4 is as finely, 4:2:0 a quarter."


@dataclass(frozen=True)
class FileFormat(Spec):
    """A format, its limits and how it compresses.

    suffixes    how its files are called, the usual one first
    deep        whether 16 bits per channel fit
    alpha       whether transparency fits
    grey        whether there are pictures without colour
    dpi         whether the print resolution has a place of its own
    captions    whether captions in the old IPTC form have one
    moves_exif  whether EXIF data changes its place in the file, which maker notes do not survive
    markers     whether EXIF and XMP must each fit into one marker
    max_side    pixels per side; 0 where any size goes
    """

    suffixes: ClassVar[tuple[str, ...]] = ()
    deep: ClassVar[bool] = True
    alpha: ClassVar[bool] = True
    grey: ClassVar[bool] = True
    dpi: ClassVar[bool] = True
    captions: ClassVar[bool] = False
    moves_exif: ClassVar[bool] = False
    markers: ClassVar[bool] = False
    max_side: ClassVar[int] = 0

    @property
    def exact(self) -> bool:
        """Whether every value comes back as it was written."""
        return True

    @abstractmethod
    def write(self, raster: Raster, file: BinaryIO, note: str) -> None:
        """Write a raster that fits; `note` names what made it."""
        raise NotImplementedError


@dataclass(frozen=True)
class Png(FileFormat, kind="png", label="PNG"):
    """Every value as it is, 8 or 16 bits; opened everywhere."""

    compression: Literal["quick", "small"] = option(
        "quick", "Compression", "Whether the file is written quickly or is some percent smaller."
    )

    suffixes = (".png",)

    def write(self, raster: Raster, file: BinaryIO, note: str) -> None:
        """Write a PNG file."""
        png.write(raster, file, note, small=self.compression == "small")


@dataclass(frozen=True)
class Jpeg(FileFormat, kind="jpeg", label="JPEG"):
    """Small and opened everywhere, but every value changes a little; 8 bits, no transparency."""

    quality: int = option(
        92,
        "Quality",
        "The higher, the closer to the picture, and the larger.",
        minimum=1,
        maximum=100,
    )
    chroma: Chroma = option("4:4:4", "Chroma", _CHROMA)

    suffixes = (".jpg", ".jpeg")
    deep = False
    alpha = False
    captions = True
    markers = True
    max_side = 65_500

    @property
    def exact(self) -> bool:
        """Never: a cosine transform is rounded."""
        return False

    def write(self, raster: Raster, file: BinaryIO, note: str) -> None:
        """Write a JPEG file."""
        pillow.write_jpeg(raster, file, note, self.quality, self.chroma)


@dataclass(frozen=True)
class Tiff(FileFormat, kind="tiff", label="TIFF"):
    """Every value as it is, 8 or 16 bits; what editors and printers take."""

    compression: Literal["deflate", "lzw", "none"] = option(
        "deflate",
        "Compression",
        "How the file is made smaller without loss; some old programs read only LZW or none.",
    )

    suffixes = (".tif", ".tiff")
    captions = True
    moves_exif = True

    def write(self, raster: Raster, file: BinaryIO, note: str) -> None:
        """Write a TIFF file."""
        tiff.write(raster, file, note, self.compression)


@dataclass(frozen=True)
class WebP(FileFormat, kind="webp", label="WebP"):
    """Smaller than JPEG, for web pages; 8 bits."""

    quality: int = option(
        92,
        "Quality",
        "The higher, the closer to the picture; 100 is without any loss.",
        minimum=1,
        maximum=100,
    )

    suffixes = (".webp",)
    deep = False
    grey = False
    dpi = False
    max_side = 16_383

    @property
    def exact(self) -> bool:
        """At the highest quality."""
        return self.quality >= _LOSSLESS

    def write(self, raster: Raster, file: BinaryIO, note: str) -> None:
        """Write a WebP file."""
        pillow.write_webp(raster, file, note, self.quality, lossless=self.exact)


@dataclass(frozen=True)
class Avif(FileFormat, kind="avif", label="AVIF"):
    """Smallest of all, for new web pages; slow to write, and values change a little; 8 bits."""

    quality: int = option(
        85,
        "Quality",
        "The higher, the closer to the picture, and the larger.",
        minimum=1,
        maximum=100,
    )
    chroma: Chroma = option("4:4:4", "Chroma", _CHROMA)

    suffixes = (".avif",)
    deep = False
    grey = False
    dpi = False
    max_side = 16_384

    @property
    def exact(self) -> bool:
        """Never: even at the highest quality colours are rounded."""
        return False

    def write(self, raster: Raster, file: BinaryIO, note: str) -> None:
        """Write an AVIF file."""
        avif.write(raster, file, note, self.quality, self.chroma)


FORMATS: Registry[FileFormat] = Registry("picture format", Png, Jpeg, Tiff, WebP, Avif)


def format_for(path: Path) -> FileFormat:
    """Return the format a file name asks for, or raise a `PictureError` that lists the suffixes."""
    suffix = path.suffix.lower()
    for member in FORMATS.values():
        if suffix in member.suffixes:
            return member()
    known = ", ".join(suffix for member in FORMATS.values() for suffix in member.suffixes)
    problem = f"has no picture format called {suffix}" if suffix else "has no suffix"
    raise PictureError(f"{path.name} {problem}; use one of: {known}.")
