"""Pictures from features: what is posed, what is found, and what is refused beforehand."""

import json

import numpy as np
import pytest
import torch

from dip_core.catalogue import FEATURES
from dip_core.cli.program import main
from dip_core.engine.run import Run
from dip_core.errors import OptionError
from dip_core.features.coarse import Coarse
from dip_core.features.network_file import NetworkFile
from dip_core.features.oriented_gradients import OrientedGradients
from dip_core.features.random_cnn import RandomCnn
from dip_core.features.scattering import Scattering
from dip_core.images import Picture
from dip_core.networks.skip import Skip
from dip_core.outcome import Runtime
from dip_core.photo import Inputs, Restoration
from dip_core.spec import Observation
from dip_core.tasks.activation import Activation
from dip_core.tasks.pre_image import PreImage

RUNTIME = Runtime(device="cpu", precision="float32", threads=1, preview_budget=0.0)
SMALL = Skip(scales=2, channels=(8,), skip_channels=(4,))
WITHOUT_A_FILE = [member() for kind, member in FEATURES.items() if kind != "network-file"]


def scene(height=32, width=40, channels=3):
    """A ramp and some stripes."""
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    image = np.stack([across / width, (down // 4) % 2, 0.5 + 0 * down], axis=-1)
    return (0.1 + 0.8 * image[..., :channels]).astype(np.float32)


def tensor(image):
    return torch.from_numpy(image).permute(2, 0, 1)[None]


def misfit(problem, image):
    """The loss of a picture, as the squared error has it."""
    measurement = tensor(problem.measurement)
    return float((problem.operator(tensor(image)) - measurement).square().mean())


def found(task, iterations, image, **changes):
    """The picture a small network finds."""
    spec = task.recommended("fast").replace(network=SMALL, iterations=iterations, **changes)
    run = Run(spec, Observation(image, reference=image), RUNTIME)
    reports = list(run)
    return run.result.image, reports


# ------------------------------------------------------------------ pre-images


@pytest.mark.parametrize("features", WITHOUT_A_FILE, ids=lambda features: features.kind)
def test_the_picture_itself_is_its_own_pre_image(features):
    problem = PreImage(features).pose(Observation(scene()))
    assert misfit(problem, scene()) < 1e-9
    assert misfit(problem, np.full_like(scene(), 0.5)) > 1e-2
    # Of features divided by their own size the mean square is 1.
    assert np.mean(np.square(problem.measurement)) == pytest.approx(1.0, rel=1e-4)


def test_a_problem_says_how_much_the_features_keep():
    (note,) = PreImage(Coarse(block=8)).pose(Observation(scene())).notes
    assert note.startswith("The features keep 60 numbers of a picture of 3840 samples (2%)")


def test_what_is_transparent_is_not_looked_at():
    valid = np.ones((32, 40), dtype=np.float32)
    valid[:, 20:] = 0.0
    problem = PreImage().pose(Observation(scene(), valid=valid))
    other = scene()
    other[:, 20:] = 0.3
    assert misfit(problem, other) < 1e-9


def test_a_picture_without_features_is_no_division_by_zero():
    flat = np.full((32, 32, 3), 0.5, dtype=np.float32)
    problem = PreImage(OrientedGradients()).pose(Observation(flat))
    assert np.isfinite(problem.measurement).all()
    assert misfit(problem, flat) < 1e-6


def test_a_run_finds_a_picture_of_the_same_features():
    image, reports = found(PreImage(), 60, scene())
    assert reports[-1].loss < 0.2 * reports[0].loss
    assert reports[-1].metrics["psnr_average"] > reports[0].metrics["psnr_average"] + 2.0
    assert image.shape == scene().shape


# ------------------------------------------------------------------ activation


def answer(task, image):
    """The mean answer of the task's channel to a picture."""
    features = task.features.build(image.shape[2], *image.shape[:2])
    with torch.no_grad():
        return float(features(tensor(image))[:, task.channel].mean())


@pytest.mark.parametrize(
    "task",
    [
        Activation(RandomCnn(), channel=3),
        Activation(OrientedGradients(), channel=2),
        Activation(Scattering(scales=2, order=1), channel=1),
    ],
    ids=lambda task: task.features.kind,
)
def test_a_channel_answers_the_result_more_than_the_picture(task):
    image, _ = found(task, 30, scene())
    assert answer(task, image) > 1.2 * answer(task, scene())


def test_a_result_has_the_stripes_that_its_channel_wants():
    down, across = (
        found(Activation(Scattering(scales=1, directions=2, order=1), channel=c), 30, scene())[0]
        for c in (2, 1)
    )
    assert np.abs(np.diff(down[..., 0], axis=0)).mean() > np.abs(np.diff(down[..., 0])).mean()
    red = across[..., 0]
    assert np.abs(np.diff(red, axis=1)).mean() > np.abs(np.diff(red, axis=0)).mean()


def test_the_level_is_the_usual_answer_and_so_many_spreads():
    task = Activation(RandomCnn(), channel=1, strength=7.0)
    with torch.no_grad():
        seen = RandomCnn().build(3, 32, 40)(tensor(scene()))[:, 1]
    problem = task.pose(Observation(scene()))
    gap = (problem.operator(tensor(scene())) - tensor(problem.measurement)) * 7.0
    assert float(gap.mean()) == pytest.approx(-7.0, rel=1e-4)
    assert float(gap.std(correction=0)) == pytest.approx(1.0, rel=1e-3)
    assert f"{float(seen.mean()):.3g}" in problem.notes[0]


def test_a_window_looks_at_the_middle_alone():
    problem = Activation(RandomCnn(depth=1), window=25).pose(Observation(scene(32, 32)))
    assert problem.measurement.shape == (4, 4, 1)
    seen = tensor(scene(32, 32)).requires_grad_()
    (slope,) = torch.autograd.grad(problem.operator(seen).sum(), seen)
    rows = torch.nonzero(slope.abs().amax((0, 1, 3))).flatten()
    # Four places of 2 px and a border of one for the 3×3 filters.
    assert rows.tolist() == list(range(11, 21))


def test_the_smallest_window_is_one_place():
    problem = Activation(Coarse(block=64), window=1).pose(Observation(scene()))
    assert problem.measurement.shape == (1, 1, 1)
    assert np.isfinite(misfit(problem, scene()))


def test_a_channel_that_is_not_there_is_refused():
    with pytest.raises(OptionError, match="Channel 3 was asked for, but the features have 3"):
        Activation(Coarse(), channel=3).pose(Observation(scene()))


# ------------------------------------------------------------------ from outside


def test_a_missing_network_is_said_before_anything_starts():
    spec = PreImage(NetworkFile()).recommended("fast")
    with pytest.raises(OptionError, match="No network file was chosen"):
        Restoration(spec, Inputs(Picture.from_array(scene())), RUNTIME)


@pytest.mark.parametrize("kind", ["pre-image", "activation"])
def test_the_command_line_reaches_features(kind, folder):
    words = ["restore", "clean.png", "-o", "out.png", "--task", kind, "--quality", "fast"]
    options = ["--set", "task.features=hog", "--set", "task.features.cell=4", "--iterations", "2"]
    assert main([*words, *options, "--reference", "clean.png", "--report", "report.json"]) == 0
    assert (folder / "out.png").exists()
    stored = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert stored["spec"]["task"]["features"]["cell"] == 4


def test_the_command_line_says_what_is_wrong_with_a_network(folder, error_line):
    (folder / "network.pt").write_text("no network", encoding="utf-8")
    words = ["restore", "clean.png", "-o", "out.png", "--task", "pre-image"]
    options = ["--set", "task.features=network-file", "--set", "task.features.file=network.pt"]
    assert main([*words, *options]) == 2
    assert "network.pt is no network" in error_line()
    assert not (folder / "out.png").exists()
