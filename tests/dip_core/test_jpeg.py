"""The JPEG task: nothing but the picture is asked for."""

import numpy as np

from dip_core.spec import Observation
from dip_core.tasks.jpeg import Jpeg


def test_every_visible_pixel_is_fitted():
    image = np.random.default_rng(0).random((20, 24, 3), dtype=np.float32)
    valid = np.ones((20, 24), dtype=np.float32)
    valid[:4] = 0.0
    problem = Jpeg().pose(Observation(image, valid=valid))
    np.testing.assert_array_equal(problem.measurement, image)
    np.testing.assert_array_equal(problem.weight[..., 0], valid)
    assert problem.region is None
