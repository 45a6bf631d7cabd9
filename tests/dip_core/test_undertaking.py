"""A restoration of several parts that goes on another day, from what a project file keeps."""

from dataclasses import replace

import numpy as np
import pytest

from dip_core.errors import PictureError
from dip_core.images import Box, Picture
from dip_core.networks.skip import Skip
from dip_core.outcome import Runtime
from dip_core.photo import Inputs, Restoration, Tiling, Undertaking
from dip_core.project import Project, SavedResult, read_project, write_project
from dip_core.stopping.fixed import Fixed
from dip_core.stopping.moving_variance import MovingVariance
from dip_core.tasks.denoising import Denoising
from dip_core.tasks.inpainting import Inpainting

RUNTIME = Runtime(device="cpu", precision="float32", threads=1)
SMALL = Skip(scales=2, channels=(8,), skip_channels=(2,))
TILES = Tiling("always", side=64, overlap=16)


def small(task, **changes):
    options = {"network": SMALL, "stopping": Fixed(), "iterations": 3, **changes}
    return task.recommended("fast").replace(**options)


@pytest.fixture
def photograph():
    random = np.random.default_rng(0)
    return Picture(random.integers(0, 256, (100, 160, 3), dtype=np.uint8))


@pytest.fixture
def holes(photograph):
    """Two holes far apart, and the mask of both."""
    mask = np.zeros((100, 160), np.uint8)
    mask[10:14, 10:14] = mask[80:84, 140:144] = 255
    return Inputs(photograph, mask)


def stopped_after(restoration, parts):
    """Restore so many parts, and one iteration of the next."""
    over = 0
    for report in restoration:
        if over == parts:
            break
        over += report.part_over
    return restoration.result


def saved(spec, restored, inputs, path, **changes):
    """Write a project with a result, and read it again."""
    result = SavedResult(
        name="a",
        picture=restored.picture,
        kept_iteration=1,
        seconds=1.0,
        stop_reason="",
        spec=spec,
        undertaking=Undertaking.of(spec, restored),
    )
    write_project(Project(spec, inputs, (result,), **changes), path)
    return read_project(path)


def taken_up(undertaking, inputs):
    """Restore what is left."""
    again = Restoration(
        undertaking.spec_for(undertaking.spec),
        inputs,
        RUNTIME,
        planned=undertaking.plan_of(undertaking.left),
        done=undertaking.pieces_beside(undertaking.left),
    )
    for _ in again:
        pass
    return again.result


def test_tiles_that_are_left_are_restored_from_the_file_as_if_nothing_had_happened(
    photograph, tmp_path
):
    spec, inputs = small(Denoising()), Inputs(photograph)
    straight = Restoration(spec, inputs, RUNTIME, tiling=TILES)
    half = stopped_after(Restoration(spec, inputs, RUNTIME, tiling=TILES), 2)
    assert len(half.pieces) == 2
    assert len(half.left) == len(half.plan.parts) - 2
    (result,) = saved(spec, half, inputs, tmp_path / "a.dip").results
    assert result.undertaking.can_go_on
    for _ in straight:
        pass
    whole = taken_up(result.undertaking, inputs)
    np.testing.assert_array_equal(whole.picture.pixels, straight.result.picture.pixels)
    assert whole.plan.parts == half.plan.parts
    assert not whole.left


def test_regions_that_are_left_are_restored_and_the_others_stay(holes, tmp_path):
    spec = small(Inpainting())
    half = stopped_after(Restoration(spec, holes, RUNTIME), 1)
    assert [part.hole for part in half.plan.parts] == [Box(10, 10, 4, 4), Box(80, 140, 4, 4)]
    (result,) = saved(spec, half, holes, tmp_path / "a.dip").results
    whole = taken_up(result.undertaking, holes)
    straight = Restoration(spec, holes, RUNTIME)
    for _ in straight:
        pass
    np.testing.assert_array_equal(whole.picture.pixels, straight.result.picture.pixels)


def test_the_rest_takes_as_many_iterations_as_the_first_tile(photograph):
    rule = MovingVariance(window=2, patience=1, warm_up=0)
    spec = small(Denoising(), stopping=rule, iterations=100)
    half = stopped_after(Restoration(spec, Inputs(photograph), RUNTIME, tiling=TILES), 1)
    rest = Undertaking.of(spec, half).spec_for(spec)
    assert rest.stopping == Fixed()
    assert rest.iterations == half.pieces[0].run.fitted_iterations < 100


def test_there_is_nothing_to_go_on_with_once_all_is_done_or_none_is(photograph):
    spec = small(Denoising())
    restoration = Restoration(spec, Inputs(photograph), RUNTIME)
    next(restoration)
    assert not Undertaking.of(spec, restoration.result).can_go_on
    for _ in restoration:
        pass
    assert not Undertaking.of(spec, restoration.result).can_go_on


def test_a_part_can_be_restored_again_alone(holes):
    spec = small(Inpainting())
    first = Restoration(spec, holes, RUNTIME)
    for _ in first:
        pass
    undertaking = Undertaking.of(spec, first.result)
    part = undertaking.plan.parts[1]
    again = Restoration(
        spec.replace(seed=7),
        holes,
        RUNTIME,
        planned=undertaking.plan_of([part]),
        done=undertaking.pieces_beside([part]),
    )
    for _ in again:
        pass
    before, after = first.result.picture.pixels, again.result.picture.pixels
    changed = (before != after).any(axis=2)
    assert changed.any()
    inside = np.zeros_like(changed)
    inside[80:84, 140:144] = True
    assert not changed[~inside].any()
    assert [piece.part for piece in again.result.pieces] == list(undertaking.plan.parts)


def test_another_piece_takes_the_place_of_the_one_there_was(holes):
    spec = small(Inpainting())
    restoration = Restoration(spec, holes, RUNTIME)
    for _ in restoration:
        pass
    undertaking = Undertaking.of(spec, restoration.result)
    piece = undertaking.pieces[0]
    white = replace(piece, estimates={"x": np.ones_like(piece.image)})
    made = undertaking.with_piece(white).restored(holes, white, "Chosen.")
    assert (made.picture.pixels[10:14, 10:14] == 255).all()
    rest = made.picture.pixels != restoration.result.picture.pixels
    assert not rest[20:].any()
    assert made.run.stop_reason == "Chosen."


def test_a_region_outside_the_picture_means_that_the_file_is_damaged(photograph, tmp_path):
    spec, path = small(Denoising()), tmp_path / "a.dip"
    write_project(Project(spec, Inputs(photograph), region=Box(90, 0, 20, 20)), path)
    with pytest.raises(PictureError, match="damaged"):
        read_project(path)
