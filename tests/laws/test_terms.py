"""Data terms and penalties: zero where nothing is wrong, finite everywhere, unmoved by a hole."""

import pytest
import torch

from dip_core.catalogue import DATA_TERMS, REGULARISERS
from tests.laws.tiny import generator, variants

TERMS = [
    pytest.param(spec, id=f"{kind}:{change}")
    for kind, member in DATA_TERMS.items()
    for change, spec in [("default", member()), *variants(member())]
]
PENALTIES = [
    pytest.param(spec, id=f"{kind}:{change}")
    for kind, member in REGULARISERS.items()
    for change, spec in [("default", member()), *variants(member())]
]


def pair(height=12, width=16):
    prediction, measurement = torch.rand((2, 1, 3, height, width), generator=generator())
    return prediction.requires_grad_(), measurement


def weights(height=12, width=16):
    weight = torch.rand((1, 1, height, width), generator=generator(1))
    weight[..., : width // 4] = 0.0
    return weight


@pytest.mark.parametrize("term", TERMS)
def test_a_data_term_is_least_at_equality(term):
    prediction, measurement = pair()
    equal = term(measurement, measurement, weights())
    assert equal.dim() == 0
    assert equal <= term(prediction, measurement, weights())
    assert equal.abs() < 1e-6


@pytest.mark.parametrize("term", TERMS)
def test_doubling_the_weights_changes_nothing(term):
    prediction, measurement = pair()
    once = term(prediction, measurement, weights())
    twice = term(prediction, measurement, 2.0 * weights())
    assert torch.allclose(once, twice, rtol=1e-5)


@pytest.mark.parametrize("term", TERMS)
def test_what_has_no_weight_does_not_count(term):
    prediction, measurement = pair()
    weight = weights()
    term(prediction, measurement, weight).backward()
    unseen = (weight == 0.0).expand_as(prediction)
    assert prediction.grad is not None
    assert torch.all(prediction.grad[unseen] == 0.0)
    assert torch.any(prediction.grad[~unseen] != 0.0)


@pytest.mark.parametrize("term", TERMS)
def test_one_weight_for_all_channels_is_the_same_as_three_equal_ones(term):
    prediction, measurement = pair()
    one = term(prediction, measurement, weights())
    three = term(prediction, measurement, weights().expand(1, 3, -1, -1))
    assert torch.allclose(one, three, rtol=1e-5)


@pytest.mark.parametrize("value", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("term", TERMS)
def test_the_gradient_of_a_data_term_is_finite_even_where_it_is_flat(term, value):
    prediction = torch.full((1, 3, 12, 16), value, requires_grad=True)
    term(prediction, torch.full((1, 3, 12, 16), value), weights()).backward()
    assert prediction.grad is not None
    assert prediction.grad.isfinite().all()


@pytest.mark.parametrize("penalty", PENALTIES)
def test_a_penalty_is_zero_on_a_flat_picture_with_a_finite_gradient(penalty):
    flat = torch.full((1, 3, 12, 16), 0.5, requires_grad=True)
    value = penalty.penalty(flat)
    value.backward()
    assert value.abs() < 1e-6
    assert flat.grad is not None
    assert flat.grad.isfinite().all()


@pytest.mark.parametrize("penalty", PENALTIES)
def test_a_penalty_is_a_mean_so_that_the_size_of_a_picture_changes_little(penalty):
    tile = torch.rand((1, 3, 32, 32), generator=generator())
    one, four = penalty.penalty(tile), penalty.penalty(tile.repeat(1, 1, 2, 2))
    assert one > 0.0
    assert four == pytest.approx(float(one), rel=0.1)
