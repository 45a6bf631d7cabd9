"""Classical methods: what each is for, and what it refuses."""

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import distance_transform_edt
from skimage import data

from dip_core.baselines.bicubic import Bicubic
from dip_core.baselines.biharmonic import Biharmonic
from dip_core.baselines.bilateral import Bilateral
from dip_core.baselines.lanczos import Lanczos
from dip_core.baselines.nearest import Nearest
from dip_core.baselines.nlm import NonLocalMeans
from dip_core.baselines.no_prior import NoPrior
from dip_core.baselines.patch import PatchFilling
from dip_core.baselines.telea import Telea, _Marching
from dip_core.baselines.tv import TotalVariation
from dip_core.baselines.tv_prior import TotalVariationPrior
from dip_core.baselines.wavelet import Wavelet
from dip_core.degradations import degrade
from dip_core.errors import OptionError
from dip_core.metrics import psnr
from dip_core.noise import estimate_noise
from dip_core.resampling import resampled
from dip_core.spec import Observation
from dip_core.tasks.deblurring import Deblurring
from dip_core.tasks.denoising import Denoising
from dip_core.tasks.enhancement import Enhancement
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
    return np.clip(resampled(image, height, width, Image.Resampling.LANCZOS), 0, 1)


def error(a, b):
    return float(np.sqrt(np.mean((a - b) ** 2)))


# ------------------------------------------------------------------ enlarging


@pytest.mark.parametrize("method", [Nearest(), Bicubic(), Lanczos(), TotalVariation()])
@pytest.mark.parametrize("channels", [1, 3])
def test_a_flat_picture_stays_flat_when_enlarged(method, channels):
    seen = Observation(np.full((9, 11, channels), 0.25, np.float32))
    large = method.restore(seen, SuperResolution(factor=3))
    assert large.shape == (27, 33, channels)
    np.testing.assert_allclose(large, 0.25, atol=1e-3)


def test_nearest_neighbour_repeats_pixels():
    image = np.float32([[[0.25], [0.5]]]).repeat(16, axis=0)
    large = Nearest().restore(Observation(image), SuperResolution(factor=2))
    np.testing.assert_array_equal(large[:2, :, 0], [[0.25, 0.25, 0.5, 0.5]] * 2)


def test_lanczos_is_closer_than_bicubic_and_total_variation_closer_still():
    clean = np.float32(data.astronaut()[56:120, 180:260] / 255)
    seen = Observation(shrunken(clean, 4))
    errors = [
        error(method.restore(seen, SuperResolution(factor=4)), clean)
        for method in (Nearest(), Bicubic(), Lanczos(), TotalVariation())
    ]
    assert errors == sorted(errors, reverse=True)


@pytest.mark.parametrize("method", [Nearest(), Bicubic(), Lanczos()])
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


@pytest.mark.parametrize("weight", [1e-300, 1e-12, 1e-5])
@pytest.mark.parametrize("task", [Denoising(), SuperResolution(factor=2)])
def test_a_tiny_weight_smooths_next_to_nothing(weight, task):
    seen = Observation(landscape(24, 32))
    least = TotalVariation(1e-4).restore(seen, task)
    np.testing.assert_array_equal(TotalVariation(weight).restore(seen, task), least)
    if not task.enlargement() > 1:
        np.testing.assert_allclose(least, seen.image, atol=1e-3)


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


def hole(top, left, side=20, height=64, width=80):
    """A square to be filled, (H, W) floats."""
    mask = np.zeros((height, width), np.float32)
    mask[top : top + side, left : left + side] = 1.0
    return mask


def photograph():
    """A portrait's shoulder, collar and background, (64, 80, 3) floats in [0, 1]."""
    return np.float32(data.astronaut()[56:120, 180:260] / 255)


# A third of the information is less to go by.
@pytest.mark.parametrize(("channels", "less"), [(3, 0.0), (1, 1.5)])
@pytest.mark.parametrize(
    ("method", "gain"), [(NonLocalMeans(), 6.5), (Wavelet(), 7.0), (Bilateral(), 4.0)]
)
def test_a_denoiser_gains_some_decibels(method, gain, channels, less):
    clean = photograph()[..., :channels]
    random = np.random.default_rng(0)
    seen = np.clip(clean + random.normal(0, 25 / 255, clean.shape), 0, 1).astype(np.float32)
    restored = method.restore(Observation(seen), Denoising())
    assert psnr(restored, clean) > psnr(seen, clean) + gain - less


DENOISERS = [NonLocalMeans(), Wavelet(), Bilateral()]


@pytest.mark.parametrize("method", DENOISERS)
def test_more_noise_is_removed_when_told_so(method):
    seen = Observation(noisy(25))
    little, much = (method.replace(noise=noise).restore(seen, Denoising()) for noise in (5, 60))
    assert error(little, seen.image) < error(much, seen.image)


@pytest.mark.parametrize("method", DENOISERS)
def test_a_picture_without_noise_is_left_alone_by_every_denoiser(method):
    flat = np.full((16, 16, 3), 0.5, np.float32)
    np.testing.assert_array_equal(method.restore(Observation(flat), Denoising()), flat)


@pytest.mark.parametrize("method", DENOISERS)
def test_what_a_denoiser_takes_away_is_the_detail_to_be_enhanced(method):
    seen = Observation(noisy(10))
    smooth = method.restore(seen, Denoising())
    enhanced = method.restore(seen, Enhancement(amount=2.0))
    expected = np.clip(seen.image + 2.0 * (seen.image - smooth), 0, 1)
    np.testing.assert_allclose(enhanced, expected, atol=1e-6)


@pytest.mark.parametrize("method", DENOISERS)
@pytest.mark.parametrize(
    ("task", "instead"),
    [(SuperResolution(), "lanczos"), (Inpainting(), "biharmonic"), (Deblurring(), "another")],
)
def test_a_denoiser_refuses_what_is_not_noise(method, task, instead):
    with pytest.raises(OptionError, match=f"only removes noise.*{instead}"):
        method.restore(Observation(photograph(), mask=hole(20, 30)), task)


# ------------------------------------------------------------------ without a network


def test_without_a_prior_noise_is_learnt_as_it_is():
    seen = Observation(noisy(25))
    assert error(NoPrior().restore(seen, Denoising()), seen.image) < 0.01


def test_without_a_prior_a_hole_stays_grey_and_the_rest_as_it_was():
    mask = hole(20, 30, 9)
    restored = NoPrior(iterations=50).restore(Observation(photograph(), mask=mask), Inpainting())
    assert restored[mask > 0].mean() == pytest.approx(0.5, abs=0.02)
    np.testing.assert_array_equal(restored[mask == 0], photograph()[mask == 0])


def test_total_variation_as_the_prior_denoises_as_well_as_chambolles():
    seen = Observation(noisy(25))
    errors = [
        error(method.restore(seen, Denoising()), landscape())
        for method in (TotalVariation(), TotalVariationPrior())
    ]
    assert errors[1] < 1.05 * errors[0]


def test_total_variation_as_the_prior_fills_holes_and_takes_blur_away():
    mask = scratches()
    painted = np.where(mask[..., None] > 0, np.float32(1.0), fur())
    filled_in = TotalVariationPrior().restore(Observation(painted, mask=mask), Inpainting())
    assert psnr(filled_in, fur(), mask) > 30.0
    blurred = degrade(photograph(), "blur:1.6").image
    sharper = TotalVariationPrior(iterations=150).restore(Observation(blurred), Deblurring())
    assert psnr(sharper, photograph()) > psnr(blurred, photograph()) + 1.0


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


FILLERS = [Biharmonic(), Telea(), PatchFilling()]


@pytest.mark.parametrize("method", FILLERS)
def test_filling_needs_a_mask_that_leaves_something(method):
    with pytest.raises(OptionError, match="mask is empty"):
        method.restore(Observation(plane()), Inpainting())
    with pytest.raises(OptionError, match="covers the whole picture"):
        method.restore(Observation(plane(), mask=np.ones((40, 50), np.float32)), Inpainting())


@pytest.mark.parametrize("method", FILLERS)
@pytest.mark.parametrize(
    ("task", "instead"), [(SuperResolution(), "lanczos"), (Denoising(), "inpainting")]
)
def test_a_filler_refuses_what_has_no_hole(method, task, instead):
    with pytest.raises(OptionError, match=f"only fills holes.*{instead}"):
        method.restore(Observation(photograph(), mask=hole(20, 30)), task)


def fur():
    """A part of a cat, (64, 80, 3) floats in [0, 1]."""
    return np.float32(data.chelsea()[150:214, 300:380] / 255)


def scratches():
    """Thin lines as of a caption, (64, 80) floats."""
    mask = np.zeros((64, 80), np.float32)
    mask[10:50:8, 5:70] = mask[8:52, 12:70:13] = mask[9:53, 13:71:13] = 1.0
    return mask


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(
    ("method", "mask", "least"),
    [
        (Biharmonic(), scratches(), 37.0),
        (Telea(), scratches(), 33.0),
        (PatchFilling(), scratches(), 30.0),
        (Biharmonic(), hole(22, 40), 29.0),
        (Telea(), hole(22, 40), 29.0),
        (PatchFilling(), hole(22, 40), 31.0),
    ],
)
def test_a_filled_hole_is_like_what_was_there(method, mask, least, channels):
    clean = fur()[..., :channels]
    painted = np.where(mask[..., None] > 0, np.float32(1.0), clean)
    restored = method.restore(Observation(painted, mask=mask), Inpainting())
    assert psnr(painted, clean, mask=mask) < 7.0
    assert psnr(restored, clean, mask=mask) > least
    np.testing.assert_array_equal(restored[mask == 0], clean[mask == 0])


def test_the_front_reaches_a_pixel_at_its_distance_from_the_rim():
    missing = hole(22, 30) > 0
    marching = _Marching(np.zeros((64, 80, 1), np.float32), missing, radius=4)
    marching.closed()
    frame = 5
    depth = marching._depth[frame:-frame, frame:-frame]
    distance = distance_transform_edt(missing)
    assert np.abs(depth - distance)[missing].max() < 0.6


def test_patches_continue_a_texture_that_smooth_filling_loses():
    down, across = np.mgrid[0:64, 0:80]
    weave = np.where((down // 4 + across // 4) % 2, 0.8, 0.2)[..., None].astype(np.float32)
    mask = hole(22, 30)
    seen = Observation(np.where(mask[..., None] > 0, np.float32(0.5), weave), mask=mask)
    assert error(PatchFilling().restore(seen, Inpainting()), weave) < 0.02
    assert error(Biharmonic().restore(seen, Inpainting()), weave) > 0.05


def test_patches_are_the_same_each_time():
    mask = hole(30, 8)
    seen = Observation(photograph(), mask=mask)
    first, second = (PatchFilling().restore(seen, Inpainting()) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_patches_refuse_a_mask_that_leaves_nothing_to_copy():
    mask = np.zeros((64, 80), np.float32)
    mask[::3] = 1.0
    with pytest.raises(OptionError, match=r"no whole patch of 7×7 px.*biharmonic"):
        PatchFilling().restore(Observation(photograph(), mask=mask), Inpainting())
    restored = PatchFilling(radius=1).restore(
        Observation(photograph(), mask=hole(0, 0, 2)), Inpainting()
    )
    assert np.isfinite(restored).all()


def test_patches_refuse_a_hole_that_would_take_minutes():
    mask = hole(50, 50, 400, 500, 600)
    seen = Observation(np.zeros((500, 600, 3), np.float32), mask=mask)
    with pytest.raises(OptionError, match=r"160000 px are missing.*telea"):
        PatchFilling().restore(seen, Inpainting())


@pytest.mark.parametrize("method", FILLERS)
def test_holes_at_the_corner_and_on_two_sides_are_filled(method):
    mask = np.maximum(hole(0, 0, 8), hole(56, 72, 8))
    seen = Observation(photograph(), mask=mask)
    restored = method.restore(seen, Inpainting())
    assert psnr(restored, photograph(), mask=mask) > 15.0


@pytest.mark.parametrize("method", FILLERS)
def test_what_is_transparent_is_not_taken_for_the_picture(method):
    valid = np.ones((64, 80), np.float32)
    valid[:, 40:] = 0.0
    image = np.where(valid[..., None] > 0, np.float32(0.3), np.float32(1.0))
    mask = hole(20, 30, 9)
    restored = method.restore(Observation(image, mask=mask, valid=valid), Inpainting())
    np.testing.assert_allclose(restored[mask > 0], 0.3, atol=1e-3)
    np.testing.assert_array_equal(restored[mask == 0], image[mask == 0])
