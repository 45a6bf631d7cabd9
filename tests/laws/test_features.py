"""Features: any picture in, a finite map out, with a slope everywhere and nothing to fit."""

import pytest
import torch

from dip_core.catalogue import FEATURES
from tests.laws.tiny import generator, supplied, variants

SIZES = [(16, 16), (33, 47), (64, 40)]


@pytest.fixture
def spec(request, network_file):
    """Features with whatever file they need."""
    return supplied(request.param, network_file)


def each(*, extreme=False):
    """Every kind of features, and every change of one option."""
    return pytest.mark.parametrize(
        "spec",
        [
            pytest.param(one, id=f"{kind}:{change}")
            for kind, member in FEATURES.items()
            for change, one in [("default", member()), *variants(member(), extreme=extreme)]
            # What is written into an option of words decides which file is wanted.
            if "words" not in change
        ],
        indirect=True,
    )


def picture(height, width, channels=3):
    return torch.rand((1, channels, height, width), generator=generator(1))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("channels", [1, 3])
@each(extreme=True)
def test_any_picture_has_features(spec, channels, size):
    answer = spec.build(channels, *size)(picture(*size, channels))
    assert answer.ndim == 4
    assert len(answer) == 1
    assert answer.dtype == torch.float32
    assert answer.isfinite().all()
    assert answer.abs().max() > 0.0


@each()
def test_features_have_nothing_to_fit(spec):
    made = spec.build(3, 24, 32)
    assert not [weight for weight in made.parameters() if weight.requires_grad]


@each()
def test_features_are_the_same_each_time(spec):
    torch.manual_seed(3)
    before = torch.random.get_rng_state()
    once, again = (spec.build(3, 24, 32)(picture(24, 32)) for _ in range(2))
    assert torch.equal(once, again)
    assert torch.equal(before, torch.random.get_rng_state())


@each()
def test_every_part_of_a_picture_counts(spec):
    seen = picture(24, 32).requires_grad_()
    answer = spec.build(3, 24, 32)(seen)
    (slope,) = torch.autograd.grad((answer * torch.rand(answer.shape)).sum(), seen)
    assert slope.isfinite().all()
    # Of any 8×8 pixels some are looked at.
    assert torch.nn.functional.max_pool2d(slope.abs().amax(1), 8).min() > 0.0


@pytest.mark.parametrize("value", [0.0, 0.5, 1.0])
@each()
def test_the_slope_is_finite_where_a_picture_is_flat(spec, value):
    flat = torch.full((1, 3, 24, 32), value, requires_grad=True)
    spec.build(3, 24, 32)(flat).square().sum().backward()
    assert flat.grad.isfinite().all()
