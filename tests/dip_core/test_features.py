"""Features: what each kind sees, and networks out of files of every sort."""

import pickle
import warnings
import zipfile

import pytest
import torch
from torch import nn

from dip_core.errors import OptionError
from dip_core.features.coarse import Coarse
from dip_core.features.layers import up_to_layer
from dip_core.features.loading import fill, load_weights
from dip_core.features.network_file import NetworkFile
from dip_core.features.oriented_gradients import OrientedGradients
from dip_core.features.random_cnn import RandomCnn
from dip_core.features.scattering import Scattering

SIDE = 32


def stripes(period, *, across):
    """Waves, (1, 1, SIDE, SIDE), whose brightness changes to the right or downwards."""
    wave = 0.5 + 0.4 * torch.sin(2 * torch.pi * (torch.arange(SIDE) + 0.25) / period)
    rows = wave.expand(SIDE, SIDE)
    return (rows if across else rows.T)[None, None].contiguous()


def answers(features, picture):
    return features.build(1, SIDE, SIDE)(picture)[0]


# ------------------------------------------------------------------ the kinds without a file


def test_a_mosaic_knows_the_means_of_its_blocks_alone():
    picture = torch.rand((1, 1, SIDE, SIDE), generator=torch.Generator().manual_seed(0))
    turned = picture.unflatten(2, (4, 8)).flip(3).flatten(2, 3)
    assert torch.allclose(answers(Coarse(), picture), answers(Coarse(), turned), atol=1e-6)


def test_a_mosaic_draws_shades_together():
    fine = torch.linspace(0.40, 0.60, 64)[None, None, :, None].expand(1, 1, 64, 8)
    seen = Coarse(shades=6).build(1, 64, 8)(fine).flatten()
    # 0.4 and 0.6 are shades themselves, and nothing is left half-way between.
    assert seen.min() == pytest.approx(0.4, abs=0.01)
    assert seen.max() == pytest.approx(0.6, abs=0.01)
    within = ((seen - 0.4).abs() < 0.02) | ((seen - 0.6).abs() < 0.02)
    assert within.float().mean() >= 0.5


def test_edges_are_counted_in_the_bin_of_their_direction():
    features = OrientedGradients(bins=4)
    upright = answers(features, stripes(8, across=True)).mean(dim=(1, 2))
    level = answers(features, stripes(8, across=False)).mean(dim=(1, 2))
    # The first bin is of edges to the right, the third of edges downwards.
    assert upright.argmax() == 0
    assert level.argmax() == 2


def test_edges_that_face_opposite_ways_differ_only_if_asked_for():
    ramp = torch.linspace(0, 1, SIDE).expand(1, 1, SIDE, SIDE)
    for signed, alike in ((False, True), (True, False)):
        features = OrientedGradients(signed=signed)
        rising, falling = answers(features, ramp), answers(features, ramp.flip(3))
        assert torch.allclose(rising, falling.flip(2), atol=1e-4) is alike


def test_brightness_and_contrast_change_edges_little():
    picture = torch.rand((1, 1, SIDE, SIDE), generator=torch.Generator().manual_seed(0))
    plain = answers(OrientedGradients(), picture)
    assert torch.allclose(plain, answers(OrientedGradients(), 0.5 * picture + 0.3), atol=0.02)


def test_wavelets_tell_directions_and_sizes_apart():
    features = Scattering(scales=3, directions=2, order=1)
    # The paths: the mean, then right and down for each size, finest first.
    strongest = {
        (period, across): answers(features, stripes(period, across=across))[1:]
        .mean(dim=(1, 2))
        .argmax()
        .item()
        for period in (2.7, 5.3, 10.7)
        for across in (True, False)
    }
    assert list(strongest.values()) == [0, 1, 2, 3, 4, 5]


def test_scattering_hardly_changes_when_a_picture_moves():
    random = torch.Generator().manual_seed(0)
    large = torch.rand((1, 1, 64, 64), generator=random)
    here, there = large[..., 16:48, 16:48], large[..., 16:48, 17:49]
    before, after = (answers(Scattering(), part) for part in (here, there))
    assert (before - after).norm() < 0.1 * before.norm()
    assert (here - there).norm() > 0.5 * here.norm()


def test_a_flat_picture_has_no_detail():
    flat = torch.full((1, 1, SIDE, SIDE), 0.7)
    mean, *detail = answers(Scattering(), flat)
    assert torch.allclose(mean, torch.tensor(0.7), atol=1e-4)
    assert max(path.abs().max() for path in detail) < 1e-4


def test_random_filters_are_what_their_seed_says():
    picture = stripes(8, across=True)
    one, same, other = (answers(RandomCnn(seed=seed), picture) for seed in (1, 1, 2))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


# ------------------------------------------------------------------ networks out of files


class Stem(nn.Module):
    """A chain, and something behind it that is none."""

    def __init__(self, channels=3):
        super().__init__()
        self.chain = nn.Sequential(nn.Conv2d(channels, 4, 3), nn.ReLU(), nn.Conv2d(4, 5, 3))
        self.head = nn.Linear(5, 6)

    def forward(self, x):
        return self.head(self.chain(x).mean((2, 3)))


@pytest.fixture
def saved(tmp_path):
    """Save a module as TorchScript, traced or scripted; return the path."""

    def save(module, *, channels=3, scripted=False, side=SIDE):
        path = str(tmp_path / "network.pt")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            shown = torch.zeros(1, channels, side, side)
            made = torch.jit.script(module) if scripted else torch.jit.trace(module, shown)
            made.save(path)
        return path

    return save


def picture(channels=3):
    return torch.rand((1, channels, SIDE, SIDE), generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("scripted", [False, True])
def test_a_network_answers_as_it_did_before_it_was_saved(saved, scripted):
    network = Stem().eval()
    features = NetworkFile(file=saved(network, scripted=scripted))
    seen = picture()
    expected = network(seen)[..., None, None]
    torch.testing.assert_close(features.build(3, SIDE, SIDE)(seen), expected)


@pytest.mark.parametrize("scripted", [False, True])
def test_a_layer_answers_what_it_answers_inside(saved, scripted):
    network = Stem().eval()
    file, seen = saved(network, scripted=scripted), picture()
    for layer, expected in (("chain", network.chain(seen)), ("chain.0", network.chain[0](seen))):
        made = NetworkFile(file=file, layer=layer).build(3, SIDE, SIDE)
        torch.testing.assert_close(made(seen), expected)


def test_a_layer_that_is_no_link_of_a_chain_is_refused(saved):
    with pytest.raises(OptionError, match="does not come to its layer 'head' step by step"):
        NetworkFile(file=saved(Stem()), layer="head").build(3, SIDE, SIDE)


def test_a_layer_nobody_knows_is_answered_with_those_there_are(saved):
    with pytest.raises(OptionError, match=r"no layer called 'conv9'; .* chain, chain\.0"):
        NetworkFile(file=saved(Stem()), layer="conv9").build(3, SIDE, SIDE)


def test_a_layer_of_a_plain_module_is_tapped():
    network, seen = Stem(), picture()
    torch.testing.assert_close(up_to_layer(network, "chain.1")(seen), network.chain[:2](seen))


def test_colours_are_shown_grey_to_a_network_that_knows_no_colours(saved):
    network = nn.Conv2d(1, 2, 3)
    made = NetworkFile(file=saved(network, channels=1)).build(3, SIDE, SIDE)
    seen = picture()
    torch.testing.assert_close(made(seen), network(seen.mean(1, keepdim=True)))


def test_a_grey_picture_is_shown_to_a_network_of_colours(saved):
    network = nn.Conv2d(3, 2, 3)
    made = NetworkFile(file=saved(network)).build(1, SIDE, SIDE)
    seen = picture(1)
    torch.testing.assert_close(made(seen), network(seen.expand(-1, 3, -1, -1)))


@pytest.mark.parametrize(
    ("values", "red"), [("unit", 1.0), ("imagenet", (1 - 0.485) / 0.229), ("caffe", 255 - 123.68)]
)
def test_values_are_what_the_network_expects(saved, values, red):
    made = NetworkFile(file=saved(nn.ReLU()), values=values).build(3, SIDE, SIDE)
    seen = torch.zeros(1, 3, SIDE, SIDE)
    seen[:, 0] = 1.0
    place = 2 if values == "caffe" else 0
    assert made(seen)[0, place, 0, 0].item() == pytest.approx(red, rel=1e-4)


def test_a_picture_is_brought_to_the_size_the_network_expects(saved):
    network = nn.Sequential(nn.Flatten(), nn.Linear(3 * 16 * 16, 7))
    file = saved(network, side=16)
    assert NetworkFile(file=file, side=16).build(3, SIDE, SIDE)(picture()).shape == (1, 7, 1, 1)
    with pytest.raises(OptionError, match=r"cannot take this picture of 32×32: .*768"):
        NetworkFile(file=file).build(3, SIDE, SIDE)


class Largest(nn.Module):
    """Has no slope."""

    def forward(self, x):
        return x.argmax(1, keepdim=True)


class Twice(nn.Module):
    """Has two answers."""

    def forward(self, x):
        return x, x


@pytest.mark.parametrize(
    ("network", "words"),
    [(Largest(), "does not change smoothly"), (Twice(), "no map of numbers")],
    ids=["no slope", "two answers"],
)
def test_a_network_that_gives_no_features_is_refused(saved, network, words):
    with pytest.raises(OptionError, match=words):
        NetworkFile(file=saved(network)).build(3, SIDE, SIDE)


def test_a_pickled_module_is_never_opened(tmp_path, monkeypatch):
    path = tmp_path / "module.pt"
    torch.save(Stem(), path)
    opened = []
    monkeypatch.setattr(Stem, "__setstate__", opened.append, raising=False)
    for architecture in ("", "vgg19"):
        with pytest.raises(OptionError, match=r"module\.pt is a pickled Python object"):
            NetworkFile(file=str(path), architecture=architecture).build(3, SIDE, SIDE)
    assert not opened


class Trap:
    """Runs something as it is unpickled."""

    sprung = False

    def __reduce__(self):
        return setattr, (Trap, "sprung", True)


@pytest.mark.parametrize("name", ["bare.pt", "archive.pt", "mark.pt"])
def test_a_trap_does_not_spring(tmp_path, name):
    path = tmp_path / name
    if name == "bare.pt":
        path.write_bytes(pickle.dumps(Trap()))
    else:
        # The second pretends to be TorchScript.
        parts = ["data.pkl", "constants.pkl"][: 1 + (name == "mark.pt")]
        with zipfile.ZipFile(path, "w") as archive:
            for part in parts:
                archive.writestr(f"archive/{part}", pickle.dumps(Trap()))
    for architecture in ("", "vgg19"):
        with pytest.raises(OptionError, match=name.replace(".", r"\.")):
            NetworkFile(file=str(path), architecture=architecture).build(3, SIDE, SIDE)
    assert not Trap.sprung


def test_weights_alone_are_no_network(tmp_path):
    path = tmp_path / "weights.pth"
    torch.save(Stem().state_dict(), path)
    with pytest.raises(OptionError, match=r"weights\.pth holds weights alone"):
        NetworkFile(file=str(path)).build(3, SIDE, SIDE)


def test_weights_are_read_and_filled_in(tmp_path):
    network, other = Stem(), Stem()
    path = tmp_path / "weights.pth"
    torch.save({"state_dict": network.state_dict(), "epoch": 3}, path)
    filled = fill(other, load_weights(str(path)), "stem")
    torch.testing.assert_close(filled(picture()), network(picture()))


def test_weights_of_another_network_are_refused(tmp_path):
    with pytest.raises(OptionError, match="not those of stem: Missing key"):
        fill(Stem(), nn.Conv2d(3, 4, 3).state_dict(), "stem")


@pytest.mark.parametrize("content", [b"", b"hello world", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04"])
def test_a_file_that_is_no_network_is_refused(tmp_path, content):
    path = tmp_path / "network.pt"
    path.write_bytes(content)
    for architecture in ("", "vgg19"):
        with pytest.raises(OptionError, match=r"network\.pt is no network"):
            NetworkFile(file=str(path), architecture=architecture).build(3, SIDE, SIDE)


def test_a_damaged_network_is_refused(saved):
    file = saved(Stem())
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content[: len(content) // 2])
    with pytest.raises(OptionError, match="damaged or made by a newer torch"):
        NetworkFile(file=file).build(3, SIDE, SIDE)


def test_a_file_that_is_missing_or_not_chosen_is_refused(tmp_path):
    for file, words in (
        ("", "No network file was chosen"),
        (str(tmp_path / "none.pt"), "cannot be read: No such file"),
        (str(tmp_path), "cannot be read: Is a directory"),
    ):
        with pytest.raises(OptionError, match=words):
            NetworkFile(file=file).build(3, SIDE, SIDE)
