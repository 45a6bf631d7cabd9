"""Denoising: what is trusted of a noisy picture, and what is said about it."""

import numpy as np
import pytest
from skimage import data

from dip_core.degradations import degrade
from dip_core.noise import find_impulses
from dip_core.spec import Observation
from dip_core.tasks.denoising import Denoising


def posed(degradation, noise="auto", **rest):
    clean = data.astronaut()[100:196, 180:276].astype(np.float32) / np.float32(255)
    image = degrade(clean, degradation).image
    return Denoising(noise=noise).pose(Observation(image, **rest))


def test_even_noise_makes_every_pixel_count_the_same():
    problem = posed("gaussian:25")
    assert np.ptp(problem.weight) == 0.0
    assert "σ = 2" in problem.notes[0]


def test_an_impulse_counts_nothing_in_its_own_channel():
    problem = posed("impulse:0.3")
    assert problem.weight.shape == (96, 96, 3)
    np.testing.assert_array_equal(problem.weight == 0, find_impulses(problem.measurement))
    assert "specks" in problem.notes[0]


def test_photon_noise_makes_bright_pixels_count_less():
    problem = posed("poisson:30")
    bright, dark = (problem.measurement > 0.6), (problem.measurement < 0.3)
    assert problem.weight[bright].mean() < 0.7 * problem.weight[dark].mean()
    assert problem.weight.mean() == pytest.approx(1.0, rel=1e-4)
    assert "photons on white" in problem.notes[0]


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
    for noise in ("gaussian", "poisson", "impulse"):
        assert (posed("poisson:30", noise, valid=valid).weight[:10] == 0.0).all()
