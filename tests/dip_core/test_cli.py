"""The command line: what scripts rely on."""

import io
import json
import signal
import sys

import numpy as np
import pytest
from PIL import Image

import dip_core.cli.program
import dip_core.cli.restore
from dip_core.catalogue import BASELINES, NETWORKS, TASKS
from dip_core.cli import COMMANDS, main
from dip_core.cli.command import Command
from dip_core.cli.progress import JsonTicks, ProgressBar, ProgressLines, duration
from dip_core.errors import OutOfMemoryError
from dip_core.images import Picture, load_picture, save_picture
from dip_core.options import settings
from dip_core.spec import IterationReport

SMALL = (
    "--device=cpu",
    "--set=network.scales=2",
    "--set=network.channels=8",
    "--set=network.skip_channels=2",
)


def landscape(height=32, width=40):
    down, across = np.mgrid[0:height, 0:width] / height
    planes = [np.sin(5 * across), np.cos(4 * down), (down + across) % 1.0]
    return (np.stack(planes, axis=-1) * 0.4 + 0.5).astype(np.float32)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder to work in, with a clean and a noisy picture and a mask."""
    monkeypatch.setattr("dip_core.devices._cores", lambda: 1)
    monkeypatch.chdir(tmp_path)
    clean = landscape()
    noise = np.random.default_rng(0).normal(0, 0.1, clean.shape)
    save_picture(Picture.from_array(clean), tmp_path / "clean.png")
    save_picture(Picture.from_array(np.clip(clean + noise, 0, 1)), tmp_path / "noisy.png")
    mask = np.zeros((32, 40), np.uint8)
    mask[10:20, 12:24] = 255
    save_picture(Picture.from_array(mask), tmp_path / "mask.png")
    return tmp_path


def restore(*words, task="denoising", image="noisy.png", out="out.png", iterations=6):
    return main(
        ["restore", image, "-o", out, "--task", task, f"--iterations={iterations}", *SMALL, *words]
    )


def error_line(capsys):
    """The one line on standard error."""
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith("dip-studio: ")
    return lines[0].removeprefix("dip-studio: ")


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
def test_a_mistake_is_one_line_and_exit_code_2(words, capsys):
    assert main(words) == 2
    assert "--help" in error_line(capsys)


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
def test_no_error_gets_past_as_a_traceback(error, code, words, monkeypatch, capsys):
    monkeypatch.setattr(dip_core.cli.program, "COMMANDS", failing(error))
    assert main(["fail"]) == code
    assert words in error_line(capsys)


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
    assert listed or what == "studies"


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


def test_a_mask_that_does_not_exist_is_refused_before_anything_is_written(folder, capsys):
    words = "degrade clean.png -o n.png --with gaussian:25 --mask-out m.png"
    assert main(words.split()) == 2
    assert "leaves no mask" in error_line(capsys)
    assert not (folder / "n.png").exists()


@pytest.mark.parametrize("words", ["gaussian:loud", "rain:3"])
def test_a_degradation_that_does_not_exist_is_refused(folder, words, capsys):
    assert main(["degrade", "clean.png", "-o", "n.png", "--with", words]) == 2
    assert words.split(":")[0] in error_line(capsys)


def test_only_what_a_mask_shows_is_compared(folder, capsys):
    image = load_picture("clean.png").to_float().copy()
    image[10:20, 12:24] = 0
    save_picture(Picture.from_array(image), folder / "hole.png")
    main(["compare", "clean.png", "hole.png"])
    whole = float(capsys.readouterr().out.split()[1])
    main(["compare", "clean.png", "hole.png", "--mask", "mask.png"])
    assert float(capsys.readouterr().out.split()[1]) < whole - 5


def test_pictures_of_two_sizes_cannot_be_compared(folder, capsys):
    save_picture(Picture.from_array(landscape(20, 20)), folder / "small.png")
    assert main(["compare", "clean.png", "small.png"]) == 2
    assert "20×20" in error_line(capsys)


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


def test_every_option_of_a_baseline_is_reached(folder, capsys):
    for kind, method in BASELINES.items():
        for setting in settings(method):
            words = f"baseline noisy.png -o x.png --method {kind} --set {setting.name}=jelly"
            assert main(words.split()) == 2
            assert setting.name in error_line(capsys)


# ------------------------------------------------------------------ restore


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


@pytest.mark.parametrize("suffix", ["gif", "webp"])
def test_an_animation_shows_how_it_formed(folder, suffix):
    assert restore(f"--animation=a.{suffix}") == 0
    with Image.open(f"a.{suffix}") as image:
        assert image.size == (40, 32)
        assert image.n_frames >= 2


def test_an_enlarged_animation_has_the_size_of_the_result(folder):
    words = ["--set=task.factor=2", "--animation=a.gif"]
    assert restore(*words, task="super-resolution", iterations=2) == 0
    with Image.open("a.gif") as image:
        assert image.size == (80, 64)


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
        (["--animation=a.mp4"], 2, "MP4 is not available yet"),
        (["--animation=a.avi"], 2, ".gif, .webp"),
        (["--animation=out.webp", "--output=out.webp"], 2, "twice"),
        (["--report=clean.png"], 2, "--overwrite"),
        (["--report=no/r.json"], 2, "there is no folder no"),
    ],
)
def test_what_cannot_be_is_refused_at_once(folder, words, code, said, capsys):
    rest, changes = (words, {}) if isinstance(words, list) else ([], words)
    assert restore(*rest, **changes) == code
    assert said in error_line(capsys)
    assert not (folder / "out.png").exists()


def test_nothing_is_replaced_without_leave(folder, capsys):
    (folder / "out.png").write_text("precious")
    assert restore() == 2
    assert "--overwrite" in error_line(capsys)
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


# ------------------------------------------------------------------ progress


class Clock:
    """A clock that is half a second later each time it is read."""

    now = 0.0

    def __call__(self):
        self.now += 0.5
        return self.now


def reports(count, **rest):
    return [IterationReport(n, count, 0.125, n * 0.5, **rest) for n in range(1, count + 1)]


class Terminal(io.StringIO):
    encoding = "utf-8"


@pytest.mark.parametrize("columns", [30, 80, 200])
def test_the_bar_stays_on_one_line(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    stream = Terminal()
    bar = ProgressBar(stream, Clock())
    for report in reports(50, metrics={"psnr_average": 27.125}):
        bar.see(report)
    bar.close()
    drawn = stream.getvalue().rstrip().split("\r")
    assert max(map(len, drawn)) < columns
    assert "50/50" in drawn[-1]
    assert "\n" not in stream.getvalue()[:-1]


def test_the_bar_says_how_fast_and_how_long(monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    stream = Terminal()
    bar = ProgressBar(stream, Clock())
    for report in reports(200)[:100]:
        bar.see(report)
    last = stream.getvalue().split("\r")[-1]
    assert "100/200  2.0 it/s  loss 0.125  ETA 0:50" in last
    assert last.count("█") == last.count("░") > 0


def test_plain_lines_come_every_few_seconds():
    stream = io.StringIO()
    lines = ProgressLines(stream, Clock())
    for report in reports(100):
        lines.see(report)
    assert 8 <= len(stream.getvalue().splitlines()) <= 11


def test_ticks_are_not_one_an_iteration(capsys):
    class Fast(Clock):
        def __call__(self):
            self.now += 0.01
            return self.now

    ticks = JsonTicks(Fast())
    for report in reports(100, metrics={"psnr": float("nan")}):
        ticks.see(report)
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert 4 <= len(told) <= 8
    assert told[-1]["iteration"] == 100
    assert told[0]["psnr"] is None


def test_durations_read_like_a_clock():
    assert [duration(s) for s in (0, 61, 3725)] == ["0:00", "1:01", "1:02:05"]


def test_a_console_without_our_signs_does_not_fail(monkeypatch):
    old = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", old)
    assert main(["list", "tasks"]) == 0
    old.flush()
    assert b"denoising" in old.buffer.getvalue()
