"""`dip-studio restore --animation`: how the picture formed, as a file."""

import pytest
from PIL import Image

from dip_core.cli import main

SMALL = ("--device=cpu", "--set=network.scales=2", "--set=network.channels=8")


def restore(*words, task="denoising", iterations=6):
    given = ["restore", "noisy.png", "-o", "out.png", "--task", task, f"--iterations={iterations}"]
    return main([*given, *SMALL, *words])


@pytest.mark.parametrize("suffix", ["gif", "webp"])
def test_it_shows_the_input_the_run_and_the_result(folder, suffix):
    assert restore(f"--animation=a.{suffix}") == 0
    with Image.open(f"a.{suffix}") as image:
        assert image.size == (320, 256)  # eight times as large, so that words can be read
        assert image.n_frames == 1 + 6 + 1


def test_an_enlarged_one_has_the_shape_of_the_result(folder):
    words = ["--set=task.factor=2", "--animation=a.gif"]
    assert restore(*words, task="super-resolution", iterations=2) == 0
    with Image.open("a.gif") as image:
        assert image.size == (320, 256)


def test_its_options_are_set_like_all_others(folder):
    words = ("--set=animation.curve=true", "--set=animation.side=200", "--reference=clean.png")
    assert restore("--animation=a.webp", *words) == 0
    with Image.open("a.webp") as image:
        assert image.width == 200
        assert image.height > 160  # and the strip with the curve


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--set=animation.curve=true"], "needs --animation"),
        (["--animation=a.gif", "--set=animation.speed=2"], "has: spacing"),
        (["--animation=a.gif", "--set=animation.rate=500"], "between 1 and 30"),
    ],
)
def test_what_cannot_be_is_refused_before_the_run(folder, words, said, error_line):
    assert restore(*words) == 2
    assert said in error_line()
    assert not (folder / "out.png").exists()


def test_a_film_is_refused_at_once_where_nothing_can_encode_it(folder, monkeypatch, error_line):
    monkeypatch.setattr("dip_core.animation.encoding.encoder", lambda: None)
    assert restore("--animation=a.mp4") == 2
    assert 'pip install "dip-studio[video]"' in error_line()
    assert not (folder / "out.png").exists()
