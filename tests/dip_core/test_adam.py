"""The optimiser: torch's own, to the bit, without torch's compiler."""

import copy
import subprocess
import sys

import pytest
import torch
from torch import Tensor

from dip_core.engine.adam import ProcessorAdam

STEPS = 40


def weights() -> list[Tensor]:
    chance = torch.Generator().manual_seed(0)
    shapes = ((16, 3, 3, 3), (16,), (5, 7))
    return [torch.randn(shape, generator=chance).requires_grad_() for shape in shapes]


def follow(some: list[Tensor], optimiser: torch.optim.Optimizer, steps: int) -> None:
    for _ in range(steps):
        optimiser.zero_grad(set_to_none=True)
        sum((one**4 - one).mean() for one in some).backward()
        optimiser.step()


def groups(some: list[Tensor]) -> list[dict[str, object]]:
    return [{"params": some[:2]}, {"params": some[2:], "lr": 0.1}]


@pytest.fixture
def theirs() -> list[Tensor]:
    theirs = weights()
    follow(theirs, torch.optim.Adam(groups(theirs), lr=0.01), STEPS)
    return theirs


def test_every_weight_is_that_of_torch_to_the_bit(theirs):
    ours = weights()
    follow(ours, ProcessorAdam(groups(ours), 0.01), STEPS)
    assert all(torch.equal(one, other) for one, other in zip(ours, theirs, strict=True))


def test_what_torch_has_begun_is_gone_on_with(theirs):
    ours = weights()
    begun = torch.optim.Adam(groups(ours), lr=0.01)
    follow(ours, begun, STEPS // 2)
    optimiser = ProcessorAdam(groups(ours), 0.01)
    optimiser.load_state_dict(copy.deepcopy(begun.state_dict()))
    follow(ours, optimiser, STEPS // 2)
    assert all(torch.equal(one, other) for one, other in zip(ours, theirs, strict=True))


def test_a_weight_without_a_gradient_stays():
    still, moved = torch.ones(3, requires_grad=True), torch.ones(3, requires_grad=True)
    optimiser = ProcessorAdam([{"params": [still, moved]}], 0.1)
    moved.sum().backward()
    optimiser.step()
    assert torch.equal(still, torch.ones(3))
    assert not torch.equal(moved, torch.ones(3))


_A_RUN = """
import sys
import numpy as np
from dip_core import TASKS, Inputs, Picture, Restoration, Runtime
picture = Picture.from_array(np.full((64, 64, 3), 0.5, np.float32))
spec = TASKS["denoising"]().recommended("fast").replace(iterations=2)
for _ in Restoration(spec, Inputs(picture), Runtime(device="cpu")):
    pass
print([name for name in ("torch._dynamo", "sympy", "scipy.stats") if name in sys.modules])
"""


def test_a_run_loads_neither_the_compiler_nor_what_only_other_methods_need():
    done = subprocess.run(
        [sys.executable, "-c", _A_RUN], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
