"""A whole photograph: the right region is worked on, and nothing else changes."""

import numpy as np
import pytest

from dip_core.errors import OptionError, OutOfMemoryError, PictureError
from dip_core.images import Box, Picture
from dip_core.networks.skip import Skip
from dip_core.outcome import Runtime
from dip_core.photo import Inputs, Restoration, plan
from dip_core.spec import EMPTY_MASK
from dip_core.stopping.fixed import Fixed
from dip_core.tasks.denoising import Denoising
from dip_core.tasks.inpainting import Inpainting
from dip_core.tasks.super_resolution import SuperResolution

RUNTIME = Runtime(device="cpu", precision="float32", threads=1)
SMALL = Skip(scales=2, channels=(8,), skip_channels=(2,))


def small(task, iterations=3):
    return task.recommended("fast").replace(network=SMALL, stopping=Fixed(), iterations=iterations)


def photograph(height=300, width=400, dtype=np.uint8, channels=3):
    random = np.random.default_rng(0)
    top = np.iinfo(dtype).max
    return Picture(random.integers(0, top + 1, (height, width, channels), dtype=dtype))


def painted(picture, box, value=255):
    mask = np.zeros((picture.height, picture.width), dtype=np.uint8)
    mask[box.slices] = value
    return mask


def restored(spec, inputs, **options):
    restoration = Restoration(spec, inputs, RUNTIME, **options)
    list(restoration)
    return restoration.result


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("working_pixels", [512**2, 40**2])
def test_pixels_outside_the_mask_keep_every_bit(dtype, channels, working_pixels):
    picture = photograph(dtype=dtype, channels=channels)
    mask = painted(picture, Box(100, 150, 12, 40))
    mask[100, 150:160] = 128
    result = restored(
        small(Inpainting()), Inputs(picture, mask), working_pixels=working_pixels
    ).picture
    assert result.pixels.dtype == dtype
    np.testing.assert_array_equal(result.pixels[mask == 0], picture.pixels[mask == 0])
    assert (result.pixels[mask == 255] != picture.pixels[mask == 255]).mean() > 0.5


def test_a_hole_in_a_large_photograph_costs_its_region():
    picture = photograph(1500, 2000)
    planned = plan(small(Inpainting()), Inputs(picture, painted(picture, Box(700, 900, 30, 60))))
    assert planned.scale == 1.0
    assert planned.box.area < 0.02 * 1500 * 2000
    assert planned.box.top < 700
    assert planned.box.bottom > 730


def test_a_large_hole_is_worked_on_smaller_and_says_so():
    picture = photograph(600, 800)
    spec, inputs = small(Inpainting()), Inputs(picture, painted(picture, Box(50, 50, 400, 600)))
    planned = plan(spec, inputs, working_pixels=100**2)
    assert planned.scale < 1.0
    assert planned.height * planned.width <= 1.05 * 100**2
    assert "enlarged" in planned.notes[0]


def test_previews_know_where_they_belong():
    picture = photograph()
    mask = painted(picture, Box(100, 150, 12, 40))
    restoration = Restoration(small(Inpainting()), Inputs(picture, mask), RUNTIME)
    report = next(restoration)
    assert report.region == restoration.region
    assert report.preview is not None
    assert report.preview.shape[:2] == (report.region.height, report.region.width)


@pytest.mark.parametrize("size", [(16, 16), (33, 47), (21, 90)])
@pytest.mark.parametrize("channels", [1, 3])
def test_any_size_and_either_kind_of_picture_can_be_denoised(size, channels):
    picture = photograph(*size, channels=channels)
    result = restored(small(Denoising()), Inputs(picture)).picture
    assert result.pixels.shape == picture.pixels.shape


def test_enlarging_makes_the_whole_picture_larger():
    picture = photograph(20, 31)
    reference = photograph(60, 93)
    result = restored(small(SuperResolution(factor=3)), Inputs(picture, reference=reference))
    assert (result.picture.height, result.picture.width) == (60, 93)
    assert result.region == Box(0, 0, 60, 93)
    assert "psnr_average" in result.run.curves.metrics


def test_alpha_survives_and_hidden_colours_do_not_count():
    random = np.random.default_rng(0)
    picture = photograph(40, 40)
    alpha = np.full((40, 40), 255, dtype=np.uint8)
    alpha[:20] = 0
    garish = picture.pixels.copy()
    garish[:20] = random.integers(0, 256, (20, 40, 3))
    results = [
        restored(small(Denoising()), Inputs(Picture(pixels, alpha=alpha))).picture
        for pixels in (picture.pixels, garish)
    ]
    np.testing.assert_array_equal(results[0].pixels, results[1].pixels)
    np.testing.assert_array_equal(results[0].alpha, alpha)


def test_a_reference_gives_the_quality_of_the_hole_alone():
    picture = photograph()
    mask = painted(picture, Box(100, 150, 12, 40))
    run = restored(small(Inpainting()), Inputs(picture, mask, reference=picture)).run
    assert {"psnr_region", "psnr_average_region"} <= run.curves.metrics.keys()


@pytest.mark.parametrize(
    ("inputs", "error", "words"),
    [
        (lambda p: Inputs(p), OptionError, EMPTY_MASK),
        (lambda p: Inputs(p, painted(p, Box(0, 0, 0, 0))), OptionError, EMPTY_MASK),
        (lambda p: Inputs(p, painted(p, Box(0, 0, 300, 400))), OptionError, "whole picture"),
        (lambda p: Inputs(p, np.full((9, 9), 255, np.uint8)), OptionError, "9×9"),
        (lambda _: Inputs(photograph(15, 40)), PictureError, "at least 16×16"),
        (
            lambda p: Inputs(p, painted(p, Box(200, 300, 9, 9)), reference=photograph(100, 100)),
            OptionError,
            "reference is 100×100",
        ),
    ],
)
def test_what_cannot_be_restored_is_refused_in_one_sentence(inputs, error, words):
    with pytest.raises(error, match=words):
        Restoration(small(Inpainting()), inputs(photograph()), RUNTIME)


def test_a_mask_that_is_not_used_is_mentioned():
    picture = photograph(32, 32)
    inputs = Inputs(picture, painted(picture, Box(4, 4, 4, 4)))
    notes = Restoration(small(Denoising()), inputs, RUNTIME).notes
    assert any("mask is not used" in note for note in notes)


def test_what_does_not_fit_is_refused_before_it_starts(monkeypatch):
    monkeypatch.setattr("dip_core.photo.restoration.free_memory", lambda _: 2**20)
    with pytest.raises(OutOfMemoryError, match="GiB are free"):
        Restoration(small(Denoising()), Inputs(photograph()), RUNTIME)


def test_going_on_continues_the_same_network():
    restoration = Restoration(small(Denoising()), Inputs(photograph(32, 32)), RUNTIME)
    list(restoration)
    restoration.go_on(2)
    assert [report.iteration for report in restoration] == [4, 5]
    assert restoration.result.run.kept_iteration == 5


def test_scattered_pixels_survive_being_worked_on_smaller():
    clean = np.zeros((120, 160, 1), dtype=np.uint8)
    clean[:, 80:] = 200
    random = np.random.default_rng(0)
    lost = random.random((120, 160)) < 0.5
    picture = Picture(np.where(lost[..., None], 90, clean).astype(np.uint8))
    mask = np.where(lost, 255, 0).astype(np.uint8)
    restoration = Restoration(
        small(Inpainting(missing="pixels")), Inputs(picture, mask), RUNTIME, working_pixels=30 * 40
    )
    seen = restoration._run.observation
    assert seen.image.shape == (30, 40, 1)
    # What was lost, a grey of 90, is nowhere in what the network sees.
    np.testing.assert_allclose(seen.image[:, :20], 0.0, atol=1e-5)
    np.testing.assert_allclose(seen.image[:, 20:], 200 / 255, atol=1e-5)
    assert abs(float(seen.mask.mean()) - 0.5) < 0.05


def test_a_completely_transparent_picture_is_refused():
    hidden = np.zeros((40, 40), dtype=np.uint8)
    picture = Picture(photograph(40, 40).pixels, alpha=hidden)
    with pytest.raises(PictureError, match="transparent"):
        Restoration(small(Denoising()), Inputs(picture), RUNTIME)


def test_a_reference_of_another_size_is_refused():
    inputs = Inputs(photograph(40, 40), reference=photograph(80, 80))
    with pytest.raises(OptionError, match=r"80×80.*40×40"):
        Restoration(small(Denoising()), inputs, RUNTIME)
