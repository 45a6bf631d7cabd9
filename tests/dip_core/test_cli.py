"""The command line but for restoring: its words, answers and exit codes."""

import io
import json
import sys

import numpy as np
import pytest
from PIL import Image

import dip_core.cli.program
from dip_core.catalogue import BASELINES, NETWORKS
from dip_core.cli import COMMANDS, main
from dip_core.cli.command import Command
from dip_core.errors import OutOfMemoryError
from dip_core.images import Picture, load_picture, save_picture
from dip_core.options import settings

# ------------------------------------------------------------------ the program


def test_help_and_version_are_answers(capsys):
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    assert all(command.name in text for command in COMMANDS)
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("dip-studio ")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_explains_itself(command, capsys):
    assert main([command.name, "--help"]) == 0
    assert command.help in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["paint"],
        ["restore"],
        ["restore", "a.png", "-o", "b.png", "--task", "denoising", "--quality", "superb"],
        ["restore", "a.png", "-o", "b.png", "--task", "denoising", "--set", "iterations"],
        ["restore", "a.png", "-o", "b.png", "--task", "denoising", "--iterations", "many"],
        ["restore", "a.png", "-o", "b.png", "--task", "denoising", "--qual", "fast"],
        ["list", "colours"],
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(words, error_line):
    assert main(words) == 2
    assert "--help" in error_line()


def failing(error):
    def run(_arguments):
        raise error

    return (Command("fail", "fail", lambda _parser: None, run),)


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (OutOfMemoryError("This does\nnot fit."), 4, "This does not fit."),
        (MemoryError(), 4, "not enough memory"),
        (FileNotFoundError(2, "No such file", "a.png"), 3, "a.png: No such file."),
        (PermissionError(13, "Permission denied", "b"), 3, "b: Permission denied."),
        (KeyboardInterrupt(), 130, "interrupted"),
        (ZeroDivisionError("a bug"), 1, "ZeroDivisionError: a bug; run with --debug"),
    ],
)
def test_no_error_gets_past_as_a_traceback(error, code, words, monkeypatch, error_line):
    monkeypatch.setattr(dip_core.cli.program, "COMMANDS", failing(error))
    assert main(["fail"]) == code
    assert words in error_line()


@pytest.mark.parametrize("words", [["fail", "--debug"], ["--debug", "fail"]])
def test_debug_shows_where_an_error_came_from(words, monkeypatch, capsys):
    monkeypatch.setattr(dip_core.cli.program, "COMMANDS", failing(ZeroDivisionError("a bug")))
    assert main(words) == 1
    assert "Traceback" in capsys.readouterr().err


# ------------------------------------------------------------------ list and info


@pytest.mark.parametrize(
    "what",
    [
        "tasks",
        "networks",
        "net-inputs",
        "data-terms",
        "regularisers",
        "stopping",
        "kernels",
        "mixtures",
        "features",
        "baselines",
        "studies",
    ],
)
def test_every_family_is_listed(what, capsys):
    assert main(["list", what]) == 0
    text = capsys.readouterr().out
    assert main(["list", what, "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert all(entry["kind"] in text and entry["label"] in text for entry in listed)
    assert listed


def test_a_listed_option_says_what_it_takes(capsys):
    main(["list", "networks", "--json"])
    (skip,) = (entry for entry in json.loads(capsys.readouterr().out) if entry["kind"] == "skip")
    options = {option["name"]: option for option in skip["options"]}
    assert list(options) == [setting.name for setting in settings(NETWORKS["skip"])]
    assert options["scales"]["path"] == "network.scales"
    assert (options["scales"]["minimum"], options["scales"]["maximum"]) == (1, 8)
    assert options["channels"]["default"] == [128]
    assert "nearest" in options["upsampling"]["words"]


def test_info_names_the_devices(capsys):
    assert main(["info"]) == 0
    assert "cpu" in capsys.readouterr().out
    assert main(["info", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert {"dip-studio", "torch", "devices", "threads", "precision"} <= set(facts)


# ------------------------------------------------------------------ degrade, compare, baseline


def test_a_degraded_picture_is_as_close_as_its_noise(folder, capsys):
    assert (
        main(["degrade", "clean.png", "-o", "n.png", "--with", "gaussian:25", "--seed", "3"]) == 0
    )
    assert capsys.readouterr().out == ""
    assert main(["compare", "clean.png", "n.png"]) == 0
    psnr = float(capsys.readouterr().out.split()[1])
    assert psnr == pytest.approx(20.3, abs=0.6)


def test_the_same_seed_degrades_alike(folder):
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        main(["degrade", "clean.png", "-o", f"{name}.png", "--with", "gaussian:25", "--seed", seed])
    a, b, c = (load_picture(f"{name}.png").pixels for name in "abc")
    assert np.array_equal(a, b)
    assert not np.array_equal(a, c)


def test_missing_pixels_come_with_a_mask(folder):
    words = "degrade clean.png -o holes.png --with missing:0.5 --mask-out m.png"
    assert main(words.split()) == 0
    mask = load_picture("m.png").pixels[..., 0]
    changed = (load_picture("holes.png").pixels != load_picture("clean.png").pixels).any(axis=-1)
    assert set(np.unique(mask)) == {0, 255}
    assert mask[changed].min() == 255


def test_a_mask_that_does_not_exist_is_refused_before_anything_is_written(folder, error_line):
    words = "degrade clean.png -o n.png --with gaussian:25 --mask-out m.png"
    assert main(words.split()) == 2
    assert "leaves no mask" in error_line()
    assert not (folder / "n.png").exists()


@pytest.mark.parametrize("words", ["gaussian:loud", "rain:3"])
def test_a_degradation_that_does_not_exist_is_refused(folder, words, error_line):
    assert main(["degrade", "clean.png", "-o", "n.png", "--with", words]) == 2
    assert words.split(":")[0] in error_line()


def test_only_what_a_mask_shows_is_compared(folder, capsys):
    image = load_picture("clean.png").to_float().copy()
    image[10:20, 12:24] = 0
    save_picture(Picture.from_array(image), folder / "hole.png")
    main(["compare", "clean.png", "hole.png"])
    whole = float(capsys.readouterr().out.split()[1])
    main(["compare", "clean.png", "hole.png", "--mask", "mask.png"])
    assert float(capsys.readouterr().out.split()[1]) < whole - 5


def test_pictures_of_two_sizes_cannot_be_compared(folder, error_line):
    save_picture(Picture.from_array(np.zeros((20, 20, 3), np.uint8)), folder / "small.png")
    assert main(["compare", "clean.png", "small.png"]) == 2
    assert "20×20" in error_line()


@pytest.mark.parametrize(
    ("words", "size"),
    [
        ("--method tv", (40, 32)),
        ("--method bicubic --set task.factor=2", (80, 64)),
        ("--method lanczos --task super-resolution", (160, 128)),
        ("--method tv --task super-resolution --set task.factor=2 --set weight=0.01", (80, 64)),
        ("--method biharmonic --mask mask.png", (40, 32)),
    ],
)
def test_a_baseline_restores(folder, words, size):
    assert main(["baseline", "noisy.png", "-o", "out.png", *words.split()]) == 0
    with Image.open("out.png") as image:
        assert image.size == size


def test_a_baseline_is_scored(folder, capsys):
    words = "baseline noisy.png -o tv.png --method tv --reference clean.png"
    assert main(words.split()) == 0
    assert float(capsys.readouterr().out.split()[1]) > 24.0


def test_every_option_of_a_baseline_is_reached(folder, error_line):
    for kind, method in BASELINES.items():
        for setting in settings(method):
            words = f"baseline noisy.png -o x.png --method {kind} --set {setting.name}=jelly"
            assert main(words.split()) == 2
            assert setting.name in error_line()


# ------------------------------------------------------------------ consoles


def test_a_console_without_our_signs_does_not_fail(monkeypatch):
    old = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", old)
    assert main(["list", "tasks"]) == 0
    old.flush()
    assert b"denoising" in old.buffer.getvalue()
