"""Classical sharpening of a known blur: better than before, calm at the border, fair to noise."""

import numpy as np
import pytest
from scipy import ndimage
from skimage import data

from dip_core.baselines.richardson_lucy import RichardsonLucy
from dip_core.baselines.tv import TotalVariation
from dip_core.baselines.wiener import Wiener
from dip_core.degradations import gaussian_kernel, motion_kernel
from dip_core.errors import OptionError
from dip_core.kernels.loaded import Loaded
from dip_core.metrics import psnr
from dip_core.spec import Observation
from dip_core.tasks.blind_deblurring import BlindDeblurring
from dip_core.tasks.deblurring import Deblurring
from dip_core.tasks.denoising import Denoising
from dip_core.tasks.inpainting import Inpainting

METHODS = [Wiener(), RichardsonLucy(), TotalVariation()]
EACH = pytest.mark.parametrize("method", METHODS, ids=lambda method: method.kind)
TASK = Deblurring(Loaded())
MARGIN = 16


def pair(kernel, sigma=0.0, height=64, width=72):
    """A part of a cat: sharp, and as seen through a kernel, a camera's noise and 8 bits."""
    whole = data.chelsea()[60:, 130:][: height + 2 * MARGIN, : width + 2 * MARGIN] / 255
    inside = (slice(MARGIN, -MARGIN), slice(MARGIN, -MARGIN))
    blurred = ndimage.convolve(whole, kernel[:, :, None])[inside]
    noise = np.random.default_rng(0).normal(0, sigma / 255, blurred.shape)
    seen = np.rint(np.clip(blurred + noise, 0, 1) * 255) / 255
    return np.float32(whole[inside]), Observation(np.float32(seen), kernel=kernel)


@EACH
@pytest.mark.parametrize(
    ("kernel", "sigma", "gain"),
    [
        (gaussian_kernel(1.6), 0, 2.5),
        (motion_kernel(9, 30), 0, 3.5),
        (motion_kernel(9, 30), 5, 0.5),
        (np.full((4, 4), 1 / 16, np.float32), 0, 2.5),
    ],
    ids=["soft", "motion", "noisy motion", "even size"],
)
def test_what_a_known_blur_took_comes_back(method, kernel, sigma, gain):
    clean, seen = pair(kernel, sigma)
    restored = method.restore(seen, TASK)
    assert restored.dtype == np.float32
    assert psnr(restored, clean) > psnr(seen.image, clean) + gain


@EACH
def test_the_border_does_not_ring(method):
    """With an assumption about what lies beyond, the outermost pixels are those that suffer."""
    clean, seen = pair(motion_kernel(9, 30))
    restored = method.restore(seen, TASK)
    border = np.ones(clean.shape[:2], np.float32)
    border[4:-4, 4:-4] = 0.0
    assert psnr(restored, clean, border) > psnr(seen.image, clean, border)


@EACH
def test_a_kernel_of_one_pixel_changes_hardly_anything(method):
    clean, seen = pair(np.ones((1, 1), np.float32))
    assert psnr(method.restore(seen, TASK), clean) > 30.0


@EACH
def test_a_kernel_off_its_middle_moves_the_picture_back(method):
    kernel = np.zeros((5, 5), np.float32)
    kernel[1, 4] = 1.0
    clean, seen = pair(kernel)
    assert psnr(seen.image, clean) < 25.0
    assert psnr(method.restore(seen, TASK)[4:-4, 4:-4], clean[4:-4, 4:-4]) > 30.0


@EACH
def test_grey_is_sharpened_as_a_colour_is(method):
    _, seen = pair(gaussian_kernel(1.0))
    one = Observation(seen.image[..., :1], kernel=seen.kernel)
    three = Observation(seen.image[..., :1].repeat(3, axis=-1), kernel=seen.kernel)
    grey, colour = (method.restore(observed, TASK) for observed in (one, three))
    # Total variation couples the channels, so that three equal ones have more of it than one.
    atol = 0.05 if isinstance(method, TotalVariation) else 1e-6
    np.testing.assert_allclose(colour, grey.repeat(3, axis=-1), atol=atol)


@pytest.mark.parametrize("method", [Wiener(), RichardsonLucy()], ids=lambda method: method.kind)
@pytest.mark.parametrize("task", [Denoising(), Inpainting(), BlindDeblurring(size=5)])
def test_without_a_known_blur_there_is_nothing_to_undo(method, task):
    _, seen = pair(gaussian_kernel(1.0))
    with pytest.raises(OptionError, match=r"only sharpens a known blur.*deblurring"):
        method.restore(seen, task)


def test_total_variation_refuses_what_is_more_than_one_picture():
    _, seen = pair(gaussian_kernel(1.0))
    with pytest.raises(OptionError, match="looks for one picture"):
        TotalVariation().restore(seen, BlindDeblurring(size=5))


@EACH
def test_a_kernel_larger_than_the_picture_is_refused(method):
    seen = Observation(np.zeros((20, 20, 1), np.float32), kernel=np.ones((3, 41), np.float32))
    with pytest.raises(OptionError, match="41×3 px, larger"):
        method.restore(seen, TASK)


@pytest.mark.parametrize(
    ("little", "much"),
    [
        (RichardsonLucy(rounds=2), RichardsonLucy(rounds=60)),
        (Wiener(balance=1.0), Wiener(balance=0.001)),
        (TotalVariation(weight=0.1), TotalVariation(weight=0.0001)),
    ],
    ids=["rounds", "balance", "weight"],
)
def test_the_strength_can_be_chosen(little, much):
    _, seen = pair(gaussian_kernel(1.6))

    def detail(method):
        return float(np.abs(np.diff(method.restore(seen, TASK), axis=1)).mean())

    assert detail(much) > 1.1 * detail(little)
