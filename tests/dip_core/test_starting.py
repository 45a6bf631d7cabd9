"""A network that is fitted to a classical result before the photograph."""

from dataclasses import dataclass
from itertools import islice

import numpy as np
import pytest

from dip_core.baselines.biharmonic import Biharmonic
from dip_core.baselines.lanczos import Lanczos
from dip_core.baselines.nlm import NonLocalMeans
from dip_core.data_terms.squared_error import SquaredError
from dip_core.engine.run import Run
from dip_core.metrics import psnr
from dip_core.networks.skip import Skip
from dip_core.outcome import Runtime
from dip_core.spec import Baseline, Observation
from dip_core.stopping.fixed import Fixed
from dip_core.tasks.denoising import Denoising
from dip_core.tasks.inpainting import Inpainting
from dip_core.tasks.pre_image import PreImage
from dip_core.tasks.super_resolution import SuperResolution
from tests.laws.tiny import picture

CLEAN = picture(48, 48)
RUNTIME = Runtime(device="cpu", preview_budget=0.0)


@dataclass(frozen=True)
class White(Baseline, kind="white", label="White"):
    """What no network would think of."""

    def restore(self, observation, task):
        return np.where(observation.mask[..., None] > 0.0, 1.0, observation.image).astype(
            np.float32
        )


def hole():
    mask = np.zeros((48, 48), np.float32)
    mask[16:28, 20:30] = 1.0
    return Observation(np.where(mask[..., None] > 0.0, 0.0, CLEAN).astype(np.float32), mask=mask)


def spec(task, *start, iterations=120):
    made = task.recommended("fast").replace(start=start, fusion=(), iterations=iterations)
    return made.replace(network=Skip(scales=2, channels=(16,)), stopping=Fixed())


def test_half_of_a_short_run_goes_towards_the_classical_result():
    task, seen = Inpainting(missing="hole"), hole()
    fill = White().restore(seen, task)
    run = Run(spec(task, White()), seen, RUNTIME)
    events = [report.event for report in islice(run, 60)]
    assert events.index("From here on the photograph itself is fitted.") == 59
    plain = Run(spec(task), seen, RUNTIME)
    list(islice(plain, 60))
    inside = seen.mask
    assert psnr(run.result.image, fill, inside) > psnr(plain.result.image, fill, inside) + 3.0


def test_afterwards_only_what_is_known_is_fitted():
    run = Run(spec(Inpainting(missing="hole"), Biharmonic()), hole(), RUNTIME)
    reports = list(run)
    assert reports[-1].iteration == 120
    assert not run.result.backtracks
    assert run.result.fitted_iterations == 120
    known = hole().mask == 0.0
    np.testing.assert_array_equal(run.result.image[known], hole().image[known])


def test_the_start_is_no_part_of_the_average():
    run = Run(spec(Inpainting(missing="hole"), Biharmonic()), hole(), RUNTIME)
    list(islice(run, 60))
    assert run._average.value() == []
    next(run)
    (average,) = run._average.value()
    (raw,) = run._progress.raw
    np.testing.assert_allclose(average.numpy(), raw.numpy(), atol=1e-6)


def test_of_several_methods_the_first_that_suits_is_taken():
    seen, task = hole(), Inpainting(missing="hole")
    both = Run(spec(task, Lanczos(), Biharmonic(), iterations=20), seen, RUNTIME)
    one = Run(spec(task, Biharmonic(), iterations=20), seen, RUNTIME)
    np.testing.assert_array_equal([r.loss for r in both], [r.loss for r in one])


@pytest.mark.parametrize(
    ("task", "method"),
    [(Denoising(noise="gaussian"), NonLocalMeans()), (SuperResolution(), Lanczos())],
)
def test_other_tasks_start_from_what_suits_them(task, method):
    seen = Observation(CLEAN[:24, :24])
    run = Run(spec(task, method, iterations=8), seen, RUNTIME)
    target = method.restore(seen, task)
    first = next(run)
    (raw,) = run._progress.raw
    error = SquaredError()(raw, raw.new_tensor(target.transpose(2, 0, 1)[None]), raw.new_ones(1))
    assert first.loss == pytest.approx(float(error), rel=1e-4)


def test_a_run_that_is_saved_within_its_start_goes_on_there():
    made = spec(Inpainting(missing="hole"), Biharmonic())
    whole = Run(made, hole(), RUNTIME)
    losses = [report.loss for report in islice(whole, 80)]
    again = Run(made, hole(), RUNTIME)
    list(islice(again, 30))
    resumed = Run.resume(again.checkpoint())
    assert [report.loss for report in islice(resumed, 50)] == losses[30:]


def test_a_task_that_compares_features_starts_from_noise():
    run = Run(spec(PreImage(), NonLocalMeans(), iterations=4), Observation(CLEAN), RUNTIME)
    assert [report.event for report in run] == [""] * 4
