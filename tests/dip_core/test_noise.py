"""Noise judged from a picture alone: how strong, of which kind, and which samples are impulses."""

import numpy as np
import pytest
from skimage import data

from dip_core.degradations import degrade
from dip_core.noise import are_exact, estimate_law, estimate_noise, find_impulses, judge_noise


@pytest.fixture(scope="module")
def clean():
    """A piece of a photograph, (128, 128, 3) floats in [0, 1]."""
    return data.astronaut()[100:228, 180:308].astype(np.float32) / np.float32(255)


@pytest.mark.parametrize(
    ("degradation", "kind"),
    [
        ("gaussian:10", "gaussian"),
        ("gaussian:50", "gaussian"),
        ("poisson:30", "poisson"),
        ("poisson:100", "poisson"),
        ("speckle:0.2", "poisson"),
        ("impulse:0.1", "impulse"),
        ("impulse:0.7", "impulse"),
        ("jpeg:10", "gaussian"),
    ],
)
def test_the_kind_of_noise_is_seen(clean, degradation, kind):
    assert judge_noise(degrade(clean, degradation).image) == kind


def test_a_clean_picture_has_no_noise_that_matters(clean):
    assert judge_noise(clean) == "gaussian"


@pytest.mark.parametrize("value", [0.0, 0.5, 1.0])
def test_a_flat_picture_has_none(value):
    flat = np.full((32, 32, 3), value, dtype=np.float32)
    assert judge_noise(flat) == "gaussian"
    assert estimate_noise(flat) == estimate_law(flat).gain == estimate_law(flat).floor == 0.0
    assert not find_impulses(flat).any()


@pytest.mark.parametrize("photons", [30, 100])
def test_the_photons_are_counted(clean, photons):
    law = estimate_law(degrade(clean, f"poisson:{photons}").image)
    assert 0.7 * photons < 1 / law.gain < 1.6 * photons
    assert law.growth(0.5) > 0.5
    assert law.speckle < law.gain


def test_even_noise_is_seen_to_be_even(clean):
    law = estimate_law(degrade(clean, "gaussian:20").image)
    assert law.growth(0.5) < 0.2
    assert law.floor**0.5 * 255 == pytest.approx(20, rel=0.2)


def test_speckle_is_told_from_photons(clean):
    law = estimate_law(degrade(clean, "speckle:0.2").image)
    assert 0.1 < law.speckle**0.5 < 0.25
    assert law.speckle * 0.25 > law.gain * 0.5


@pytest.mark.parametrize("sigma", [25, 50])
def test_clipping_hides_little_of_the_noise(clean, sigma):
    assert estimate_noise(degrade(clean, f"gaussian:{sigma}").image) * 255 == pytest.approx(
        sigma, rel=0.1
    )


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.7])
def test_impulses_are_found_and_little_is_left_of_them(clean, share):
    noisy = degrade(clean, f"impulse:{share}").image
    found, true = find_impulses(noisy), noisy != clean
    assert np.mean(true[found]) > 0.95
    assert np.mean(found[true]) > 0.95
    rest = np.where(found, 0.0, noisy - clean)
    assert np.mean(rest**2) < 1e-4


def test_the_samples_between_impulses_are_seen_to_be_exact_or_not(clean):
    for grain, exact in ((clean, True), (degrade(clean, "gaussian:15").image, False)):
        noisy = degrade(grain, "impulse:0.5", 1).image
        assert are_exact(noisy, ~find_impulses(noisy)) == exact


def test_a_speck_in_a_white_area_is_found_and_the_area_is_left_alone():
    page = np.full((40, 40, 1), 0.5, dtype=np.float32)
    page[:, 20:] = 1.0
    page[10, 30] = 0.0
    assert np.argwhere(find_impulses(page)).tolist() == [[10, 30, 0]]


def test_what_really_is_white_is_no_impulse():
    page = np.full((40, 40, 1), 0.5, dtype=np.float32)
    page[:, 20:] = 1.0
    assert not find_impulses(page).any()
