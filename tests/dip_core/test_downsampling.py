"""The operator of super-resolution is Pillow's Lanczos reduction, and it can be differentiated."""

import numpy as np
import pytest
import torch
from PIL import Image
from skimage import data

from dip_core.operators.downsampling import BackProjection, Downsampling, lanczos_matrix

FACTORS = (1.5, 2, 2.5, 3, 3.7, 4, 5, 6, 7, 8)


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


def enlarged(size, factor):
    return tuple(round(side * factor) for side in size)


@pytest.mark.parametrize("factor", FACTORS)
@pytest.mark.parametrize("size", [(7, 9), (1, 4), (16, 3)])
def test_it_is_the_arithmetic_of_pillow(factor, size):
    random = np.random.default_rng(int(10 * factor))
    large = random.random((*enlarged(size, factor), 3), np.float32)
    small = as_array(Downsampling(large.shape[:2], size).linear(as_tensor(large)))
    assert np.abs(small - reduced_by_pillow(large, *size)).max() < 1e-5


@pytest.mark.parametrize("factor", FACTORS)
def test_it_predicts_the_8_bit_picture_that_pillow_makes(factor):
    photo = data.astronaut()[40:200, 100:292]
    size = tuple(int(side // factor) for side in photo.shape[:2])
    height, width = enlarged(size, factor)
    photo = np.ascontiguousarray(photo[:height, :width])
    stored = Image.fromarray(photo).resize(size[::-1], Image.Resampling.LANCZOS)
    predicted = Downsampling((height, width), size)(as_tensor(photo / np.float32(255)))
    error = as_array(predicted) - np.asarray(stored) / np.float32(255)
    assert -10 * np.log10(np.mean(error**2)) > 55


def test_the_clamps_come_after_each_pass():
    edge = np.zeros((32, 32, 1), np.float32)
    edge[:, 15:] = edge[15:, :] = 1
    operator = Downsampling((32, 32), (8, 8))
    small = operator(as_tensor(edge))
    assert small.min() >= 0
    assert small.max() <= 1
    assert not torch.allclose(small, operator.linear(as_tensor(edge)).clamp(0, 1), atol=1e-3)


def test_the_linear_part_and_its_adjoint_agree():
    operator = Downsampling((15, 21), (5, 7)).double()
    x = torch.rand((1, 2, 15, 21), dtype=torch.float64, requires_grad=True)
    y = torch.rand((1, 2, 5, 7), dtype=torch.float64)
    forward = operator.linear(x)
    (adjoint,) = torch.autograd.grad(forward, x, y)
    assert torch.allclose((forward * y).sum(), (x * adjoint).sum(), rtol=1e-12)


def test_gradients_reach_every_pixel():
    x = torch.rand((1, 3, 32, 32)) * 0.2 + 0.4
    x.requires_grad_()
    Downsampling((32, 32), (8, 8))(x).square().sum().backward()
    assert x.grad.isfinite().all()
    assert (x.grad != 0).all()


def test_reduced_precision_around_it_changes_nothing():
    operator = Downsampling((32, 32), (8, 8))
    x = torch.rand((1, 3, 32, 32))
    with torch.autocast("cpu", torch.bfloat16):
        small = operator(x)
        coarse = operator(x.bfloat16())
    assert small.dtype == coarse.dtype == torch.float32
    assert torch.equal(small, operator(x))
    assert torch.allclose(coarse, small, atol=0.01)


def test_a_flat_picture_stays_flat_up_to_its_borders():
    for factor in FACTORS:
        assert torch.allclose(lanczos_matrix(round(5 * factor), 5).sum(dim=1), torch.ones(5))


def test_it_has_nothing_to_fit_and_nothing_to_save():
    operator = Downsampling((32, 32), (8, 8))
    assert not list(operator.parameters())
    assert not operator.state_dict()


@pytest.mark.parametrize("factor", [1.5, 2.5, 4, 8])
def test_back_projection_makes_an_estimate_agree_in_one_step(factor):
    size = (9, 12)
    operator = Downsampling(enlarged(size, factor), size)
    # Far from black and white, where nothing is clamped.
    random = torch.Generator().manual_seed(0)
    estimate = torch.rand((1, 3, *enlarged(size, factor)), generator=random) * 0.2 + 0.4
    measurement = torch.rand((1, 3, *size), generator=random) * 0.2 + 0.4
    projection = BackProjection(operator)
    agreeing = projection(estimate, measurement, torch.ones((1, 1, *size)))
    assert torch.allclose(operator.linear(agreeing), measurement, atol=1e-5)
    # The nearest such picture: nothing was changed that the reduction does not see.
    picture = torch.rand(estimate.shape, generator=random)
    hidden = picture - projection.enlarged(operator.linear(picture))
    assert torch.allclose(operator.linear(hidden), torch.zeros(measurement.shape), atol=1e-5)
    assert abs(float(((agreeing - estimate) * hidden).sum())) < 1e-3


def test_what_is_not_trusted_is_not_agreed_with():
    operator = Downsampling((32, 32), (8, 8))
    estimate = torch.full((1, 1, 32, 32), 0.5)
    measurement = torch.full((1, 1, 8, 8), 0.6)
    untouched = BackProjection(operator)(estimate, measurement, torch.zeros((1, 1, 8, 8)))
    assert torch.equal(untouched, estimate)
