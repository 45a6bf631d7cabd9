"""What looks like one pixel: within the tolerance, connected or everywhere, in any window."""

import numpy as np
import pytest
from scipy import ndimage

from dip_core.images import Picture
from dip_core.masks import alike
from dip_core.masks.alike import find_alike


def whole(picture, *arguments, **more):
    box, values = find_alike(picture, *arguments, **more)
    mask = np.zeros((picture.height, picture.width), np.uint8)
    mask[box.slices] = values
    return mask


@pytest.fixture
def two_patches():
    pixels = np.zeros((40, 60, 3), np.uint8)
    pixels[5:15, 5:15] = (200, 40, 60)
    pixels[20:30, 40:50] = (205, 35, 60)
    return Picture(pixels)


def test_only_what_is_connected_counts(two_patches):
    mask = whole(two_patches, 8, 8, 10)
    assert (mask[5:15, 5:15] == 255).all()
    assert mask.sum() == 100 * 255


def test_everything_alike_counts_where_that_is_asked_for(two_patches):
    mask = whole(two_patches, 8, 8, 10, contiguous=False)
    assert mask.sum() == 200 * 255
    assert whole(two_patches, 8, 8, 4, contiguous=False).sum() == 100 * 255


def test_what_touches_at_a_corner_is_not_connected():
    pixels = np.zeros((4, 4, 1), np.uint8)
    pixels[1, 1] = pixels[2, 2] = 255
    assert whole(Picture(pixels), 1, 1, 0).sum() == 255


def test_the_edge_can_be_moved_outwards(two_patches):
    mask = whole(two_patches, 8, 8, 10, grow=3)
    assert (mask[2:18, 6:14] == 255).all()
    assert not mask[:2].any()


def test_a_deep_picture_is_judged_like_a_shallow_one(two_patches):
    deep = Picture(two_patches.pixels.astype(np.uint16) * 257)
    assert np.array_equal(whole(deep, 8, 8, 10), whole(two_patches, 8, 8, 10))


@pytest.mark.parametrize("tolerance", [0, 40, 255])
def test_a_window_that_grows_finds_what_the_whole_picture_holds(monkeypatch, tolerance):
    monkeypatch.setattr(alike, "_FIRST_WINDOW", 3)
    random = np.random.default_rng(3)
    smooth = ndimage.gaussian_filter(random.random((70, 50)), 3)
    levels = (255 * (smooth - smooth.min()) / np.ptp(smooth)).astype(np.uint8)
    picture = Picture(levels[..., None])
    for row, column in ((0, 0), (35, 25), (69, 49), (12, 40)):
        level = int(levels[row, column])
        parts, _ = ndimage.label(np.abs(levels.astype(int) - level) <= tolerance)
        expected = parts == parts[row, column]
        assert np.array_equal(whole(picture, row, column, tolerance) == 255, expected)
