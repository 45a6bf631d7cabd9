"""Deblurring: kernels, the convolution that stays inside, and what is refused."""

import numpy as np
import pytest
import torch
from scipy import ndimage

from dip_core.catalogue import KERNELS
from dip_core.errors import OptionError
from dip_core.kernels.disk import Disk
from dip_core.kernels.gaussian import Gaussian
from dip_core.kernels.loaded import Loaded
from dip_core.kernels.motion import Motion
from dip_core.spec import Observation
from dip_core.tasks.deblurring import Deblurring


def scene(height=40, width=48):
    return np.random.default_rng(0).random((height, width, 3), dtype=np.float32)


def observed(height=24, width=28, kernel=None):
    return Observation(scene(height, width), kernel=kernel)


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda member: member.kind)
def test_a_kernel_neither_brightens_nor_darkens(kernel):
    matrix = kernel().matrix(observed(kernel=np.full((4, 3), 2.0, dtype=np.float32)))
    assert matrix.sum() == pytest.approx(1.0, abs=1e-5)
    assert matrix.min() >= 0.0
    assert matrix.dtype == np.float32


@pytest.mark.parametrize("radius", [0.5, 1.0, 2.7, 6.0])
def test_a_disk_is_round_and_of_its_radius(radius):
    matrix = Disk(radius).matrix(observed())
    np.testing.assert_allclose(matrix, matrix.T, atol=1e-7)
    np.testing.assert_allclose(matrix, matrix[::-1], atol=1e-7)
    assert matrix[0].max() > 0.0
    # The middle pixel is wholly inside, so that one over it is the disk's area.
    if radius > 0.75:
        assert 1 / matrix.max() == pytest.approx(np.pi * radius**2, rel=0.02)


# One of the kernels is even, one is no square, and none is its own mirror image.
SHAPES = [(3, 3), (4, 4), (5, 2), (1, 7)]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_result_lies_where_a_convolution_left_the_picture(shape):
    kernel = np.random.default_rng(1).random(shape, dtype=np.float32)
    kernel /= kernel.sum()
    sharp = scene()
    blurred = ndimage.convolve(sharp, kernel[:, :, None], mode="constant")
    inside = (slice(6, 30), slice(8, 36))
    seen = Observation(blurred[inside], kernel=kernel)
    task = Deblurring(Loaded())
    problem = task.pose(seen)

    before = [(size - 1) // 2 for size in shape]
    unknown = problem.unknowns[0]
    top, left = 6 - before[0], 8 - before[1]
    latent = sharp[top : top + unknown.height, left : left + unknown.width]
    prediction = problem.operator(torch.from_numpy(latent).permute(2, 0, 1)[None])

    np.testing.assert_allclose(
        prediction[0].permute(1, 2, 0).numpy(), problem.measurement, atol=1e-5
    )
    np.testing.assert_array_equal(task.finish(seen, {"picture": latent}), sharp[inside])


def test_the_result_is_as_large_as_the_picture():
    task = Deblurring(Motion(length=9, angle=90))
    unknown = task.pose(observed()).unknowns[0]
    assert (unknown.height, unknown.width) == (32, 36)
    assert task.result_shape(observed()) == (24, 28, 3)


@pytest.mark.parametrize(
    ("kernel", "loaded", "words"),
    [
        (Gaussian(sigma=5.0), None, "31×31 px, larger than the picture of 28×24"),
        (Loaded(), None, "There is no blur kernel; draw it"),
        (Loaded(), np.zeros((3, 3), dtype=np.float32), "sums to 0"),
        (Loaded(), np.full((3, 3), np.nan, dtype=np.float32), "sums to nan"),
        (Loaded(), np.full((3, 99), 1.0, dtype=np.float32), "99×3 px, larger"),
    ],
)
def test_a_blur_that_makes_no_sense_is_refused_in_a_sentence(kernel, loaded, words):
    with pytest.raises(OptionError, match=words) as refused:
        Deblurring(kernel).pose(observed(kernel=loaded))
    assert str(refused.value).endswith(".")
