"""Enlarging by any factor: one size wherever it is asked for, and agreement with the small one."""

import numpy as np
import pytest
import torch
from skimage import data

from dip_core.baselines.bicubic import Bicubic
from dip_core.baselines.lanczos import Lanczos
from dip_core.baselines.nearest import Nearest
from dip_core.cli.inputs import result_shape
from dip_core.cli.program import main
from dip_core.degradations import degrade
from dip_core.errors import OptionError, OutOfMemoryError
from dip_core.images import Box, Picture, save_picture
from dip_core.metrics import psnr
from dip_core.operators.downsampling import Downsampling
from dip_core.photo import Inputs, Restoration, refinished
from dip_core.spec import Observation
from dip_core.tasks.super_resolution import SuperResolution
from tests.laws.tiny import RUNTIME, picture, restoration

FACTORS = (1.5, 2.3, 2.5, 3.0, 6.7, 7.9)
SIZES = ((16, 17), (21, 19), (23, 30))


def photo(side=96):
    cut = data.astronaut()[20:308, 100:388] / 255.0
    step = 288 // side
    return cut.reshape(side, step, side, step, 3).mean(axis=(1, 3)).astype(np.float32)


def reduced(image, height, width):
    operator = Downsampling(image.shape[:2], (height, width))
    tensor = torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1)))[None]
    return operator(tensor)[0].permute(1, 2, 0).numpy()


# ------------------------------------------------------------------ sizes


@pytest.mark.parametrize("factor", FACTORS)
@pytest.mark.parametrize("size", SIZES)
def test_all_agree_on_the_size_of_the_result(factor, size):
    task = SuperResolution(factor=factor)
    height, width = (round(side * factor) for side in size)
    seen = Observation(picture(*size))
    problem = task.pose(seen)
    (unknown,) = problem.unknowns
    assert (unknown.height, unknown.width) == (height, width)
    assert problem.operator(torch.zeros((1, 3, height, width))).shape[-2:] == size
    assert task.result_shape(seen) == (height, width, 3)
    assert result_shape(Picture.from_array(seen.image), task) == (height, width, 3)
    for method in (Nearest(), Bicubic(), Lanczos()):
        assert method.restore(seen, task).shape == (height, width, 3)


@pytest.mark.parametrize("factor", [1.5, 2.5])
def test_a_picture_shrunk_by_a_factor_is_restored_to_its_reference(factor):
    clean = photo()[:61, :77]
    small = degrade(clean, f"shrink:{factor}").image
    inputs = Inputs(Picture.from_array(small), reference=Picture.from_array(clean))
    one = Restoration(restoration(SuperResolution(factor=factor), iterations=2), inputs, RUNTIME)
    reports = list(one)
    height, width = (round(side * factor) for side in small.shape[:2])
    assert one.region == Box(0, 0, height, width)
    assert one.result.picture.pixels.shape == (height, width, 3)
    assert reports[-1].metrics["psnr_average"] > 10.0


def test_a_reference_far_larger_than_the_result_is_refused():
    small = Picture.from_array(picture(20, 24))
    task = restoration(SuperResolution(factor=2.5))
    Restoration(task, Inputs(small, reference=Picture.from_array(picture(52, 62))), RUNTIME)
    with pytest.raises(OptionError, match="60×50"):
        Restoration(task, Inputs(small, reference=Picture.from_array(picture(53, 62))), RUNTIME)


@pytest.mark.parametrize("factor", [1.49, 8.01, float("nan")])
def test_a_factor_out_of_bounds_is_refused(factor):
    with pytest.raises(OptionError, match=r"must be between 1\.5 and 8"):
        SuperResolution(factor=factor)


@pytest.mark.parametrize("factor", [2.5, 3.3])
def test_lanczos_is_closer_than_bicubic_and_bicubic_than_nearest(factor):
    clean = photo()
    small = degrade(clean, f"shrink:{factor}").image
    task, seen = SuperResolution(factor=factor), Observation(small)
    height, width = (round(side * factor) for side in small.shape[:2])
    scores = [
        psnr(method.restore(seen, task), clean[:height, :width])
        for method in (Nearest(), Bicubic(), Lanczos())
    ]
    assert scores == sorted(scores)


# ------------------------------------------------------------------ agreement


def finished(task, estimate, seen):
    return task.finish(seen, {"picture": estimate})


@pytest.mark.parametrize("factor", [1.5, 2.5, 4.0])
def test_a_result_that_agrees_becomes_the_small_picture_again(factor):
    clean = 0.2 + 0.6 * photo()
    small = degrade(clean, f"shrink:{factor}").image
    seen = Observation(small)
    task = SuperResolution(factor=factor, agree=True)
    estimate = Nearest().restore(seen, task)
    agreeing = finished(task, estimate, seen)
    assert psnr(reduced(agreeing, *small.shape[:2]), small) > 55.0
    assert psnr(reduced(estimate, *small.shape[:2]), small) < 50.0
    height, width = agreeing.shape[:2]
    assert psnr(agreeing, clean[:height, :width]) > psnr(estimate, clean[:height, :width])


def test_who_wants_no_agreement_gets_the_estimate_alone():
    seen = Observation(picture(16, 20))
    estimate = np.random.default_rng(0).normal(0.5, 0.5, (40, 50, 3)).astype(np.float32)
    alone = finished(SuperResolution(factor=2.5), estimate, seen)
    np.testing.assert_array_equal(alone, np.clip(estimate, 0, 1))
    agreeing = finished(SuperResolution(factor=2.5, agree=True), estimate, seen)
    assert not np.allclose(agreeing, alone)


def test_transparent_pixels_are_not_agreed_with():
    valid = np.ones((16, 20), np.float32)
    valid[:8] = 0.0
    estimate = np.full((32, 40, 3), 0.5, np.float32)
    seen = Observation(np.full((16, 20, 3), 0.6, np.float32), valid=valid)
    result = finished(SuperResolution(factor=2, agree=True), estimate, seen)
    np.testing.assert_allclose(result[:8, 8:-8], 0.5, atol=0.005)
    np.testing.assert_allclose(result[22:26, 8:-8], 0.6, atol=0.005)


@pytest.mark.parametrize("agree", [True, False])
def test_agreement_is_changed_without_another_run(agree):
    inputs = Inputs(Picture.from_array(degrade(photo(), "shrink:4").image))
    spec = restoration(SuperResolution(agree=not agree), iterations=3)
    one = Restoration(spec, inputs, RUNTIME)
    list(one)
    other = spec.replace(task=SuperResolution(agree=agree))
    assert "agree" in spec.task.afterwards
    again = refinished(one.result, other, inputs)
    assert not np.array_equal(again.picture.pixels, one.result.picture.pixels)
    alone = Restoration(other, inputs, RUNTIME)
    list(alone)
    np.testing.assert_array_equal(again.picture.pixels, alone.result.picture.pixels)


# ------------------------------------------------------------------ settings and limits


@pytest.mark.parametrize(("factor", "noise"), [(1.5, 0.03), (4.0, 0.03), (6.0, 0.04), (8.0, 0.05)])
def test_the_input_noise_of_the_reference_is_interpolated(factor, noise):
    spec = SuperResolution(factor=factor).recommended("best")
    assert spec.net_input.perturbation == pytest.approx(noise)


def test_a_factor_too_large_for_the_memory_is_one_sentence_before_anything_starts(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    save_picture(Picture.from_array(np.zeros((3000, 4000), np.uint8)), tmp_path / "large.png")
    words = "restore large.png -o o.png --task super-resolution --set task.factor=8 --tiles never"
    assert main([*words.split(), "--set=network.channels=8", "--set=network.scales=2"]) == 4
    (line,) = capsys.readouterr().err.splitlines()
    assert "32000×24000 pixels need about" in line
    assert "choose a smaller factor" in line
    assert not (tmp_path / "o.png").exists()


def test_a_baseline_too_large_for_the_memory_is_refused_before_it_is_made(monkeypatch):
    monkeypatch.setattr("dip_core.baselines.enlarging.free_memory", lambda _: 2**20)
    seen = Observation(np.zeros((60, 80, 3), np.float32))
    with pytest.raises(OutOfMemoryError, match="640×480 pixels need about"):
        Bicubic().restore(seen, SuperResolution(factor=8))
