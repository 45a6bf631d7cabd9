"""EXIF blocks are changed where they stand; whatever is not understood keeps its place."""

import struct

import pytest

from dip_core import _exif
from dip_core._exif import BrokenExif

THUMBNAIL = b"\xff\xd8 a thumbnail \xff\xd9"


def block(order="<", *, thumbnail_last=True):
    """A block with an orientation of 6, a resolution, maker notes and a thumbnail."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    head = struct.pack(order + "I", 8)
    first, second, notes = 8, 100, 150
    start = 200
    ifd0 = struct.pack(order + "H", 4)
    ifd0 += struct.pack(order + "HHIHH", 274, 3, 1, 6, 0)
    ifd0 += struct.pack(order + "HHII", 282, 5, 1, 170)
    ifd0 += struct.pack(order + "HHII", 283, 5, 1, 178)
    ifd0 += struct.pack(order + "HHII", 34665, 4, 1, notes)
    ifd0 += struct.pack(order + "I", second)
    ifd1 = struct.pack(order + "H", 2)
    ifd1 += struct.pack(order + "HHII", 513, 4, 1, start)
    ifd1 += struct.pack(order + "HHII", 514, 4, 1, len(THUMBNAIL))
    ifd1 += struct.pack(order + "I", 0)
    exif = struct.pack(order + "H", 1) + struct.pack(order + "HHII", 37500, 7, 9, 186)
    made = bytearray(start) + THUMBNAIL + (b"" if thumbnail_last else b"tail")
    for place, content in (
        (0, mark + head),
        (first, ifd0),
        (second, ifd1),
        (notes, exif + bytes(4)),
        (170, struct.pack(order + "IIII", 300, 1, 240, 1)),
        (186, b"maker's n"),
    ):
        made[place : place + len(content)] = content
    return bytes(made)


@pytest.fixture(params=["<", ">"])
def order(request):
    return request.param


def test_orientation_and_resolution_are_read(order):
    assert _exif.orientation(block(order)) == 6
    assert _exif.resolution(block(order)) == (300.0, 240.0)
    assert _exif.has_maker_note(block(order))


def test_an_upright_block_differs_in_nothing_else(order):
    upright = _exif.upright(block(order))
    assert _exif.orientation(upright) == 1
    assert THUMBNAIL not in upright
    assert len(upright) == 200
    changed = [n for n in range(200) if upright[n] != block(order)[n]]
    assert len(changed) == 2  # the orientation, and the offset of the second directory


def test_a_thumbnail_in_the_middle_is_blanked(order):
    upright = _exif.upright(block(order, thumbnail_last=False))
    assert upright.endswith(bytes(len(THUMBNAIL)) + b"tail")


def test_naming_the_software_moves_nothing(order):
    named = _exif.with_software(block(order), "DIP Studio")
    assert named[8 : len(block())] == block(order)[8:]
    assert b"DIP Studio\0" in named
    assert _exif.orientation(named) == 6
    assert _exif.resolution(named) == (300.0, 240.0)


def test_a_block_is_made_where_there_was_none():
    made = _exif.with_software(None, "DIP")
    assert b"DIP" in made
    assert _exif.orientation(made) is None
    assert not _exif.has_maker_note(made)


@pytest.mark.parametrize("broken", [b"", b"II*\0", b"Exif\0\0II", b"II*\0\xff\0\0\0", block()[:30]])
def test_a_broken_block_is_said_to_be_broken(broken):
    with pytest.raises(BrokenExif):
        _exif.upright(broken)


def test_directories_that_point_to_one_another_end():
    looped = bytearray(block())
    struct.pack_into("<I", looped, 8 + 2 + 3 * 12 + 8, 8)
    assert not _exif.has_maker_note(looped)
    assert _exif.with_size(bytes(looped), 3, 4) == bytes(looped)
