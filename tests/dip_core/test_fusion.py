"""What is mixed into the network's result, and which average is handed over."""

from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import pytest
import torch

from dip_core.averages import Averaging
from dip_core.baselines.lanczos import Lanczos
from dip_core.engine.averaging import RunningAverage
from dip_core.engine.fusion import Fusion
from dip_core.engine.measurement import Measurement
from dip_core.engine.run import Run
from dip_core.metrics import psnr
from dip_core.outcome import Runtime
from dip_core.spec import Baseline, Observation
from dip_core.stopping.fixed import Fixed
from dip_core.stopping.held_out import HeldOut
from dip_core.tasks.denoising import Denoising
from dip_core.tasks.inpainting import Inpainting
from tests.laws.tiny import picture

CLEAN = picture(48, 48)
NOISY = np.clip(CLEAN + np.random.default_rng(1).normal(0.0, 0.1, CLEAN.shape), 0.0, 1.0).astype(
    np.float32
)
RUNTIME = Runtime(device="cpu", preview_budget=0.0)


@dataclass(frozen=True)
class Off(Baseline, kind="off", label="The truth and some more"):
    """A method that is wrong by a pattern of its own."""

    def restore(self, observation, task):
        return CLEAN + error(2)


def error(seed):
    return np.random.default_rng(seed).normal(0.0, 0.1, CLEAN.shape).astype(np.float32)


def tensors(image):
    return [torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1)))[None]]


def fusion(*methods, stopping=None, task=None, observation=None):
    task, observation = task or Denoising(noise="gaussian"), observation or Observation(NOISY)
    problem = task.pose(observation)
    measurement = Measurement(problem, stopping or HeldOut(), 0, torch.device("cpu"))
    return Fusion(methods, task, observation, problem, measurement)


def test_what_is_as_good_as_the_network_is_mixed_in_by_half():
    shares = fusion(Off()).shares(tensors(CLEAN + error(3)))
    assert shares[Off()] == pytest.approx(0.5, abs=0.15)


def test_a_mixture_is_closer_to_the_truth_than_either():
    kept = tensors(CLEAN + error(3))
    mixing = fusion(Off())
    (mixed,) = mixing.mixed(kept, mixing.shares(kept))
    error_of_mixture = float((mixed - tensors(CLEAN)[0]).square().mean())
    assert error_of_mixture < 0.6 * 0.1**2


def test_nothing_is_mixed_into_what_cannot_be_better():
    assert not fusion(Off()).shares(tensors(CLEAN))


def test_nothing_is_mixed_in_where_nothing_is_withheld():
    assert not fusion(Off(), stopping=Fixed()).shares(tensors(CLEAN + error(3)))


def test_a_method_that_means_nothing_to_the_task_is_left_out():
    assert set(fusion(Lanczos(), Off()).shares(tensors(CLEAN + error(3)))) == {Off()}


def test_classical_methods_do_not_see_what_they_are_judged_by():
    seen = []

    @dataclass(frozen=True)
    class Looking(Off, kind="looking", label="Looking"):
        def restore(self, observation, task):
            seen.append(observation.image)
            return super().restore(observation, task)

    mixing = fusion(Looking())
    mixing.shares(tensors(CLEAN + error(3)))
    hidden = mixing._measurement.withheld > 0.0
    assert not np.isclose(seen[0][hidden], NOISY[hidden]).mean() > 0.1
    np.testing.assert_array_equal(seen[0][~hidden], NOISY[~hidden])


def test_a_classical_fill_leaves_the_known_pixels_as_they_are():
    mask = np.zeros((48, 48), np.float32)
    mask[10:14, 8:40] = 1.0
    spec = Inpainting(missing="text").recommended("fast").replace(iterations=30)
    run = Run(spec, Observation(CLEAN, mask=mask), RUNTIME)
    list(run)
    assert set(run.result.mixed) <= {"biharmonic", "telea"}
    np.testing.assert_array_equal(run.result.image[mask == 0.0], CLEAN[mask == 0.0])


def test_the_result_names_what_is_in_it():
    spec = Denoising(noise="gaussian").recommended("fast").replace(iterations=30, fusion=(Off(),))
    run = Run(spec, Observation(NOISY), RUNTIME)
    list(run)
    result = run.result
    assert result.mixed["off"] > 0.5
    assert "The truth and some more" in result.stop_reason
    run.go_on(2)
    list(run)
    assert run.result.mixed["off"] > 0.5


def test_who_stops_by_hand_gets_the_mixture_that_was_scored_and_shown():
    spec = Denoising(noise="gaussian").recommended("fast").replace(fusion=(Off(),))
    run = Run(spec, Observation(NOISY, reference=CLEAN), RUNTIME)
    *_, last = islice(run, 20)
    result = run.result
    assert result.mixed["off"] > 0.5
    assert result.stop_reason.startswith("Stopped by hand. Classical results")
    assert last.metrics["psnr_average"] == pytest.approx(psnr(result.image, CLEAN), abs=1e-3)


def test_a_run_asks_each_method_twice_and_no_more():
    asked = []

    @dataclass(frozen=True)
    class Counting(Off, kind="counting", label="Counting"):
        def restore(self, observation, task):
            asked.append(observation)
            return super().restore(observation, task)

    spec = Denoising(noise="gaussian").recommended("fast")
    run = Run(spec.replace(iterations=60, fusion=(Counting(),)), Observation(NOISY), RUNTIME)
    list(run)
    assert len(asked) == 2


def test_the_long_average_gives_each_output_the_weight_of_its_number():
    average = RunningAverage(Averaging())
    outputs = [torch.full((1, 1, 2, 2), float(v)) for v in (3.0, 5.0, 1.0)]
    for output in outputs:
        average.add([output])
    (long,) = average.value("long")
    assert float(long.mean()) == pytest.approx((1 * 3 + 2 * 5 + 3 * 1) / 6)


@pytest.mark.parametrize("span", ["recent", "long"])
def test_the_average_asked_for_is_handed_over(span):
    spec = Denoising(noise="gaussian").recommended("fast")
    spec = spec.replace(iterations=12, stopping=Fixed(), averaging=Averaging(span=span))
    run = Run(replace(spec, fusion=()), Observation(NOISY, reference=CLEAN), RUNTIME)
    list(run)
    np.testing.assert_array_equal(run.result.image, run.average(span))
    other = run.average("long" if span == "recent" else "recent")
    assert not np.array_equal(run.result.image, other)
    handed_over = run.result.curves.metrics["psnr_average"][-1]
    error = np.square(run.result.image - CLEAN).mean()
    assert -10 * np.log10(error) == pytest.approx(handed_over, abs=1e-3)
    assert run.result.span == span
