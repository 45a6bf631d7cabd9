"""Where a run takes place: a device is used when it fits a picture as the processor does."""

import dataclasses

import pytest
import torch

from dip_core.devices import prepare_cuda, resolve_precision
from dip_core.engine import place
from dip_core.engine.place import distrusted, fitted, place_of
from dip_core.engine.run import Run
from dip_core.errors import OptionError
from dip_core.outcome import Runtime
from dip_core.stopping.fixed import Fixed
from dip_core.tasks.denoising import Denoising
from tests.laws.tiny import RUNTIME, observation, restoration

CARD = torch.device("cuda:0")


def on_the_processor(device, precision):
    """What a device makes of the picture that computes as the processor does."""
    return fitted(torch.device("cpu"), precision)


def fits(change):
    """A fit that comes out changed on all devices but the processor."""

    def fit(device, precision):
        found = on_the_processor(device, precision)
        return found if device.type == "cpu" else change(found)

    return fit


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_a_device_that_does_what_the_processor_does_is_trusted(precision):
    assert distrusted(CARD, precision, on_the_processor) == ""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (torch.zeros_like, "single colour"),
        (lambda found: torch.full_like(found, 0.4), "single colour"),
        (lambda found: found * float("nan"), "no numbers"),
        (lambda found: found.flip(3), "another picture"),
        (torch.rand_like, "another picture"),
    ],
)
def test_a_device_that_does_something_else_is_not_used(change, said):
    sentence = distrusted(CARD, "float32", fits(change))
    assert said in sentence
    assert sentence.startswith("cuda:0 ")
    assert sentence.endswith("; the processor is used instead.")


def test_a_device_that_fails_is_not_used():
    def fit(device, precision):
        if device.type == "cpu":
            return on_the_processor(device, precision)
        raise RuntimeError("no kernel image is available\nfor execution")

    assert "(no kernel image is available)" in distrusted(CARD, "float32", fit)


def test_the_picture_is_learnt_and_no_random_state_is_touched():
    before = torch.random.get_rng_state()
    found = fitted(torch.device("cpu"), "float32")
    assert torch.equal(before, torch.random.get_rng_state())
    assert torch.equal(found, fitted(torch.device("cpu"), "float32"))
    assert float((found - place._picture()).abs().mean()) < 0.25


def test_a_run_on_a_device_that_is_not_used_says_so_and_uses_the_processor(monkeypatch):
    monkeypatch.setattr(place, "resolve_device", lambda name: CARD)
    monkeypatch.setattr(place, "_trouble", lambda *_: "The card drew black.")
    spec = restoration(Denoising(), stopping=Fixed(), iterations=2)
    run = Run(spec, observation(), dataclasses.replace(RUNTIME, device="auto"))
    list(run)
    assert run.result.device == "cpu"
    assert "The card drew black." in run.result.notes
    assert "The card drew black." in Run.resume(run.checkpoint()).notes


def test_the_processor_needs_no_proof():
    assert place_of(Runtime(device="cpu", precision="float32")) == place.Place(
        torch.device("cpu"), "float32"
    )


def test_apples_bfloat16_needs_a_system_that_has_it(monkeypatch):
    apple = torch.device("mps")
    monkeypatch.setattr("dip_core.devices._mps_has_bfloat16", lambda: False)
    assert resolve_precision("auto", apple) == "float32"
    with pytest.raises(OptionError, match="macOS 14"):
        resolve_precision("bfloat16", apple)


def test_convolutions_alone_are_rounded_on_cuda(monkeypatch):
    with torch.backends.cudnn.flags(benchmark=False, allow_tf32=False, deterministic=False):
        prepare_cuda()
        assert torch.backends.cudnn.benchmark
        assert torch.backends.cudnn.allow_tf32
        assert not torch.backends.cuda.matmul.allow_tf32
