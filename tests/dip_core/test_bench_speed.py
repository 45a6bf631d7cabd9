"""`dip-studio bench speed`: the published step is what it says, and sides really take turns."""

import json
import math
from itertools import islice, pairwise

import numpy as np
import pytest

from dip_core.bench.plot import plot
from dip_core.bench.reference import Published, _hourglass, published_steps
from dip_core.bench.sides import Side, alternate
from dip_core.bench.speed_figures import our_seconds, published_seconds
from dip_core.cli import main
from dip_core.images import Picture, save_picture
from dip_core.networks.skip import Skip
from tests.laws.tiny import picture

TINY = Published(channels=8, skip_channels=2, scales=2)


def steps(count, **rest):
    clean = picture(32, 32)
    return list(islice(published_steps(TINY, clean, clean, **rest), count))


@pytest.mark.parametrize(
    ("published", "weights"),
    [
        (Published(), 2_217_831),
        (Published(skip_channels=128, upsampling="nearest"), 3_002_627),
    ],
)
def test_the_transcribed_network_has_the_published_weights_and_those_of_our_own(published, weights):
    ours = Skip(skip_channels=(published.skip_channels,), upsampling=(published.upsampling,))
    for module in (_hourglass(published, 32, 3), ours.build(32, 3, 64, 64)):
        assert sum(p.numel() for p in module.parameters()) == weights


def test_the_published_loop_fits_and_its_average_is_corrected():
    made = steps(60)
    assert made[-1].psnr > made[0].psnr + 3.0
    assert made[0].psnr_average == pytest.approx(made[0].psnr, abs=1e-3)
    assert [s.iteration for s in made] == list(range(1, 61))
    assert all(a.seconds < b.seconds for a, b in pairwise(made))


def test_holes_are_scored_where_nothing_was_known():
    known = np.ones((32, 32), np.float32)
    known[8:16, 8:16] = 0.0
    whole, hole = steps(3)[-1], steps(3, known=known)[-1]
    assert whole.psnr != pytest.approx(hole.psnr, abs=1e-6)


@pytest.mark.slow
def test_sides_take_turns_in_processes_of_their_own():
    with (
        Side(published_seconds, "cpu", 64) as theirs,
        Side(our_seconds, "cpu", 64, "float32") as ours,
    ):
        medians = alternate([theirs, ours], rounds=2, iterations=2)
    assert len(medians) == 2
    assert all(0.0 < seconds < 60.0 for seconds in medians)


def test_a_row_leaves_a_table_and_its_figures(tmp_path, capsys):
    save_picture(Picture.from_array(picture(40, 48)), tmp_path / "a.png")
    words = ["bench", "speed", "--rows=precision", "--size=32", "--seeds=1", "--iterations=3"]
    assert main([*words, f"--data={tmp_path}", "-o", str(tmp_path / "out")]) == 0
    table = capsys.readouterr().out
    assert "bfloat16 less float32" in table
    written = json.loads((tmp_path / "out" / "speed.json").read_text())
    assert written["device"].startswith("Processor")
    (figure,) = written["figures"]
    (row,) = figure["values"]["differences"]
    assert row["picture"] == "a"
    assert math.isfinite(row["dB"])
    assert (tmp_path / "out" / "speed.md").read_text() in table


def test_the_device_that_is_measured_is_said_and_has_to_be_there(tmp_path, capsys):
    assert main(["bench", "speed", "--rows=rates", "--device=cuda:7", "-o", str(tmp_path)]) == 2
    assert "no device 'cuda:7'" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_an_unknown_row_is_one_sentence(tmp_path, capsys):
    assert main(["bench", "speed", "--rows=warp", "-o", str(tmp_path)]) == 2
    assert "no row 'warp'" in capsys.readouterr().err


def test_a_plot_shows_its_curves_in_their_colours():
    curves = {"one": ([1.0, 10.0], [1.0, 2.0]), "two": ([0.0, 5.0, 9.0], [1.0, 2.0, math.nan])}
    colours = {colour for _, colour in plot("t", "x", "y", curves).getcolors(10**6)}
    assert (192, 57, 43) in colours
    assert plot("t", "x", "y", {}).size == plot("t", "x", "y", curves).size
