"""A picture is written whole or not at all, and what a format cannot keep is said."""

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dip_core.errors import OptionError, PictureError
from dip_core.images import Picture, load_picture, save_picture
from tests.dip_core.picture_files import described, samples

# ---------------------------------------------------------------- saving says what is lost


def test_nothing_is_lost_in_silence(tmp_path):
    grey = described(16, alpha=True, channels=1)
    sentences = " ".join(save_picture(grey, tmp_path / "a.jpg"))
    assert "laid on white" in sentences
    assert "8 bits per channel" in sentences
    sentences = " ".join(save_picture(grey, tmp_path / "a.webp"))
    assert "no grey pictures" in sentences
    assert "no print resolution" in sentences
    assert "8 bits per channel" in sentences
    assert "8 bits per channel" in save_picture(grey, tmp_path / "a.png", depth=8)[0]
    assert save_picture(grey, tmp_path / "b.png") == ()


def test_descriptions_too_large_for_a_jpeg_are_left_out_and_said(tmp_path):
    exif = Image.Exif()
    exif[270] = "x" * 70_000
    huge = Picture(samples(), exif=exif.tobytes().removeprefix(b"Exif\0\0"), xmp=b"y" * 70_000)
    sentences = save_picture(huge, tmp_path / "a.jpg")
    assert [s.split()[1] for s in sentences] == ["EXIF", "XMP"]
    assert load_picture(tmp_path / "a.jpg").xmp is None


def test_a_jpeg_shows_white_where_the_picture_is_transparent(tmp_path):
    pixels, alpha = np.zeros((16, 16, 1), np.uint8), np.zeros((16, 16), np.uint8)
    save_picture(Picture(pixels, alpha), tmp_path / "a.jpg")
    assert load_picture(tmp_path / "a.jpg").pixels.min() == 255


@pytest.mark.parametrize("depth", [8, 16])
def test_changing_the_depth_keeps_black_and_white(tmp_path, depth):
    dtype = np.uint16 if depth == 8 else np.uint8
    peak = np.iinfo(dtype).max
    stored = np.array([[[0], [peak // 2], [peak]]], dtype)
    save_picture(Picture(stored), tmp_path / "a.png", depth=depth)
    again = load_picture(tmp_path / "a.png")
    assert again.depth == depth
    expected = np.rint(stored / peak * (2**depth - 1))
    assert np.array_equal(again.pixels, expected)


def test_a_webp_of_quality_100_is_lossless(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (16, 16, 3)).astype(np.uint8)
    save_picture(Picture(noise), tmp_path / "a.webp", quality=100)
    assert np.array_equal(load_picture(tmp_path / "a.webp").pixels, noise)


@pytest.mark.parametrize("suffix", [".bmp", "", ".dip"])
def test_an_unknown_suffix_is_refused_by_naming_the_known(tmp_path, suffix):
    with pytest.raises(PictureError, match=r"\.png, \.jpg"):
        save_picture(Picture(samples()), tmp_path / f"a{suffix}")


def test_a_webp_too_large_for_the_format_is_refused(tmp_path):
    wide = Picture(np.zeros((1, 16_384, 3), np.uint8))
    with pytest.raises(PictureError, match="16383 pixels per side"):
        save_picture(wide, tmp_path / "a.webp")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("options", [{"quality": 0}, {"quality": 101}, {"depth": 12}])
def test_impossible_options_are_refused(tmp_path, options):
    with pytest.raises(OptionError, match="must be"):
        save_picture(Picture(samples()), tmp_path / "a.png", **options)


# ---------------------------------------------------------------- writing is all or nothing


def test_an_existing_file_is_only_replaced_with_leave(tmp_path):
    path = tmp_path / "a.png"
    save_picture(Picture(samples()), path)
    before = path.read_bytes()
    with pytest.raises(PictureError, match="exists already"):
        save_picture(Picture(samples(16)), path)
    assert path.read_bytes() == before
    save_picture(Picture(samples(16)), path, overwrite=True)
    assert load_picture(path).depth == 16


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(PictureError, match=r"there is no folder .*nowhere"):
        save_picture(Picture(samples()), tmp_path / "nowhere" / "a.png")


def test_a_folder_is_not_a_file_name(tmp_path):
    (tmp_path / "a.png").mkdir()
    with pytest.raises(PictureError, match="is a folder"):
        save_picture(Picture(samples()), tmp_path / "a.png", overwrite=True)


def test_a_folder_that_may_not_be_written_is_named(tmp_path, monkeypatch):
    # Root may write everywhere, so permissions alone would not fail in a container.
    def forbidden(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)
    with pytest.raises(PictureError, match="does not let you write"):
        save_picture(Picture(samples()), tmp_path / "a.png")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".webp"])
def test_a_full_disk_leaves_the_old_file_and_no_other(tmp_path, monkeypatch, suffix):
    path = tmp_path / f"a{suffix}"
    save_picture(Picture(samples()), path)
    before = path.read_bytes()

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PictureError, match="No space left"):
        save_picture(Picture(samples()), path, overwrite=True)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_keeps_pointing_to_its_file(tmp_path):
    path, link = tmp_path / "a.png", tmp_path / "link.png"
    save_picture(Picture(samples()), path)
    link.symlink_to(path)
    save_picture(Picture(samples(16)), link, overwrite=True)
    assert link.is_symlink()
    assert load_picture(path).depth == 16
