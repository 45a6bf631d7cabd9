"""Every task, at every quality, poses a problem its recommended settings make progress on."""

import numpy as np
import pytest

from dip_core.catalogue import TASKS
from dip_core.engine.run import Run
from dip_core.spec import QUALITIES, RestorationSpec
from tests.laws.tiny import RUNTIME, observation, restoration, supplied, variants

EACH_TASK = pytest.mark.parametrize(
    "task",
    [
        pytest.param(spec, id=f"{kind}:{change}")
        for kind, member in TASKS.items()
        for change, spec in [("default", member()), *variants(member())]
    ],
    indirect=True,
)


@pytest.fixture
def task(request, network_file):
    """A task with whatever file it needs."""
    return supplied(request.param, network_file)


def observed(task, channels=3):
    """A picture whose restoration is 32 × 40, whatever the task enlarges by."""
    factor = task.enlargement()
    return observation(round(32 / factor), round(40 / factor), channels)


@pytest.mark.parametrize("quality", QUALITIES)
@EACH_TASK
def test_recommended_settings_run_and_their_loss_falls(task, quality):
    spec = task.recommended(quality)
    assert isinstance(spec, RestorationSpec)
    assert spec.task == task
    run = Run(spec.replace(iterations=12), observed(task), RUNTIME)
    losses = [report.loss for report in run]
    assert len(losses) == 12
    assert max(losses[-3:]) < losses[0]


@EACH_TASK
def test_a_better_quality_is_no_cheaper(task):
    specs = [task.recommended(quality) for quality in QUALITIES]
    assert [s.iterations for s in specs] == sorted(s.iterations for s in specs)


@pytest.mark.parametrize("channels", [1, 3])
@EACH_TASK
def test_a_result_has_the_size_and_the_range_of_a_picture(task, channels):
    seen = observed(task, channels)
    run = Run(restoration(task, iterations=2), seen, RUNTIME)
    list(run)
    height, width = (round(side * task.enlargement()) for side in seen.image.shape[:2])
    for image in (run.result.image, run.result.raw):
        assert image.shape == (height, width, channels)
        assert image.dtype == np.float32
        assert np.isfinite(image).all()
        assert image.min() >= 0.0
        assert image.max() <= 1.0


@EACH_TASK
def test_posing_a_problem_leaves_the_observation_alone(task):
    seen = observed(task)
    before = {name: np.copy(getattr(seen, name)) for name in ("image", "mask", "second", "kernel")}
    problem = task.pose(seen)
    for name, value in before.items():
        np.testing.assert_array_equal(getattr(seen, name), value)
    assert problem.weight.shape[:2] == problem.measurement.shape[:2]
    assert problem.weight.min() >= 0.0
    assert problem.weight.sum() > 0.0
    assert all(note.endswith(".") for note in problem.notes)
