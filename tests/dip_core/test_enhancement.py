"""Enhancement: signed detail, added in the amount asked for."""

import numpy as np

from dip_core.spec import Observation
from dip_core.tasks.enhancement import Enhancement


def enhanced(amount):
    image = np.array([[0.2, 0.5], [0.5, 0.9]], dtype=np.float32)[..., None]
    coarse = np.array([[0.3, 0.4], [0.5, 0.5]], dtype=np.float32)[..., None]
    return Enhancement(amount=amount).finish(Observation(image), {"coarse": coarse})[..., 0]


def test_dark_detail_is_added_as_well_as_bright():
    np.testing.assert_allclose(enhanced(1.0), [[0.1, 0.6], [0.5, 1.0]], atol=1e-6)


def test_no_amount_leaves_the_picture_as_it_is():
    np.testing.assert_array_equal(enhanced(0.0), np.float32([[0.2, 0.5], [0.5, 0.9]]))
