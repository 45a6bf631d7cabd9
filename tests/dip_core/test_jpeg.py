"""The JPEG task: it is blind without the file, and keeps to the file where there is one."""

import numpy as np
import pytest
from PIL import Image
from skimage import data

from dip_core.images import load_picture
from dip_core.photo import Inputs, Restoration, refinished
from dip_core.quantisation import Intervals
from dip_core.spec import Observation
from dip_core.tasks.jpeg import Jpeg
from tests.laws.tiny import RUNTIME, restoration


def test_every_visible_pixel_is_fitted():
    image = np.random.default_rng(0).random((20, 24, 3), dtype=np.float32)
    valid = np.ones((20, 24), dtype=np.float32)
    valid[:4] = 0.0
    problem = Jpeg().pose(Observation(image, valid=valid))
    np.testing.assert_array_equal(problem.measurement, image)
    np.testing.assert_array_equal(problem.weight[..., 0], valid)
    assert problem.region is None
    assert "Nothing is known" in problem.notes[0]


@pytest.fixture
def photo(tmp_path):
    """A loaded JPEG file of quality 20, 48 × 56."""
    pixels = data.astronaut()[100:148, 180:236]
    Image.fromarray(pixels).save(tmp_path / "photo.jpg", quality=20)
    return load_picture(tmp_path / "photo.jpg")


def restored(photo, task):
    run = Restoration(restoration(task, iterations=2), Inputs(photo), RUNTIME)
    list(run)
    return run.result


def test_the_result_is_one_the_file_can_have_been_made_from(photo):
    kept = restored(photo, Jpeg())
    assert "quality 20" in kept.notes[0]
    again = Intervals(photo.coding).projected(kept.run.image)
    np.testing.assert_allclose(again, kept.run.image, atol=0.03)
    free = restored(photo, Jpeg(keep_to_file=False))
    np.testing.assert_array_equal(free.run.image, free.run.estimates["picture"])
    assert np.abs(free.run.image - kept.run.image).max() > 0.1


def test_keeping_to_the_file_can_be_changed_afterwards(photo):
    free = restored(photo, Jpeg(keep_to_file=False))
    spec = restoration(Jpeg())
    assert Jpeg().afterwards == ("keep_to_file",)
    kept = refinished(free, spec, Inputs(photo)).run.image
    np.testing.assert_array_equal(kept, restored(photo, Jpeg()).run.image)
