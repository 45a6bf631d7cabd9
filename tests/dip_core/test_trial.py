"""A clean picture becomes what a restoration is tried on, and the right task is chosen."""

import numpy as np
import pytest

from dip_core.degradations import DEGRADATIONS, read_degradation
from dip_core.errors import OptionError
from dip_core.images import Picture
from dip_core.photo import plan
from dip_core.trial import make_trial, middle, reduced
from tests.laws.tiny import picture


def clean(height=64, width=80, channels=3, depth=8):
    return Picture.from_array(picture(height, width, channels), depth=depth)


def test_a_network_alone_is_given_nothing_classical():
    trial = make_trial(clean(), read_degradation("gaussian:25"))
    assert trial.mixes
    assert trial.recommended("fast").fusion
    alone = trial.recommended("fast", alone=True)
    assert not alone.fusion
    assert not alone.start
    assert not make_trial(clean(), read_degradation("jpeg:20")).mixes


@pytest.mark.parametrize("member", DEGRADATIONS.values(), ids=list(DEGRADATIONS))
def test_every_degradation_leads_to_a_task_that_can_start(member):
    trial = make_trial(clean(), member(), seed=1)
    assert trial.text.endswith(".")
    plan(trial.task.recommended("fast"), trial.inputs)


@pytest.mark.parametrize(
    ("words", "task", "option", "value"),
    [
        ("gaussian:25", "denoising", "noise", "gaussian"),
        ("speckle:0.3", "denoising", "noise", "poisson"),
        ("missing:0.5", "inpainting", "missing", "pixels"),
        ("missing:0.95", "inpainting", "missing", "most-pixels"),
        ("shrink:2.5", "super-resolution", "factor", 2.5),
    ],
)
def test_what_is_known_of_the_degradation_is_told_to_the_task(words, task, option, value):
    trial = make_trial(clean(), read_degradation(words))
    assert trial.task.kind == task
    assert getattr(trial.task, option) == value


def test_a_blur_that_no_option_reaches_is_handed_over_as_a_kernel():
    wide = make_trial(clean(160, 160), read_degradation("blur:25"))
    assert wide.task.kernel.kind == "loaded"
    assert wide.inputs.kernel.shape == (151, 151)
    usual = make_trial(clean(), read_degradation("motion:9,170"))
    assert usual.task.kernel.kind == "motion"
    assert usual.task.kernel.angle == -10
    assert usual.inputs.kernel is None


@pytest.mark.parametrize("depth", [8, 16])
def test_the_clean_picture_is_the_reference_and_depth_stays(depth):
    photo = clean(depth=depth)
    trial = make_trial(photo, read_degradation("jpeg:20"))
    assert trial.inputs.reference is photo
    assert trial.inputs.picture.depth == depth
    # Only bytes are the very samples of a JPEG file.
    assert (trial.inputs.picture.coding is not None) == (depth == 8)


def test_a_large_picture_is_made_smaller_and_a_small_one_is_left_alone():
    photo = clean(64, 80)
    assert reduced(photo, 40).size_text == "40×32"
    assert reduced(photo, 80) is photo


def test_the_middle_of_a_picture_is_cut_out_of_it():
    photo = clean(64, 80)
    part = middle(photo, 20, 100)
    assert np.array_equal(part.pixels, photo.pixels[22:42])


def test_what_is_lost_is_marked_in_the_mask():
    trial = make_trial(clean(64, 80), read_degradation("missing:0.5"))
    assert trial.inputs.mask.shape == (64, 80)
    assert set(np.unique(trial.inputs.mask)) == {0, 255}


def test_what_nothing_undoes_is_refused():
    with pytest.raises(OptionError, match="largest factor is 8"):
        make_trial(clean(), read_degradation("shrink:9"))
