"""`dip-studio restore --estimates`: what was found beside the picture, as files."""

import json
from pathlib import Path

import numpy as np
import pytest

from dip_core.cli import main
from dip_core.cli.outputs import save_estimates
from dip_core.engine.run import Run
from dip_core.images import Picture, load_picture, save_picture
from dip_core.tasks.blind_deblurring import BlindDeblurring
from tests.laws.tiny import RUNTIME, observation, restoration

SMALL = (
    "--device=cpu",
    "--set=network.scales=2",
    "--set=network.channels=8",
    "--set=network.skip_channels=2",
)


def restore(*words, task="blind-deblurring", iterations=3):
    return main(
        [
            *("restore", "noisy.png", "-o", "out.png", "--task", task),
            *(f"--iterations={iterations}", *SMALL, *words),
        ]
    )


@pytest.fixture
def found():
    """The result of a short run that looks for a picture and a kernel."""
    run = Run(restoration(BlindDeblurring(size=5), iterations=3), observation(), RUNTIME)
    list(run)
    return run.result


def test_every_unknown_becomes_a_file_of_its_name(folder):
    assert restore("--estimates=found", "--set=task.size=7") == 0
    assert sorted(path.name for path in (folder / "found").iterdir()) == [
        "kernel.png",
        "picture.png",
    ]
    kernel, picture = (load_picture(f"found/{name}.png") for name in ("kernel", "picture"))
    assert (kernel.height, kernel.width, kernel.channels, kernel.depth) == (7, 7, 1, 16)
    assert (picture.height, picture.width, picture.channels, picture.depth) == (38, 46, 3, 16)


def test_the_brightest_of_a_kernel_is_white_and_a_picture_stays_as_it_is(found, tmp_path):
    paths = save_estimates(found, tmp_path / "found", overwrite=False)
    kernel, picture = (load_picture(paths[name]).to_float() for name in ("kernel", "picture"))
    wanted = found.estimates["kernel"]
    np.testing.assert_allclose(kernel, wanted / wanted.max(), atol=1e-5)
    np.testing.assert_allclose(picture, found.estimates["picture"], atol=1e-5)


def test_what_was_found_can_be_used_as_a_kernel(folder):
    assert restore("--estimates=found", "--set=task.size=7") == 0
    words = ["--kernel=found/kernel.png", "--overwrite"]
    assert restore(*words, task="deblurring") == 0


def test_report_and_json_name_the_files(folder, capsys):
    assert restore("--estimates=found", "--report=r.json", "--json", "--set=task.size=5") == 0
    files = {name: str(Path("found", f"{name}.png")) for name in ("picture", "kernel")}
    assert json.loads((folder / "r.json").read_text("utf-8"))["estimates"] == files
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["estimates"] == files


def test_without_the_option_nothing_is_said_of_estimates(folder, capsys):
    assert restore("--report=r.json", "--json", "--set=task.size=5") == 0
    assert "estimates" not in json.loads((folder / "r.json").read_text("utf-8"))
    assert "estimates" not in json.loads(capsys.readouterr().out.splitlines()[-1])


def test_the_files_are_said_in_words(folder, capsys):
    assert restore("--estimates=found", task="denoising") == 0
    assert f"Found: {Path('found', 'picture.png')}." in capsys.readouterr().out


def test_files_that_are_there_are_not_replaced_without_leave(folder, capsys):
    (folder / "found").mkdir()
    (folder / "found" / "kernel.png").write_bytes(b"mine")
    assert restore("--estimates=found", "--set=task.size=5") == 2
    assert "kernel.png exists already; add --overwrite" in capsys.readouterr().err
    assert (folder / "found" / "kernel.png").read_bytes() == b"mine"
    assert not (folder / "out.png").exists()
    assert restore("--estimates=found", "--set=task.size=5", "--overwrite") == 0
    assert load_picture("found/kernel.png").width == 5


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--estimates=noisy.png", "it is a file"),
        ("--estimates=no/where", "there is no folder no"),
    ],
)
def test_a_folder_that_cannot_be_is_refused_at_once(folder, error_line, words, said):
    assert restore(words) == 2
    assert said in error_line()
    assert not (folder / "out.png").exists()


def test_an_estimate_in_the_place_of_the_result_is_refused_at_once(folder, error_line):
    words = ["restore", "noisy.png", "-o", "picture.png", "--task=denoising", "--estimates=."]
    assert main([*words, "--iterations=2", *SMALL]) == 2
    assert "asked for twice" in error_line()


# ------------------------------------------------------------------ a kernel that makes no sense


def kernel_file(folder, size):
    height, width = size
    save_picture(Picture.from_array(np.ones((height, width), np.float32)), folder / "k.png")
    return "--kernel=k.png"


def test_a_kernel_larger_than_the_picture_is_refused_at_once(folder, error_line):
    assert restore(kernel_file(folder, (9, 99)), task="deblurring") == 2
    assert "99×9 px, larger than the picture of 40×32" in error_line()


def test_no_kernel_for_a_kernel_from_a_file_is_refused_at_once(folder, error_line):
    assert restore("--set=task.kernel=loaded", task="deblurring") == 2
    assert "There is no blur kernel" in error_line()
