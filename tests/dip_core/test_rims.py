"""Masks that hug what they cover are told from masks that are drawn generously."""

import numpy as np
import pytest

from dip_core.images import Picture
from dip_core.masks.rims import Rim, look_for_rim
from dip_core.masks.shapes import grow_mask


def bars(dtype: type = np.uint8) -> tuple[Picture, np.ndarray]:
    """Return light bars on a noisy dark ground, and where they are."""
    random = np.random.default_rng(0)
    pixels = random.integers(60, 100, (120, 160, 3)).astype(dtype)
    bar = np.zeros((120, 160), np.uint8)
    for row in (30, 60, 90):
        bar[row : row + 7, 20:140] = 255
    pixels[bar > 0] = 230
    return Picture(pixels if dtype is np.uint8 else pixels * np.array(257, dtype)), bar


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize(("growth", "tight"), [(0, True), (1, True), (3, False), (5, False)])
def test_a_mask_is_tight_until_it_is_grown(dtype: type, growth: int, tight: bool) -> None:
    picture, bar = bars(dtype)
    assert look_for_rim(picture, grow_mask(bar, growth)).is_tight is tight


def test_a_stroke_over_a_texture_hugs_nothing() -> None:
    picture, _ = bars()
    stroke = np.zeros((120, 160), np.uint8)
    stroke[20:110, 70:90] = 255
    assert not look_for_rim(picture, stroke).is_tight


def test_a_grey_photo_is_looked_at_too() -> None:
    picture, bar = bars()
    assert look_for_rim(Picture(picture.pixels[..., :1]), bar).is_tight


@pytest.mark.parametrize("value", [0, 255])
def test_without_an_edge_there_is_no_rim(value: int) -> None:
    picture, _ = bars()
    assert look_for_rim(picture, np.full((120, 160), value, np.uint8)) == Rim()


def test_a_dot_at_the_edge_of_the_photo_is_no_trouble() -> None:
    picture, _ = bars()
    mask = np.zeros((120, 160), np.uint8)
    mask[0, 0] = 255
    assert look_for_rim(picture, mask) == Rim()
