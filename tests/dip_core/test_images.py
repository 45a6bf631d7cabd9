"""Pictures survive files: every format, depth, orientation and description."""

import itertools
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageOps

from dip_core.errors import PictureError
from dip_core.files import exif_tags
from dip_core.images import (
    READABLE_SUFFIXES,
    WRITABLE_SUFFIXES,
    Box,
    Picture,
    load_mask,
    load_picture,
    save_picture,
)
from tests.dip_core.picture_files import (
    FORMS,
    SRGB,
    XMP,
    best,
    close,
    described,
    exif_block,
    samples,
    told,
)

# ---------------------------------------------------------------- round trips


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("alpha", [False, True])
@pytest.mark.parametrize(("suffix", "depth"), FORMS)
def test_a_picture_survives_a_file(tmp_path, suffix, depth, alpha, channels):
    picture = described(depth, alpha=alpha, channels=channels)
    path = tmp_path / f"a{suffix}"
    lost = save_picture(picture, path, best(suffix), note="DIP Studio 0.1")
    again = load_picture(path)

    assert again.notes == ()
    assert again.depth == depth
    assert again.icc == picture.icc
    assert again.xmp == XMP
    if suffix != ".webp":
        assert again.channels == channels
        assert again.dpi == pytest.approx((300.0, 240.0), abs=0.01)
    if suffix == ".jpg":
        assert again.alpha is None
        assert bool(lost) == alpha
    elif alpha:
        assert np.array_equal(again.alpha, picture.alpha)
    if suffix != ".jpg":
        assert np.array_equal(again.pixels, np.broadcast_to(picture.pixels, again.pixels.shape))
    elif not alpha:
        assert close(again.pixels, picture.pixels, depth)
    software = "Firmware 1.0" if suffix == ".png" else "DIP Studio 0.1"
    assert told(again.exif) == ("A maker", software, "2024:05:06 07:08:09", "N")


@pytest.mark.parametrize(("suffix", "depth"), FORMS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright(tmp_path, suffix, depth, orientation):
    stored = samples(depth)
    path = tmp_path / f"a{suffix}"
    if suffix == ".tif":
        tag = (274, 3, 1, orientation, True)
        tifffile.imwrite(path, stored, photometric="rgb", metadata=None, extratags=[tag])
    else:
        exif = exif_block(orientation)
        save_picture(Picture(stored, exif=exif, dpi=(300.0, 240.0)), path, best(suffix))
    picture = load_picture(path)

    seen = Image.fromarray((stored >> (depth - 8)).astype(np.uint8))
    seen.getexif()[274] = orientation
    expected = np.asarray(ImageOps.exif_transpose(seen))
    assert close((picture.pixels >> (depth - 8)), expected, 8)
    if suffix != ".tif":
        assert exif_tags.orientation(picture.exif) == 1
    if suffix in (".jpg", ".png"):
        across_down = (300.0, 240.0) if orientation < 5 else (240.0, 300.0)
        assert picture.dpi == pytest.approx(across_down, abs=0.01)


def test_alpha_is_turned_with_the_picture(tmp_path):
    cover = samples(8, 1)[:, :, 0]
    save_picture(Picture(samples(), cover, exif=exif_block(6)), tmp_path / "a.png")
    assert np.array_equal(load_picture(tmp_path / "a.png").alpha, np.rot90(cover, -1))


def test_an_orientation_known_to_xmp_alone_is_applied_and_neutralised(tmp_path):
    save_picture(Picture(samples(), xmp=XMP.replace(b'"1"', b'"6"')), tmp_path / "a.png")
    picture = load_picture(tmp_path / "a.png")
    assert (picture.height, picture.width) == (18, 12)
    assert picture.xmp == XMP


@pytest.mark.parametrize(("suffix", "depth"), FORMS)
def test_pillow_reads_what_we_write(tmp_path, suffix, depth):
    path = tmp_path / f"a{suffix}"
    save_picture(Picture(samples(8), icc=SRGB, exif=exif_block(), xmp=XMP), path, best(suffix))
    with Image.open(path) as seen:
        assert close(np.asarray(seen), samples(8), 8)
        assert seen.info["icc_profile"] == SRGB
        assert seen.info.get("xmp") == XMP
        assert seen.getexif()[271] == "A maker"
        assert seen.getexif().get_ifd(0x8769)[36867] == "2024:05:06 07:08:09"


def test_sizes_in_the_exif_follow_the_picture(tmp_path):
    exif = Image.Exif()
    exif.get_ifd(0x8769)[40962] = 18
    exif.get_ifd(0x8769)[40963] = 12
    small = Picture(samples(), exif=exif.tobytes().removeprefix(b"Exif\0\0"))
    save_picture(small.with_pixels(np.zeros((24, 36, 3), np.float32)), tmp_path / "a.jpg")
    exif.load(load_picture(tmp_path / "a.jpg").exif)
    assert exif.get_ifd(0x8769)[40962] == 36
    assert exif.get_ifd(0x8769)[40963] == 24


# ---------------------------------------------------------------- masks


def test_a_mask_is_what_is_white(tmp_path):
    stored = samples(16, 1)
    save_picture(Picture(stored), tmp_path / "a.png")
    assert np.array_equal(load_mask(tmp_path / "a.png"), np.rint(stored[:, :, 0] / 257))


def test_a_coloured_mask_counts_by_its_brightness(tmp_path):
    red_white = np.array([[[255, 0, 0], [255, 255, 255], [0, 0, 0]]], np.uint8)
    save_picture(Picture(red_white), tmp_path / "a.png")
    assert load_mask(tmp_path / "a.png").tolist() == [[76, 255, 0]]


def test_a_mask_of_varying_transparency_is_that(tmp_path):
    cover = samples(8, 1)[:, :, 0]
    save_picture(Picture(samples(), cover), tmp_path / "a.png")
    assert np.array_equal(load_mask(tmp_path / "a.png", (12, 18)), cover)
    opaque = Picture(samples(8, 1), np.full((12, 18), 255, np.uint8))
    save_picture(opaque, tmp_path / "b.png")
    assert np.array_equal(load_mask(tmp_path / "b.png"), cover)


def test_a_mask_of_another_size_is_refused_by_naming_both(tmp_path):
    save_picture(Picture(samples()), tmp_path / "a.png")
    with pytest.raises(PictureError, match="18×12 but the picture is 40×30"):
        load_mask(tmp_path / "a.png", (30, 40))


# ---------------------------------------------------------------- the picture as a value


@pytest.mark.parametrize("depth", [8, 16])
def test_floats_and_samples_are_the_same_picture(depth):
    picture = Picture(
        np.arange(2**depth, dtype=np.uint16 if depth == 16 else np.uint8).reshape(16, -1, 1)
    )
    values = picture.to_float()
    assert values.dtype == np.float32
    assert (values.min(), values.max()) == (0.0, 1.0)
    assert np.array_equal(picture.with_pixels(values).pixels, picture.pixels)


def test_a_box_of_a_picture_is_read_alone():
    picture = Picture(samples(), samples(8, 1)[:, :, 0])
    box = Box(2, 3, 4, 5)
    assert np.array_equal(picture.to_float(box), picture.to_float()[2:6, 3:8])
    assert np.array_equal(picture.alpha_float(box), picture.alpha_float()[2:6, 3:8])


def test_new_pixels_keep_depth_and_description():
    picture = described(16, alpha=True)
    new = picture.with_pixels(np.full((24, 36, 3), 2.0, np.float32))
    assert (new.depth, new.pixels.min(), new.size_text) == (16, 65535, "36×24")
    assert (new.icc, new.exif, new.xmp, new.dpi) == (SRGB, picture.exif, XMP, picture.dpi)
    assert new.alpha.shape == (24, 36)
    assert abs(new.alpha_float().mean() - picture.alpha_float().mean()) < 0.01
    assert picture.with_pixels(picture.to_float(), alpha=None).alpha is None
    grey = picture.with_pixels(picture.to_float()[:, :, :1])
    assert grey.icc is None


def test_a_region_is_replaced_and_the_rest_keeps_every_bit():
    picture = described(16, alpha=True)
    box = Box(2, 3, 4, 5)
    where = np.zeros((4, 5), np.uint8)
    where[1, 2] = 255
    whole = picture.with_region(box, np.zeros((4, 5, 3), np.float32))
    point = picture.with_region(box, np.zeros((4, 5, 3), np.float32), where)
    assert not whole.pixels[box.slices].any()
    assert np.flatnonzero((point.pixels != picture.pixels).any(axis=2)).tolist() == [3 * 18 + 5]
    assert point.alpha is not None
    outside = np.ones((12, 18), bool)
    outside[box.slices] = False
    assert np.array_equal(whole.pixels[outside], picture.pixels[outside])


def test_a_picture_cannot_be_painted_on():
    picture = Picture(samples())
    with pytest.raises(ValueError, match="read-only"):
        picture.pixels[0] = 0


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_a_picture_is_made_from_any_array(channels):
    array = np.linspace(0, 1, 6 * channels, dtype=np.float32).reshape(2, 3, channels)
    picture = Picture.from_array(array, depth=16)
    assert picture.depth == 16
    assert picture.channels == (channels - 1) | 1
    assert (picture.alpha is not None) == (channels % 2 == 0)
    assert Picture.from_array(array[:, :, 0]).pixels.shape == (2, 3, 1)


def test_arrays_that_are_no_picture_are_refused():
    with pytest.raises(TypeError, match="int64"):
        Picture.from_array(np.zeros((2, 2), np.int64))


def test_suffixes_are_listed_once():
    for suffixes in (READABLE_SUFFIXES, WRITABLE_SUFFIXES):
        assert len(set(suffixes)) == len(suffixes)
    assert set(WRITABLE_SUFFIXES) <= set(READABLE_SUFFIXES)


# ---------------------------------------------------------------- boxes


def test_a_box_surrounds_a_mask():
    mask = np.zeros((10, 12), np.uint8)
    mask[3, 4] = mask[6, 9] = 1
    box = Box.of(mask)
    assert box == Box(3, 4, 4, 6)
    assert (box.bottom, box.right, box.area) == (7, 10, 24)
    assert mask[box.slices].sum() == 2
    with pytest.raises(PictureError, match="mask is empty"):
        Box.of(np.zeros((4, 4)))


def test_a_box_grows_as_far_as_the_picture_goes():
    assert Box(3, 4, 4, 6).grown(2, 100, 100) == Box(1, 2, 8, 10)
    assert Box(3, 4, 4, 6).grown(50, 10, 12) == Box(0, 0, 10, 12)


def test_a_box_scales_outwards():
    assert Box(1, 2, 3, 4).scaled(4) == Box(4, 8, 12, 16)
    assert Box(1, 2, 4, 4).scaled(0.5) == Box(0, 1, 3, 2)
    for top, factor in itertools.product(range(5), (0.3, 1.0, 2.5)):
        assert Box(top, 0, 2, 2).scaled(factor).bottom >= (top + 2) * factor


def test_paths_may_be_texts(tmp_path):
    save_picture(Picture(samples()), str(tmp_path / "a.png"))
    assert load_picture(str(tmp_path / "a.png")).source == Path(tmp_path / "a.png")
