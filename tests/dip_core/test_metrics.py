"""Scores are those of the literature."""

import math

import numpy as np
import pytest
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from dip_core.errors import OptionError
from dip_core.metrics import psnr, ssim, to_y


def pair(height=24, width=30, channels=3):
    random = np.random.default_rng(0)
    clean = random.random((height, width, channels), np.float32)
    noise = random.standard_normal(clean.shape, np.float32) * np.float32(0.1)
    return clean, clean + noise


@pytest.mark.parametrize("channels", [1, 3])
def test_psnr_is_that_of_scikit_image(channels):
    clean, noisy = pair(channels=channels)
    expected = peak_signal_noise_ratio(clean.astype(float), noisy.astype(float), data_range=1)
    assert psnr(clean, noisy) == pytest.approx(expected, abs=1e-5)


def test_psnr_of_a_large_picture_is_exact():
    clean = np.zeros((2000, 1000, 1), np.float32)
    assert psnr(clean, clean + np.float32(0.1)) == pytest.approx(20.0, abs=1e-5)


def test_equal_pictures_are_infinitely_close():
    clean, _ = pair()
    assert psnr(clean, clean) == math.inf
    assert ssim(clean, clean) == pytest.approx(1.0)


def test_the_peak_moves_the_score():
    clean, noisy = pair()
    assert psnr(255 * clean, 255 * noisy, peak=255) == pytest.approx(psnr(clean, noisy), abs=1e-4)


def test_only_the_masked_pixels_count():
    clean, noisy = pair()
    mask = np.zeros(clean.shape[:2], np.float32)
    mask[5:9, 7:20] = 1
    inside = psnr(clean[5:9, 7:20], noisy[5:9, 7:20])
    assert psnr(clean, noisy, mask) == pytest.approx(inside, abs=1e-4)
    assert psnr(clean, noisy, mask[:, :, None] * 255) == pytest.approx(inside, abs=1e-4)
    better = np.where(mask[:, :, None] > 0, clean, noisy)
    assert psnr(clean, better, mask) == math.inf


def test_ssim_is_that_of_the_paper():
    clean, noisy = pair()
    wide = {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False}
    expected = structural_similarity(
        clean.astype(float), noisy.astype(float), data_range=1, channel_axis=2, **wide
    )
    assert ssim(clean, noisy) == pytest.approx(expected, abs=1e-5)
    assert ssim(clean[:, :, 0], noisy[:, :, 0]) == pytest.approx(
        ssim(clean[:, :, :1], noisy[:, :, :1])
    )


def test_ssim_looks_where_the_mask_is():
    clean, noisy = pair(40, 40)
    half = clean.copy()
    half[:, 20:] = noisy[:, 20:]
    mask = np.zeros((40, 40), bool)
    mask[:, :10] = True
    assert ssim(clean, half, mask) == pytest.approx(1.0)
    assert ssim(clean, half, ~mask) < 0.99


def test_luma_has_the_range_of_video():
    ends = np.array([[[0, 0, 0], [1, 1, 1], [1, 0, 0]]], np.float32)
    assert to_y(ends)[0, :, 0] * 255 == pytest.approx([16, 235, 81.481], abs=1e-3)
    grey = np.array([[[0.0], [1.0]]], np.float32)
    assert to_y(grey)[0, :, 0] * 255 == pytest.approx([16, 235], abs=1e-3)
    assert to_y(grey[:, :, 0]).shape == (1, 2, 1)


def test_pictures_of_different_sizes_are_refused_by_naming_both():
    clean, noisy = pair()
    with pytest.raises(OptionError, match="30×24 with 3 channels and 30×23 with 3 channels"):
        psnr(clean, noisy[:-1])
    with pytest.raises(OptionError, match="30×24 with 1 channel "):
        ssim(clean[:, :, 0], noisy)


def test_a_mask_must_fit_and_mark_something():
    clean, noisy = pair()
    with pytest.raises(OptionError, match="mask is 3×2 and the pictures are 30×24"):
        psnr(clean, noisy, np.ones((2, 3)))
    with pytest.raises(OptionError, match="mask is empty"):
        ssim(clean, noisy, np.zeros((24, 30)))


def test_pictures_too_small_for_the_window_are_refused():
    clean, noisy = pair(10, 30)
    with pytest.raises(OptionError, match="at least 11×11"):
        ssim(clean, noisy)


def test_whole_numbers_are_not_pictures():
    stored = np.zeros((16, 16, 3), np.uint8)
    with pytest.raises(TypeError, match="uint8"):
        psnr(stored, stored)
