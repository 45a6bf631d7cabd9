"""`dip-studio restore`: what scripts rely on."""

import json
import signal

import numpy as np
import pytest

import dip_core.cli.program
import dip_core.cli.restore
from dip_core.catalogue import NETWORKS, TASKS
from dip_core.cli import main
from dip_core.cli.progress import ProgressLines
from dip_core.files.history import history
from dip_core.images import load_picture

SMALL = (
    "--device=cpu",
    "--set=network.scales=2",
    "--set=network.channels=8",
    "--set=network.skip_channels=2",
)


def restore(*words, task="denoising", image="noisy.png", out="out.png", iterations=6):
    return main(
        ["restore", image, "-o", out, "--task", task, f"--iterations={iterations}", *SMALL, *words]
    )


@pytest.mark.parametrize("task", ["denoising", "inpainting", "super-resolution"])
def test_a_picture_is_restored(folder, task, capsys):
    words = ["--mask", "mask.png"] if task == "inpainting" else []
    if task == "super-resolution":
        words += ["--set", "task.factor=2"]
    assert restore(*words, task=task, iterations=3) == 0
    restored = load_picture("out.png")
    assert restored.width == (80 if task == "super-resolution" else 40)
    assert capsys.readouterr().out.startswith("out.png: iteration 3 of 3")


def test_the_report_says_everything(folder, capsys):
    words = ["--reference=clean.png", "--report=r.json", "--seed=5", "--stopping=fixed"]
    assert restore(*words) == 0
    report = json.loads((folder / "r.json").read_text(encoding="utf-8"))
    assert report["task"] == "denoising"
    assert report["network"] == "skip"
    assert report["device"] == "cpu"
    assert report["precision"] in ("float32", "bfloat16")
    assert report["iterations"] == report["kept_iteration"] == 6
    assert report["stop_reason"].endswith(".")
    assert report["parameters"] > 100
    assert report["peak_memory_bytes"] > 1e6
    assert report["iterations_per_second"] == pytest.approx(6 / report["seconds"])
    assert report["spec"]["network"]["channels"] == [8]
    assert report["spec"]["seed"] == 5
    assert set(report["curves"]) == {"iteration", "seconds", "loss", "psnr", "psnr_average"}
    assert {len(curve) for curve in report["curves"].values()} == {6}
    main(["compare", "clean.png", "out.png"])
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == said[-2] == f"PSNR {report['psnr']:.2f} dB, SSIM {report['ssim']:.4f}"


def test_without_a_reference_there_are_no_figures(folder, capsys):
    assert restore("--report=r.json") == 0
    report = json.loads((folder / "r.json").read_text(encoding="utf-8"))
    assert report["psnr"] is None
    assert report["ssim"] is None
    assert set(report["curves"]) == {"iteration", "seconds", "loss"}
    assert "PSNR" not in capsys.readouterr().out


def test_json_is_one_line_a_tick(folder, capsys):
    assert restore("--json", "--reference=clean.png") == 0
    ticks = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert ticks[0]["iteration"] == 1
    assert ticks[-2]["iteration"] == 6
    assert {"loss", "psnr", "psnr_average", "seconds"} <= set(ticks[0])
    assert ticks[-1]["done"] is True
    assert ticks[-1]["output"] == "out.png"


def test_two_runs_of_one_seed_are_one_picture(folder):
    restore(out="a.png")
    restore(out="b.png")
    restore("--seed=9", out="c.png")
    a, b, c = (load_picture(f"{name}.png").pixels for name in "abc")
    assert np.array_equal(a, b)
    assert not np.array_equal(a, c)


def test_pixels_outside_the_mask_are_untouched(folder):
    assert restore("--mask=mask.png", task="inpainting") == 0
    before, after = load_picture("noisy.png").pixels, load_picture("out.png").pixels
    outside = load_picture("mask.png").pixels[..., 0] == 0
    assert np.array_equal(before[outside], after[outside])


def test_a_network_named_alone_has_its_defaults(folder, monkeypatch):
    words = "restore noisy.png -o out.png --task denoising --quality fast --network skip"
    arguments = dip_core.cli.program.parser().parse_args(words.split())
    assert dip_core.cli.restore._spec(arguments).network == NETWORKS["skip"]()


def test_task_options_shape_what_is_recommended(folder):
    words = "restore n.png -o o.png --task super-resolution --quality best --set task.factor=8"
    arguments = dip_core.cli.program.parser().parse_args(words.split())
    expected = TASKS["super-resolution"](factor=8).recommended("best")
    assert dip_core.cli.restore._spec(arguments) == expected


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ({"task": "denoisin"}, 2, "known: inpainting, denoising"),
        ({"image": "nothing.png"}, 3, "nothing.png"),
        ({"out": "out.xyz"}, 2, ".png"),
        ({"out": "no/out.png"}, 2, "there is no folder no"),
        ({"task": "inpainting"}, 2, "mask"),
        (["--network=unet9"], 2, "known: skip"),
        (["--stopping=never"], 2, "known: "),
        (["--set=network.depth=3"], 2, "has: scales"),
        (["--iterations=0"], 2, "between 1 and"),
        (["--device=cuda:77"], 2, "known: auto"),
        (["--mask=clean.tif"], 3, "clean.tif"),
        (["--animation=a.avi"], 2, ".mp4"),
        (["--animation=out.webp", "--output=out.webp"], 2, "twice"),
        (["--report=clean.png"], 2, "--overwrite"),
        (["--report=no/r.json"], 2, "there is no folder no"),
    ],
)
def test_what_cannot_be_is_refused_at_once(folder, words, code, said, error_line):
    rest, changes = (words, {}) if isinstance(words, list) else ([], words)
    assert restore(*rest, **changes) == code
    assert said in error_line()
    assert not (folder / "out.png").exists()


def test_nothing_is_replaced_without_leave(folder, error_line):
    (folder / "out.png").write_text("precious")
    assert restore() == 2
    assert "--overwrite" in error_line()
    assert (folder / "out.png").read_text() == "precious"
    assert restore("--overwrite") == 0
    assert load_picture("out.png").width == 40


# ------------------------------------------------------------------ Ctrl-C


def pressing_ctrl_c(*iterations):
    """Make a stand-in for the progress display that interrupts at these iterations."""

    class Interrupting(ProgressLines):
        def see(self, report):
            for iteration in iterations:
                if iteration == report.iteration:
                    signal.raise_signal(signal.SIGINT)

    return Interrupting


def test_ctrl_c_saves_the_result_so_far(folder, monkeypatch):
    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(dip_core.cli.restore, "ProgressLines", pressing_ctrl_c(3))
    assert restore("--report=r.json") == 130
    report = json.loads((folder / "r.json").read_text(encoding="utf-8"))
    assert report["iterations"] == 3
    assert load_picture("out.png").width == 40
    assert signal.getsignal(signal.SIGINT) is before


def test_a_second_ctrl_c_aborts(folder, monkeypatch):
    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(dip_core.cli.restore, "ProgressLines", pressing_ctrl_c(3, 3))
    assert restore() == 130
    assert not (folder / "out.png").exists()
    assert signal.getsignal(signal.SIGINT) is before


def test_how_the_result_is_saved_is_set_like_everything_else(folder):
    saved = ("--set=saving.format.quality=30", "--set=saving.format.chroma=4:2:0")
    assert restore(*saved, out="out.jpg", iterations=2) == 0
    written = load_picture("out.jpg")
    assert 25 <= written.coding.quality <= 35
    assert written.coding.coarser == (2, 2)
    assert "Denoise" in history(written.xmp)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("saving.format=jpeg", "suffix of the output"),
        ("saving.colours=cmyk", "own-profile, sRGB"),
        ("saving.format.quality=3", "png has: compression"),
    ],
)
def test_a_wrong_way_of_saving_is_refused_before_the_run(folder, error_line, setting, words):
    assert restore(f"--set={setting}") == 2
    assert words in error_line()
