"""`dip-studio restore` says beforehand what will take long."""

import json
from pathlib import Path

import platformdirs
import pytest

from dip_core.cli import main
from dip_core.images import Picture, save_picture
from tests.conftest import scene

SMALL = (
    "--device=cpu",
    "--set=network.scales=2",
    "--set=network.channels=8",
    "--set=network.skip_channels=2",
)


@pytest.fixture
def speeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_folders: Path) -> Path:
    """The file that remembers how fast devices are; there is none yet."""
    monkeypatch.chdir(tmp_path)
    save_picture(Picture.from_array(scene(100, 140)), "photo.png")
    return Path(platformdirs.user_cache_dir("dip-studio", appauthor=False)) / "speeds.json"


def restore(*words: str) -> int:
    return main(["restore", "photo.png", "-o", "out.png", "--task=denoising", *SMALL, *words])


def know(speeds: Path, operations_per_second: float) -> None:
    speeds.parent.mkdir(parents=True, exist_ok=True)
    speeds.write_text(json.dumps({"cpu auto": operations_per_second}))


def test_what_takes_no_minute_is_not_announced(speeds, capsys):
    know(speeds, 1e12)
    assert restore("--stopping=fixed", "--iterations=3") == 0
    assert "This takes" not in capsys.readouterr().err


def test_what_takes_long_is_announced_with_tiles_memory_and_time(speeds, capsys):
    know(speeds, 2e6)
    assert restore("--stopping=fixed", "--iterations=3", "--tiles=64,16") == 0
    said = next(line for line in capsys.readouterr().err.splitlines() if "This takes" in line)
    assert "This takes 6 tiles, 0." in said
    assert "GiB of memory and about " in said
    assert " min; Ctrl-C keeps" in said


def test_a_rule_may_end_it_earlier(speeds, capsys):
    know(speeds, 1e4)
    assert restore("--iterations=3") == 0
    assert "GiB of memory and at most " in capsys.readouterr().err


def test_without_a_known_speed_the_time_is_not_guessed(speeds, capsys, monkeypatch):
    monkeypatch.setattr("dip_core.cli.foretelling._SLOW", 1.0)
    assert restore("--stopping=fixed", "--iterations=3") == 0
    assert "how long is known after the first run" in capsys.readouterr().err


def test_the_speed_of_a_run_is_remembered(speeds):
    assert restore("--stopping=fixed", "--iterations=6") == 0
    assert json.loads(speeds.read_text())["cpu auto"] > 0


def test_a_few_iterations_say_nothing_about_the_speed(speeds):
    assert restore("--stopping=fixed", "--iterations=3") == 0
    assert not speeds.exists()


@pytest.mark.parametrize("text", ["no json", "[1]", '{"cpu auto": "fast"}', '{"cpu auto": -1.0}'])
def test_a_memory_that_cannot_be_read_is_none(speeds, text):
    speeds.parent.mkdir(parents=True, exist_ok=True)
    speeds.write_text(text)
    assert restore("--stopping=fixed", "--iterations=6") == 0
    assert json.loads(speeds.read_text())["cpu auto"] > 0
