"""HEIC and raw files are opened where their add-ons are installed; else what would do is said."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import tifffile
from PIL import Image

from dip_core.errors import MissingAddOn, PictureError
from dip_core.files import heic, raw, readers
from dip_core.images import READABLE_SUFFIXES, load_picture
from tests.dip_core.picture_files import close, display_p3, exif_block, samples, told

_NEUTRAL = (3.2404542, -1.5371385, -0.4985314, -0.9692660, 1.8760108, 0.0415560)
_NEUTRAL += (0.0556434, -0.2040259, 1.0572252)  # XYZ to linear sRGB: the camera sees as a screen


# ---------------------------------------------------------------- where they are installed


@pytest.fixture(name="pillow_heif")
def installed_heif():
    return pytest.importorskip("pillow_heif")


@pytest.fixture(name="rawpy")
def installed_raw():
    return pytest.importorskip("rawpy")


def test_a_heic_photo_is_opened_with_all_it_says(tmp_path, pillow_heif):
    picture = pillow_heif.from_pillow(Image.fromarray(samples(8, 3, 48, 64)))
    options = {"exif": b"Exif\0\0" + exif_block(6), "icc_profile": display_p3()}
    picture.save(tmp_path / "a.heic", quality=-1, chroma=444, **options)
    opened = load_picture(tmp_path / "a.heic")
    assert close(opened.pixels, np.rot90(samples(8, 3, 48, 64), -1), 8)
    assert opened.icc == display_p3()
    assert told(opened.exif) == ("A maker", "Firmware 1.0", "2024:05:06 07:08:09", "N")
    assert opened.notes == ()


def test_a_heic_photo_of_ten_bits_is_opened_with_sixteen(tmp_path, pillow_heif):
    deep = samples(16, 3, 48, 64)
    path = tmp_path / "a.heic"
    pillow_heif.encode("RGB;16", (64, 48), deep.tobytes(), path, quality=-1, chroma=444)
    opened = load_picture(path)
    assert opened.depth == 16
    assert close(opened.pixels, deep, 16)


def test_transparency_of_a_heic_picture_is_kept(tmp_path, pillow_heif):
    both = samples(8, 4, 48, 64)
    pillow_heif.from_pillow(Image.fromarray(both)).save(tmp_path / "a.heif", quality=-1)
    opened = load_picture(tmp_path / "a.heif")
    assert np.array_equal(opened.alpha, both[:, :, 3])


def write_raw(path, bayer, orientation=1):
    """Write the mosaic of a camera that sees colours as a screen shows them (DNG 1.4)."""
    pairs = [Fraction(number).limit_denominator(10_000) for number in _NEUTRAL]
    matrix = [part for pair in pairs for part in (pair.numerator, pair.denominator)]
    tags = [
        (271, 2, 0, "A maker"),
        (274, 3, 1, orientation),
        (33421, 3, 2, (2, 2)),
        (33422, 1, 4, bytes((0, 1, 1, 2))),
        (50706, 1, 4, bytes((1, 4, 0, 0))),
        (50708, 2, 0, "A camera"),
        (50717, 3, 1, 65_535),
        (50721, 10, 9, matrix),
        (50728, 5, 3, [1, 1] * 3),
        (50778, 3, 1, 21),
    ]
    options = {"metadata": None, "software": False, "extratags": [(*tag, True) for tag in tags]}
    tifffile.imwrite(path, bayer, photometric=32803, **options)


def test_a_raw_file_is_developed_to_sixteen_bits(tmp_path, rawpy):
    write_raw(tmp_path / "a.dng", np.full((64, 96), 20_000, np.uint16))
    opened = load_picture(tmp_path / "a.dng")
    assert (opened.height, opened.width, opened.depth) == (64, 96, 16)
    # The curve of sRGB at 20000/65535.
    assert opened.to_float().mean() == pytest.approx(0.5884, abs=0.001)
    assert "white balance" in opened.notes[0]
    assert told(opened.exif)[0] == "A maker"


def test_a_raw_file_stands_upright(tmp_path, rawpy):
    bayer = np.full((64, 96), 20_000, np.uint16)
    bayer[:, :48] = 2_000
    write_raw(tmp_path / "a.dng", bayer, orientation=6)
    opened = load_picture(tmp_path / "a.dng")
    assert (opened.height, opened.width) == (96, 64)
    assert opened.to_float()[:40].mean() < opened.to_float()[56:].mean() / 2


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.nef", b"MM\0*\0\0\0\x08"), ("a.heic", b"\0\0\0\x18ftypheic\0\0\0\0")],
)
def test_what_is_damaged_is_refused(tmp_path, pillow_heif, rawpy, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(PictureError, match="damaged or cut short"):
        load_picture(tmp_path / name)


@pytest.mark.parametrize("add_on", [heic, raw])
def test_the_suffixes_are_offered_only_where_they_can_be_read(add_on):
    assert set(add_on.SUFFIXES) <= set(READABLE_SUFFIXES) or not add_on.AVAILABLE


# ---------------------------------------------------------------- where they are not


@pytest.mark.parametrize(
    ("name", "content", "extra"),
    [
        ("a.cr2", b"II*\0\x10\0\0\0CR\x02\0", "raw"),
        ("a.nef", b"MM\0*\0\0\0\x08", "raw"),
        ("a.raf", b"FUJIFILMCCD-RAW ", "raw"),
        ("a.heic", b"\0\0\0\x18ftypheic\0\0\0\0", "heic"),
        ("a.jpg", b"\0\0\0\x18ftypmif1\0\0\0\0", "heic"),
    ],
)
def test_without_its_add_on_a_file_is_refused_with_what_installs_it(
    tmp_path, monkeypatch, name, content, extra
):
    for word in ("HEIC", "RAW"):
        monkeypatch.setattr(readers, word, replace(getattr(readers, word), available=False))
    (tmp_path / name).write_bytes(content)
    with pytest.raises(MissingAddOn, match="optional add-on") as caught:
        load_picture(tmp_path / name)
    assert caught.value.command == f'pip install "dip-studio[{extra}]"'
    assert caught.value.command in str(caught.value)
