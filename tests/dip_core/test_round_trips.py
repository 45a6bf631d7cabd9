"""A photograph goes through load, restoration and save, and everything but the hole comes back.

The tags are read again by Pillow alone, whatever wrote them. The photographs are made by Pillow,
imagecodecs and tifffile; only the EXIF data of a TIFF file are put in by the program's own code.
"""

import struct

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import ExifTags, Image

from dip_core.files.exif_tags import add_to_tiff, byte_order
from dip_core.images import Box, load_picture, save_picture
from tests.dip_core.picture_files import FORMS, best, close, display_p3, samples, with_chunks

HEIGHT, WIDTH = 24, 40
HOLE = Box(4, 3, 6, 9)
# JPEG files have no transparency.
CASES = [(*form, alpha) for form in FORMS for alpha in (False, True)[: 1 + (form[0] != ".jpg")]]
# Where a file keeps its samples, which a rewritten file says anew.
_STORAGE = {256, 257, 258, 259, 262, 273, 277, 278, 279, 282, 283, 284, 296, 317, 338, 339, 34675}
_POINTERS = {34665, 34853, 40965}


def camera_block(orientation):
    """What a camera writes: who, when, how, where, maker notes, and a thumbnail."""
    exif = Image.Exif()
    exif[274] = orientation
    exif[270] = "A caption over the sea"
    exif[271], exif[272], exif[305] = "A maker", "A camera", "Firmware 1.0"
    exif[315], exif[33432] = "Somebody", "Nobody else"
    exif[306] = "2024:05:06 07:08:09"
    taken = exif.get_ifd(ExifTags.IFD.Exif)
    taken[36867], taken[33434], taken[34855] = "2024:05:06 07:08:09", (1, 250), 200
    taken[37386] = (50, 1)
    taken[37500] = b"Maker\0notes of some length"
    taken[37510] = b"ASCII\0\0\0a comment"
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[1], place[2] = "N", (48.0, 12.0, 30.5)
    place[29] = "2024:05:06"
    return exif.tobytes().removeprefix(b"Exif\0\0")


def tags_in(path):
    """Every tag of a file by directory, as Pillow reads them."""
    with Image.open(path) as seen:
        exif = seen.getexif()
        main = {tag: value for tag, value in exif.items() if tag not in _STORAGE | _POINTERS}
        return {
            "main": main,
            "exif": dict(exif.get_ifd(ExifTags.IFD.Exif)),
            "gps": dict(exif.get_ifd(ExifTags.IFD.GPSInfo)),
            "thumbnail": dict(exif.get_ifd(ExifTags.IFD.IFD1)),
            "icc": seen.info.get("icc_profile"),
        }


def write(path, stored, exif, icc):
    """Write (H, W, 3 or 4) samples with what is known of them."""
    if path.suffix == ".tif":
        _write_tiff(path, stored, exif, icc)
    elif stored.dtype == np.uint16:
        _write_deep_png(path, stored, exif, icc)
    else:
        options = {".webp": {"lossless": True, "exact": True}, ".jpg": {"quality": 100}}
        Image.fromarray(stored).save(
            path, exif=exif or b"", icc_profile=icc, **options.get(path.suffix, {})
        )


def _write_tiff(path, stored, exif, icc):
    order = byte_order(exif)
    turned = struct.unpack_from(
        order + "H", exif, exif.index(struct.pack(order + "HHI", 274, 3, 1)) + 8
    )[0]
    with path.open("x+b") as file:
        tifffile.imwrite(
            file,
            stored,
            photometric="rgb",
            byteorder=order,
            extrasamples=["unassalpha"] if stored.shape[2] == 4 else None,
            iccprofile=icc,
            metadata=None,
            software=False,
            extratags=[(274, 3, 1, turned, True)],
        )
        add_to_tiff(file, exif)


def _write_deep_png(path, stored, exif, icc):
    encoded = imagecodecs.png_encode(stored)
    chunks = [(b"eXIf", exif)]
    if icc:
        packed = b"P3\0\0" + imagecodecs.zlib_encode(icc)
        chunks.insert(0, (b"iCCP", packed))
    path.write_bytes(with_chunks(encoded, *chunks))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("profiled", [False, True])
@pytest.mark.parametrize(("suffix", "depth", "alpha"), CASES)
def test_only_the_hole_changes(tmp_path, suffix, depth, alpha, profiled, orientation):
    source, target = tmp_path / f"photo{suffix}", tmp_path / f"photo_dip{suffix}"
    stored = samples(depth, 4 if alpha else 3, HEIGHT, WIDTH)
    icc = display_p3() if profiled else None
    write(source, stored, camera_block(orientation), icc)

    before = load_picture(source)
    assert before.notes == ()
    hole = np.ones((HOLE.height, HOLE.width), np.uint8)
    hole[2, 2] = 0
    values = np.full((HOLE.height, HOLE.width, 3), 0.25, np.float32)
    said = save_picture(before.with_region(HOLE, values, hole), target, best(suffix))
    after = load_picture(target)

    assert [sentence for sentence in said if "maker's notes" not in sentence] == []
    expected = tags_in(source)
    expected["main"][274] = 1
    expected["thumbnail"] = {}
    found = tags_in(target)
    found["main"].setdefault(274, 1)  # upright is what a file that says nothing is
    assert found == expected
    assert after.icc == icc

    outside = np.ones(before.pixels.shape[:2], bool)
    outside[HOLE.slices] = hole == 0
    if suffix == ".jpg":
        far = np.ones_like(outside)
        far[:16, :16] = False  # the blocks that the hole lies in
        assert close(after.pixels[far], before.pixels[far], depth)
    else:
        assert np.array_equal(after.pixels[outside], before.pixels[outside])
        assert np.all(after.to_float()[HOLE.slices][hole == 1] == pytest.approx(0.25, abs=0.002))
    if alpha:
        assert np.array_equal(after.alpha, before.alpha)
