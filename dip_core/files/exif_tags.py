"""EXIF blocks: what a camera wrote about a photograph, changed without moving anything.

An EXIF block is a small TIFF file (TIFF 6.0, section 2): a header, then directories of 12-byte
entries whose larger values lie elsewhere, named by their offset from the start of the block. Maker
notes hold offsets of their own, so a block is patched where it stands or extended at its end, never
written anew. Blocks are bytes that start with the byte order mark, without the "Exif" prefix some
formats put in front.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import SEEK_END
from typing import BinaryIO, Literal, Protocol

_ORDERS: dict[bytes, Literal["<", ">"]] = {b"II*\0": "<", b"MM\0*": ">"}
_EMPTY = b"II*\0\0\0\0\0"
_HEADER = 8
_ENTRY = 12
_TYPE_SIZES = {
    1: 1,
    2: 1,
    3: 2,
    4: 4,
    5: 8,
    6: 1,
    7: 1,
    8: 2,
    9: 4,
    10: 8,
    11: 4,
    12: 8,
    13: 4,
    129: 1,
}
_INTEGERS = {1: "B", 3: "H", 4: "I", 13: "I"}
_TEXT, _LONG = 2, 4

_ORIENTATION, _SOFTWARE = 274, 305
_EXIF, _GPS, _INTEROPERABILITY = 34665, 34853, 40965
_POINTERS = (_EXIF, _GPS, _INTEROPERABILITY)
_MAKER_NOTE = 37500
_WIDTHS, _HEIGHTS = (256, 40962), (257, 40963)
_X_RESOLUTION, _Y_RESOLUTION, _RESOLUTION_UNIT = 282, 283, 296
_LARGEST_VALUE = 2**20  # bytes; nothing a person wrote about a photograph is longer
_THUMBNAIL_PARTS = ((513, 514), (273, 279))  # (offsets, lengths) of a JPEG or a plain thumbnail

# Tags of a TIFF file's own directory that speak of the photograph, not of how it is stored:
# description, make, model, software, date, artist, computer, ratings, copyright, Windows' titles.
_DESCRIPTIVE = frozenset(
    (270, 271, 272, 305, 306, 315, 316, 18246, 18249, 33432, *range(40091, 40096), _EXIF, _GPS)
)


class BrokenExif(ValueError):  # noqa: N818
    """A block whose directories cannot be followed."""


class Readable(Protocol):
    """Bytes, or a file that is read like bytes."""

    def __len__(self) -> int: ...

    def __getitem__(self, part: slice, /) -> bytes | bytearray: ...


class FileBytes:
    """An open file read like bytes, a slice at a time, so that a large one is never held whole."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._length = file.seek(0, SEEK_END)

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, part: slice, /) -> bytes:
        start, stop, _ = part.indices(self._length)
        self._file.seek(start)
        return self._file.read(max(0, stop - start))


@dataclass(frozen=True)
class _Entry:
    """One tag: where its entry stands, and where its value lies."""

    tag: int
    type: int
    count: int
    place: int
    start: int
    size: int


@dataclass(frozen=True)
class _Directory:
    """The entries of one directory by tag, and the place of the offset of the next one."""

    entries: Mapping[int, _Entry]
    link: int


def orientation(block: Readable) -> int | None:
    """Return how the stored pixels are turned, 1–8, or None where the block does not say."""
    order = byte_order(block)
    entry = _first(block, order).entries.get(_ORIENTATION)
    if entry is None or entry.type not in _INTEGERS or entry.size > 4:
        return None
    value = _integer(block, order, entry)
    return value if 1 <= value <= 8 else None


def resolution(block: Readable) -> tuple[float, float] | None:
    """Return the pixels per inch, across and down, or None where the block does not say."""
    try:
        return _resolution(block, byte_order(block))
    except BrokenExif:
        return None


def has_maker_note(block: Readable) -> bool:
    """Return whether the camera's maker left notes, whose inner offsets do not survive a move."""
    order = byte_order(block)
    return any(_MAKER_NOTE in directory.entries for directory in _directories(block, order))


def upright(block: bytes) -> bytes:
    """Return the block for pixels that stand upright now: orientation 1, and no thumbnail.

    The thumbnail would show the photograph as it was before the restoration.
    """
    order = byte_order(block)
    first = _first(block, order)
    changed = bytearray(block)
    if _ORIENTATION in first.entries:
        _set_integer(changed, order, first.entries[_ORIENTATION], 1)
    if first.link + 4 <= len(block):
        thumbnail = _number(block, order, "I", first.link)
        struct.pack_into(order + "I", changed, first.link, 0)
        if thumbnail:
            _erase_thumbnail(changed, order, thumbnail, first.link + 4)
    return bytes(changed)


def without_place(block: bytes) -> bytes:
    """Return the block without the directory that says where the photograph was taken."""
    order = byte_order(block)
    first = _first(block, order)
    pointer = first.entries.get(_GPS)
    if pointer is None:
        return block
    changed = bytearray(block)
    _erase_directory(changed, order, pointer)
    # The entries behind the pointer, and the offset of the next directory, move up by one place.
    start = _number(block, order, "I", 4)
    struct.pack_into(order + "H", changed, start, (first.link - start - 2) // _ENTRY - 1)
    behind = changed[pointer.place + _ENTRY : first.link + 4]
    changed[pointer.place : first.link + 4] = behind + bytes(_ENTRY)
    return bytes(changed)


def with_size(block: bytes, height: int, width: int) -> bytes:
    """Return the block with the sizes it mentions set to those of the picture."""
    order = byte_order(block)
    changed = bytearray(block)
    for directory in _directories(block, order):
        for tags, value in ((_WIDTHS, width), (_HEIGHTS, height)):
            for tag in tags:
                if tag in directory.entries:
                    _set_integer(changed, order, directory.entries[tag], value)
    return bytes(changed)


def with_software(block: bytes | None, text: str) -> bytes:
    """Return the block (a new one where there was none) naming `text` as the software."""
    changed = bytearray(block or _EMPTY)
    order = byte_order(changed)
    records = _records(changed, _first(changed, order).entries)
    value = text.encode().ljust(4, b"\0") + b"\0"  # five bytes and more lie outside the entry
    start = _append(changed, value)
    records[_SOFTWARE] = struct.pack(order + "HHII", _SOFTWARE, _TEXT, len(value), start)
    first = _append(changed, _directory_bytes(order, records))
    struct.pack_into(order + "I", changed, 4, first)
    return bytes(changed)


def extracted(tiff: Readable) -> bytes | None:
    """Return what a TIFF file says about its photograph as a block; None if nothing."""
    order = byte_order(tiff)
    entries = _first(tiff, order).entries
    kept = {tag: entry for tag, entry in entries.items() if tag in _DESCRIPTIVE}
    if not kept:
        return None
    block = bytearray(tiff[:4]) + bytes(4)
    first = _copy_directory(tiff, order, kept, block)
    struct.pack_into(order + "I", block, 4, first)
    return bytes(block)


def add_to_tiff(file: BinaryIO, block: bytes) -> None:
    """Give a finished TIFF file of the same byte order what the block says about the photograph.

    The block is appended with its offsets moved along, and a directory that names both takes over.
    """
    file.flush()
    tiff = FileBytes(file)
    order = byte_order(tiff)
    base = len(tiff) + len(tiff) % 2
    moved = _relocated(block, base)
    described = _records(moved, _first(block, order).entries)
    records = {tag: record for tag, record in described.items() if tag in _DESCRIPTIVE}
    records |= _records(tiff, _first(tiff, order).entries)
    tail = bytearray(base - len(tiff)) + moved
    tail += bytes(len(tail) % 2)
    first = len(tiff) + len(tail)
    file.seek(0, SEEK_END)
    file.write(tail + _directory_bytes(order, records))
    file.seek(4)
    file.write(struct.pack(order + "I", first))


def byte_order(block: Readable) -> Literal["<", ">"]:
    """Return "<" or ">", as `struct` says it."""
    try:
        return _ORDERS[bytes(block[:4])]
    except KeyError:
        raise BrokenExif("no TIFF header") from None


def _resolution(block: Readable, order: str) -> tuple[float, float] | None:
    entries = _first(block, order).entries
    unit = entries.get(_RESOLUTION_UNIT)
    per_inch = {2: 1.0, 3: 2.54}.get(_integer(block, order, unit) if unit else 2)
    pair = [entries.get(tag) for tag in (_X_RESOLUTION, _Y_RESOLUTION)]
    values = [_rational(block, order, entry) for entry in pair if entry is not None]
    if per_inch is None or len(values) < 2 or min(values) <= 0:
        return None
    return values[0] * per_inch, values[1] * per_inch


def _first(block: Readable, order: str) -> _Directory:
    offset = _number(block, order, "I", 4)
    return _directory(block, order, offset) if offset else _Directory({}, len(block))


def _directory(block: Readable, order: str, offset: int) -> _Directory:
    count = _number(block, order, "H", offset)
    link = offset + 2 + _ENTRY * count
    if link > len(block):
        raise BrokenExif("a directory is cut short")
    places = range(offset + 2, link, _ENTRY)
    entries = (_entry(block, order, place) for place in places)
    return _Directory({entry.tag: entry for entry in entries}, link)


def _entry(block: Readable, order: str, place: int) -> _Entry:
    tag, kind, count = struct.unpack(order + "HHI", block[place : place + 8])
    size = _TYPE_SIZES.get(kind, 0) * count
    start = place + 8 if size <= 4 else _number(block, order, "I", place + 8)
    return _Entry(tag, kind, count, place, start, size)


def _directories(block: Readable, order: str) -> Iterator[_Directory]:
    """Yield the first directory and those it points to; a broken one is passed over."""
    waiting = [_first(block, order)]
    for _ in range(1 + len(_POINTERS)):
        if not waiting:
            return
        directory = waiting.pop(0)
        yield directory
        waiting += _children(block, order, directory)


def _children(block: Readable, order: str, directory: _Directory) -> Iterator[_Directory]:
    for tag in _POINTERS:
        if tag in directory.entries:
            try:
                offset = _integer(block, order, directory.entries[tag])
                yield _directory(block, order, offset)
            except BrokenExif:
                continue


def _number(block: Readable, order: str, form: str, offset: int) -> int:
    try:
        value: int = struct.unpack(order + form, block[offset : offset + struct.calcsize(form)])[0]
    except struct.error:
        raise BrokenExif("an offset leads outside the block") from None
    return value


def _integer(block: Readable, order: str, entry: _Entry) -> int:
    form = _INTEGERS.get(entry.type)
    if form is None:
        raise BrokenExif(f"tag {entry.tag} is not a whole number")
    return _number(block, order, form, entry.start)


def _rational(block: Readable, order: str, entry: _Entry) -> float:
    over = _number(block, order, "I", entry.start)
    under = _number(block, order, "I", entry.start + 4)
    return over / under if under else 0.0


def _set_integer(block: bytearray, order: str, entry: _Entry, value: int) -> None:
    form = _INTEGERS.get(entry.type)
    # A value outside its entry is a list, or damage that would have anything overwritten.
    if form and entry.size <= 4 and value < 256 ** struct.calcsize(form):
        struct.pack_into(order + form, block, entry.start, value)


def _erase_thumbnail(block: bytearray, order: str, offset: int, floor: int) -> None:
    """Blank the thumbnail's bytes, and cut them off where they end the block."""
    try:
        entries = _directory(block, order, offset).entries
        for start_tag, length_tag in _THUMBNAIL_PARTS:
            if start_tag in entries and length_tag in entries:
                start = _integer(block, order, entries[start_tag])
                stop = start + _integer(block, order, entries[length_tag])
                if floor <= start < stop <= len(block):
                    block[start:stop] = bytes(stop - start) if stop < len(block) else b""
    except BrokenExif:
        return


def _erase_directory(block: bytearray, order: str, pointer: _Entry) -> None:
    """Blank a directory that an entry points to, with the values that lie outside it."""
    try:
        offset = _integer(block, order, pointer)
        directory = _directory(block, order, offset)
    except BrokenExif:
        return
    spans = [(offset, directory.link - offset + 4)]
    spans += [(entry.start, entry.size) for entry in directory.entries.values() if entry.size > 4]
    for start, size in spans:
        if start >= _HEADER and start + size <= len(block):
            block[start : start + size] = bytes(size)


def _records(block: Readable, entries: Mapping[int, _Entry]) -> dict[int, bytes]:
    """Return the 12 bytes of each entry."""
    return {tag: bytes(block[entry.place : entry.place + _ENTRY]) for tag, entry in entries.items()}


def _directory_bytes(order: str, records: Mapping[int, bytes]) -> bytes:
    inside = b"".join(record for _, record in sorted(records.items()))
    return struct.pack(order + "H", len(records)) + inside + bytes(4)


def _append(block: bytearray, value: bytes) -> int:
    """Add the value at an even offset, and return that offset."""
    block += bytes(len(block) % 2)
    start = len(block)
    block += value
    return start


def _relocated(block: bytes, by: int) -> bytes:
    """Return the block for a place `by` bytes into a file, every known offset moved along."""
    order = byte_order(block)
    moved = bytearray(block)
    for directory in _directories(block, order):
        for tag, entry in directory.entries.items():
            if entry.size > 4 or tag in _POINTERS:
                offset = _number(block, order, "I", entry.place + 8)
                struct.pack_into(order + "I", moved, entry.place + 8, (offset + by) % 2**32)
    return bytes(moved)


def _copy_directory(
    source: Readable, order: str, entries: Mapping[int, _Entry], block: bytearray
) -> int:
    """Append a copy of a directory and of all it points to, and return the copy's offset."""
    records: dict[int, bytes] = {}
    for tag, entry in entries.items():
        if tag in _POINTERS:
            try:
                inner = _directory(source, order, _integer(source, order, entry)).entries
            except BrokenExif:
                continue
            deeper = {t: e for t, e in inner.items() if t not in _POINTERS or t > tag}
            value = struct.pack(order + "I", _copy_directory(source, order, deeper, block))
            records[tag] = struct.pack(order + "HHI", tag, _LONG, 1) + value
        elif entry.size <= _LARGEST_VALUE and entry.start + entry.size <= len(source):
            value = bytes(source[entry.start : entry.start + entry.size])
            if entry.size > 4:
                value = struct.pack(order + "I", _append(block, value))
            head = struct.pack(order + "HHI", tag, entry.type, entry.count)
            records[tag] = head + value.ljust(4, b"\0")
    return _append(block, _directory_bytes(order, records))
