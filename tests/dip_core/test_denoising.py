"""Denoising: what is trusted of a noisy picture, and what is said about it."""

import numpy as np
import pytest
import torch
from skimage import data, transform

from dip_core.degradations import degrade
from dip_core.noise import find_impulses
from dip_core.spec import Observation
from dip_core.tasks.denoising import Denoising


def pair(degradation):
    clean = data.astronaut()[100:196, 180:276].astype(np.float32) / np.float32(255)
    return clean, degrade(clean, degradation).image


def through(operator, image):
    tensor = torch.from_numpy(image).permute(2, 0, 1)[None]
    return operator(tensor)[0].permute(1, 2, 0).numpy()


def posed(degradation, noise="auto", **rest):
    return Denoising(noise=noise).pose(Observation(pair(degradation)[1], **rest))


def test_even_noise_makes_every_pixel_count_the_same():
    problem = posed("gaussian:25")
    assert np.ptp(problem.weight) == 0.0
    assert "σ = 2" in problem.notes[0]
    assert problem.notes[0].startswith("Judged from the picture")
    assert problem.noise == pytest.approx(25 / 255, rel=0.1)


def test_an_impulse_counts_nothing_in_its_own_channel():
    problem = posed("impulse:0.3")
    assert problem.weight.shape == (96, 96, 3)
    np.testing.assert_array_equal(problem.weight == 0, find_impulses(problem.measurement))
    assert "specks" in problem.notes[0]


def test_what_is_no_speck_is_handed_back_untouched():
    _, noisy = pair("impulse:0.5")
    task = Denoising()
    seen = task.prepared(Observation(noisy))
    estimate = np.full_like(noisy, 0.5)
    restored = task.finish(seen, {"picture": estimate})
    impulses = find_impulses(noisy)
    np.testing.assert_array_equal(restored[~impulses], noisy[~impulses])
    assert (restored[impulses] == 0.5).all()
    np.testing.assert_array_equal(task.finish(Observation(noisy), {"picture": estimate}), restored)


def test_samples_with_noise_of_their_own_are_not_handed_back():
    clean, _ = pair("gaussian:20")
    noisy = degrade(degrade(clean, "gaussian:20").image, "impulse:0.3", 1).image
    seen = Denoising(noise="impulse").prepared(Observation(noisy))
    assert seen.exact is not None
    assert not seen.exact.any()


@pytest.mark.parametrize("degradation", ["poisson:30", "speckle:0.2"])
def test_noise_that_grows_with_the_light_is_made_even(degradation):
    clean, noisy = pair(degradation)
    problem = Denoising().pose(Observation(noisy))
    stable, expected = problem.measurement, through(problem.operator, clean)
    dark, bright = (clean > 0.15) & (clean < 0.3), (clean > 0.5) & (clean < 0.75)
    error = stable - expected
    uneven, even = (np.std(e[bright]) / np.std(e[dark]) for e in (noisy - clean, error))
    assert even < 0.8 * uneven
    assert problem.noise == pytest.approx(np.std(error), rel=0.35)
    assert "grows with the light" in problem.notes[0]


def test_a_kind_that_was_chosen_is_not_judged():
    assert np.ptp(posed("impulse:0.3", "gaussian").weight) == 0.0
    assert (posed("gaussian:50", "impulse").weight == 0.0).any()


def test_a_picture_without_photon_noise_is_told_so():
    flat = np.full((32, 32, 3), 0.5, dtype=np.float32)
    problem = Denoising(noise="poisson").pose(Observation(flat))
    assert "does not grow" in problem.notes[0]
    assert np.ptp(problem.weight) == 0.0


def test_what_is_transparent_counts_nothing():
    valid = np.ones((96, 96), dtype=np.float32)
    valid[:10] = 0.0
    for noise in ("gaussian", "poisson", "impulse", "heavy-tailed"):
        assert (posed("poisson:30", noise, valid=valid).weight[:10] == 0.0).all()


def test_heavy_tails_are_fitted_with_an_error_that_forgives_them():
    assert Denoising(noise="heavy-tailed").recommended("fast").data_term.kind == "huber"
    assert np.ptp(posed("gaussian:25", "heavy-tailed").weight) == 0.0


def test_a_picture_without_specks_is_never_handed_back_as_it_was():
    squashed = transform.resize(data.astronaut(), (16, 300)).astype(np.float32)
    for noise in ("auto", "impulse"):
        task = Denoising(noise=noise)
        assert not task.prepared(Observation(squashed)).exact.any()
