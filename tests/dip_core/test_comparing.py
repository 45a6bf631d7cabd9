"""Scores that are only looked at: now and then, within a share of the time."""

import numpy as np
import pytest

from dip_core.engine.comparing import Comparing
from dip_core.engine.run import Run
from dip_core.metrics import psnr, ssim
from dip_core.outcome import Runtime
from dip_core.spec import Observation
from dip_core.tasks.denoising import Denoising
from tests.laws.tiny import restoration

SHAPE = (24, 32, 3)
RANDOM = np.random.default_rng(0)
CLEAN, NOISY, RAW, AVERAGE = (RANDOM.random(SHAPE).astype(np.float32) for _ in range(4))


def test_both_are_compared_with_the_reference_and_with_the_input():
    comparing = Comparing(Observation(NOISY, reference=CLEAN), SHAPE, None, 1.0)
    assert comparing.due(0.0)
    found = comparing.compared(RAW, AVERAGE, 0.0)
    assert found == pytest.approx(
        {
            "psnr_input": psnr(RAW, NOISY),
            "psnr_average_input": psnr(AVERAGE, NOISY),
            "ssim": ssim(RAW, CLEAN),
            "ssim_average": ssim(AVERAGE, CLEAN),
            "ssim_input": ssim(RAW, NOISY),
            "ssim_average_input": ssim(AVERAGE, NOISY),
        },
        abs=1e-4,
    )


def test_where_a_part_is_restored_only_that_part_counts():
    region = np.zeros(SHAPE[:2], np.float32)
    region[4:20, 4:20] = 1
    comparing = Comparing(Observation(NOISY, reference=CLEAN), SHAPE, region, 1.0)
    found = comparing.compared(RAW, AVERAGE, 0.0)
    assert set(found) == {"ssim_region", "ssim_average_region"}
    assert found["ssim_region"] == pytest.approx(ssim(RAW, CLEAN, region))


def test_an_input_of_another_size_is_not_compared_with():
    comparing = Comparing(Observation(NOISY[:12, :16]), SHAPE, None, 1.0)
    assert not comparing.due(0.0)


def test_it_takes_no_more_than_its_share_of_the_time():
    comparing = Comparing(Observation(NOISY), SHAPE, None, 1e-6)
    assert comparing.due(0.0)
    comparing.compared(RAW, AVERAGE, 0.0)
    assert not comparing.due(0.07)
    assert comparing.due(1e8)


@pytest.mark.parametrize(("budget", "watched"), [(0.0, False), (1.0, True)])
def test_a_run_that_nobody_watches_does_without(budget, watched):
    runtime = Runtime(device="cpu", threads=1, preview_budget=budget)
    run = Run(restoration(Denoising(), iterations=2), Observation(NOISY), runtime)
    list(run)
    assert ("psnr_average_input" in run.result.curves.metrics) == watched
    assert "psnr" not in run.result.curves.metrics
