"""Pictures as waves."""

import numpy as np
import pytest

from dip_core.spectra import BANDS, band_correspondence, power_spectrum


def wave(cycles, height=40, width=64):
    """A horizontal wave of so many cycles per pixel."""
    across = np.arange(width)
    return np.broadcast_to(
        0.5 + 0.4 * np.cos(2 * np.pi * cycles * across)[None, :, None], (height, width, 3)
    ).astype(np.float32)


@pytest.mark.parametrize("cycles", [4 / 64, 12 / 64, 24 / 64])
def test_a_wave_has_its_power_at_its_own_frequency(cycles):
    frequency, power = power_spectrum(wave(cycles))
    assert len(frequency) == 20
    assert frequency[-1] == 0.5
    assert frequency[np.argmax(power)] == pytest.approx(cycles, abs=0.02)


def test_an_even_picture_has_no_power():
    assert power_spectrum(np.full((16, 24, 1), 0.7, np.float32))[1].max() < 1e-9


def test_white_noise_has_the_same_power_everywhere():
    noise = np.random.default_rng(0).random((128, 96, 1), np.float32)
    _, power = power_spectrum(noise)
    assert power[24:].mean() == pytest.approx(power[8:24].mean(), rel=0.2)


def test_a_picture_agrees_with_itself_in_every_band():
    noise = np.random.default_rng(0).random((33, 48, 3), np.float32)
    np.testing.assert_allclose(band_correspondence(noise, noise), np.ones(BANDS))


def test_a_blurred_picture_agrees_in_low_bands_alone():
    noise = np.random.default_rng(0).random((64, 64, 1), np.float32)
    blurred = sum(np.roll(noise, (a, b), (0, 1)) for a in (-1, 0, 1) for b in (-1, 0, 1)) / 9
    bands = band_correspondence(blurred, noise)
    assert bands[0] > 0.9
    assert bands[-1] < 0.4
    assert bands[0] > bands[2]
