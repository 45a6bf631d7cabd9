"""Blind deblurring: a kernel that is one, how large it is taken, and that it stays in its place."""

import numpy as np
import pytest
import torch
from scipy import ndimage
from skimage import data

from dip_core.degradations import gaussian_kernel, motion_kernel
from dip_core.engine.run import Run
from dip_core.errors import OptionError
from dip_core.images import Picture
from dip_core.kernels.extent import blur_extent
from dip_core.kernels.perceptron import KernelPerceptron
from dip_core.metrics import psnr
from dip_core.operators.blurring import Blurring, UnknownBlurring
from dip_core.photo import Inputs, plan
from dip_core.spec import Observation
from dip_core.tasks.blind_deblurring import BlindDeblurring
from tests.laws.tiny import RUNTIME, observation, restoration

MARGIN = 20


def sharp(side=96):
    """A part of a cat with a margin, (side + 40, side + 40, 3) floats in [0, 1]."""
    size = side + 2 * MARGIN
    return np.float32(data.chelsea()[60 : 60 + size, 130 : 130 + size] / 255)


def blurred(kernel, side=96):
    whole = ndimage.convolve(sharp(side), kernel[:, :, None])
    return whole[MARGIN:-MARGIN, MARGIN:-MARGIN].astype(np.float32)


# ------------------------------------------------------------------ the operator and the network


def test_an_estimated_kernel_blurs_as_a_known_one_does():
    random = torch.Generator().manual_seed(0)
    kernel = torch.rand((5, 3), generator=random)
    picture = torch.rand((1, 3, 20, 16), generator=random)
    expected = Blurring(kernel)(picture)
    torch.testing.assert_close(UnknownBlurring()(picture, kernel[None, None]), expected)
    by_scipy = ndimage.convolve(picture[0, 1].numpy(), kernel.numpy())[2:-2, 1:-1]
    np.testing.assert_allclose(expected[0, 1].numpy(), by_scipy, atol=1e-5)


def test_the_networks_kernel_is_one_and_begins_as_a_broad_spot_in_the_middle():
    torch.manual_seed(0)
    network = KernelPerceptron().build(200, 1, 9, 11)
    kernel = network(0.1 * torch.rand(1, 200, 1, 1)).detach()
    assert kernel.shape == (1, 1, 9, 11)
    assert kernel.min() >= 0.0
    assert float(kernel.sum()) == pytest.approx(1.0, abs=1e-5)
    down, across = np.unravel_index(int(kernel.argmax()), (9, 11))
    assert abs(down - 4) <= 1
    assert abs(across - 5) <= 1
    assert 1.0 / 99 < kernel.max() < 4.0 / 99


def test_the_kernel_keeps_its_precision_where_others_save_it():
    torch.manual_seed(0)
    network = KernelPerceptron().build(200, 1, 9, 9)
    z = 0.1 * torch.rand(1, 200, 1, 1)
    with torch.autocast("cpu", torch.bfloat16):
        saving = network(z)
    torch.testing.assert_close(saving, network(z), rtol=0, atol=0)


# ------------------------------------------------------------------ its size


@pytest.mark.parametrize(
    ("kernel", "sides"),
    [
        (gaussian_kernel(1.6), (7, 11)),
        (motion_kernel(9, 30), (9, 11)),
        (motion_kernel(15, 60), (11, 17)),
        (np.ones((1, 1), np.float32), (3, 5)),
    ],
    ids=["soft", "motion", "long motion", "none"],
)
def test_the_size_is_found_from_the_sharpest_edges(kernel, sides):
    seen = Observation(blurred(kernel))
    problem = BlindDeblurring().pose(seen)
    picture, unknown = problem.unknowns
    assert sides[0] <= unknown.height == unknown.width <= sides[1]
    assert (picture.height, picture.width) == (96 + unknown.height - 1,) * 2
    (note,) = problem.notes
    assert f"{unknown.height}×{unknown.height} px" in note


def test_the_direction_of_a_motion_is_seen_even_in_noise():
    noise = np.random.default_rng(0).normal(0, 5 / 255, (96, 96, 3))
    extent = blur_extent((blurred(motion_kernel(15, 60)) + noise).astype(np.float32))
    assert extent is not None
    assert abs(extent.angle - 60) <= 15


def test_a_picture_without_edges_says_nothing_about_its_blur():
    flat = np.full((32, 32, 3), 0.5, np.float32)
    assert blur_extent(flat) is None
    problem = BlindDeblurring().pose(Observation(flat))
    assert "hardly any edges" in problem.notes[0]
    assert problem.unknowns[1].height == 3


@pytest.mark.parametrize(("asked", "taken"), [(7, 7), (8, 9), (2, 3), (31, 31)])
def test_a_size_asked_for_is_taken_as_the_next_odd_number(asked, taken):
    problem = BlindDeblurring(size=asked).pose(observation())
    assert problem.unknowns[1].height == taken
    assert problem.notes == ()


def test_the_size_is_decided_once_for_a_run():
    task = BlindDeblurring()
    prepared = task.prepared(observation())
    assert task.prepared(prepared) is prepared


def test_a_size_larger_than_the_picture_is_refused_before_anything_starts():
    small = Picture.from_array(observation().image)
    spec = BlindDeblurring(size=41).recommended("fast")
    with pytest.raises(OptionError, match="41 px, larger than the picture of 40×32"):
        plan(spec, Inputs(small))


# ------------------------------------------------------------------ the fit


def test_kernel_and_picture_are_found_together_and_say_which_is_which():
    run = Run(restoration(BlindDeblurring(size=5), iterations=3), observation(), RUNTIME)
    list(run)
    result = run.result
    assert result.roles == {"picture": "picture", "kernel": "kernel"}
    assert result.estimates["picture"].shape == (36, 44, 3)
    assert float(result.estimates["kernel"].sum()) == pytest.approx(1.0, abs=1e-4)
    np.testing.assert_array_equal(
        result.image, np.clip(result.estimates["picture"][2:-2, 2:-2], 0, 1)
    )


def test_a_kernel_off_its_centre_costs_by_how_far_it_is():
    problem = BlindDeblurring(size=7).pose(observation())
    picture = torch.zeros(1, 3, 38, 46)

    def cost(row, column):
        kernel = torch.zeros(1, 1, 7, 7)
        kernel[0, 0, row, column] = 1.0
        return float(problem.coupling([picture, kernel]))

    assert cost(3, 3) == 0.0
    assert cost(3, 5) == pytest.approx(4 * cost(3, 4)) == pytest.approx(4 * cost(2, 3))


def test_a_kernel_of_one_pixel_is_a_failed_start():
    kernel = np.zeros((5, 5, 1), np.float32)
    kernel[2, 2] = 1.0
    task, even = BlindDeblurring(), np.full((5, 5, 1), 0.04, np.float32)
    assert task.failure(observation(), {"kernel": even}) == ""
    assert "single pixel" in task.failure(observation(), {"kernel": kernel})


@pytest.mark.slow
def test_a_motion_is_found_and_undone():
    kernel = motion_kernel(9, 30)
    whole = np.float32(data.camera()[40:144, 170:274, None] / 255)
    clean = whole[MARGIN:-MARGIN, MARGIN:-MARGIN]
    seen = ndimage.convolve(whole, kernel[:, :, None])[MARGIN:-MARGIN, MARGIN:-MARGIN]
    spec = BlindDeblurring().recommended("fast").replace(iterations=400)
    run = Run(spec, Observation(seen), RUNTIME)
    list(run)
    found = run.result.estimates["kernel"][..., 0]
    margin = (found.shape[0] - kernel.shape[0]) // 2
    overlap = ndimage.correlate(found, np.pad(kernel, margin), mode="constant")
    assert overlap.max() > 0.8 * np.linalg.norm(found) * np.linalg.norm(kernel)
    assert psnr(run.result.image, clean) > psnr(seen, clean) + 0.5
