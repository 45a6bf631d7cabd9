"""Noise judged from a picture alone: how strong, of which kind, and which samples are impulses."""

import numpy as np
import pytest
from skimage import data

from dip_core.degradations import degrade
from dip_core.noise import estimate_law, estimate_noise, find_impulses, judge_noise


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
    assert law.photon_share(0.5) > 0.5


def test_even_noise_is_seen_to_be_even(clean):
    law = estimate_law(degrade(clean, "gaussian:20").image)
    assert law.photon_share(0.5) < 0.4
    assert law.floor**0.5 * 255 == pytest.approx(20, rel=0.2)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5])
def test_impulses_are_found(clean, share):
    noisy = degrade(clean, f"impulse:{share}").image
    found, true = find_impulses(noisy), noisy != clean
    assert np.mean(true[found]) > 0.97
    assert np.mean(found[true]) > 0.85


def test_what_really_is_white_is_no_impulse():
    page = np.full((40, 40, 1), 0.5, dtype=np.float32)
    page[:, 20:] = 1.0
    assert not find_impulses(page).any()
