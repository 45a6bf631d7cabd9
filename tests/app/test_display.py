"""What the screen shows of a picture: its colours through its profile, its values untouched."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColorSpace

from app.model.display import picture_to_image, pixels_to_image
from dip_core import Picture
from tests.dip_core.picture_files import display_p3


def wide(depth: int = 8, **rest: object) -> Picture:
    """A reddish picture of Display P3."""
    peak = 2**depth - 1
    colour = [round(peak * share) for share in (0.7, 0.4, 0.4)]
    pixels = np.full((4, 6, 3), colour, np.uint8 if depth == 8 else np.uint16)
    return Picture(pixels, icc=display_p3(), **rest)


def shown(picture: Picture) -> tuple[float, float, float]:
    return picture_to_image(picture).pixelColor(1, 1).getRgbF()[:3]


@pytest.mark.parametrize("depth", [8, 16])
def test_wide_colours_are_shown_as_they_are_meant(depth: int) -> None:
    picture = wide(depth)
    before = picture.pixels.copy()
    # By the matrices of both spaces and the curve they share.
    assert shown(picture) == pytest.approx((0.750, 0.381, 0.391), abs=0.01)
    assert np.array_equal(picture.pixels, before)


def test_what_is_half_transparent_has_the_same_colours() -> None:
    picture = wide(alpha=np.full((4, 6), 128, np.uint8))
    assert shown(picture) == pytest.approx((0.750, 0.381, 0.391), abs=0.02)
    assert picture_to_image(picture).pixelColor(1, 1).alpha() == 128


def test_a_preview_has_the_colours_of_the_result() -> None:
    picture = wide()
    frame = pixels_to_image(np.array(picture.pixels), picture.icc)
    assert frame.pixelColor(1, 1) == picture_to_image(picture).pixelColor(1, 1)


def test_a_grey_profile_brightens_grey() -> None:
    linear = QColorSpace(QPointF(0.3127, 0.3290), QColorSpace.TransferFunction.Linear)
    grey = Picture(np.full((4, 6, 1), 128, np.uint8), icc=bytes(linear.iccProfile().data()))
    assert shown(grey) == pytest.approx((0.735,) * 3, abs=0.01)


def test_without_a_profile_values_are_shown_as_stored() -> None:
    plain = Picture(wide().pixels)
    assert picture_to_image(plain).pixelColor(1, 1).getRgb()[:3] == (178, 102, 102)
