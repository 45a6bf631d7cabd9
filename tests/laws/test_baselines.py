"""Baselines: a picture of the task's size, or a sentence that says why not."""

import numpy as np
import pytest

from dip_core.catalogue import BASELINES, TASKS
from dip_core.errors import OptionError
from dip_core.options import settings
from tests.laws.tiny import observation

# A picture that is fitted by steps needs few of them to show its size.
FEW = 10


def quick(method):
    """The method with few iterations, where it takes any."""
    names = {setting.name for setting in settings(method)}
    return method(iterations=FEW) if "iterations" in names else method()


PAIRS = [
    pytest.param(quick(baseline), task(), id=f"{kind}-{word}")
    for kind, baseline in BASELINES.items()
    for word, task in TASKS.items()
]


def restored(baseline, task, seen):
    """The restoration, or None where the method says that it makes no sense for the task."""
    try:
        return baseline.restore(seen, task)
    except OptionError:
        return None


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(("baseline", "task"), PAIRS)
def test_a_baseline_returns_a_picture_of_the_tasks_size(baseline, task, channels):
    seen = observation(20, 24, channels)
    before = seen.image.copy()
    image = restored(baseline, task, seen)
    np.testing.assert_array_equal(seen.image, before)
    if image is not None:
        factor = task.enlargement()
        assert image.shape == (round(20 * factor), round(24 * factor), channels)
        assert np.isfinite(image).all()
        assert image.min() >= 0.0
        assert image.max() <= 1.0


@pytest.mark.parametrize("baseline", BASELINES.values(), ids=lambda member: member.kind)
def test_every_baseline_suits_some_task(baseline):
    seen = observation(20, 24)
    assert any(restored(quick(baseline), task(), seen) is not None for task in TASKS.values())


@pytest.mark.parametrize("task", TASKS.values(), ids=lambda member: member.kind)
def test_every_task_has_a_baseline(task):
    seen = observation(20, 24)
    assert any(restored(quick(method), task(), seen) is not None for method in BASELINES.values())
