"""Filling in: what the shape of a mask says, and how the result lies over transparency."""

import numpy as np
import pytest

from dip_core.degradations import degrade
from dip_core.images import Picture
from dip_core.photo import Inputs, Restoration
from dip_core.tasks.inpainting import Inpainting
from tests.laws.tiny import RUNTIME, picture, restoration

DOWN, ACROSS = np.mgrid[:120, :160]


def made(degradation, side=128):
    return degrade(np.full((side, side, 1), 0.5, np.float32), degradation).mask


SHAPES = {
    "a few scattered pixels": (made("missing:0.02"), "pixels"),
    "half the pixels": (made("missing:0.5"), "pixels"),
    "most of the pixels": (made("missing:0.8"), "pixels"),
    "nearly all pixels": (made("missing:0.95"), "most-pixels"),
    "text": (made("text:Hello world"), "text"),
    "large text": (made("text:DIP", 256), "text"),
    "a wire": (np.abs(DOWN - 0.7 * ACROSS) < 3, "text"),
    "a straight scratch": (ACROSS == 40, "text"),
    "a frame": ((DOWN % 119 == 0) | (ACROSS % 159 == 0), "text"),
    "a disc": (np.hypot(DOWN - 60, ACROSS - 70) < 20, "hole"),
    "a small disc": (np.hypot(DOWN - 60, ACROSS - 70) < 7, "hole"),
    "discs here and there": (
        np.hypot(DOWN % 40 - 20, ACROSS % 40 - 20) < 9,
        "hole",
    ),
    "a half": (ACROSS < 80, "hole"),
    "a blemish": (np.hypot(DOWN - 60, ACROSS - 70) < 2, "text"),
    "everything": (DOWN >= 0, "hole"),
}


@pytest.mark.parametrize(("mask", "missing"), SHAPES.values(), ids=SHAPES.keys())
def test_the_shape_of_the_mask_says_what_is_missing(mask, missing):
    assert Inpainting().suited(mask.astype(np.float32)).missing == missing


def test_a_faint_mask_has_a_shape_too():
    faint = (np.hypot(DOWN - 60, ACROSS - 70) < 20).astype(np.float32) * np.float32(0.2)
    assert Inpainting(missing="pixels").suited(faint).missing == "hole"


@pytest.mark.parametrize("mask", [None, np.zeros((20, 30), np.float32)])
def test_without_a_mask_the_task_stays_as_it_is(mask):
    assert Inpainting(missing="pixels").suited(mask) == Inpainting(missing="pixels")


def filled(alpha, mask):
    """A grey level of 0.2 everywhere, black where nothing is seen of it, and what became of it."""
    pixels = np.where(alpha > 0, np.uint8(51), np.uint8(0))[..., None]
    source = Picture(pixels, alpha)
    run = Restoration(restoration(Inpainting(), iterations=3), Inputs(source, mask), RUNTIME)
    list(run)
    return source, run.result


def test_what_was_transparent_is_opaque_when_filled_in():
    alpha = np.full((32, 40), 255, np.uint8)
    alpha[8:16, 8:20], alpha[24:28, 8:20] = 0, 77
    mask = np.zeros_like(alpha)
    mask[8:16, 8:20] = 255
    source, result = filled(alpha, mask)
    assert (result.picture.alpha[mask > 0] == 255).all()
    np.testing.assert_array_equal(result.picture.alpha[mask == 0], alpha[mask == 0])
    np.testing.assert_array_equal(result.picture.pixels[mask == 0], source.pixels[mask == 0])


def test_a_soft_mask_shows_the_estimate_alone_where_nothing_was():
    alpha = np.full((32, 40), 255, np.uint8)
    alpha[8:16, 8:20] = 0
    mask = np.where(alpha == 0, np.uint8(102), np.uint8(0))
    _, result = filled(alpha, mask)
    estimate = np.rint(255 * result.run.estimates["picture"])
    top, left = result.region.top, result.region.left
    for y, x in ((9, 9), (12, 15)):
        assert abs(int(result.picture.pixels[y, x, 0]) - estimate[y - top, x - left, 0]) <= 1
        assert result.picture.alpha[y, x] == 102


def test_an_opaque_picture_stays_without_transparency():
    mask = np.zeros((32, 40), np.uint8)
    mask[8:16, 8:20] = 255
    source = Picture.from_array(picture())
    run = Restoration(restoration(Inpainting(), iterations=3), Inputs(source, mask), RUNTIME)
    list(run)
    assert run.result.picture.alpha is None
