"""Forward operators: the linear ones satisfy ⟨Ax, y⟩ = ⟨x, Aᵀy⟩, and none has weights to fit."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import torch
from torch import Tensor, nn

from dip_core import operators
from dip_core.operators.blurring import Blurring
from dip_core.operators.downsampling import Downsampling
from dip_core.operators.masking import Identity, Masking
from tests.laws.tiny import generator


@dataclass(frozen=True)
class Row:
    """An operator, the linear map in it, and the size of what it takes."""

    operator: nn.Module
    linear: Callable[[Tensor], Tensor]
    size: tuple[int, int]


def _downsampling(factor: int, height: int, width: int) -> Row:
    operator = Downsampling(factor, height, width)
    return Row(operator, operator.linear, (height * factor, width * factor))


def _plain(operator: nn.Module) -> Row:
    return Row(operator, operator, (18, 22))


# An operator that is new is added here; the last test says so.
ROWS = {
    "identity": _plain(Identity()),
    "masking": _plain(Masking(torch.rand((1, 1, 18, 22), generator=generator()).round())),
    "blurring": _plain(Blurring(torch.full((5, 4), 0.05))),
    **{f"downsampling {f}": _downsampling(f, 5, 7) for f in (2, 3, 4, 8)},
}


@pytest.fixture(params=ROWS.values(), ids=ROWS.keys())
def row(request):
    return request.param


def test_a_linear_operator_and_its_adjoint_agree(row):
    operator = row.operator.double()
    x = torch.rand((1, 3, *row.size), dtype=torch.float64, generator=generator(1))
    x.requires_grad_()
    forward = row.linear(x)
    y = torch.rand(forward.shape, dtype=torch.float64, generator=generator(2))
    (adjoint,) = torch.autograd.grad(forward, x, y)
    assert torch.allclose((forward * y).sum(), (x * adjoint).sum(), rtol=1e-10)
    operator.float()


def test_a_linear_operator_is_linear(row):
    row.operator.double()
    a, b = torch.rand((2, 1, 3, *row.size), dtype=torch.float64, generator=generator(3))
    together = row.linear(2.0 * a - 3.0 * b)
    assert torch.allclose(together, 2.0 * row.linear(a) - 3.0 * row.linear(b), atol=1e-10)
    row.operator.float()


def test_an_operator_has_nothing_to_fit(row):
    assert not list(row.operator.parameters())


def test_an_operator_keeps_pictures_pictures(row):
    prediction = row.operator(torch.rand((1, 3, *row.size), generator=generator(4)))
    assert prediction.dtype == torch.float32
    assert prediction.isfinite().all()
    assert prediction.amin() >= 0.0
    assert prediction.amax() <= 1.0


def test_every_operator_is_held_to_the_laws():
    modules = [
        importlib.import_module(f"{operators.__name__}.{found.name}")
        for found in pkgutil.iter_modules(operators.__path__)
    ]
    written = {
        member
        for module in modules
        for _, member in inspect.getmembers(module, inspect.isclass)
        if issubclass(member, nn.Module)
        and member.__module__ == module.__name__
        and not member.__name__.startswith("_")
    }
    assert written == {type(row.operator) for row in ROWS.values()}
