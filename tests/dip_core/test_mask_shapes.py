"""Masks changed as a whole: grown, shrunk, feathered, filled, freed of specks."""

import numpy as np
import pytest
from scipy import ndimage

from dip_core.masks.shapes import (
    feather_mask,
    fill_holes,
    grow_mask,
    remove_specks,
    shrink_mask,
    speck_area,
)


def scattered(height, width, seed=0):
    random = np.random.default_rng(seed)
    mask = random.integers(0, 256, (height, width)).astype(np.uint8)
    return np.where(random.random((height, width)) < 0.02, mask, np.uint8(0))


def disc(radius):
    rows, columns = np.ogrid[-radius : radius + 1, -radius : radius + 1]
    return rows**2 + columns**2 <= radius**2 + radius


@pytest.mark.parametrize("radius", [1, 2, 3, 7, 20, 60])
def test_growing_takes_the_largest_value_within_a_disc(radius):
    mask = scattered(40, 57)
    near = ndimage.grey_dilation(mask, footprint=disc(radius), mode="constant", cval=0)
    assert np.array_equal(grow_mask(mask, radius), near)


def test_growing_by_nothing_changes_nothing():
    mask = scattered(9, 11)
    assert np.array_equal(grow_mask(mask, 0), mask)


@pytest.mark.parametrize("pixels", [1, 3, 10])
def test_a_straight_edge_moves_by_whole_pixels(pixels):
    mask = np.zeros((50, 50), np.uint8)
    mask[20:30, 20:30] = 255
    box = np.s_[20 - pixels : 30 + pixels, 24:26]
    assert (grow_mask(mask, pixels)[box] == 255).all()
    assert not grow_mask(mask, pixels)[19 - pixels].any()
    assert np.array_equal(shrink_mask(grow_mask(mask, pixels), pixels)[24:26], mask[24:26])


def test_shrinking_leaves_what_lies_at_the_edge_of_the_picture():
    mask = np.zeros((20, 20), np.uint8)
    mask[:, :10] = 255
    shrunk = shrink_mask(mask, 3)
    assert (shrunk[:, :7] == 255).all()
    assert not shrunk[:, 7:].any()


@pytest.mark.parametrize("pixels", [1, 2, 5, 12])
def test_a_feathered_edge_falls_outwards_to_nothing(pixels):
    mask = np.zeros((9, 80), np.uint8)
    mask[:, :40] = 255
    row = feather_mask(mask, pixels)[4].astype(int)
    assert (row[:40] == 255).all()
    assert (np.diff(row) <= 0).all()
    assert not row[40 + pixels + 1 :].any()
    assert len(set(row)) > min(pixels, 2)


def test_what_is_enclosed_is_filled_and_what_is_open_is_not():
    mask = np.zeros((30, 60), np.uint8)
    mask[5:25, 5:25] = 255
    mask[10:20, 10:20] = 0
    mask[5:25, 35:55] = 255
    mask[10:25, 40:50] = 0
    filled = fill_holes(mask)
    assert (filled[5:25, 5:25] == 255).all()
    assert np.array_equal(filled[:, 30:], mask[:, 30:])


def test_filling_keeps_a_soft_edge():
    mask = np.zeros((20, 20), np.uint8)
    mask[4:16, 4:16] = 90
    mask[5:15, 5:15] = 255
    mask[8:12, 8:12] = 30
    filled = fill_holes(mask)
    assert (filled[5:15, 5:15] == 255).all()
    assert filled[4, 10] == 90


def test_specks_go_and_everything_else_stays_as_it_is():
    mask = np.zeros((40, 40), np.uint8)
    mask[3:5, 3:5] = 255
    mask[10:12, 20:22] = 70
    mask[12:14, 22:24] = 200
    kept = remove_specks(mask, 8)
    assert not kept[:6, :6].any()
    assert np.array_equal(kept[8:], mask[8:])
    assert not remove_specks(mask, 9).any()


def test_an_empty_mask_stays_empty():
    nothing = np.zeros((12, 13), np.uint8)
    for change in (fill_holes, lambda m: remove_specks(m, 9), lambda m: grow_mask(m, 4)):
        assert not change(nothing).any()


def test_a_speck_is_judged_by_the_size_of_the_photo():
    assert speck_area(480, 640) == 9
    assert speck_area(4000, 6000) == 36
