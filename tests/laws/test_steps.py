"""Whatever is fitted, a device is never waited for within an iteration, nor asked for float64.

Only then can a graphics card repeat the iteration by itself, and Apple's do it at all. Here the
processor is the device, on which both would pass unnoticed: what torch is asked for is looked at.
"""

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from dip_core.catalogue import MIXTURES, TASKS
from dip_core.engine.run import Run
from dip_core.stopping.auto import Auto
from dip_core.tasks.denoising import Denoising
from dip_core.tasks.layers import Layers
from tests.laws.test_members import SPECS
from tests.laws.tiny import RUNTIME, observation, restoration, supplied

# Reading a number, and bringing one there; places that have to be counted first.
_WAITS = {"_local_scalar_dense", "lift_fresh", "nonzero", "masked_select"}
_TOO_WIDE = {torch.float64, torch.complex128}


class Watched(TorchDispatchMode):
    """Notes what would wait, and what is too wide."""

    def __init__(self):
        super().__init__()
        self.found = set()

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        name = func.overloadpacket.__name__
        result = func(*args, **(kwargs or {}))
        given = [leaf for leaf in tree_leaves(args) if isinstance(leaf, torch.Tensor)]
        made = [leaf for leaf in tree_leaves(result) if isinstance(leaf, torch.Tensor)]
        by_mask = name == "index" and any(tensor.dtype == torch.bool for tensor in given[1:])
        if name in _WAITS or by_mask:
            self.found.add(name)
        self.found.update(f"{name} in {t.dtype}" for t in made if t.dtype in _TOO_WIDE)
        return result


def assert_nothing_waits(spec, seen):
    run = Run(spec, seen, RUNTIME)
    next(run)
    plain = run._stepping
    # As on CUDA, with one kernel that counts for itself.
    plain.optimiser = torch.optim.Adam(run._generators.parameters(), lr=0.01, fused=True)
    with Watched() as watched:
        plain.attempt("known").take()
    assert watched.found == set()


@SPECS
def test_no_member_makes_an_iteration_wait(spec):
    assert_nothing_waits(spec, observation())


@SPECS
def test_what_the_networks_are_made_of_is_what_the_optimiser_moves(spec):
    run = Run(spec, observation(), RUNTIME)
    for _ in range(2):
        next(run)
    moved = {id(p) for group in run._state.optimiser.param_groups for p in group["params"]}
    assert {id(p) for p in run._generators.parameters() if p.requires_grad} == moved


def test_watching_finds_what_waits_and_what_is_too_wide():
    with Watched() as watched:
        numbers = torch.arange(4.0)
        float(numbers[0])
        numbers[numbers > 1.0].double()
        torch.tensor((1.0, 2.0))
    assert watched.found == {
        "_local_scalar_dense",
        "index",
        "_to_copy in torch.float64",
        "lift_fresh",
    }


@pytest.mark.parametrize("kind", TASKS)
def test_no_task_makes_an_iteration_wait(kind, network_file):
    task = supplied(TASKS[kind](), network_file)
    factor = task.enlargement()
    seen = observation(round(32 / factor), round(40 / factor))
    assert_nothing_waits(restoration(task), seen)


@pytest.mark.parametrize("kind", MIXTURES)
def test_no_mixture_makes_an_iteration_wait(kind):
    task = Layers(mixture=MIXTURES[kind]())
    assert_nothing_waits(restoration(task), observation())


def test_rules_see_what_is_on_the_processor(monkeypatch):
    devices = []
    run = Run(restoration(Denoising(), stopping=Auto()), observation(), RUNTIME)
    see = run._progress.watcher.see

    def noted(glimpse):
        devices.append(glimpse.samples.device.type)
        return see(glimpse)

    monkeypatch.setattr(run._progress.watcher, "see", noted)
    next(run)
    assert devices == ["cpu"]
