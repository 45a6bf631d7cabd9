"""The command line when names, streams, files or the run itself fail: no result is lost."""

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import dip_core.cli.restore
from app import __main__ as app_entry
from dip_core.cli import COMMANDS, main
from dip_core.cli.progress import ProgressLines
from dip_core.cli.report import write_report
from dip_core.errors import DipError, OutOfMemoryError
from dip_core.images import Picture, load_picture, save_picture
from dip_core.photo import Restoration

ROOT = Path(__file__).parents[2]
LONG = "x" * 300 + ".png"
TINY = (
    "--device=cpu",
    "--set=network.scales=2",
    "--set=network.channels=8",
    "--set=network.skip_channels=2",
)


def restore(*words, task="denoising", image="noisy.png", out="out.png", iterations=4):
    return main(
        ["restore", image, "-o", out, "--task", task, f"--iterations={iterations}", *TINY, *words]
    )


def grey(folder, name, pixels):
    save_picture(Picture.from_array(np.asarray(pixels, np.uint8)), folder / name)


# ------------------------------------------------------------------ what is not used


def test_a_kernel_is_used_where_the_task_takes_one(folder):
    kernel = np.zeros((5, 5))
    kernel[2] = 255
    grey(folder, "k.png", kernel)
    assert restore("--kernel=k.png", "--report=r.json", task="deblurring", iterations=2) == 0
    spec = json.loads((folder / "r.json").read_text(encoding="utf-8"))["spec"]
    assert spec["task"]["kernel"]["kind"] == "loaded"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--task=denoising", "--kernel=mask.png"], "--kernel is not used: denoising"),
        (
            ["--task=deblurring", "--set=task.kernel=gaussian", "--kernel=mask.png"],
            "--kernel is not used: task.kernel is set",
        ),
        (["--task=denoising", "--second=clean.png"], "--second is not used"),
    ],
)
def test_a_file_that_is_not_used_is_named(folder, words, said, capsys):
    assert restore(*words, iterations=1) == 0
    assert said in capsys.readouterr().err


# ------------------------------------------------------------------ refused before the run


def test_a_format_that_cannot_hold_the_result_is_refused_before_the_run(folder, error_line):
    grey(folder, "wide.png", np.zeros((16, 2100)))
    words = ["--set=task.factor=8"]
    assert restore(*words, task="super-resolution", image="wide.png", out="o.webp") == 2
    assert "16800×128" in error_line()
    words = "baseline wide.png -o o.webp --method bicubic --set task.factor=8"
    assert main(words.split()) == 2
    assert "PNG" in error_line()


@pytest.mark.parametrize("shape", [(20, 20, 3), (32, 40)])
def test_a_reference_that_does_not_fit_is_refused_before_restoring(folder, shape, error_line):
    grey(folder, "wrong.png", np.zeros(shape))
    words = ["baseline", "noisy.png", "-o", "o.png", "--method", "tv", "--reference", "wrong.png"]
    assert main(words) == 2
    assert "40×32 (colour)" in error_line()
    assert not (folder / "o.png").exists()


def test_a_reference_too_small_for_a_hole_in_a_large_picture_is_refused(folder, error_line):
    grey(folder, "small.png", np.zeros((30, 40, 3)))
    words = ["--mask=mask.png", "--reference=small.png"]
    assert restore(*words, task="inpainting") == 2
    assert "40×30" in error_line()


@pytest.mark.parametrize("option", ["--output", "--report", "--animation"])
def test_a_name_that_is_too_long_is_one_sentence(folder, option, error_line):
    name = LONG.replace(".png", ".webp")
    assert restore(f"{option}={name}") == 2
    assert "cannot be written" in error_line()


@pytest.mark.parametrize(
    "words",
    [
        ["restore", "", "-o", "a.png", "--task", "denoising"],
        ["restore", "noisy.png", "-o", "", "--task", "denoising"],
        ["compare", "noisy.png", ""],
    ],
)
def test_a_name_that_is_empty_is_one_sentence(folder, words, error_line):
    assert main(words) == 2
    assert "the file name is empty" in error_line()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
@pytest.mark.parametrize("option", ["--output=in.png", "--mask=in.png", "--reference=in.png"])
def test_a_pipe_is_not_waited_for(folder, option, error_line):
    os.mkfifo("in.png")
    assert restore(option) == (2 if "output" in option else 3)
    assert "a device or a pipe" in error_line()
    assert restore(image="in.png") == 3
    assert "a device or a pipe" in error_line()


# ------------------------------------------------------------------ settings


@pytest.mark.parametrize(
    ("command", "setting", "said"),
    [
        ("restore", "task.factor=2", "task.factor does not exist: denoising has"),
        ("baseline --method tv", "task.factor=2", "task.factor does not exist: denoising has"),
        ("restore", "task=inpainting", "with --task inpainting"),
        ("baseline --method tv", "task=inpainting", "with --task inpainting"),
    ],
)
def test_a_setting_of_the_task_is_named_in_full(folder, command, setting, said, error_line):
    words = f"{command} noisy.png -o o.png --task denoising --set {setting}"
    assert main(words.split()) == 2
    assert said in error_line()


# ------------------------------------------------------------------ notes


def test_what_a_file_could_not_keep_is_said(folder, capsys):
    (folder / "clean.png").rename("clean.jpg")
    main(["compare", "clean.jpg", "noisy.png"])
    assert "clean.jpg: The file is called .jpg" in capsys.readouterr().err
    main(["degrade", "clean.jpg", "-o", "a.png", "--with", "gaussian:5"])
    assert "clean.jpg: The file is called .jpg" in capsys.readouterr().err
    main(["baseline", "clean.jpg", "-o", "b.png", "--method", "tv"])
    assert "clean.jpg: The file is called .jpg" in capsys.readouterr().err


def test_a_comparison_says_that_it_leaves_out_the_transparency(folder, capsys):
    grey(folder, "clear.png", np.full((32, 40, 4), 128))
    assert main(["compare", "clear.png", "clean.png"]) == 0
    assert "clear.png: The transparency is not compared." in capsys.readouterr().err


# ------------------------------------------------------------------ streams


class Full:
    """A stream whose disk is full."""

    encoding = "utf-8"

    def write(self, text):
        raise OSError(errno.ENOSPC, "No space left on device")

    def flush(self):
        raise OSError(errno.ENOSPC, "No space left on device")

    def isatty(self):
        return False

    def fileno(self):
        raise OSError(errno.EBADF, "Bad file descriptor")


@pytest.mark.parametrize("stream", [None, Full()])
@pytest.mark.parametrize("words", [[], ["--json"]])
def test_a_result_is_saved_though_nobody_listens(folder, stream, words, monkeypatch):
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setattr(sys, "stderr", stream)
    assert restore(*words) == 0
    if stream is None:
        sys.stdout.close()
        sys.stderr.close()
    assert load_picture("out.png").width == 40


@pytest.mark.skipif(sys.platform == "win32", reason="the shell of another world")
def test_a_reader_that_leaves_does_not_end_the_run(folder):
    words = [
        "restore",
        "noisy.png",
        "-o",
        "out.png",
        "--task=denoising",
        "--iterations=30",
        "--json",
    ]
    with subprocess.Popen(
        [sys.executable, "-m", "dip_core", *words, *TINY],
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as program:
        program.stdout.close()
        said = program.stderr.read()
    assert program.returncode == 0
    assert b"Broken" not in said
    assert load_picture("out.png").width == 40


def test_an_answer_that_cannot_be_given_is_an_error(folder, monkeypatch, error_line):
    monkeypatch.setattr(sys, "stdout", Full())
    assert main(["compare", "clean.png", "noisy.png"]) == 1
    assert "cannot be written: No space left" in error_line()


def test_a_file_name_that_is_no_text_does_not_lose_the_report(tmp_path):
    write_report({"input": "caf\udce9 é.png"}, tmp_path / "r.json", overwrite=False)
    text = (tmp_path / "r.json").read_text(encoding="utf-8")
    assert json.loads(text) == {"input": "caf\udce9 é.png"}


# ------------------------------------------------------------------ during the run


@pytest.mark.parametrize(
    ("error", "code"),
    [(DipError("It fell apart."), 1), (OutOfMemoryError("Full."), 4), (MemoryError(), 4)],
)
def test_what_was_reached_before_an_error_is_saved(folder, error, code, monkeypatch, capsys):
    proceed = Restoration.__next__

    def stumble(restoration):
        report = proceed(restoration)
        if report.iteration == 3:
            raise error
        return report

    monkeypatch.setattr(Restoration, "__next__", stumble)
    assert restore("--report=r.json") == code
    assert (
        "The result so far (iteration 3) is in out.png." in capsys.readouterr().err.splitlines()[-1]
    )
    assert load_picture("out.png").width == 40
    reason = json.loads((folder / "r.json").read_text(encoding="utf-8"))["stop_reason"]
    assert str(error) in reason


def test_an_error_before_the_first_iteration_leaves_nothing(folder, monkeypatch, capsys):
    def stumble(_restoration):
        raise DipError("It fell apart.")

    monkeypatch.setattr(Restoration, "__next__", stumble)
    assert restore() == 1
    assert capsys.readouterr().err.endswith("dip-studio: It fell apart.\n")
    assert not (folder / "out.png").exists()


def test_a_request_to_terminate_saves_the_result_so_far(folder, monkeypatch):
    class Terminating(ProgressLines):
        def see(self, report):
            if report.iteration == 2:
                signal.raise_signal(signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(dip_core.cli.restore, "ProgressLines", Terminating)
    assert restore() == 130
    assert load_picture("out.png").width == 40
    assert signal.getsignal(signal.SIGTERM) is before


# ------------------------------------------------------------------ the two ways in


def test_the_program_knows_the_commands_of_the_command_line():
    assert {command.name for command in COMMANDS} - {"demo"} == app_entry.COMMANDS


def test_ctrl_c_while_importing_is_quiet(monkeypatch, capsys):
    def interrupted(_name):
        raise KeyboardInterrupt

    monkeypatch.setattr(app_entry.importlib, "import_module", interrupted)
    assert app_entry.main(["info"]) == 130
    assert capsys.readouterr() == ("", "")


def test_ctrl_c_while_torch_is_imported_is_quiet(tmp_path):
    (tmp_path / "torch.py").write_text("raise KeyboardInterrupt\n")
    path = os.pathsep.join((str(tmp_path), str(ROOT)))
    done = subprocess.run(
        [sys.executable, "-m", "app", "info"],
        env={**os.environ, "PYTHONPATH": path},
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (130, b"")
