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
from dip_core.noise import NoiseLaw
from dip_core.operators.blending import Hazing, Marking, Mixing
from dip_core.operators.blurring import Blurring, UnknownBlurring
from dip_core.operators.downsampling import Downsampling
from dip_core.operators.masking import Identity, Masking
from dip_core.operators.stabilising import Stabilising
from tests.laws.tiny import generator


@dataclass(frozen=True)
class Row:
    """An operator as it depends on one of its arguments, the linear map in it, and what it takes.

    size, channels  of the argument
    """

    operator: nn.Module
    linear: Callable[[Tensor], Tensor]
    size: tuple[int, int]
    channels: int = 3
    predict: Callable[[Tensor], Tensor] | None = None

    def drawn(self, seed: int, count: int = 1, **kind):
        """Return arguments, (count, channels, height, width) in [0, 1]."""
        shape = (count, self.channels, *self.size)
        return torch.rand(shape, generator=generator(seed), **kind)


def _of_several(name: str, operator: nn.Module, *shapes: tuple[int, int, int]) -> dict[str, Row]:
    """Return a row for each argument, the others held: affine, hence linear but for A(0)."""
    held = [torch.rand((1, *shape), generator=generator(n)) for n, shape in enumerate(shapes)]

    def row(place: int) -> Row:
        def predict(x: Tensor) -> Tensor:
            arguments = [x if n == place else other.to(x) for n, other in enumerate(held)]
            return operator(*arguments)

        channels, *size = shapes[place]
        linear = lambda x: predict(x) - predict(torch.zeros_like(x))  # noqa: E731
        return Row(operator, linear, tuple(size), channels, predict)

    return {f"{name}, argument {n + 1}": row(n) for n in range(len(shapes))}


def _downsampling(factor: float, height: int, width: int) -> Row:
    large = (round(height * factor), round(width * factor))
    operator = Downsampling(large, (height, width))
    return Row(operator, operator.linear, large)


def _bent(operator: nn.Module) -> Row:
    """Of an operator that bends each sample by itself, its slope somewhere is linear."""
    place = torch.rand((1, 3, 18, 22), dtype=torch.float64, generator=generator(5))

    def slope(x: Tensor) -> Tensor:
        at = place.clone().requires_grad_()
        (slopes,) = torch.autograd.grad(operator(at).sum(), at)
        return slopes * x

    return Row(operator, slope, (18, 22))


def _plain(operator: nn.Module) -> Row:
    return Row(operator, operator, (18, 22))


_PICTURE, _MAP, _COLOUR, _NUMBER = (3, 18, 22), (1, 18, 22), (3, 1, 1), (1, 1, 1)

# An operator that is new is added here; the last test says so.
ROWS = {
    "identity": _plain(Identity()),
    "stabilising": _bent(Stabilising(NoiseLaw(gain=0.02, floor=0.001, speckle=0.01))),
    "masking": _plain(Masking(torch.rand((1, 1, 18, 22), generator=generator()).round())),
    "blurring": _plain(Blurring(torch.full((5, 4), 0.05))),
    **_of_several("unknown blurring", UnknownBlurring(), _PICTURE, _NUMBER),
    **_of_several("hazing", Hazing(torch.tensor([0.8, 0.9, 1.0])), _PICTURE, _MAP),
    **_of_several("marking", Marking(torch.ones(1, 1, 18, 22)), _PICTURE, _COLOUR, _MAP, _NUMBER),
    **_of_several("mixing", Mixing(), _PICTURE, _PICTURE, _NUMBER, _NUMBER),
    **{f"downsampling {f}": _downsampling(f, 5, 7) for f in (1.5, 2, 2.5, 3, 4, 8)},
}


@pytest.fixture(params=ROWS.values(), ids=ROWS.keys())
def row(request):
    return request.param


def test_a_linear_operator_and_its_adjoint_agree(row):
    operator = row.operator.double()
    x = row.drawn(1, dtype=torch.float64)
    x.requires_grad_()
    forward = row.linear(x)
    y = torch.rand(forward.shape, dtype=torch.float64, generator=generator(2))
    (adjoint,) = torch.autograd.grad(forward, x, y)
    assert torch.allclose((forward * y).sum(), (x * adjoint).sum(), rtol=1e-10)
    operator.float()


def test_a_linear_operator_is_linear(row):
    row.operator.double()
    a, b = row.drawn(3, 2, dtype=torch.float64).split(1)
    together = row.linear(2.0 * a - 3.0 * b)
    assert torch.allclose(together, 2.0 * row.linear(a) - 3.0 * row.linear(b), atol=1e-10)
    row.operator.float()


def test_an_operator_has_nothing_to_fit(row):
    assert not list(row.operator.parameters())


def test_an_operator_keeps_pictures_pictures(row):
    prediction = (row.predict or row.operator)(row.drawn(4))
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
