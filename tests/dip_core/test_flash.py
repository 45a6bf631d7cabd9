"""A pair with and without flash: what is refused, aligned, and recognised as stuck."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from skimage import data

from dip_core.alignment import Motion, moved
from dip_core.engine.run import Run
from dip_core.errors import OptionError
from dip_core.images import Picture
from dip_core.photo import Inputs, Restoration
from dip_core.spec import QUALITIES, Observation
from dip_core.tasks.flash import Flash
from tests.laws.tiny import RUNTIME, observation, restoration

STILL = Flash(align=False)


def scene(side=64):
    large = data.astronaut()[20:308, 100:388] / 255.0
    step = 288 // side
    cut = large[: side * step, : side * step]
    return cut.reshape(side, step, side, step, 3).mean(axis=(1, 3)).astype(np.float32)


def dim(picture, gains=(0.6, 0.4, 0.25), noise=0.05):
    random = np.random.default_rng(1)
    lit = picture * np.float32(gains) + random.normal(0, noise, picture.shape)
    return np.clip(lit, 0, 1).astype(np.float32)


def pair(motion=None, side=64):
    clean = scene(side)
    without = dim(clean if motion is None else moved(clean, motion))
    return Observation(without, second=clean)


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize("task", [Flash(), STILL])
def test_a_pair_needs_two_pictures(task):
    picture = Picture.from_array(scene(32))
    with pytest.raises(OptionError, match="There is no flash picture; open"):
        Restoration(restoration(task), Inputs(picture), RUNTIME)


@pytest.mark.parametrize("task", [Flash(), STILL])
def test_a_pair_has_one_size(task):
    seen = Observation(scene(32), second=scene(48))
    with pytest.raises(OptionError, match="48×48, the one without flash 32×32"):
        Run(restoration(task), seen, RUNTIME)
    inputs = Inputs(Picture.from_array(scene(32)), second=Picture.from_array(scene(48)))
    with pytest.raises(OptionError, match="one size"):
        Restoration(restoration(task), inputs, RUNTIME)


# ------------------------------------------------------------------ what is fitted


@pytest.mark.parametrize("flash", [1, 3])
@pytest.mark.parametrize("without", [1, 3])
def test_either_picture_may_be_grey(flash, without):
    clean = scene(32)
    seen = Observation(dim(clean)[..., :without], second=clean[..., :flash])
    run = Run(restoration(Flash()), seen, RUNTIME)
    list(run)
    assert run.result.image.shape == (32, 32, without)


def test_the_best_network_is_the_papers():
    spec = STILL.recommended("best")
    with torch.device("meta"):
        module = spec.network.build(spec.net_input.depth, 3, 64, 64)
    assert sum(p.numel() for p in module.parameters()) == 2_184_307


def test_the_flash_picture_is_what_the_network_sees():
    for quality in QUALITIES:
        assert STILL.recommended(quality).net_input.source == "second"
    seen = pair()
    run = Run(restoration(STILL), seen, RUNTIME)
    z = run._generators[0].z[0, :, :64, :64].permute(1, 2, 0).numpy()
    np.testing.assert_allclose(z, seen.second, atol=1e-6)


# ------------------------------------------------------------------ aligning


def test_a_shaken_pair_is_aligned_and_it_is_said_by_how_much():
    seen = pair(Motion(2.0, -3.0, 0.8), side=96)
    prepared = Flash().prepared(seen)
    truth = moved(scene(96), Motion(2.0, -3.0, 0.8))
    error, before = (np.abs(p.second - truth)[8:-8, 8:-8].mean() for p in (prepared, seen))
    assert error < 0.3 * before
    np.testing.assert_array_equal(prepared.image, seen.image)
    (note,) = Flash().pose(prepared).notes
    assert note.startswith("The flash picture was moved by -")
    assert "px to the right and +" in note


def test_a_pair_is_aligned_once_however_often_a_run_is_resumed():
    run = Run(restoration(Flash(), iterations=4), pair(Motion(2.0, -3.0), side=96), RUNTIME)
    next(run)
    resumed = Run.resume(run.checkpoint())
    assert resumed.observation is run.observation
    assert resumed.notes == run.notes


def test_a_pair_that_lies_well_or_cannot_be_judged_stays_as_it_is():
    for second, said in ((scene(96), "lies on"), (scene(96)[::-1], "could not be told")):
        seen = replace(pair(side=96), second=np.ascontiguousarray(second))
        prepared = Flash().prepared(seen)
        assert prepared.second is seen.second
        (note,) = Flash().pose(prepared).notes
        assert said in note
        assert "not moved" in note


def test_who_wants_no_alignment_gets_none():
    seen = pair(Motion(2.0, -3.0))
    assert STILL.prepared(seen) is seen
    assert STILL.pose(seen).notes == ()


# ------------------------------------------------------------------ getting stuck


def failure(estimate, image):
    seen = Observation(np.float32(image), second=np.float32(image))
    return STILL.failure(seen, {"picture": np.float32(estimate)})


def tinted(picture, *channels, value=0.0):
    spoilt = picture.copy()
    spoilt[..., list(channels)] = value
    return spoilt


@pytest.mark.parametrize("value", [0.0, 0.4, 1.0])
def test_a_channel_that_is_stuck_is_found_and_named(value):
    image = dim(scene())
    reddish = failure(tinted(image, 1, 2, value=value), image)
    assert reddish == "The picture got stuck in a tint: its green and blue no longer changed."
    assert "its red no" in failure(tinted(image, 0, value=value), image)
    assert "one even tone" in failure(np.full_like(image, value), image)
    assert "one even tone" in failure(np.full_like(image[..., :1], value), image[..., :1])


def test_a_channel_that_is_black_or_white_nearly_everywhere_is_stuck():
    image = dim(scene(), gains=(1, 1, 1))
    burnt = image.copy()
    burnt[:52, :, 0] = 1.0
    assert "its red no" in failure(burnt, image)


@pytest.mark.parametrize(
    ("gains", "noise"),
    [
        ((1.0, 0.0, 0.0), 0.0),  # through a red filter
        ((1.0, 0.02, 0.02), 0.03),
        ((0.03, 0.02, 0.01), 0.0),  # nearly black
        ((0.03, 0.02, 0.01), 0.08),  # nearly black, and noisy
        ((3.0, 3.0, 3.0), 0.0),  # mostly white
    ],
    ids=["red", "reddish", "dark", "dark and noisy", "overexposed"],
)
def test_a_picture_that_is_so_itself_is_not_stuck(gains, noise):
    clean = scene()
    image = dim(clean, gains, noise)
    fitted = dim(clean, gains, 0.0)
    assert failure(fitted, image) == ""
    # Nor is one whose nearly empty channels are fitted by nothing at all.
    assert failure(np.where(fitted.std(axis=(0, 1)) < 0.012, 0.0, fitted), image) == ""


def test_a_young_estimate_is_not_stuck():
    image = dim(scene())
    dull = image.mean(axis=(0, 1)) + 0.3 * (image - image.mean(axis=(0, 1)))
    assert failure(dull, image) == ""
    assert failure(np.clip(dull + 0.2, 0, 1), image) == ""


def test_hidden_pixels_do_not_count():
    image = dim(scene())
    hidden = np.ones(image.shape[:2], np.float32)
    hidden[:40] = 0.0
    estimate = image.copy()
    estimate[:40] = 0.0
    seen = Observation(image, second=image, valid=hidden)
    assert STILL.failure(seen, {"picture": estimate}) == ""


@pytest.mark.parametrize("gains", [(0.6, 0.4, 0.25), (0.9, 0.03, 0.03), (0.05, 0.04, 0.03)])
def test_healthy_runs_are_left_alone(gains):
    seen = Observation(dim(scene(32), gains, 0.03), second=scene(32))
    reports = list(Run(restoration(STILL, iterations=51), seen, RUNTIME))
    assert not [report.event for report in reports if report.event]


def test_a_run_that_is_stuck_starts_again_and_recovers():
    run = Run(restoration(STILL, iterations=90), observation(32, 40), RUNTIME)
    # What a large step does: sigmoids so far out that no gradient comes back through them.
    last = [m for m in run._generators.modules() if isinstance(m, torch.nn.Conv2d)][-1]
    with torch.no_grad():
        last.bias[1:] = -60.0
    reports = list(run)
    assert [r.iteration for r in reports if r.event] == [50]
    assert "green and blue no longer changed. Started again" in reports[49].event
    assert run.result.restarts == 1
    assert reports[-1].loss < 0.5 * reports[48].loss
