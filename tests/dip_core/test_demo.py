"""The bundled samples, and the demonstration in the terminal."""

from dataclasses import replace

import numpy as np
import pytest

import dip_core.cli.demonstration
from dip_core.cli import main
from dip_core.demo import SAMPLES
from dip_core.images import load_picture
from dip_core.metrics import psnr
from dip_core.outcome import Runtime
from dip_core.photo import Restoration, plan


@pytest.fixture(autouse=True)
def _one_thread(monkeypatch):
    monkeypatch.setattr("dip_core.devices.usable_cores", lambda: 1)


RUNTIME = Runtime(device="cpu", precision="float32", threads=1, preview_budget=0.0)


@pytest.mark.parametrize(
    "sample", [sample for sample in SAMPLES if sample.degraded], ids=lambda sample: sample.kind
)
def test_a_sample_is_degraded_and_ready_to_run(sample):
    inputs, spec = sample.make()
    assert sample.sentence.endswith(".")
    assert inputs.reference is not None
    report = next(Restoration(spec, inputs, RUNTIME))
    assert np.isfinite(report.loss)
    assert report.metrics["psnr"] > 0


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.kind)
def test_a_sample_is_the_same_each_time(sample):
    first, second = sample.make()[0], sample.make()[0]
    assert np.array_equal(first.picture.pixels, second.picture.pixels)


def test_one_sample_is_clean_so_that_it_can_be_degraded():
    (inputs,) = [sample.make()[0] for sample in SAMPLES if not sample.degraded]
    assert inputs.reference is None
    assert max(inputs.picture.height, inputs.picture.width) <= 160


def test_the_caption_is_a_small_part_of_a_larger_photograph():
    inputs, spec = SAMPLES[0].make()
    clean, painted = inputs.reference.to_float(), inputs.picture.to_float()
    assert np.array_equal(clean[inputs.mask == 0], painted[inputs.mask == 0])
    assert psnr(clean, painted, inputs.mask / 255.0) < 15
    planned = plan(spec, inputs)
    assert min(inputs.picture.height, inputs.picture.width) >= 384
    assert planned.height * planned.width <= 240 * 160
    assert planned.scale == 1.0


def quick(sample):
    def make():
        inputs, spec = sample.make()
        return inputs, spec.replace(iterations=2)

    return replace(sample, make=make)


def test_the_demonstration_writes_before_after_and_reference(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(dip_core.cli.demonstration, "SAMPLES", [quick(s) for s in SAMPLES])
    for _ in range(2):  # a second time replaces its own pictures
        assert main(["demo"]) == 0
    assert sorted(path.name for path in (tmp_path / "demo").iterdir()) == [
        "after.png",
        "before.png",
        "reference.png",
    ]
    said = capsys.readouterr().out
    assert "before  PSNR" in said
    assert "after   PSNR" in said
    before, after = (load_picture(f"demo/{name}.png") for name in ("before", "after"))
    assert before.size_text == after.size_text


def test_a_folder_that_cannot_be_made_is_explained(tmp_path, capsys):
    (tmp_path / "taken").write_text("")
    assert main(["demo", "-o", str(tmp_path / "taken")]) == 3
    assert "taken cannot be made" in capsys.readouterr().err
