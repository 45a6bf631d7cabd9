"""Animations: what is shown when, what is drawn into it, and how it becomes a file."""

import subprocess

import numpy as np
import pytest
from PIL import Image

from dip_core.animation.encoding import encoder
from dip_core.animation.gathering import Gathering
from dip_core.animation.reel import Reel
from dip_core.animation.stage import Stage
from dip_core.animation.story import FIRST, LAST, Scene, Shot, Story, cues
from dip_core.animation.style import AnimationStyle
from dip_core.animation.writing import write_animation
from dip_core.errors import Cancelled, MissingAddOn, PictureError
from dip_core.figures.figure import line
from dip_core.images import Box
from tests.dip_core.picture_files import display_p3

BARE = AnimationStyle(number=False)
REGION = Box(0, 0, 240, 320)


def grey(level, height=240, width=320):
    return np.full((height, width, 3), level, np.uint8)


def shot(iteration, level, region=None):
    size = (240, 320) if region is None else (region.height, region.width)
    return Shot(iteration, lambda: grey(level, *size), region)


@pytest.fixture
def story():
    """A run of 100 iterations that becomes brighter, from black to white."""
    shots = [shot(1, 40), shot(10, 80), shot(100, 120)]
    curve = line("Loss", np.arange(1, 101), 1.0 / np.arange(1, 101))
    return Story(Scene(grey(0), REGION), shots, lambda: grey(255), 80, curve)


# ------------------------------------------------------------------ what is shown when


def test_the_pace_gives_equal_ratios_or_equal_differences_equal_time():
    style = AnimationStyle(seconds=3, rate=10)
    early = cues([1, 10, 100], style)
    assert [cue.what for cue in early] == [FIRST, 0, 1, 2, LAST]
    assert [cue.frames for cue in early[1:-1]] == [15, 14, 1]
    even = cues([1, 10, 100], style.replace(spacing="even"))
    assert [cue.frames for cue in even[1:-1]] == [3, 26, 1]


def test_input_and_result_are_shown_longer_than_a_moment():
    first, *_, last = cues([1, 2, 3], AnimationStyle(seconds=1, rate=10))
    assert (first.frames, last.frames) == (8, 20)


@pytest.mark.parametrize("spacing", ["logarithmic", "even"])
def test_pictures_of_a_long_run_take_no_more_memory_than_they_may(spacing):
    style = AnimationStyle(spacing=spacing)
    taken = Gathering(Scene(grey(0), REGION), style, most_bytes=40 * 320 * 240 * 3)
    for iteration in range(1, 20_001):
        if taken.wants(iteration):
            taken.add(iteration, lambda: grey(9), None)
    numbers = [one.iteration for one in taken.shots]
    assert 20 <= len(numbers) <= 40
    assert numbers == sorted(numbers)
    middle = numbers[len(numbers) // 2]
    assert (middle < 2_000) == (spacing == "logarithmic")


# ------------------------------------------------------------------ what a frame shows


def test_a_large_picture_is_made_smaller_and_a_small_one_larger_by_a_whole_factor():
    large = Stage(Scene(grey(0), Box(0, 0, 2400, 3200)), AnimationStyle(side=400))
    small = Stage(Scene(grey(0, 24, 32), Box(0, 0, 24, 32)), AnimationStyle())
    assert large.before.size == (400, 300)
    assert small.before.size == (320, 240)


def test_a_part_is_laid_where_it_belongs_over_what_there_was():
    stage = Stage(Scene(grey(0), Box(100, 100, 240, 320)), BARE)
    part = Box(140, 200, 40, 60)
    shown = np.asarray(stage.placed(stage.before, shot(1, 200, part)))
    assert (shown[40:80, 100:160] == 200).all()
    assert int((shown > 0).any(axis=-1).sum()) == part.area


def test_the_split_view_has_the_input_on_the_left():
    stage = Stage(Scene(grey(0), REGION), BARE.replace(split=True))
    shown = np.asarray(stage.frame(stage.fitted(grey(200)), "", 5))
    assert (shown[:, :157] == 0).all()
    assert (shown[:, 163:] == 200).all()


def test_the_number_is_written_and_the_rest_is_left_alone():
    stage = Stage(Scene(grey(0), REGION), AnimationStyle())
    shown = np.asarray(stage.frame(stage.fitted(grey(100)), "Iteration 7", 7))
    assert (shown == 255).any()
    assert (shown[60:] == 100).all()


def test_the_curve_is_bright_as_far_as_the_run_has_come(story):
    stage = Stage(story.scene, BARE.replace(curve=True), story.curve)
    strips = [np.asarray(stage.frame(stage.before, "", n))[240:].astype(int) for n in (1, 10, 100)]
    blue = [int(((s[..., 2] - s[..., 0]) > 60).sum()) for s in strips]
    assert 0 < blue[0] < blue[1] < blue[2]


def test_pictures_with_a_profile_are_shown_in_srgb(story):
    plain, wide = Stage(story.scene, BARE), Stage(Scene(grey(0), REGION, display_p3()), BARE)
    red = np.zeros((240, 320, 3), np.uint8)
    red[..., 0], red[..., 1:] = 200, 60
    assert plain.fitted(red).getpixel((9, 9)) == (200, 60, 60)
    assert wide.fitted(red).getpixel((9, 9))[0] > 205


# ------------------------------------------------------------------ files


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
def test_a_file_has_every_picture_for_its_time(story, tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    write_animation(story, path, BARE.replace(seconds=3, rate=10))
    levels, times = [], []
    with Image.open(path) as film:
        assert film.size == (320, 240)
        assert film.info["loop"] == 0
        for number in range(film.n_frames):
            film.seek(number)
            levels.append(film.convert("RGB").getpixel((160, 120))[0])
            times.append(film.info["duration"])
    assert levels == pytest.approx([0, 40, 80, 120, 255], abs=2)
    assert times == [800, 1500, 1400, 100, 2000]


def test_one_that_is_not_to_loop_says_so(story, tmp_path):
    for suffix, said in ((".gif", None), (".webp", 1)):
        write_animation(story, tmp_path / f"a{suffix}", BARE.replace(loop=False))
        with Image.open(tmp_path / f"a{suffix}") as film:
            assert film.info.get("loop") == said


@pytest.mark.skipif(encoder() is None, reason="no encoder is installed")
def test_a_film_has_the_frames_in_their_colours(story, tmp_path):
    write_animation(story, tmp_path / "a.mp4", BARE.replace(seconds=1, rate=10))
    assert (tmp_path / "a.mp4").read_bytes()[4:8] == b"ftyp"
    said = [encoder(), "-loglevel", "error", "-i", tmp_path / "a.mp4", "-vf", "format=rgb24"]
    raw = subprocess.run([*said, "-f", "rawvideo", "-"], capture_output=True, check=True).stdout
    frames = np.frombuffer(raw, np.uint8).reshape(-1, 240, 320, 3)
    assert len(frames) == 8 + 10 + 20
    assert frames[[0, 8, 20], 120, 160, 0] == pytest.approx([0, 40, 255], abs=4)


def test_frames_are_made_one_by_one():
    made = []

    def frames():
        for level in range(5):
            made.append(level)
            yield Image.new("RGB", (8, 8), (level, 0, 0))

    reel = Reel(frames(), 5)
    assert made == [0]
    reel.seek(3)
    assert reel.getpixel((0, 0)) == (3, 0, 0)
    reel.seek(0)
    assert reel.tell() == 3  # what is behind is gone
    with pytest.raises(EOFError):
        reel.seek(5)


def test_whoever_waits_is_told_and_may_give_up(story, tmp_path):
    path = tmp_path / "a.gif"
    path.write_bytes(b"precious")
    shares = []
    with pytest.raises(Cancelled):
        write_animation(
            story,
            path,
            BARE,
            overwrite=True,
            progressed=shares.append,
            cancelled=lambda: len(shares) > 1,
        )
    assert shares == pytest.approx([0.2, 0.4])
    assert path.read_bytes() == b"precious"
    assert list(tmp_path.iterdir()) == [path]


def test_without_an_encoder_a_sentence_says_what_to_install(story, tmp_path, monkeypatch):
    monkeypatch.setattr("dip_core.animation.encoding.encoder", lambda: None)
    with pytest.raises(MissingAddOn, match=r"dip-studio\[video\]") as refused:
        write_animation(story, tmp_path / "a.mp4")
    assert refused.value.command == 'pip install "dip-studio[video]"'


def test_what_the_encoder_complains_of_is_said(story, tmp_path, monkeypatch):
    program = tmp_path / "encoder"
    program.write_text("#!/bin/sh\necho 'no such codec' >&2\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setattr("dip_core.animation.encoding.encoder", lambda: str(program))
    with pytest.raises(PictureError, match="no such codec"):
        write_animation(story, tmp_path / "a.mp4")
    assert not (tmp_path / "a.mp4").exists()
