"""Networks with their inputs: any size in, a picture of exactly that size in [0, 1] out."""

import copy
import itertools

import pytest
import torch

from dip_core.catalogue import NET_INPUTS, NETWORKS
from dip_core.engine.generator import Generator
from dip_core.tasks.denoising import Denoising
from dip_core.tasks.inpainting import Inpainting
from tests.laws.tiny import SMALL_SKIP, generator, grid, narrow, observation, variants

SIZES = [(33, 47), (16, 16), (64, 40), (97, 31)]
VARIANTS = [
    pytest.param(spec, id=f"{kind}:{change}")
    for kind, member in NETWORKS.items()
    for change, spec in variants(member())
]


NARROW = [
    pytest.param(spec, id=f"{kind}:{change}")
    for kind, member in NETWORKS.items()
    for change, spec in [("narrow", narrow(member)), *variants(narrow(member))]
]
EXTREMES = [
    pytest.param(spec, id=f"{kind}:{change}")
    for kind, member in NETWORKS.items()
    for change, spec in variants(narrow(member), extreme=True)
    # Width costs time and is no danger to any size.
    if "channels" not in change
]


def estimate_of(network, net_input, height, width, channels=3, seed=0):
    return Generator(
        network,
        net_input,
        channels=channels,
        height=height,
        width=width,
        observation=observation(height, width, channels),
        random=generator(seed),
    )


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(
    ("network", "net_input"),
    list(itertools.product(NETWORKS.values(), NET_INPUTS.values())),
    ids=lambda member: member.kind,
)
def test_any_size_becomes_a_picture_of_that_size(network, net_input, size):
    with torch.no_grad():
        estimate = estimate_of(network(), net_input(), *size)()
    assert estimate.shape == (1, 3, *size)
    assert estimate.isfinite().all()
    assert 0.0 <= estimate.min() < estimate.max() <= 1.0


@pytest.mark.parametrize("network", NETWORKS.values(), ids=lambda member: member.kind)
def test_the_gradient_reaches_every_trainable_weight(network):
    made = estimate_of(network(), NET_INPUTS["noise"](), 33, 47)
    target = torch.rand((1, 3, 33, 47), generator=generator(1))
    (made() - target).square().mean().backward()
    trainable = {name: w for name, w in made.named_parameters() if w.requires_grad}
    for name, weight in trainable.items():
        assert weight.grad is not None, name
        assert weight.grad.isfinite().all(), name
        # What a norm takes away again has no effect, and so no gradient; every filter has both.
        assert weight.dim() < 2 or weight.grad.abs().amax() > 0.0, name
    assert trainable
    # A network may keep filters as drawn; its faster form may freeze none of the others.
    plain = network().build(NET_INPUTS["noise"]().depth, 3, 33, 47)
    assert fitted_filters(made) == fitted_filters(plain)


def fitted_filters(module):
    """How many filters are fitted."""
    return sum(weight.dim() >= 2 and weight.requires_grad for weight in module.parameters())


@pytest.mark.parametrize("network", [*VARIANTS, *EXTREMES])
def test_a_network_with_an_option_changed_still_fits_any_size(network):
    with torch.no_grad():
        for channels, size in ((3, (33, 47)), (1, (16, 16))):
            estimate = estimate_of(network, NET_INPUTS["noise"](), *size, channels=channels)()
            assert estimate.shape == (1, channels, *size)
            assert estimate.isfinite().all()


@pytest.mark.parametrize("network", NARROW)
def test_a_faster_form_is_the_same_function_with_the_same_gradients(network):
    plain = network.build(5, 3, 33, 47).double().train()
    inside, outside = network.input_size(33, 47), network.canvas(33, 47)
    z = torch.rand((1, 5, *inside), dtype=torch.float64, generator=generator(2))
    target = torch.rand((1, 3, *outside), dtype=torch.float64, generator=generator(3))
    fast = network.accelerated(copy.deepcopy(plain))
    outputs = [form(z) for form in (plain, fast)]
    torch.testing.assert_close(outputs[1], outputs[0], rtol=1e-9, atol=1e-10)
    for output in outputs:
        (output - target).square().mean().backward()
    slow = dict(zip(fast.parameters(), plain.parameters(), strict=True))
    for weight, same in slow.items():
        if weight.requires_grad:
            torch.testing.assert_close(weight.grad, same.grad, rtol=1e-7, atol=1e-10)
        elif same.requires_grad:
            # Only what has no effect may be left out of the optimisation.
            assert same.grad.abs().amax() < 1e-10


@pytest.mark.parametrize("network", NETWORKS.values(), ids=lambda member: member.kind)
def test_a_network_is_what_its_seed_says(network):
    def weights(seed):
        made = estimate_of(network(), NET_INPUTS["noise"](), 16, 16, seed=seed)
        return torch.cat([p.detach().flatten() for p in made.parameters()])

    torch.manual_seed(7)
    untouched = torch.random.get_rng_state()
    assert torch.equal(weights(3), weights(3))
    assert not torch.equal(weights(3), weights(4))
    assert torch.equal(untouched, torch.random.get_rng_state())


@pytest.mark.parametrize("net_input", NET_INPUTS.values(), ids=lambda member: member.kind)
def test_an_input_has_the_depth_and_the_size_it_says(net_input):
    spec = net_input()
    z = spec.sample(grid(24, 40), observation(), generator())
    assert z.shape == (1, spec.depth, 24, 40)
    assert z.dtype == torch.float32
    assert torch.equal(z, spec.sample(grid(24, 40), observation(), generator()))


@pytest.mark.parametrize("net_input", NET_INPUTS.values(), ids=lambda member: member.kind)
def test_perturbing_an_input_leaves_it_as_it_was(net_input):
    spec = net_input()
    z = spec.sample(grid(24, 40), observation(), generator())
    before = z.clone()
    once = spec.perturb(z, generator(1))
    assert once.shape == z.shape
    assert torch.equal(z, before)
    assert torch.equal(once, spec.perturb(z, generator(1)))


@pytest.mark.parametrize("network", NETWORKS.values(), ids=lambda member: member.kind)
def test_an_input_has_the_size_its_network_asks_for(network):
    made = estimate_of(network(), NET_INPUTS["noise"](), 33, 47)
    assert made.z.shape[-2:] == network().input_size(33, 47)


@pytest.mark.parametrize("net_input", NET_INPUTS.values(), ids=lambda member: member.kind)
def test_an_input_is_fitted_only_when_it_is_trained(net_input):
    for trained in (False, True):
        made = estimate_of(SMALL_SKIP, net_input(trained=trained), 16, 16)
        assert ("z" in dict(made.named_parameters())) is trained
        assert "z" in made.state_dict()
    made().square().mean().backward()
    assert made.z.grad.isfinite().all()
    assert made.z.grad.abs().amax() > 0.0
    # z is not one of the network's weights.
    assert made.parameter_count == sum(p.numel() for p in made.network.parameters())


@pytest.mark.parametrize(
    ("task", "weights"),
    [
        (Denoising(), 2_217_831),
        (Inpainting(missing="text"), 3_002_627),
        (Inpainting(missing="hole"), 2_157_955),
    ],
    ids=["denoising", "text", "hole"],
)
def test_the_best_networks_are_the_papers(task, weights):
    spec = task.recommended("best")
    with torch.device("meta"):
        module = spec.network.build(spec.net_input.depth, 3, 64, 64)
    assert sum(p.numel() for p in module.parameters()) == weights
