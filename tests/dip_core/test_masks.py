"""Masks read off a picture: its transparency, a colour of it."""

import numpy as np
import pytest

from dip_core.errors import OptionError
from dip_core.images import Picture
from dip_core.masks.of_picture import mask_from_colour, mask_from_transparency


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_what_is_not_wholly_opaque_is_missing(dtype):
    top = np.iinfo(dtype).max
    alpha = np.array([[0, 1], [top - 1, top]], dtype)
    mask = mask_from_transparency(Picture(np.zeros((2, 2, 3), dtype), alpha))
    assert mask.dtype == np.uint8
    assert mask.tolist() == [[255, 255], [255, 0]]


@pytest.mark.parametrize("alpha", [None, np.full((2, 2), 255, np.uint8)])
def test_an_opaque_picture_has_nothing_to_show_through(alpha):
    with pytest.raises(OptionError, match="transparent"):
        mask_from_transparency(Picture(np.zeros((2, 2, 3), np.uint8), alpha))


@pytest.mark.parametrize(("dtype", "step"), [(np.uint8, 1), (np.uint16, 257)])
def test_a_colour_counts_up_to_its_tolerance_in_each_channel(dtype, step):
    colours = [[255, 0, 255], [250, 5, 250], [250, 6, 250], [0, 0, 0]]
    picture = Picture((np.array([colours]) * step).astype(dtype))
    assert mask_from_colour(picture, (255, 0, 255)).tolist() == [[255, 0, 0, 0]]
    assert mask_from_colour(picture, (255, 0, 255), 5).tolist() == [[255, 255, 0, 0]]
    assert mask_from_colour(picture, (255, 0, 255), 255).all()


def test_a_grey_picture_is_compared_by_brightness():
    picture = Picture(np.array([[[76]], [[80]]], np.uint8))
    assert mask_from_colour(picture, (255, 0, 0)).tolist() == [[255], [0]]
    assert mask_from_colour(picture, (80,)).tolist() == [[0], [255]]


def test_a_colour_that_is_nowhere_is_named():
    with pytest.raises(OptionError, match="#00ff00 within 3 levels"):
        mask_from_colour(Picture(np.zeros((2, 2, 3), np.uint8)), (0, 255, 0), 3)
