"""A faster form of a network computes what the plain form does, values and gradients."""

import pytest
import torch

from dip_core.catalogue import NETWORKS
from dip_core.networks.blocks import Upsampling
from dip_core.networks.skip import Skip
from dip_core.networks.upconvolution import (
    enlarged_variance,
    plain_upconvolve,
    reassociated_upconvolve,
)
from tests.laws.tiny import SMALL_SKIP, variants

SPECS = [
    *((kind, network()) for kind, network in NETWORKS.items() if network is not Skip),
    *variants(SMALL_SKIP.replace(scales=3)),
    ("as large holes want it", SMALL_SKIP.replace(skip_channels=(0,), upsampling=("nearest",))),
    ("mixed", SMALL_SKIP.replace(upsampling=("nearest", "bilinear"), channels=(6, 9))),
]
MODES: tuple[Upsampling, ...] = ("bilinear", "nearest")


def scrambled(module):
    """Move every norm and bias away from the values they start with, which hide mistakes."""
    for parameter in module.parameters():
        if parameter.ndim == 1:
            torch.nn.init.normal_(parameter, 1.0, 0.2)
    return module.double().train()


def outcome(module, z, wanted):
    """Return the output and the gradients of a loss on it."""
    output = module(z)
    loss = (output - torch.linspace(0, 1, output.shape[-1], dtype=z.dtype)).square().mean()
    return output.detach(), torch.autograd.grad(loss, wanted)


@pytest.mark.parametrize("spec", [s for _, s in SPECS], ids=[name for name, _ in SPECS])
def test_a_faster_form_equals_the_plain_one(spec):
    torch.manual_seed(0)
    plain = scrambled(spec.build(3, 2, 40, 72))
    # A network may freeze weights of its own; what is asked here is what the faster form freezes.
    everything = [p for p in plain.parameters() if p.requires_grad]
    z = torch.randn(1, 3, *spec.input_size(40, 72), dtype=torch.float64)
    output, gradients = outcome(plain, z, everything)

    fast = spec.accelerated(plain)
    trained = [p for p in everything if p.requires_grad]
    faster_output, faster_gradients = outcome(fast, z, trained)

    assert torch.allclose(output, faster_output, rtol=0, atol=1e-12)
    for parameter, gradient in zip(everything, gradients, strict=True):
        if not parameter.requires_grad:
            # What it froze had no effect to begin with.
            assert gradient.abs().max() < 1e-12
    expected = [g for p, g in zip(everything, gradients, strict=True) if p.requires_grad]
    for one, other in zip(expected, faster_gradients, strict=True):
        assert torch.allclose(one, other, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", [(2, 2), (5, 8), (16, 17)])
def test_convolving_before_enlarging_equals_convolving_after(mode, size):
    torch.manual_seed(0)
    x = torch.randn(1, 3, *size, dtype=torch.float64, requires_grad=True)
    weight = torch.randn(4, 3, 3, 3, dtype=torch.float64, requires_grad=True)
    plain = plain_upconvolve(x, weight, mode)
    fast = reassociated_upconvolve(x, weight, mode)
    assert torch.allclose(plain, fast, rtol=0, atol=1e-12)
    probe = torch.randn_like(plain)
    for one, other in zip(
        torch.autograd.grad(plain, (x, weight), probe),
        torch.autograd.grad(fast, (x, weight), probe),
        strict=True,
    ):
        assert torch.allclose(one, other, rtol=0, atol=1e-12)


@pytest.mark.parametrize("mode", MODES)
def test_the_variance_of_what_is_enlarged_follows_from_the_small(mode):
    torch.manual_seed(0)
    x = torch.randn(1, 3, 7, 4, dtype=torch.float64)
    large = torch.nn.functional.interpolate(
        x, scale_factor=2, mode=mode, align_corners=False if mode == "bilinear" else None
    )
    expected = large.var(dim=(0, 2, 3), correction=0)
    assert torch.allclose(enlarged_variance(x, mode), expected, rtol=1e-5)
