"""`dip-studio study`: figures into a folder, ticks for programs, sentences for people."""

import json
import signal

import pytest

import dip_core.cli.study
from dip_core.cli.program import main
from dip_core.images import Picture, save_picture
from tests.conftest import scene

QUICK = (
    "--device",
    "cpu",
    "--set",
    "side=32",
    "--set",
    "iterations=2",
    "--set",
    "network.channels=4",
)
FILES = {"loss.png", "loss.csv", "pictures.png"}


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.png"
    save_picture(Picture.from_array(scene(40, 48)), path)
    return str(path)


def study(*words):
    return main(["study", *map(str, words)])


def test_a_study_of_a_photo_writes_its_figures_and_says_what_to_look_for(photo, tmp_path, capsys):
    assert study("noise-impedance", photo, "-o", tmp_path / "out", *QUICK) == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES
    said = capsys.readouterr()
    assert "What to look for: " in said.out
    assert "arXiv 1711.10925" in said.out
    assert "loss.csv" in said.out
    assert "sooner than it learns noise?" in said.err


def test_without_a_photo_a_bundled_one_is_taken(tmp_path):
    assert study("noise-impedance", "-o", tmp_path / "out", *QUICK) == 0


def test_json_tells_every_line_to_a_program(photo, tmp_path, capsys):
    assert study("noise-impedance", photo, "-o", tmp_path / "out", *QUICK, "--json") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[-2]["step"] == lines[-2]["steps"] == 8
    assert lines[-1]["study"]["kind"] == "noise-impedance"
    assert lines[-1]["study"]["iterations"] == 2
    assert lines[-1]["curves"]["loss"]["photo"]["x"] == [1, 2]
    assert len(lines[-1]["files"]) == 3


def test_ctrl_c_stops_and_writes_what_there_is(photo, tmp_path, monkeypatch):
    before = signal.getsignal(signal.SIGINT)

    lines = []

    def pressing_ctrl_c(line):
        if line.get("step") == 5:
            signal.raise_signal(signal.SIGINT)
        lines.append(line)

    monkeypatch.setattr(dip_core.cli.study, "_TICK_SECONDS", 0.0)
    monkeypatch.setattr(dip_core.cli.study, "say_json", pressing_ctrl_c)
    assert study("noise-impedance", photo, "-o", tmp_path / "out", *QUICK, "--json") == 130
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES
    assert lines[-2]["step"] == 5
    assert lines[-1]["curves"]["loss"]["photo"]["x"] == [1]
    assert signal.getsignal(signal.SIGINT) is before


def test_files_that_are_there_are_replaced_only_when_asked(photo, tmp_path, capsys):
    words = ("noise-impedance", photo, "-o", tmp_path, *QUICK)
    assert study(*words) == 0
    assert study(*words) == 2
    assert "exists already" in capsys.readouterr().err
    assert study(*words, "--overwrite") == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("no-such",), "There is no study called 'no-such'; known: noise-impedance"),
        (("noise-impedance", "--set", "depth=3"), "noise-impedance has: side, seed, iterations"),
        (("noise-impedance", "--set", "side=1"), "must be between 32 and 512"),
    ],
)
def test_what_cannot_be_is_answered_in_one_line(words, sentence, tmp_path, capsys):
    assert study(*words, "-o", tmp_path) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1


def test_a_picture_of_a_few_pixels_is_refused(tmp_path, capsys):
    save_picture(Picture.from_array(scene(9, 48)), tmp_path / "tiny.png")
    assert study("prior-samples", tmp_path / "tiny.png", "-o", tmp_path) == 3
    assert "at least 16×16" in capsys.readouterr().err


def test_studies_are_listed_with_their_options(capsys):
    assert main(["list", "studies", "--json"]) == 0
    listed = {each["kind"]: each for each in json.loads(capsys.readouterr().out)}
    options = {option["path"] for option in listed["uncertainty"]["options"]}
    assert {"side", "seeds", "iterations"} <= options
