"""PNG files of every depth, with the chunks that say what a picture is.

Pillow reads 16-bit colour as 8-bit without a word, so libpng decodes and encodes here (through
imagecodecs), and the chunks are read and written by hand (PNG specification, third edition, 11).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import imagecodecs

from dip_core.errors import PictureError
from dip_core.files.rasters import Raster, check_size, join_alpha, split_alpha

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PALETTE = 3
_METRE = 1
_INCH = 0.0254
_SRGB_GAMMA = 45455
_XMP = b"XML:com.adobe.xmp"
_LARGEST_TEXT = 2**24  # bytes after decompression; a bomb is longer
# On photographs as small as libpng's defaults to within 2 %, in 40 to 70 % of the time.
_LEVEL, _SMALL, _AVERAGE_FILTER = 2, 9, 0x40


def read(path: Path) -> Raster:
    """Read a PNG file. What cannot be read raises whatever the decoder raises."""
    data = path.read_bytes()
    width, height, depth, colour = struct.unpack(">IIBB", _header(data, path.name))
    check_size(path.name, width, height)
    chunks = _chunks_by_kind(data)
    pixels, alpha = split_alpha(imagecodecs.png_decode(_bare(data)))
    damaged: list[str] = []
    texts = _texts(chunks, damaged)
    return Raster(
        pixels=pixels,
        alpha=alpha,
        icc=_profile(chunks, damaged),
        exif=_exif(chunks),
        xmp=texts.pop(_XMP, None) or None,
        dpi=_resolution(chunks),
        notes=(*_notes(chunks, texts, depth, colour), *damaged),
    )


def write(raster: Raster, file: BinaryIO, note: str, *, small: bool = False) -> None:
    """Write a PNG file of the raster's depth, quickly or as small as it becomes."""
    level = _SMALL if small else _LEVEL
    encoded = imagecodecs.png_encode(join_alpha(raster), level, filter=_AVERAGE_FILTER)
    header_end = len(SIGNATURE) + 12 + 13
    file.write(encoded[:header_end])
    for kind, content in _described(raster, note):
        checksum = zlib.crc32(kind + content)
        file.write(struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum))
    file.write(memoryview(encoded)[header_end:])


def _header(data: bytes, name: str) -> bytes:
    if data[12:16] != b"IHDR" or len(data) < 26:
        raise PictureError(f"{name} is damaged or cut short; try another copy of it.")
    return data[16:26]


def _spans(data: bytes) -> Iterator[tuple[bytes, slice]]:
    """Yield kind and place of every chunk, with its length, kind and checksum round it."""
    place = len(SIGNATURE)
    while place + 12 <= len(data):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        yield kind, slice(place, place + 12 + length)
        place += 12 + length


def _bare(data: bytes) -> bytes:
    """Return the file without the chunks that the samples do not need.

    libpng writes a line to the standard error for each of those that is damaged, and refuses some
    pictures for them.
    """
    needed = [span for kind, span in _spans(data) if kind == b"tRNS" or not _is_optional(kind)]
    view = memoryview(data)
    return b"".join([SIGNATURE, *(view[span] for span in needed)])


def _is_optional(kind: bytes) -> bool:
    return bool(kind[0] & 0x20)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and content of every chunk but the picture's own."""
    for kind, span in _spans(data):
        if kind != b"IDAT":
            yield kind, data[span.start + 8 : span.stop - 4]


def _chunks_by_kind(data: bytes) -> dict[bytes, list[bytes]]:
    found: dict[bytes, list[bytes]] = {}
    for kind, content in _chunks(data):
        found.setdefault(kind, []).append(content)
    return found


def _only(chunks: Mapping[bytes, list[bytes]], kind: bytes) -> bytes | None:
    return chunks[kind][0] if kind in chunks else None


def _inflated(content: bytes) -> bytes | None:
    """Return what was compressed, or None where it is damaged, cut short or a bomb."""
    stream = zlib.decompressobj()
    try:
        inflated = stream.decompress(content, _LARGEST_TEXT)
    except zlib.error:
        return None
    return inflated if stream.eof else None


def _profile(chunks: Mapping[bytes, list[bytes]], damaged: list[str]) -> bytes | None:
    content = _only(chunks, b"iCCP")
    if content is None:
        return None
    _, _, compressed = content.partition(b"\0")
    profile = _inflated(compressed[1:])
    if profile is None:
        damaged.append("The colour profile is damaged and is not kept.")
    return profile


def _exif(chunks: Mapping[bytes, list[bytes]]) -> bytes | None:
    content = _only(chunks, b"eXIf")
    return content.removeprefix(b"Exif\0\0") if content else None


def _resolution(chunks: Mapping[bytes, list[bytes]]) -> tuple[float, float] | None:
    content = _only(chunks, b"pHYs")
    if content is None or len(content) != 9:
        return None
    across, down, unit = struct.unpack(">IIB", content)
    if unit != _METRE or not across or not down:
        return None
    return round(across * _INCH, 2), round(down * _INCH, 2)


def _texts(chunks: Mapping[bytes, list[bytes]], damaged: list[str]) -> dict[bytes, bytes]:
    """Return every text by keyword; XMP is a text too."""
    texts = {}
    for content in chunks.get(b"tEXt", []) + chunks.get(b"zTXt", []):
        keyword, _, text = content.partition(b"\0")
        texts[keyword] = text  # only the keyword of a zTXt is used
    for content in chunks.get(b"iTXt", []):
        keyword, _, rest = content.partition(b"\0")
        text = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
        whole = _inflated(text) if rest[:1] == b"\1" else text
        if whole is not None:
            texts[keyword] = whole
        else:
            name = "XMP data" if keyword == _XMP else f"text {keyword.decode('latin-1')[:79]}"
            damaged.append(f"The {name} in the file is damaged and is not kept.")
    return texts


def _notes(
    chunks: Mapping[bytes, list[bytes]], texts: Mapping[bytes, bytes], depth: int, colour: int
) -> Iterator[str]:
    if colour == _PALETTE:
        yield "The picture's palette is opened as full colour."
    elif depth < 8:
        yield f"The picture's {depth}-bit samples are opened as 8-bit."
    if b"acTL" in chunks:
        yield "The file is an animation; only its first picture is opened."
    # Programs and ImageMagick's notes about the file itself are not worth a sentence.
    keywords = sorted(k.decode("latin-1") for k in texts if k != b"Software" and b":" not in k)
    if keywords:
        yield f"Text comments in the file are not kept: {', '.join(keywords)[:200]}."
    if b"cICP" in chunks:
        yield "The file's coded colour space (cICP) is not kept; colours may look different."
    elif _has_own_gamma(chunks):
        yield "The file's own gamma value is not kept; brightness may look different."


def _has_own_gamma(chunks: Mapping[bytes, list[bytes]]) -> bool:
    content = _only(chunks, b"gAMA")
    if content is None or len(content) != 4 or b"iCCP" in chunks or b"sRGB" in chunks:
        return False
    return abs(int.from_bytes(content, "big") - _SRGB_GAMMA) > 500


def _described(raster: Raster, note: str) -> Iterator[tuple[bytes, bytes]]:
    """Yield the chunks between header and samples, in the order the specification asks for."""
    if raster.icc:
        yield b"iCCP", b"ICC profile\0\0" + zlib.compress(raster.icc)
    if raster.dpi:
        across, down = (round(value / _INCH) for value in raster.dpi)
        yield b"pHYs", struct.pack(">IIB", across, down, _METRE)
    if raster.exif:
        yield b"eXIf", raster.exif
    if raster.xmp:
        yield b"iTXt", _XMP + bytes(5) + raster.xmp
    if note:
        yield b"iTXt", b"Software" + bytes(5) + note.encode()
