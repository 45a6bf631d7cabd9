"""Classical methods restore whole photographs, and can be left."""

from itertools import count

import numpy as np
import pytest

from dip_core.baselines.bicubic import Bicubic
from dip_core.baselines.biharmonic import Biharmonic
from dip_core.baselines.no_prior import NoPrior
from dip_core.baselines.tv import TotalVariation
from dip_core.classical import METHODS, restored_by
from dip_core.errors import OptionError
from dip_core.images import Picture
from dip_core.photo import Inputs
from dip_core.tasks.denoising import Denoising
from dip_core.tasks.inpainting import Inpainting
from dip_core.tasks.super_resolution import SuperResolution
from tests.laws.tiny import picture


def photo(height=300, width=320):
    return Picture.from_array(picture(height, width))


def with_hole():
    mask = np.zeros((300, 320), np.uint8)
    mask[20:30, 20:40] = 255
    return Inputs(photo(), mask=mask)


def test_what_is_fitted_with_the_engine_comes_last():
    assert [method.kind for method in METHODS[-2:]] == ["no-prior", "tv-prior"]


def test_a_hole_is_filled_and_nothing_else_is_touched():
    inputs = with_hole()
    restored = restored_by(Biharmonic(), Inpainting(), inputs)
    changed = (restored.picture.pixels != inputs.picture.pixels).any(axis=2)
    assert changed.any()
    assert not changed[inputs.mask == 0].any()
    assert not changed[: restored.region.top].any()
    assert restored.region.height < 300


def test_a_hole_is_filled_from_its_surroundings_alone():
    inputs, far = with_hole(), with_hole().picture.pixels.copy()
    far[250:] = 0
    other = Inputs(Picture.from_array(far), mask=inputs.mask)
    filled = [restored_by(Biharmonic(), Inpainting(), one) for one in (inputs, other)]
    assert np.array_equal(filled[0].picture.pixels[:60, :60], filled[1].picture.pixels[:60, :60])


def test_holes_far_apart_are_filled_one_after_another():
    inputs = with_hole()
    inputs.mask[250:260, 280:300] = 255
    asked = count()
    restored = restored_by(Biharmonic(), Inpainting(), inputs, lambda: next(asked) < 9)
    assert next(asked) == 2
    changed = (restored.picture.pixels != inputs.picture.pixels).any(axis=2)
    assert changed[:100].any()
    assert changed[200:].any()
    assert not changed[inputs.mask == 0].any()


def test_an_enlarged_photo_is_as_large_as_was_asked_for():
    restored = restored_by(Bicubic(), SuperResolution(factor=2.5), Inputs(photo(32, 41)))
    assert restored.picture.size_text == "102×80"
    assert (restored.region.width, restored.device) == (102, "cpu")


def test_a_method_that_does_not_fit_says_so():
    with pytest.raises(OptionError, match="only enlarges"):
        restored_by(Bicubic(), Denoising(), Inputs(photo(32, 32)))


def test_a_method_that_takes_long_can_be_left():
    asked = count()
    inputs = Inputs(photo(32, 32))
    assert restored_by(NoPrior(), Denoising(), inputs, lambda: next(asked) < 3) is None
    assert next(asked) == 4
    assert restored_by(TotalVariation(), Denoising(), inputs, lambda: False) is None
