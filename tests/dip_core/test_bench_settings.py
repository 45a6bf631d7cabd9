"""`dip-studio bench settings`: what settings gain, on pictures they were not chosen by."""

import json

import pytest

from dip_core.bench.leads import LEADS
from dip_core.bench.rows import ROWS
from dip_core.bench.settings import PICTURES, Trial, _compared, _statistics
from dip_core.cli import main

WORDS = ["bench", "settings", "--rows=denoising", "--seeds=1", "--size=32", "--jobs=1"]


def trial(psnr, seconds):
    return Trial("denoising", "fast", "a", 0, 32, psnr, seconds, 10)


def test_a_table_compares_settings_picture_by_picture_and_goes_on_where_it_was(tmp_path, capsys):
    words = [*WORDS, "--settings=fast iterations=2; fast iterations=1", "-o", str(tmp_path)]
    assert main(words) == 0
    assert "denoising | fast iterations=1 | 6 |" in capsys.readouterr().out
    figures = json.loads((tmp_path / "settings.json").read_text())
    assert len(figures["trials"]) == 12
    assert {t["picture"] for t in figures["trials"]} == set(PICTURES["reporting"])
    assert [t["iterations"] for t in figures["trials"]] == [2] * 6 + [1] * 6
    assert main([*words, "--resume"]) == 0
    assert json.loads((tmp_path / "settings.json").read_text())["trials"] == figures["trials"]


def test_no_picture_is_chosen_by_and_reported_on():
    assert not set(PICTURES["choosing"]) & set(PICTURES["reporting"])
    assert min(map(len, PICTURES.values())) >= 6


def test_gains_are_differences_on_the_same_picture():
    found = _statistics(
        [(trial(30.0, 1.0), trial(29.0, 4.0)), (trial(20.0, 1.0), trial(22.0, 2.0))]
    )
    assert found["gain"] == pytest.approx(-0.5)
    assert found["worst"] == pytest.approx(-2.0)
    assert found["faster"] == pytest.approx(3.0)


@pytest.mark.parametrize("row", [row for row in ROWS if row.name in LEADS], ids=lambda r: r.name)
def test_what_was_considered_can_be_said(row):
    assert _compared(row, None) == LEADS[row.name]


def test_settings_without_a_quality_are_one_sentence(tmp_path, capsys):
    assert main([*WORDS, "--settings=iterations=2", "-o", str(tmp_path)]) == 2
    assert "does not begin with a quality" in capsys.readouterr().err
