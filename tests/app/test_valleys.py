"""Curves of different units are brought to one height, so that each valley is seen."""

import numpy as np

from app.model.valleys import heights


def test_a_valley_reaches_from_nothing_to_one_whatever_its_unit() -> None:
    x = np.arange(1.0, 101.0)
    valley = 1e-6 * (1 + ((x - 60) / 60) ** 2)
    for y in (valley, 1e6 * valley):
        found = heights(x, y)
        assert np.nanargmin(found) == 59
        assert np.nanmin(found) == 0.0
        assert np.nanmax(found) == 1.0
        assert np.isnan(found[:15]).all()  # far above, long before


def test_what_has_no_logarithm_is_left_out_and_what_is_level_is_nothing() -> None:
    x = np.array([1.0, 2.0, 3.0])
    assert np.isnan(heights(x, np.array([0.0, np.nan, -1.0]))).all()
    assert heights(x, np.full(3, 5.0)).tolist() == [0.0, 0.0, 0.0]
    assert heights(x[:0], x[:0]).size == 0
