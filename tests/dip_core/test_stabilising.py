"""The scale on which noise is even, and what noisy samples are on it on average."""

import numpy as np
import pytest
import torch

from dip_core.noise import NoiseLaw
from dip_core.operators.stabilising import Stabilising, evenness, stabilised

LAWS = [
    NoiseLaw(gain=1 / 10, floor=0.0),
    NoiseLaw(gain=1 / 100, floor=(10 / 255) ** 2),
    NoiseLaw(gain=1 / 5000, floor=1e-4),
    NoiseLaw(gain=0.0, floor=1e-4, speckle=0.04),
    NoiseLaw(gain=0.005, floor=0.001, speckle=0.01),
]


def noisy(law, brightness, count=40_000):
    random = np.random.default_rng(0)
    level = np.full(count, brightness)
    counts = random.poisson(level / law.gain) * law.gain if law.gain else level
    speckle = level * law.speckle**0.5 * random.standard_normal(count)
    floor = law.floor**0.5 * random.standard_normal(count)
    return np.clip(counts + speckle + floor, 0.0, 1.0).astype(np.float32)


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("brightness", [0.02, 0.3, 0.6, 0.98])
def test_noisy_samples_are_on_average_what_the_operator_says(law, brightness):
    expected = float(Stabilising(law)(torch.full((1, 1, 1, 1), brightness)))
    assert stabilised(noisy(law, brightness), law).mean() == pytest.approx(expected, abs=3e-3)


@pytest.mark.parametrize("law", LAWS)
def test_the_noise_is_even(law):
    for brightness in (0.25, 0.4, 0.55):
        spread = stabilised(noisy(law, brightness), law).std()
        assert spread == pytest.approx(evenness(law), rel=0.15)


def test_without_speckle_it_is_the_generalised_anscombe_transform():
    law, y = NoiseLaw(gain=0.05, floor=0.002), np.linspace(0, 1, 9)
    anscombe = 2 / law.gain * np.sqrt(law.gain * y + 0.375 * law.gain**2 + law.floor)
    scaled = (anscombe - anscombe[0]) / (anscombe[-1] - anscombe[0])
    np.testing.assert_allclose(stabilised(y, law), scaled, atol=1e-4)


@pytest.mark.parametrize("law", LAWS)
def test_the_gradient_is_finite_everywhere_and_never_points_the_wrong_way(law):
    estimate = torch.linspace(-0.1, 1.1, 500)[None, None, None].requires_grad_()
    Stabilising(law)(estimate).sum().backward()
    assert estimate.grad.isfinite().all()
    assert estimate.grad.min() >= 0.0
    inside = (estimate > 0.1) & (estimate < 0.9)
    assert estimate.grad[inside].min() > 0.1
