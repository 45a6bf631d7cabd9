"""Network inputs: waves as they are declared, and pictures laid where they belong."""

import numpy as np
import pytest
import torch

from dip_core.engine.generator import Generator
from dip_core.errors import OptionError
from dip_core.net_inputs.fourier import Fourier
from dip_core.net_inputs.picture import Picture
from dip_core.networks.deep_decoder import DeepDecoder
from dip_core.networks.skip import Skip
from dip_core.spec import Grid, Observation

WHOLE = Grid(20, 24, 20, 24)


def random(seed=0):
    return torch.Generator().manual_seed(seed)


def ramps(height, width, channels=3):
    """Something else at every place and in every channel, (height, width, channels)."""
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    planes = (across / width, down / height, (across + down) / (height + width))
    return np.stack(planes[:channels], axis=-1)


def seen(second=None, height=20, width=24):
    return Observation(image=ramps(height, width)[::-1].copy(), second=second)


# ------------------------------------------------------------------------------------------- waves


def test_the_default_waves_are_32_channels_deep():
    assert Fourier().depth == 32


def test_waves_come_as_sine_and_cosine():
    z = Fourier(frequencies=3).sample(WHOLE, seen(), random())
    sines, cosines = z[0, :3], z[0, 3:]
    assert torch.allclose(sines.square() + cosines.square(), torch.ones(()), atol=1e-5)
    assert torch.allclose(sines[:, 0, 0], torch.zeros(()))


def test_a_finer_spread_rises_and_falls_more_often():
    def roughness(spread):
        z = Fourier(spread=spread).sample(Grid(64, 64, 64, 64), seen(), random())
        return float(z.diff(dim=3).abs().mean())

    assert roughness(0.5) < roughness(2.0) < roughness(8.0)


# ---------------------------------------------------------------------------------------- pictures


def test_the_second_picture_is_laid_pixel_for_pixel_where_the_sizes_agree():
    second = ramps(20, 24)
    z = Picture().sample(WHOLE, seen(second), random())
    np.testing.assert_allclose(z[0].permute(1, 2, 0).numpy(), second, atol=1e-6)


def test_beyond_its_border_the_picture_is_mirrored():
    second = ramps(20, 24)
    z = Picture().sample(Grid(50, 64, 20, 24), seen(second), random())
    found = z[0].permute(1, 2, 0).numpy()
    np.testing.assert_allclose(found[:20, :24], second, atol=1e-6)
    np.testing.assert_allclose(found[20:40, :24], second[::-1], atol=1e-6)
    np.testing.assert_allclose(found[40:50, 24:48], second[:10, ::-1], atol=1e-6)


@pytest.mark.parametrize("network", [Skip(channels=(4,)), DeepDecoder()], ids=lambda n: n.kind)
def test_the_picture_lies_under_the_estimate_whatever_the_network_needs(network):
    # Half the picture is white: the edge has to be found at half of what it covers.
    second = np.zeros((80, 96, 3), dtype=np.float32)
    second[:, 48:] = 1.0
    made = Generator(
        network,
        Picture(),
        channels=3,
        height=80,
        width=96,
        observation=seen(second, 80, 96),
        random=random(),
    )
    (_, canvas_width), columns = network.canvas(80, 96), made.z.shape[-1]
    edge = int(torch.argmax((made.z[0, 0, 0] > 0.5).int()))
    assert abs(edge / columns - 48 / canvas_width) <= 0.5 / columns


def test_a_grey_picture_has_three_equal_channels_and_any_size_in_proportion_will_do():
    z = Picture().sample(WHOLE, seen(ramps(200, 240, channels=1)), random())
    assert z.shape == (1, 3, 20, 24)
    assert torch.equal(z[:, 0], z[:, 2])
    np.testing.assert_allclose(z[0, 0], ramps(20, 24)[..., 0], atol=0.03)


def test_the_observed_picture_can_be_the_input():
    observation = seen()
    z = Picture(source="observed").sample(WHOLE, observation, random())
    np.testing.assert_allclose(z[0].permute(1, 2, 0).numpy(), observation.image, atol=1e-6)


def test_a_second_picture_that_is_missing_is_asked_for():
    with pytest.raises(OptionError, match=r"second picture .* open one"):
        Picture().sample(WHOLE, seen(), random())


def test_a_second_picture_of_other_proportions_is_refused_with_both_sizes():
    with pytest.raises(OptionError, match=r"24×24 .* 24×20"):
        Picture().sample(WHOLE, seen(ramps(24, 24)), random())
