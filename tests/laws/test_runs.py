"""Runs: reproducible, resumable, patient, and plain in what they report."""

import dataclasses

import numpy as np
import pytest
import torch

from dip_core.averages import Averaging
from dip_core.engine.run import Run
from dip_core.net_inputs.noise import Noise
from dip_core.regularisers.total_variation import TotalVariation
from dip_core.stopping.auto import Auto
from dip_core.stopping.fixed import Fixed
from dip_core.stopping.held_out import HeldOut
from dip_core.stopping.moving_variance import MovingVariance
from dip_core.tasks.denoising import Denoising
from dip_core.tasks.inpainting import Inpainting
from dip_core.tasks.jpeg import Jpeg
from tests.laws.tiny import RUNTIME, observation, picture, restoration

FIXED = restoration(Denoising(), stopping=Fixed())
PATIENT = restoration(
    Inpainting(),
    stopping=MovingVariance(window=3, patience=4, warm_up=2, lag=0.5),
    regularisers=(TotalVariation(weight=0.01),),
    iterations=12,
)
JUDGED = restoration(Jpeg(), stopping=HeldOut(), iterations=26)
AGREED = restoration(Inpainting(), stopping=Auto(), iterations=26)
SEVERAL = FIXED.replace(averaging=Averaging(seeds=3))
TRAINED = FIXED.replace(net_input=Noise(depth=4, trained=True), weight_noise=0.001)
EACH = pytest.mark.parametrize(
    "spec",
    [FIXED, PATIENT, JUDGED, AGREED, SEVERAL, TRAINED],
    ids=["fixed", "moving-variance", "held-out", "auto", "several seeds", "trained input"],
)


def finished(run):
    list(run)
    return run.result


def assert_same(one, other):
    np.testing.assert_array_equal(one.image, other.image)
    np.testing.assert_array_equal(one.raw, other.raw)
    np.testing.assert_array_equal(one.curves.loss, other.curves.loss)
    np.testing.assert_array_equal(one.curves.rule, other.curves.rule)
    assert one.curves.rules.keys() == other.curves.rules.keys()
    for name, curve in one.curves.rules.items():
        np.testing.assert_array_equal(curve, other.curves.rules[name])
    assert (one.kept_iteration, one.stop_reason) == (other.kept_iteration, other.stop_reason)


@EACH
def test_one_seed_gives_one_result(spec):
    assert_same(*(finished(Run(spec, observation(), RUNTIME)) for _ in range(2)))


@EACH
def test_another_seed_gives_another_result(spec):
    one, other = (finished(Run(spec.replace(seed=s), observation(), RUNTIME)) for s in (1, 2))
    assert not np.array_equal(one.raw, other.raw)


def test_a_run_neither_follows_nor_disturbs_the_global_random_state():
    results = []
    for seed in (1, 2):
        torch.manual_seed(seed)
        before = torch.random.get_rng_state()
        results.append(finished(Run(FIXED, observation(), RUNTIME)))
        assert torch.equal(before, torch.random.get_rng_state())
    assert_same(*results)


@EACH
@pytest.mark.parametrize("at", [1, 9, 24])
def test_a_resumed_run_equals_one_that_was_never_interrupted(spec, at):
    straight = Run(spec, observation(), RUNTIME)
    for _ in zip(range(at), straight, strict=False):
        pass
    checkpoint = straight.checkpoint()
    assert_same(finished(straight), finished(Run.resume(checkpoint)))
    # The checkpoint is a copy: it is good for another time.
    assert_same(straight.result, finished(Run.resume(checkpoint)))


def test_going_on_equals_having_asked_for_more_at_first():
    longer = finished(Run(FIXED.replace(iterations=12), observation(), RUNTIME))
    run = Run(FIXED, observation(), RUNTIME)
    assert finished(run).iterations == 8
    run.go_on(4)
    result = finished(run)
    assert result.iterations == result.kept_iteration == 12
    np.testing.assert_array_equal(result.image, longer.image)
    np.testing.assert_array_equal(result.curves.loss, longer.curves.loss)


def test_a_run_that_stopped_by_itself_can_go_on():
    run = Run(PATIENT.replace(iterations=200), observation(), RUNTIME)
    stopped_at = finished(run).iterations
    assert stopped_at < 200
    run.go_on(3)
    assert [report.iteration for report in run] == [stopped_at + n for n in (1, 2, 3)]
    assert run.result.kept_iteration == stopped_at + 3


def test_a_result_can_be_had_at_any_time_and_stays_as_it_was():
    run = Run(FIXED, observation(), RUNTIME)
    next(run)
    early = run.result
    image = early.image.copy()
    assert early.kept_iteration == early.iterations == 1
    list(run)
    np.testing.assert_array_equal(early.image, image)
    assert len(early.curves.loss) == 1
    assert not np.array_equal(run.result.image, image)


@EACH
def test_reports_count_and_hold_plain_data(spec):
    reports = list(Run(spec, observation(reference=picture()), RUNTIME))
    assert [report.iteration for report in reports] == list(range(1, len(reports) + 1))
    elapsed = [report.elapsed for report in reports]
    assert elapsed == sorted(elapsed)
    for report in reports:
        values = [getattr(report, field.name) for field in dataclasses.fields(report)]
        assert not any(isinstance(value, torch.Tensor) for value in values)
        assert {"psnr", "psnr_average"} <= report.metrics.keys()


def test_a_preview_is_the_average_in_bytes():
    runtime = dataclasses.replace(RUNTIME, preview_budget=1.0)
    run = Run(FIXED, observation(), runtime)
    report = next(run)
    assert report.preview is not None
    assert report.preview.dtype == np.uint8
    np.testing.assert_array_equal(report.preview, np.rint(run.result.image * 255).astype(np.uint8))


def test_no_budget_means_no_previews():
    assert all(report.preview is None for report in Run(FIXED, observation(), RUNTIME))


def test_why_a_run_stopped_is_said_in_a_sentence():
    run = Run(FIXED, observation(), RUNTIME)
    next(run)
    assert run.result.stop_reason.endswith(".")
    assert finished(run).stop_reason.endswith(".")
    assert finished(Run(PATIENT, observation(), RUNTIME)).stop_reason.endswith(".")
