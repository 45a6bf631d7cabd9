"""EXIF blocks are changed where they stand; whatever is not understood keeps its place."""

import struct
from io import BytesIO

import numpy as np
import pytest
import tifffile

from dip_core.files import exif_tags
from dip_core.files.exif_tags import BrokenExif

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
    assert exif_tags.orientation(block(order)) == 6
    assert exif_tags.resolution(block(order)) == (300.0, 240.0)
    assert exif_tags.has_maker_note(block(order))


def test_an_upright_block_differs_in_nothing_else(order):
    upright = exif_tags.upright(block(order))
    assert exif_tags.orientation(upright) == 1
    assert THUMBNAIL not in upright
    assert len(upright) == 200
    changed = [n for n in range(200) if upright[n] != block(order)[n]]
    assert len(changed) == 2  # the orientation, and the offset of the second directory


def test_a_thumbnail_in_the_middle_is_blanked(order):
    upright = exif_tags.upright(block(order, thumbnail_last=False))
    assert upright.endswith(bytes(len(THUMBNAIL)) + b"tail")


def test_naming_the_software_moves_nothing(order):
    named = exif_tags.with_software(block(order), "DIP Studio")
    assert named[8 : len(block())] == block(order)[8:]
    assert b"DIP Studio\0" in named
    assert exif_tags.orientation(named) == 6
    assert exif_tags.resolution(named) == (300.0, 240.0)


def test_a_block_is_made_where_there_was_none():
    made = exif_tags.with_software(None, "DIP")
    assert b"DIP" in made
    assert exif_tags.orientation(made) is None
    assert not exif_tags.has_maker_note(made)


@pytest.mark.parametrize("broken", [b"", b"II*\0", b"Exif\0\0II", b"II*\0\xff\0\0\0", block()[:30]])
def test_a_broken_block_is_said_to_be_broken(broken):
    with pytest.raises(BrokenExif):
        exif_tags.upright(broken)


def test_a_damaged_block_is_changed_or_said_to_be_broken(order):
    random = np.random.default_rng(0)
    for _ in range(300):
        damaged = bytearray(block(order))
        for place in random.integers(4, 200, 3):
            damaged[place] = random.integers(256)
        try:
            upright = exif_tags.upright(bytes(damaged))
        except BrokenExif:
            continue
        named = exif_tags.with_software(exif_tags.with_size(upright, 300, 400), "DIP")
        file = BytesIO()
        tifffile.imwrite(file, np.zeros((2, 2), np.uint8), byteorder=order, metadata=None)
        exif_tags.add_to_tiff(file, named)
        assert exif_tags.extracted(exif_tags.FileBytes(file)) is not None
        exif_tags.resolution(named)


def test_directories_that_point_to_one_another_end():
    looped = bytearray(block())
    struct.pack_into("<I", looped, 8 + 2 + 3 * 12 + 8, 8)
    assert not exif_tags.has_maker_note(looped)
    assert exif_tags.with_size(bytes(looped), 3, 4) == bytes(looped)
