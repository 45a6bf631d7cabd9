"""JPEG and WebP files, which have 8 bits and which Pillow reads and writes faithfully."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, JpegImagePlugin

from dip_core.errors import PictureError
from dip_core.files.exif_tags import with_software
from dip_core.files.jpeg_coding import JpegCoding
from dip_core.files.rasters import (
    MAX_MEGAPIXELS,
    Raster,
    bands,
    check_size,
    join_alpha,
    split_alpha,
)

# Pillow warns above this and refuses above twice as much; its own limit refuses what we allow.
Image.MAX_IMAGE_PIXELS = MAX_MEGAPIXELS * 10**6

_PREFIX = b"Exif\0\0"
_MORE_XMP = b"http://ns.adobe.com/xmp/extension/"
_CAPTIONS = 0x0404  # their number among Photoshop's resources
_PLAIN_MODES = ("L", "LA", "RGB", "RGBA")
_STEPS = 64


def read_jpeg(path: Path) -> Raster:
    """Read a JPEG file. What cannot be read raises whatever the decoder raises."""
    return read_with_pillow(path, "JPEG")


def read_webp(path: Path) -> Raster:
    """Read a WebP file's first picture. What cannot be read raises whatever the decoder raises."""
    return read_with_pillow(path, "WEBP")


def components(coding: JpegCoding) -> NDArray[np.uint8]:
    """Return (H, W) grey, or (H, W, 3) Y, Cb and Cr at full resolution, as a JPEG file holds them.

    The colours made of them are cut off at black and white where these are not.
    """
    with Image.open(BytesIO(coding.file), formats=["JPEG"]) as picture:
        if len(coding.tables) > 1:
            picture.draft("YCbCr", None)
        return np.asarray(picture)


def write_jpeg(raster: Raster, file: BinaryIO, note: str, quality: int, chroma: str) -> None:
    """Write an 8-bit raster without alpha; `chroma` is 4:4:4, 4:2:2 or 4:2:0."""
    exif = with_software(raster.exif, note) if note else raster.exif
    Image.fromarray(join_alpha(raster)).save(
        file,
        "JPEG",
        quality=quality,
        subsampling=chroma,
        optimize=True,
        exif=_PREFIX + exif if exif else b"",
        icc_profile=raster.icc,
        xmp=raster.xmp,
        extra=_marked(raster.iptc) if raster.iptc else b"",
        dpi=raster.dpi or (0, 0),
    )


def write_webp(raster: Raster, file: BinaryIO, note: str, quality: int, *, lossless: bool) -> None:
    """Write an 8-bit colour raster."""
    exif = with_software(raster.exif, note) if note else raster.exif
    Image.fromarray(join_alpha(raster)).save(
        file,
        "WEBP",
        quality=quality,
        lossless=lossless,
        exact=True,  # keep the colours under full transparency
        exif=exif or b"",
        icc_profile=raster.icc or b"",
        xmp=raster.xmp or b"",
    )


def cmyk_to_srgb(
    inks: NDArray[np.uint8], icc: bytes | None
) -> tuple[NDArray[np.uint8], bytes, str]:
    """Return (H, W, 4) inks, 0 = none, as sRGB colours, their profile, and a sentence about it."""
    picture = Image.frombuffer("CMYK", (inks.shape[1], inks.shape[0]), inks.tobytes())
    return _srgb(picture, icc)


def read_with_pillow(path: Path, form: str) -> Raster:
    """Read the first picture of a file of 8 bits in a format that Pillow knows by that name."""
    with _open(path, form) as picture:
        check_size(path.name, picture.width, picture.height)
        said = dict(picture.info)
        notes = tuple(_notes(picture))
        icc = said.get("icc_profile") or None
        if picture.mode == "CMYK":
            samples, icc, sentence = _srgb(picture, icc)
            notes += (sentence,)
        else:
            plain = picture if picture.mode in _PLAIN_MODES else picture.convert("RGB")
            samples = _samples(plain)
    pixels, alpha = split_alpha(samples)
    exif = (said.get("exif") or b"").removeprefix(_PREFIX) or None
    return Raster(
        pixels,
        alpha,
        icc,
        exif,
        said.get("xmp") or None,
        _resolution(said),
        iptc=said.get("photoshop", {}).get(_CAPTIONS) or None,
        notes=notes,
        coding=_coding(picture, path),
    )


def _marked(iptc: bytes) -> bytes:
    """Return captions as the marker of a JPEG file that Photoshop made for them."""
    resource = b"8BIM" + struct.pack(">HHI", _CAPTIONS, 0, len(iptc)) + iptc
    content = b"Photoshop 3.0\0" + resource + bytes(len(resource) % 2)
    return b"\xff\xed" + struct.pack(">H", len(content) + 2) + content


def _samples(picture: Image.Image) -> NDArray[np.uint8]:
    """Return the samples, band by band: `np.asarray` alone holds them three times."""
    shape = (picture.height, picture.width, len(picture.getbands()))
    samples = np.empty(shape, np.uint8)
    for rows in bands(samples):
        strip = picture.crop((0, rows.start, picture.width, rows.stop))
        samples[rows] = np.asarray(strip).reshape(-1, *shape[1:])
    return samples


def _open(path: Path, form: str) -> Image.Image:
    try:
        # `check_size` has the last word on how large is too large, with a sentence of its own.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(path, formats=[form])
    except Image.DecompressionBombError as error:
        raise PictureError(
            f"{path.name} has more than {MAX_MEGAPIXELS} megapixels, the most that can be opened. "
            f"Make it smaller or cut it first."
        ) from error


def _notes(picture: Image.Image) -> Iterator[str]:
    frames = getattr(picture, "n_frames", 1)
    if frames > 1:
        yield f"The file holds {frames} pictures; only the first is opened."
    if picture.info.get("comment"):
        yield "The comment in the file is not kept."
    markers = getattr(picture, "applist", [])
    if any(content.startswith(_MORE_XMP) for _, content in markers):
        yield "XMP data beyond the first 64 kB is not kept."


def _coding(picture: Image.Image, path: Path) -> JpegCoding | None:
    """Return the steps of a JPEG file in grey or in Y, Cb and Cr; other inks have none to tell."""
    if not isinstance(picture, JpegImagePlugin.JpegImageFile):
        return None
    layers = picture.layer  # (name, samples across, samples down, table) of each component
    names = bytes(layer[0] for layer in layers)
    if (
        picture.mode not in ("L", "RGB")
        or names == b"RGB"
        or not picture.info.get("adobe_transform", 1)
    ):
        return None
    across, down = layers[0][1], layers[0][2]
    if any(layer[1:3] != (1, 1) for layer in layers[1:]) or not {across, down} <= {1, 2}:
        return None
    tables = [picture.quantization.get(layer[3], ()) for layer in layers]
    if any(len(table) != _STEPS or min(table) < 1 for table in tables):
        return None
    coarser = (down, across) if len(layers) > 1 else (1, 1)
    return JpegCoding(path.read_bytes(), np.array(tables, np.float32).reshape(-1, 8, 8), coarser)


def _resolution(said: Mapping[Any, Any]) -> tuple[float, float] | None:
    """Return the JFIF density; Pillow's own "dpi" is 72 where a file does not say."""
    per_inch = {1: 1.0, 2: 2.54}.get(said.get("jfif_unit", 0))
    across, down = said.get("jfif_density", (0, 0))
    if per_inch is None or not across or not down:
        return None
    return across * per_inch, down * per_inch


def _srgb(picture: Image.Image, icc: bytes | None) -> tuple[NDArray[np.uint8], bytes, str]:
    target = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(icc or b""))
        changed = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
        colours = cast("Image.Image", changed)  # None only where it is changed in place
        sentence = "The CMYK inks are opened as sRGB colours, by the file's own profile."
    except (ImageCms.PyCMSError, OSError):
        colours = picture.convert("RGB")
        sentence = (
            "The CMYK inks are opened as sRGB colours; the file has no usable profile, "
            "so the colours are approximate."
        )
    return _samples(colours), target.tobytes(), sentence
