"""Classical methods: what each is for, and what it refuses."""

import numpy as np
import pytest
from PIL import Image
from skimage import data

from dip_core.baselines.bicubic import Bicubic
from dip_core.baselines.biharmonic import Biharmonic
from dip_core.baselines.enlarging import resize
from dip_core.baselines.lanczos import Lanczos
from dip_core.baselines.noise_level import estimate_noise
from dip_core.baselines.tv import TotalVariation
from dip_core.errors import OptionError, PictureError
from dip_core.spec import Observation
from dip_core.tasks.denoising import Denoising
from dip_core.tasks.inpainting import Inpainting
from dip_core.tasks.super_resolution import SuperResolution


def landscape(height=48, width=64):
    """Hills, a disc and a fence: smooth parts and edges, (H, W, 3) floats in [0, 1]."""
    down, across = np.mgrid[0:height, 0:width] / min(height, width)
    hills = 0.5 + 0.3 * np.sin(7 * across) * np.cos(5 * down)
    disc = 0.8 * (np.hypot(down - 0.4, across - 0.5) < 0.25)
    fence = (across * 9 % 1 < 0.3) * 0.6 + 0.2
    return np.stack([hills, np.clip(hills * 0.5 + disc, 0, 1), fence], axis=-1).astype(np.float32)


def noisy(sigma):
    clean = landscape()
    random = np.random.default_rng(0)
    return np.clip(clean + random.normal(0, sigma / 255, clean.shape), 0, 1).astype(np.float32)


def shrunken(image, factor):
    height, width = image.shape[0] // factor, image.shape[1] // factor
    return np.clip(resize(image, height, width, Image.Resampling.LANCZOS), 0, 1)


def error(a, b):
    return float(np.sqrt(np.mean((a - b) ** 2)))


# ------------------------------------------------------------------ enlarging


@pytest.mark.parametrize("method", [Bicubic(), Lanczos(), TotalVariation()])
@pytest.mark.parametrize("channels", [1, 3])
def test_a_flat_picture_stays_flat_when_enlarged(method, channels):
    seen = Observation(np.full((9, 11, channels), 0.25, np.float32))
    large = method.restore(seen, SuperResolution(factor=3))
    assert large.shape == (27, 33, channels)
    np.testing.assert_allclose(large, 0.25, atol=1e-3)


def test_lanczos_is_closer_than_bicubic_and_total_variation_closer_still():
    clean = np.float32(data.astronaut()[56:120, 180:260] / 255)
    seen = Observation(shrunken(clean, 4))
    errors = [
        error(method.restore(seen, SuperResolution(factor=4)), clean)
        for method in (Bicubic(), Lanczos(), TotalVariation())
    ]
    assert errors == sorted(errors, reverse=True)


@pytest.mark.parametrize("method", [Bicubic(), Lanczos()])
@pytest.mark.parametrize("task", [Denoising(), Inpainting()])
def test_interpolation_refuses_what_is_not_enlarging(method, task):
    with pytest.raises(OptionError, match="only enlarges"):
        method.restore(Observation(landscape()), task)


# ------------------------------------------------------------------ noise


@pytest.mark.parametrize("sigma", [10, 25, 50])
def test_the_noise_is_estimated_from_the_picture_alone(sigma):
    # Clipping to [0, 1] takes some of the noise away, the more the stronger it is.
    assert 0.75 * sigma < estimate_noise(noisy(sigma)) * 255 < 1.15 * sigma


def test_a_flat_picture_has_no_noise_and_is_left_alone():
    flat = np.full((16, 16, 1), 0.5, np.float32)
    assert estimate_noise(flat) == 0.0
    np.testing.assert_array_equal(TotalVariation().restore(Observation(flat), Denoising()), flat)


@pytest.mark.parametrize("sigma", [10, 25, 50])
def test_the_automatic_weight_is_nearly_the_best(sigma):
    seen = Observation(noisy(sigma))
    weights = (0.0, *np.geomspace(0.02, 0.4, 9).tolist())
    errors = [
        error(TotalVariation(weight).restore(seen, Denoising()), landscape()) for weight in weights
    ]
    assert errors[0] < 1.12 * min(errors)
    assert errors[0] < 0.6 * error(seen.image, landscape())


def test_total_variation_cannot_fill_a_hole_and_says_what_can():
    mask = np.zeros((48, 64), np.float32)
    mask[10:20, 10:20] = 1.0
    with pytest.raises(OptionError, match="biharmonic"):
        TotalVariation().restore(Observation(landscape(), mask=mask), Inpainting())


# ------------------------------------------------------------------ holes


def plane():
    down, across = np.mgrid[0:40, 0:50]
    return np.stack([0.1 + 0.01 * down + 0.008 * across] * 3, axis=-1).astype(np.float32)


def filled(image, mask):
    painted = np.where(mask[..., None] > 0, np.float32(1.0), image)
    return Biharmonic().restore(Observation(painted, mask=mask), Inpainting())


def test_a_slope_is_filled_exactly_and_known_pixels_stay():
    mask = np.zeros((40, 50), np.float32)
    mask[15:22, 20:35] = 1.0
    restored = filled(plane(), mask)
    np.testing.assert_allclose(restored, plane(), atol=1e-4)
    np.testing.assert_array_equal(restored[mask == 0], plane()[mask == 0])


def test_neighbouring_holes_do_not_take_one_another_for_known():
    mask = np.zeros((40, 50), np.float32)
    mask[15:20, 10:20] = 1.0
    mask[15:20, 22:30] = 1.0
    mask[22:24, 12:16] = 0.5
    np.testing.assert_allclose(filled(plane(), mask), plane(), atol=1e-4)


def test_a_hole_at_the_border_is_filled():
    mask = np.zeros((40, 50), np.float32)
    mask[:6, :] = 1.0
    restored = filled(plane(), mask)
    assert error(restored, plane()) < 0.05


def test_filling_needs_a_mask_that_leaves_something():
    with pytest.raises(OptionError, match="needs a mask"):
        Biharmonic().restore(Observation(plane()), Inpainting())
    with pytest.raises(OptionError, match="needs a mask"):
        Biharmonic().restore(Observation(plane(), mask=plane()[..., 0]), SuperResolution())
    with pytest.raises(PictureError, match="covers the whole picture"):
        Biharmonic().restore(Observation(plane(), mask=np.ones((40, 50), np.float32)), Inpainting())
