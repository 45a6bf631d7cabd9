"""Architectures: the published numbers of weights, and what each is meant to do or not to do."""

import pytest
import torch

from dip_core.engine.generator import Generator
from dip_core.net_inputs.noise import Noise
from dip_core.networks.conv_decoder import ConvDecoder
from dip_core.networks.deep_decoder import DeepDecoder
from dip_core.networks.pixels import Pixels
from dip_core.networks.random_projector import RandomProjector
from dip_core.networks.resnet import ResNet
from dip_core.networks.skip import Skip
from dip_core.networks.texture import Texture
from dip_core.networks.unet import UNet
from dip_core.spec import Observation

PYRAMID = Skip(channels=(16, 32, 64, 128, 128, 128), skip_channels=(0,), kernel_down=(5,))
SHALLOW = PYRAMID.replace(pointwise_up=False)


def built(network, depth, channels=3):
    """The module without its memory."""
    with torch.device("meta"):
        return network.build(depth, channels, 64, 64)


def count(module):
    return sum(weight.numel() for weight in module.parameters())


def generated(network, net_input, height, width, **rest):
    return Generator(
        network,
        net_input,
        channels=3,
        height=height,
        width=width,
        observation=Observation(torch.zeros(height, width, 3).numpy()),
        random=torch.Generator().manual_seed(0),
        **rest,
    )


@pytest.mark.parametrize(
    ("network", "depth", "weights"),
    [
        pytest.param(Skip(), 32, 2_217_831, id="denoising"),
        pytest.param(Skip(), 3, 2_184_307, id="flash and no flash"),
        pytest.param(Skip(skip_channels=(128,)), 32, 3_002_627, id="text"),
        pytest.param(Skip(skip_channels=(0,)), 2, 2_157_955, id="large hole"),
        pytest.param(Skip(channels=(64,)), 32, 572_455, id="64 wide"),
        pytest.param(Skip(channels=(32,)), 32, 152_199, id="32 wide"),
        pytest.param(Skip(channels=(16, 32, 64, 128)), 32, 1_041_815, id="pyramid"),
        pytest.param(
            Skip(channels=(8, 16, 32, 64, 128), skip_channels=(0, 0, 0, 4)), 3, 572_827, id="jpeg"
        ),
        pytest.param(SHALLOW.replace(scales=6), 1, 2_996_467, id="library, 6 scales"),
        pytest.param(SHALLOW.replace(scales=4), 1, 1_060_339, id="library, 4 scales"),
        pytest.param(SHALLOW.replace(scales=2), 1, 59_635, id="library, 2 scales"),
        pytest.param(UNet(channels=8, more_scales=1), 1, 1_616_315, id="library, U-Net"),
        pytest.param(ResNet(), 1, 158_979, id="library, ResNet"),
        pytest.param(DeepDecoder(), 64, 25_536, id="deep decoder 64"),
        pytest.param(DeepDecoder(channels=128), 128, 100_224, id="deep decoder 128"),
        pytest.param(DeepDecoder(channels=256), 256, 397_056, id="deep decoder 256"),
        pytest.param(ConvDecoder(), 32, 1_662_339, id="convolutional decoder"),
        pytest.param(Texture(), 32, 129_443, id="texture"),
    ],
)
def test_the_published_networks_have_their_published_numbers_of_weights(network, depth, weights):
    assert count(built(network, depth)) == weights


@pytest.mark.parametrize(
    ("network", "depth", "channels", "weights", "fitted"),
    [
        pytest.param(RandomProjector(), 3, 3, 82_979, 656, id="denoising"),
        pytest.param(RandomProjector(channels=(128,)), 1, 3, 319_259, 1_296, id="enlarging"),
        pytest.param(
            RandomProjector(channels=(128,), skip_channels=(128,)), 2, 1, 463_873, 1_792, id="holes"
        ),
    ],
)
def test_of_a_random_projector_the_norms_alone_are_fitted(
    network, depth, channels, weights, fitted
):
    norm, hourglass = built(network, depth, channels)
    assert count(norm) == 2 * depth
    assert count(hourglass) == weights
    trained = [weight for weight in hourglass.parameters() if weight.requires_grad]
    assert sum(weight.numel() for weight in trained) == fitted
    assert all(weight.dim() == 1 for weight in trained)


def test_the_filters_of_a_random_projector_stay_as_drawn_whatever_the_depth():
    for scales in (1, 3):
        made = generated(RandomProjector(scales=scales, channels=(6,)), Noise(trained=True), 16, 16)
        filters = {n: w for n, w in made.named_parameters() if w.dim() > 1 and n != "z"}
        before = {name: weight.detach().clone() for name, weight in filters.items()}
        optimiser = torch.optim.Adam([p for p in made.parameters() if p.requires_grad], lr=0.1)
        z = made.z.detach().clone()
        made().square().mean().backward()
        optimiser.step()
        assert filters
        assert all(torch.equal(before[name], weight) for name, weight in filters.items())
        assert not torch.equal(made.z, z)


@pytest.mark.parametrize("network", [DeepDecoder(), ConvDecoder()], ids=lambda n: n.kind)
@pytest.mark.parametrize(
    ("picture", "canvas", "z"),
    [
        ((512, 512), (512, 512), (16, 16)),
        ((261, 400), (288, 416), (9, 13)),
        # An input of one pixel would stay one colour.
        ((16, 16), (64, 64), (2, 2)),
    ],
)
def test_a_decoder_starts_from_a_thirty_second_of_its_canvas(network, picture, canvas, z):
    assert network.canvas(*picture) == canvas
    assert network.input_size(*picture) == z


def test_pixels_know_nothing_of_one_another():
    made = generated(Pixels(), Noise(), 16, 20)
    assert made.parameter_count == 16 * 20 * 3
    made()[..., 4, 5].sum().backward()
    (gradient,) = (weight.grad for weight in made.parameters())
    assert torch.nonzero(gradient[0, 0]).tolist() == [[4, 5]]


def test_pixels_reach_black_and_white_without_losing_their_gradient():
    made = generated(Pixels(), Noise(), 16, 16)
    with torch.no_grad():
        for weight in made.parameters():
            weight.fill_(8.0)
    estimate = made()
    assert estimate.min() > 0.999
    estimate.sum().backward()
    assert all((weight.grad > 0.0).all() for weight in made.parameters())


def test_the_weight_noise_is_seen_and_leaves_the_weights_alone():
    network = Skip(scales=1, channels=(4,), skip_channels=(2,))
    plain, noisy = (
        generated(network, Noise(depth=2, perturbation=0.0), 16, 16, weight_noise=noise)
        for noise in (0.0, 0.01)
    )
    before = {name: value.clone() for name, value in plain.network.named_parameters()}
    assert torch.equal(plain(), plain())
    once, again = noisy(), noisy()
    assert not torch.equal(once, again)
    assert (once - plain()).abs().max() < 0.2
    again.sum().backward()
    assert all(torch.equal(before[n], w) for n, w in noisy.network.named_parameters())
