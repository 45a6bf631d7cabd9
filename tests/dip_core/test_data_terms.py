"""Data terms and penalties: the values their formulae give."""

import numpy as np
import pytest
import torch
from skimage.metrics import structural_similarity

from dip_core.data_terms.absolute_error import AbsoluteError
from dip_core.data_terms.huber import Huber
from dip_core.data_terms.poisson import Poisson
from dip_core.data_terms.root_squared_error import RootSquaredError
from dip_core.data_terms.squared_error import SquaredError
from dip_core.data_terms.structural_similarity import StructuralSimilarity
from dip_core.regularisers.total_variation import TotalVariation

EVERYWHERE = torch.ones((1, 1, 24, 28))


def pair():
    return torch.rand((2, 1, 3, 24, 28), generator=torch.Generator().manual_seed(0))


def test_the_absolute_error_is_a_mean():
    _, y = pair()
    assert AbsoluteError()(y + 0.1, y, EVERYWHERE) == pytest.approx(0.1, rel=1e-4)


def test_the_root_of_the_squared_error_pulls_as_hard_when_it_is_nearly_there():
    _, y = pair()
    assert RootSquaredError()(y + 0.1, y, EVERYWHERE) == pytest.approx(0.1, rel=2e-3)
    pulls = []
    for distance in (0.1, 0.01):
        a = (y + distance).requires_grad_()
        RootSquaredError()(a, y, EVERYWHERE).backward()
        pulls.append(float(a.grad.norm()))
    assert pulls[0] == pytest.approx(pulls[1], rel=1e-3)


def test_huber_is_half_the_square_below_its_threshold_and_straight_above():
    a, y = pair()
    half_square = SquaredError()(a, y, EVERYWHERE) / 2
    assert Huber(delta=1.0)(a, y, EVERYWHERE) == pytest.approx(float(half_square), rel=1e-5)
    far = Huber(delta=0.01)(y + 0.5, y, EVERYWHERE)
    assert far == pytest.approx(0.01 * (0.5 - 0.005), rel=1e-4)


def test_photon_counts_differ_from_their_likelihood_by_a_constant():
    y = torch.poisson(torch.full((1, 3, 24, 28), 20.0), torch.Generator().manual_seed(0)) / 40
    likelihood = torch.distributions.Poisson
    terms, exact = [], []
    for level in (0.3, 0.5, 0.8):
        terms.append(float(Poisson(peak=40.0)(torch.full_like(y, level), y, EVERYWHERE)))
        exact.append(-float(likelihood(40.0 * level).log_prob((40.0 * y).round()).mean()))
    np.testing.assert_allclose(np.diff(terms), np.diff(exact), rtol=0.02)
    # Where only noise is left, half a nat per sample is.
    assert terms[1] == pytest.approx(0.5, rel=0.1)


@pytest.mark.parametrize("peak", [0.1, 30.0, 1e6])
@pytest.mark.parametrize(("a", "y"), [(0.0, 1.0), (1.0, 0.0), (-0.5, 1.0), (0.0, 0.0)])
def test_photon_counts_are_finite_at_the_ends(peak, a, y):
    prediction = torch.full((1, 1, 4, 4), a, requires_grad=True)
    error = Poisson(peak=peak)(prediction, torch.full((1, 1, 4, 4), y), torch.ones((1, 1, 4, 4)))
    error.backward()
    assert error.isfinite()
    assert error >= 0.0
    assert prediction.grad.isfinite().all()


@pytest.mark.parametrize("offset", [0.0, 0.6])
def test_structural_similarity_is_the_one_of_the_literature(offset):
    # They differ in the middle alone, so that no window that matters reaches beyond the border.
    a, y = 0.4 * torch.rand((2, 1, 3, 40, 44), generator=torch.Generator().manual_seed(0)) + offset
    y[..., :12, :], y[..., 28:, :] = a[..., :12, :], a[..., 28:, :]
    y[..., :12], y[..., 32:] = a[..., :12], a[..., 32:]
    _, similarity = structural_similarity(
        a[0].numpy(),
        y[0].numpy(),
        channel_axis=0,
        data_range=1.0,
        gaussian_weights=True,
        sigma=1.5,
        use_sample_covariance=False,
        full=True,
    )
    found = StructuralSimilarity()(a, y, torch.ones((1, 1, 40, 44)))
    assert float(found) == pytest.approx(1 - similarity.mean(), rel=1e-4)
    assert found > 0.01


def test_structural_similarity_sees_what_is_wrong_at_the_border():
    y = pair()[1]
    wrong = y.clone()
    wrong[..., 0, 0] = 1.0 - wrong[..., 0, 0]
    assert StructuralSimilarity()(wrong, y, EVERYWHERE) > 1e-3


def test_an_upright_edge_costs_the_same_in_both_forms_and_a_slanted_one_less_isotropically():
    upright = torch.zeros((1, 1, 16, 16))
    upright[..., 8:] = 1.0
    slanted = torch.triu(torch.ones((16, 16))).flip(1)[None, None]
    isotropic, anisotropic = TotalVariation(), TotalVariation(directions="anisotropic")
    assert anisotropic.penalty(upright) == pytest.approx(1 / 16)
    assert isotropic.penalty(upright) == pytest.approx(1 / 16, rel=1e-2)
    assert isotropic.penalty(slanted) < 0.8 * anisotropic.penalty(slanted)
