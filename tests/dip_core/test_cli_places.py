"""`dip-studio restore` on a part of a picture, and in tiles."""

import json

import numpy as np
import pytest
from PIL import Image

from dip_core.cli import main
from dip_core.images import Picture, load_picture, save_picture
from tests.conftest import scene

SMALL = (
    "--device=cpu",
    "--stopping=fixed",
    "--iterations=3",
    "--set=network.scales=2",
    "--set=network.channels=8",
    "--set=network.skip_channels=2",
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    save_picture(Picture.from_array(scene(100, 140)), "photo.png")
    mask = np.zeros((100, 140), np.uint8)
    mask[5:9, 5:15] = 255
    Image.fromarray(mask).save("mask.png")
    return tmp_path


def restore(*words, task="denoising"):
    return main(["restore", "photo.png", "-o", "out.png", "--task", task, *SMALL, *words])


def test_tiles_are_made_where_they_are_asked_for(folder, capsys):
    assert restore("--tiles=64,16", "--report=r.json", "--json") == 0
    report = json.loads((folder / "r.json").read_text(encoding="utf-8"))
    assert len(report["parts"]) == 6
    assert {part["iterations"] for part in report["parts"]} == {3}
    assert report["iterations"] == 18
    ticks = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert ticks[-2]["part"] == ticks[-2]["parts"] == 6
    assert load_picture("out.png").size_text == "140×100"


def test_a_region_is_restored_alone(folder):
    assert restore("--region=20,30,64,48") == 0
    before, after = load_picture("photo.png").pixels, load_picture("out.png").pixels
    changed = (before != after).any(axis=-1)
    assert changed[30:78, 20:84].mean() > 0.5
    changed[30:78, 20:84] = False
    assert not changed.any()


def test_an_animation_of_tiles_shows_the_whole_picture(folder):
    assert restore("--tiles=64", "--animation=a.gif") == 0
    with Image.open("a.gif") as film:
        assert film.size == (280, 200)  # enlarged, so that words fit
        assert film.n_frames > 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--region=1,2,3"], "write it as in"),
        (["--region=100,50,64,64"], "no part of the picture"),
        (["--region=50,50,40,40"], "Nothing is painted"),
        (["--tiles=many"], "none of auto"),
        (["--tiles=32"], "too small"),
        (["--tiles=64,40"], "cannot overlap"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(folder, capsys, words, said):
    task = "inpainting" if "Nothing" in said else "denoising"
    assert restore(*words, "--mask=mask.png", task=task) == 2
    assert said in capsys.readouterr().err.splitlines()[-1]
