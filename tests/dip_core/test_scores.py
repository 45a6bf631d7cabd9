"""A picture is scored as a whole, in its region, under the mask, or in its luma."""

import numpy as np
import pytest

from dip_core.images import Box, Picture
from dip_core.metrics import psnr, ssim, to_y
from dip_core.scores import PARTS, Scores, scored
from tests.laws.tiny import picture

CLEAN = Picture.from_array(picture(48, 60))
REGION = Box(10, 12, 24, 30)


def spoilt():
    """The clean picture, darker inside the region."""
    values = CLEAN.to_float().copy()
    values[REGION.slices] *= 0.8
    return Picture.from_array(values)


def mask():
    painted = np.zeros((48, 60), np.uint8)
    painted[REGION.slices] = 255
    return painted


def test_the_whole_is_compared_with_the_whole():
    a, b = spoilt().to_float(), CLEAN.to_float()
    assert scored(spoilt(), CLEAN) == Scores(psnr(a, b), ssim(a, b))


def test_a_region_is_compared_alone():
    a, b = spoilt().to_float(REGION), CLEAN.to_float(REGION)
    assert scored(spoilt(), CLEAN, "region", region=REGION) == Scores(psnr(a, b), ssim(a, b))
    assert scored(spoilt(), CLEAN, "region") == scored(spoilt(), CLEAN)


def test_what_was_masked_is_compared_alone():
    found = scored(spoilt(), CLEAN, "masked", mask=mask())
    a, b = spoilt().to_float(), CLEAN.to_float()
    weight = mask() / np.float32(255)
    assert found.psnr == pytest.approx(psnr(a, b, weight))
    assert found.psnr < scored(spoilt(), CLEAN).psnr
    assert found.ssim < scored(spoilt(), CLEAN).ssim


def test_luma_is_that_of_the_papers():
    expected = psnr(to_y(spoilt().to_float()), to_y(CLEAN.to_float()))
    assert scored(spoilt(), CLEAN, "luma").psnr == pytest.approx(expected)


def test_what_is_left_over_by_enlarging_does_not_count():
    smaller = Picture.from_array(spoilt().to_float()[:46, :58])
    cut = Picture.from_array(CLEAN.to_float()[:46, :58])
    assert scored(smaller, CLEAN) == scored(smaller, cut)


@pytest.mark.parametrize("part", PARTS)
def test_what_cannot_be_compared_has_no_score(part):
    for other in (Picture.from_array(picture(20, 30)), Picture.from_array(picture(48, 60, 1))):
        assert scored(other, CLEAN, part, region=None, mask=mask()) == Scores()
    assert scored(spoilt(), CLEAN, "masked", mask=np.zeros((48, 60), np.uint8)) == Scores()


def test_a_region_smaller_than_the_window_has_no_similarity():
    assert scored(spoilt(), CLEAN, "region", region=Box(0, 0, 8, 40)).ssim is None
