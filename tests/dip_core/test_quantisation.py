"""What a JPEG file says of the picture before it was compressed."""

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import gaussian_filter
from skimage import data

from dip_core.images import load_picture
from dip_core.quantisation import Intervals


@pytest.fixture(scope="module")
def clean():
    """A piece of a photograph whose sides are no multiples of 16, (92, 101, 3)."""
    return data.astronaut()[100:192, 180:281]


def compressed(pixels, folder, quality=20, subsampling=2, **words):
    path = folder / "picture.jpg"
    picture = Image.fromarray(pixels)
    picture.save(path, "JPEG", quality=quality, subsampling=subsampling, **words)
    return load_picture(path)


def closeness(a, b):
    return -10.0 * np.log10(np.mean((a - b) ** 2))


@pytest.mark.parametrize("quality", [10, 30, 90])
@pytest.mark.parametrize("subsampling", [0, 1, 2])
def test_the_picture_that_was_compressed_is_within_the_intervals(
    clean, tmp_path, quality, subsampling
):
    picture = compressed(clean, tmp_path, quality, subsampling)
    true = clean.astype(np.float32) / 255
    intervals = Intervals(picture.coding)
    assert intervals.known > 0.8
    assert closeness(intervals.projected(true), true) > 50


@pytest.mark.parametrize("subsampling", [0, 1, 2])
def test_an_estimate_is_brought_nearer_to_the_truth(clean, tmp_path, subsampling):
    picture = compressed(clean, tmp_path, 30, subsampling)
    true = clean.astype(np.float32) / 255
    estimate = gaussian_filter(picture.to_float(), (1, 1, 0))
    kept = Intervals(picture.coding).projected(estimate)
    assert kept.shape == estimate.shape
    assert kept.dtype == np.float32
    assert closeness(kept, true) > closeness(estimate, true) + 0.3


def test_what_is_kept_stays_where_it_is(clean, tmp_path):
    picture = compressed(clean, tmp_path)
    intervals = Intervals(picture.coding)
    kept = intervals.projected(gaussian_filter(picture.to_float(), (1, 1, 0)))
    assert closeness(intervals.projected(kept), kept) > 45
    assert closeness(intervals.projected(picture.to_float()), picture.to_float()) > 45


def test_compressing_what_is_kept_gives_the_file_again(clean, tmp_path):
    picture = compressed(clean[:88, :96] // 2 + 64, tmp_path, 20, 0)
    flat = np.full((88, 96, 3), 0.5, np.float32)
    kept = Intervals(picture.coding).projected(flat)
    # The nearest picture is at the very edge of what rounds to the file; this is inside.
    inside = 0.8 * kept + 0.2 * picture.to_float()
    again = compressed(np.rint(inside * 255).astype(np.uint8), tmp_path, 20, 0).to_float()
    assert closeness(inside, picture.to_float()) < 40
    assert closeness(again, picture.to_float()) > 45


def test_a_grey_file_has_one_table(clean, tmp_path):
    picture = compressed(clean[..., 1], tmp_path)
    true = clean[..., 1:2].astype(np.float32) / 255
    assert picture.coding.tables.shape == (1, 8, 8)
    assert closeness(Intervals(picture.coding).projected(true), true) > 50


def test_nothing_is_said_of_blocks_that_are_cut_off(tmp_path):
    stripes = np.zeros((32, 32), np.uint8)
    stripes[:, ::3] = 255
    intervals = Intervals(compressed(stripes, tmp_path, 10).coding)
    assert intervals.known < 1.0
    assert np.isfinite(intervals.projected(np.full((32, 32, 1), 0.5, np.float32))).all()


@pytest.mark.parametrize("quality", [5, 10, 30, 50, 75, 95])
def test_the_quality_is_read_off_the_tables(clean, tmp_path, quality):
    assert abs(compressed(clean, tmp_path, quality).coding.quality - quality) <= 1


def test_a_turned_picture_has_no_blocks_of_its_own(clean, tmp_path):
    exif = Image.Exif()
    exif[274] = 6
    assert compressed(clean, tmp_path, exif=exif).coding is None


@pytest.mark.parametrize("words", [{"keep_rgb": True}])
def test_colours_that_are_stored_as_such_are_not_understood(clean, tmp_path, words):
    assert compressed(clean, tmp_path, subsampling=0, **words).coding is None


def test_inks_are_not_understood(clean, tmp_path):
    path = tmp_path / "inks.jpg"
    Image.fromarray(clean).convert("CMYK").save(path)
    assert load_picture(path).coding is None


def test_a_picture_with_other_pixels_is_not_the_file_any_more(clean, tmp_path):
    picture = compressed(clean, tmp_path)
    assert picture.with_pixels(picture.to_float()).coding is None
