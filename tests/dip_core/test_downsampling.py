"""The operator of super-resolution is Pillow's Lanczos reduction, and it can be differentiated."""

import numpy as np
import pytest
import torch
from PIL import Image
from skimage import data

from dip_core.operators.downsampling import Downsampling, lanczos_matrix

FACTORS = range(2, 9)


def as_tensor(image):
    return torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1)))[None]


def as_array(tensor):
    return tensor[0].permute(1, 2, 0).numpy()


def reduced_by_pillow(image, height, width):
    """Reduce each channel as floats, which Pillow does not clamp."""
    planes = [
        Image.fromarray(plane).resize((width, height), Image.Resampling.LANCZOS)
        for plane in image.transpose(2, 0, 1)
    ]
    return np.stack([np.asarray(plane) for plane in planes], axis=2)


@pytest.mark.parametrize("factor", FACTORS)
@pytest.mark.parametrize("size", [(7, 9), (1, 4), (16, 3)])
def test_it_is_the_arithmetic_of_pillow(factor, size):
    height, width = size
    random = np.random.default_rng(factor)
    large = random.random((height * factor, width * factor, 3), np.float32)
    small = as_array(Downsampling(factor, height, width).linear(as_tensor(large)))
    assert np.abs(small - reduced_by_pillow(large, height, width)).max() < 1e-5


@pytest.mark.parametrize("factor", FACTORS)
def test_it_predicts_the_8_bit_picture_that_pillow_makes(factor):
    photo = data.astronaut()[40:200, 100:292]
    height, width = (side // factor for side in photo.shape[:2])
    photo = np.ascontiguousarray(photo[: height * factor, : width * factor])
    stored = Image.fromarray(photo).resize((width, height), Image.Resampling.LANCZOS)
    predicted = Downsampling(factor, height, width)(as_tensor(photo / np.float32(255)))
    error = as_array(predicted) - np.asarray(stored) / np.float32(255)
    assert -10 * np.log10(np.mean(error**2)) > 55


def test_the_clamps_come_after_each_pass():
    edge = np.zeros((32, 32, 1), np.float32)
    edge[:, 15:] = edge[15:, :] = 1
    operator = Downsampling(4, 8, 8)
    small = operator(as_tensor(edge))
    assert small.min() >= 0
    assert small.max() <= 1
    assert not torch.allclose(small, operator.linear(as_tensor(edge)).clamp(0, 1), atol=1e-3)


def test_the_linear_part_and_its_adjoint_agree():
    operator = Downsampling(3, 5, 7).double()
    x = torch.rand((1, 2, 15, 21), dtype=torch.float64, requires_grad=True)
    y = torch.rand((1, 2, 5, 7), dtype=torch.float64)
    forward = operator.linear(x)
    (adjoint,) = torch.autograd.grad(forward, x, y)
    assert torch.allclose((forward * y).sum(), (x * adjoint).sum(), rtol=1e-12)


def test_gradients_reach_every_pixel():
    x = torch.rand((1, 3, 32, 32)) * 0.2 + 0.4
    x.requires_grad_()
    Downsampling(4, 8, 8)(x).square().sum().backward()
    assert x.grad.isfinite().all()
    assert (x.grad != 0).all()


def test_reduced_precision_around_it_changes_nothing():
    operator = Downsampling(4, 8, 8)
    x = torch.rand((1, 3, 32, 32))
    with torch.autocast("cpu", torch.bfloat16):
        small = operator(x)
        coarse = operator(x.bfloat16())
    assert small.dtype == coarse.dtype == torch.float32
    assert torch.equal(small, operator(x))
    assert torch.allclose(coarse, small, atol=0.01)


def test_a_flat_picture_stays_flat_up_to_its_borders():
    for factor in FACTORS:
        assert torch.allclose(lanczos_matrix(factor, 5).sum(dim=1), torch.ones(5))


def test_it_has_nothing_to_fit_and_nothing_to_save():
    operator = Downsampling(4, 8, 8)
    assert not list(operator.parameters())
    assert not operator.state_dict()
