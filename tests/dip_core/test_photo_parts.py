"""A photograph in several parts: regions of holes and tiles, one run to whoever drives it."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from dip_core.engine.stepping import Plain
from dip_core.errors import DipError, OptionError, OutOfMemoryError
from dip_core.images import Box, Picture
from dip_core.networks.skip import Skip
from dip_core.outcome import Runtime
from dip_core.photo import Inputs, Restoration, Tiling, plan, refinished, rewound
from dip_core.photo.seams import seam_visibility
from dip_core.photo.tiles import tiles
from dip_core.stopping.fixed import Fixed
from dip_core.stopping.moving_variance import MovingVariance
from dip_core.tasks.blind_deblurring import BlindDeblurring
from dip_core.tasks.denoising import Denoising
from dip_core.tasks.enhancement import Enhancement
from dip_core.tasks.inpainting import Inpainting
from dip_core.tasks.super_resolution import SuperResolution
from tests.conftest import scene

RUNTIME = Runtime(device="cpu", precision="float32", threads=1)
SMALL = Skip(scales=2, channels=(8,), skip_channels=(2,))
TILES = Tiling("always", side=64, overlap=16)


def small(task, iterations=3):
    return task.recommended("fast").replace(network=SMALL, stopping=Fixed(), iterations=iterations)


def photograph(height=300, width=400):
    random = np.random.default_rng(0)
    return Picture(random.integers(0, 256, (height, width, 3), dtype=np.uint8))


def painted(picture, *boxes):
    mask = np.zeros((picture.height, picture.width), dtype=np.uint8)
    for box in boxes:
        mask[box.slices] = 255
    return mask


# ---------------------------------------------------------------------- regions


def planned_for(mask, **options):
    picture = photograph(*mask.shape)
    return plan(small(Inpainting()), Inputs(picture, mask), **options)


FAR = (Box(20, 20, 10, 10), Box(700, 900, 10, 30))
NEAR = (Box(100, 100, 10, 10), Box(100, 130, 10, 10))


def test_holes_far_apart_are_regions_of_their_own():
    parts = planned_for(painted(photograph(800, 1000), *FAR)).parts
    assert [part.hole for part in parts] == list(FAR)
    assert all(part.scale == 1.0 for part in parts)
    assert sum(part.box.area for part in parts) < 0.1 * 800 * 1000


def test_holes_near_one_another_are_one_region():
    (part,) = planned_for(painted(photograph(800, 1000), *NEAR)).parts
    assert part.hole == Box(100, 100, 10, 40)


def test_every_painted_pixel_belongs_to_exactly_one_region():
    random = np.random.default_rng(1)
    mask = np.zeros((600, 900), np.uint8)
    for _ in range(150):
        top, left = random.integers(0, 590), random.integers(0, 890)
        mask[top : top + random.integers(1, 30), left : left + random.integers(1, 30)] = 255
    owned = np.zeros(mask.shape, int)
    for part in planned_for(mask).parts:
        owned[part.box.slices] += part.own(mask) > 0
    np.testing.assert_array_equal(owned, mask > 0)


def test_a_long_scratch_is_cut_into_tiles_rather_than_made_small():
    mask = np.zeros((600, 2000), np.uint8)
    for x in range(1950):
        mask[20 + x // 4 : 26 + x // 4, x + 20] = 255
    parts = planned_for(mask).parts
    assert len(parts) > 3
    assert all(part.scale == 1.0 for part in parts)
    whole = planned_for(mask, tiling=Tiling("never")).parts
    assert len(whole) == 1
    assert whole[0].scale < 1.0


def test_scattered_pixels_all_over_a_large_picture_are_restored_at_full_size():
    random = np.random.default_rng(0)
    mask = np.where(random.random((900, 1200)) < 0.3, 255, 0).astype(np.uint8)
    assert planned_for(mask).scale == 1.0


def test_a_region_chosen_by_hand_is_worked_on_alone():
    mask = painted(photograph(800, 1000), *FAR)
    (part,) = planned_for(mask, region=Box(0, 0, 64, 80)).parts
    assert part.box == Box(0, 0, 64, 80)
    with pytest.raises(OptionError, match="Nothing is painted"):
        planned_for(mask, region=Box(300, 300, 64, 64))
    with pytest.raises(OptionError, match="no part of the picture"):
        planned_for(mask, region=Box(780, 300, 64, 64))


@pytest.fixture(scope="module")
def two_holes():
    picture = photograph(300, 700)
    holes = Box(100, 50, 12, 20), Box(60, 600, 12, 20)
    inputs = Inputs(picture, painted(picture, *holes))
    restoration = Restoration(small(Inpainting()), inputs, RUNTIME)
    return restoration, list(restoration), inputs


def test_the_reports_of_several_regions_are_those_of_one_run(two_holes):
    restoration, reports, _ = two_holes
    assert [report.iteration for report in reports] == [1, 2, 3, 4, 5, 6]
    assert {report.iterations for report in reports} == {6}
    assert [report.part for report in reports] == [0, 0, 0, 1, 1, 1]
    assert [report.part_over for report in reports] == [False, False, True] * 2
    assert [report.last for report in reports] == [False] * 5 + [True]
    elapsed = [report.elapsed for report in reports]
    assert elapsed == sorted(elapsed)
    run = restoration.result.run
    assert run.iterations == run.kept_iteration == 6
    assert run.curves.iteration.tolist() == [1, 2, 3, 4, 5, 6]
    assert "2 regions" in run.stop_reason


def test_a_region_that_is_done_shows_what_it_hands_over(two_holes):
    restoration, reports, _ = two_holes
    for report, part in zip(
        [report for report in reports if report.part_over], restoration.plan.parts, strict=True
    ):
        assert report.region == part.box
        assert report.preview.shape[:2] == (part.box.height, part.box.width)


def test_only_the_holes_change(two_holes):
    restoration, _, inputs = two_holes
    result = restoration.result
    pixels, before = result.picture.pixels, inputs.picture.pixels
    np.testing.assert_array_equal(pixels[inputs.mask == 0], before[inputs.mask == 0])
    for piece in result.pieces:
        hole = piece.part.hole.slices
        assert (pixels[hole] != before[hole]).mean() > 0.5


def test_a_region_can_be_run_again_alone_with_another_seed(two_holes):
    restoration, _, inputs = two_holes
    first = restoration.result
    again = Restoration(
        small(Inpainting()).replace(seed=7),
        inputs,
        RUNTIME,
        planned=replace(restoration.plan, parts=restoration.plan.parts[1:]),
        done=first.pieces[:1],
    )
    assert len(list(again)) == 3
    second = again.result
    kept, changed = (part.hole.slices for part in restoration.plan.parts)
    np.testing.assert_array_equal(second.picture.pixels[kept], first.picture.pixels[kept])
    assert (second.picture.pixels[changed] != first.picture.pixels[changed]).any()
    assert len(second.pieces) == 2


def test_what_is_painted_over_a_piece_anew_is_the_newer_ones():
    picture = photograph()
    mask = painted(picture, Box(100, 100, 20, 40))
    first = Restoration(small(Inpainting()), Inputs(picture, mask), RUNTIME)
    list(first)
    more = painted(picture, Box(100, 130, 20, 40))
    again = Restoration(
        small(Inpainting()).replace(seed=3),
        Inputs(picture, np.maximum(mask, more)),
        RUNTIME,
        planned=plan(small(Inpainting()), Inputs(picture, more)),
        done=first.result.pieces,
    )
    list(again)
    pixels = again.result.picture.pixels
    alone = Restoration(
        small(Inpainting()).replace(seed=3),
        Inputs(picture, np.maximum(mask, more)),
        RUNTIME,
        planned=plan(small(Inpainting()), Inputs(picture, more)),
    )
    list(alone)
    hole = Box(100, 130, 20, 40).slices
    np.testing.assert_array_equal(pixels[hole], alone.result.picture.pixels[hole])
    old = Box(100, 100, 20, 30).slices
    np.testing.assert_array_equal(pixels[old], first.result.picture.pixels[old])


def test_going_on_after_the_end_does_more_of_every_region():
    picture = photograph(300, 700)
    inputs = Inputs(picture, painted(picture, Box(100, 50, 12, 20), Box(60, 600, 12, 20)))
    restoration = Restoration(small(Inpainting()), inputs, RUNTIME)
    list(restoration)
    assert restoration.can_go_on
    restoration.go_on(2)
    reports = list(restoration)
    assert [report.iteration for report in reports] == [7, 8, 9, 10]
    assert [report.part for report in reports] == [0, 0, 1, 1]
    assert [piece.run.iterations for piece in restoration.result.pieces] == [5, 5]


def test_an_iteration_gone_back_to_changes_its_own_region_only(two_holes):
    restoration, _, inputs = two_holes
    restored = restoration.result
    part = restoration.plan.parts[0]
    black = {"picture": np.zeros((part.height, part.width, 3), np.float32)}
    again = rewound(restored, restoration.spec, inputs, 2, black)
    first, second = (part.hole.slices for part in restoration.plan.parts)
    assert not again.picture.pixels[first].any()
    np.testing.assert_array_equal(again.picture.pixels[second], restored.picture.pixels[second])
    assert again.run.kept_iteration == 2


# ---------------------------------------------------------------------- tiles


@pytest.mark.parametrize("size", [(64, 64), (79, 80), (200, 131), (513, 977), (16, 300)])
@pytest.mark.parametrize(("side", "overlap"), [(64, 16), (64, 0), (64, 15), (128, 32)])
@pytest.mark.parametrize("factor", [1, 2.5])
def test_the_weights_of_all_tiles_sum_to_one_everywhere(size, side, overlap, factor):
    total = np.zeros([round(length * factor) for length in size])
    for part in tiles(Box(0, 0, *size), side, overlap):
        box = Box(*(round(value * factor) for value in vars(part.box).values()))
        assert part.box.top % 16 == part.box.left % 16 == 0
        total[box.slices] += part.edges.weights(box.height, box.width, factor)
    np.testing.assert_allclose(total, 1.0, atol=1e-5)


def test_a_picture_that_does_not_fit_is_restored_in_tiles_that_do():
    spec, inputs = small(Denoising()), Inputs(photograph(900, 1200))
    assert not plan(spec, inputs, memory=2**40).tiled
    planned = plan(spec, inputs, memory=450 * 2**20)
    assert planned.tiled
    assert planned.height <= 512 + 16
    assert any("tiles" in note for note in planned.notes)


def test_a_task_that_looks_at_the_whole_is_not_cut():
    spec, inputs = small(BlindDeblurring()), Inputs(photograph(200, 200))
    assert len(plan(spec, inputs, memory=2**20).parts) == 1
    with pytest.raises(OptionError, match="as a whole"):
        plan(spec, inputs, tiling=TILES)


def test_tiles_share_what_was_decided_on_the_first_one():
    rule = MovingVariance(window=2, patience=1, warm_up=0)
    spec = small(Denoising(), iterations=2000).replace(stopping=rule)
    restoration = Restoration(spec, Inputs(photograph(120, 170)), RUNTIME, tiling=TILES)
    list(restoration)
    pieces = restoration.result.pieces
    assert len(pieces) == 6
    (kept,) = {piece.run.kept_iteration for piece in pieces}
    # The first one went on for a while before its rule was sure.
    assert sorted(piece.run.iterations for piece in pieces)[:5] == [kept] * 5
    assert "auto" not in {piece.spec.task.noise for piece in pieces}


def test_stopping_keeps_the_tiles_that_are_done_and_going_on_does_the_others():
    picture = photograph(120, 170)
    restoration = Restoration(small(Denoising()), Inputs(picture), RUNTIME, tiling=TILES)
    for report in restoration:
        if report.iteration == 8:  # in the middle of the third tile
            break
    halfway = restoration.result
    assert len(halfway.pieces) == 2
    assert "2 of 6 tiles" in halfway.run.stop_reason
    np.testing.assert_array_equal(halfway.picture.pixels[-10:, -10:], picture.pixels[-10:, -10:])
    restoration.go_on(500)
    assert len(list(restoration)) == 6 * 3 - 8
    whole = Restoration(small(Denoising()), Inputs(picture), RUNTIME, tiling=TILES)
    list(whole)
    np.testing.assert_array_equal(restoration.result.picture.pixels, whole.result.picture.pixels)
    with pytest.raises(DipError, match="no longer in memory"):
        restoration.go_on(10)


def test_tiles_are_blended_so_that_seams_do_not_show():
    random = np.random.default_rng(0)
    clean = scene(160, 224)
    noisy = np.clip(clean + random.normal(0.0, 0.1, clean.shape), 0.0, 1.0)
    inputs = Inputs(Picture.from_array(noisy.astype(np.float32)))
    spec = small(Denoising(noise="gaussian"), iterations=60)
    restoration = Restoration(spec, inputs, RUNTIME, tiling=TILES)
    list(restoration)
    error = restoration.result.picture.to_float() - clean
    assert seam_visibility(error, restoration.plan) < 1.1
    # The same tiles laid beside one another show.
    pieces = restoration.result.pieces
    hard = noisy.copy()
    for piece in pieces:
        hard[piece.part.box.slices] = piece.image / 65535
    assert seam_visibility(hard - clean, restoration.plan) > seam_visibility(
        error, restoration.plan
    )


def test_enlarging_in_tiles_makes_the_whole_picture_larger():
    picture = Picture.from_array(scene(80, 100))
    spec = small(SuperResolution(factor=2.5))
    restoration = Restoration(spec, Inputs(picture), RUNTIME, tiling=TILES)
    next(restoration)
    assert restoration.result.picture.size_text == "250×200"  # the rest as usual programs do
    list(restoration)
    assert restoration.result.picture.size_text == "250×200"


def test_a_tiled_picture_is_finished_again_without_another_run():
    picture = photograph(100, 130)
    spec = small(Enhancement(amount=1.0))
    restoration = Restoration(spec, Inputs(picture), RUNTIME, tiling=TILES)
    list(restoration)
    none = spec.replace(task=Enhancement(amount=0.0))
    again = refinished(restoration.result, none, Inputs(picture))
    np.testing.assert_array_equal(again.picture.pixels, picture.pixels)


def test_a_part_of_a_picture_is_restored_and_fades_into_the_rest():
    picture = photograph(120, 170)
    region = Box(30, 40, 48, 64)
    restoration = Restoration(small(Denoising()), Inputs(picture), RUNTIME, region=region)
    list(restoration)
    changed = (restoration.result.picture.pixels != picture.pixels).any(axis=-1)
    assert changed[region.slices].mean() > 0.5
    changed[region.slices] = False
    assert not changed.any()


# ---------------------------------------------------------------------- memory


def run_out_above(monkeypatch, pixels):
    """Let every run of more pixels fail as torch does."""
    take = Plain._take

    def limited(self, fidelity, estimates):
        if estimates[0].shape[-1] * estimates[0].shape[-2] > pixels:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        return take(self, fidelity, estimates)

    monkeypatch.setattr(Plain, "_take", limited)


def test_a_region_that_runs_out_of_memory_is_tried_again_smaller(monkeypatch):
    run_out_above(monkeypatch, 120**2)
    picture = photograph()
    inputs = Inputs(picture, painted(picture, Box(100, 100, 40, 40)))
    restoration = Restoration(small(Inpainting()), inputs, RUNTIME)
    reports = list(restoration)
    assert "Memory ran out" in reports[0].event
    assert [report.iteration for report in reports] == [1, 2, 3]
    assert restoration.part.scale < 1.0
    pixels = restoration.result.picture.pixels
    np.testing.assert_array_equal(pixels[inputs.mask == 0], picture.pixels[inputs.mask == 0])


def test_a_picture_that_runs_out_of_memory_is_tried_again_in_tiles(monkeypatch):
    run_out_above(monkeypatch, 100**2)
    restoration = Restoration(small(Denoising()), Inputs(photograph(150, 150)), RUNTIME)
    reports = list(restoration)
    assert restoration.plan.tiled
    assert "at a time" in reports[0].event
    assert len(restoration.result.pieces) == len(restoration.plan.parts)


def test_where_nothing_smaller_helps_the_sentence_says_what_would(monkeypatch):
    run_out_above(monkeypatch, 10)
    restoration = Restoration(small(Denoising()), Inputs(photograph(100, 100)), RUNTIME)
    with pytest.raises(OutOfMemoryError, match="choose a smaller"):
        next(restoration)
