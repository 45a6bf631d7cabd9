"""`dip-studio bench quality`: a table, its figures and a sheet that agree with one another."""

import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from dip_core.bench.cases import make_case
from dip_core.bench.figures import Figures, Published, RowFigures
from dip_core.bench.rows import ROWS
from dip_core.bench.scores import fitted, scored
from dip_core.bench.sheet import save_sheet
from dip_core.bench.table import table
from dip_core.catalogue import BASELINES
from dip_core.cli import main
from dip_core.images import Picture, load_picture, save_picture
from dip_core.metrics import psnr
from dip_core.photo import Inputs
from tests.laws.tiny import picture

BY_NAME = {row.name: row for row in ROWS}


@pytest.fixture
def pictures(tmp_path):
    """A folder with the pictures of two rows."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    save_picture(Picture.from_array(picture(40, 48)), folder / "F16_GT.png")
    save_picture(Picture.from_array(picture(40, 48)), folder / "kate.png")
    mask = np.ones((40, 48), np.float32)
    mask[18:22, 10:40] = 0.0
    save_picture(Picture.from_array(mask), folder / "kate_mask.png")
    figures = {"denoise": {"25": {"F16": {"deep_prior": [33.69, 0.9]}}}}
    (folder / "published_psnr.json").write_text(json.dumps(figures))
    return folder


def bench(*words):
    return main(["bench", "quality", "--size", "24", "--iterations", "4", *map(str, words)])


def test_two_rows_give_a_table_its_figures_and_a_sheet(pictures, tmp_path, capsys):
    folder = tmp_path / "table"
    wanted = ["--data", pictures, "--rows", "denoising,text", "--quality", "fast", "-o", folder]
    assert bench(*wanted) == 0
    said = capsys.readouterr()
    assert (folder / "quality.md").read_text(encoding="utf-8").strip() == said.out.strip()
    assert "denoising (1 of 2)" in said.err
    figures = json.loads((folder / "quality.json").read_text(encoding="utf-8"))
    denoising, text = figures["rows"]
    assert denoising["size"] == [24, 24]
    assert denoising["published"]["psnr"] == 33.69
    assert text["scoring"] == "in the hole"
    for row in figures["rows"]:
        assert [result["method"] for result in row["results"]] == ["fast"]
        assert row["results"][0]["iterations"] == 4
        scores = [baseline["psnr"] for baseline in row["baselines"]]
        assert scores == sorted(scores, reverse=True)
        files = [row["given"], *row["baselines"], *row["results"]]
        assert all((folder / file["picture"]).is_file() for file in files)
    with Image.open(folder / "contact-sheet.jpg") as sheet:
        assert sheet.width == 1200

    assert bench(*wanted, "--resume", "--json") == 0
    said = capsys.readouterr()
    assert said.err.count("done before") == 2
    assert json.loads(said.out)["rows"] == figures["rows"]


def test_the_commands_of_a_row_do_what_was_measured(pictures, tmp_path, monkeypatch, capsys):
    folder = tmp_path / "table"
    assert bench("--data", pictures, "--rows", "denoising", "--quality", "fast", "-o", folder) == 0
    figures = json.loads((folder / "quality.json").read_text(encoding="utf-8"))
    (row,) = figures["rows"]
    results = [row["given"], row["baselines"][0], row["results"][0]]
    before = [load_picture(folder / result["picture"]).pixels for result in results]
    monkeypatch.chdir(folder)
    for command in row["commands"]:
        assert main([word.strip("'") for word in command.split()[1:]]) == 0
    for result, earlier in zip(results, before, strict=True):
        np.testing.assert_array_equal(load_picture(result["picture"]).pixels, earlier)
    capsys.readouterr()


def test_a_row_whose_picture_is_missing_is_left_out_and_said(pictures, tmp_path, capsys):
    words = ["--data", pictures, "--rows", "enlarging", "-o", tmp_path / "table"]
    assert bench(*words) == 0
    said = capsys.readouterr()
    assert "zebra_GT.png is not in" in said.err
    assert "enlarging was left out" in said.out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--rows", "sky"], "knows no 'sky'"),
        (["--quality", "fast,splendid"], "knows no 'splendid'"),
        (["--rows", ","], "--rows is empty"),
        (["--data", "/nowhere"], "There is no folder"),
        (["--published", "/nowhere.json"], "There is no file"),
        (["--seed", "-1"], "at least 0"),
        (["--iterations", "0"], "at least 1"),
    ],
)
def test_a_wrong_word_is_answered_with_a_sentence(words, sentence, tmp_path, capsys):
    assert main(["bench", "quality", "-o", str(tmp_path), *words]) == 2
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "quality.md").exists()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_row_can_be_made_from_what_ships_with_scikit_image(row, tmp_path):
    case = make_case(row.sample, None, tmp_path, seed=0, side=32)
    again = make_case(row.sample, None, tmp_path / "again", seed=0, side=32)
    np.testing.assert_array_equal(case.inputs.picture.pixels, again.inputs.picture.pixels)
    assert case.inputs.reference is not None
    assert (case.inputs.mask is not None) == (row.scoring == "in the hole")
    if scored(case.inputs.picture.to_float(), case.inputs, row.scoring) is not None:
        assert scored(case.inputs.picture.to_float(), case.inputs, row.scoring)[0] < 40.0


def test_a_row_of_jpeg_is_a_file_that_was_compressed_once(tmp_path):
    case = make_case(BY_NAME["jpeg"].sample, None, tmp_path, seed=0, side=32)
    with Image.open(tmp_path / case.files["input"]) as file:
        assert file.format == "JPEG"
        coarsest = max(file.quantization[0])
    assert coarsest > 100


def test_known_baselines_are_named():
    kinds = {words.split()[0] for row in ROWS for words in row.baselines}
    for row in ROWS:
        assert any(words.split()[0] in BASELINES for words in row.baselines), row.name
    assert kinds & set(BASELINES)


def test_a_shifted_picture_scores_as_if_it_were_not():
    clean = picture(48, 56)
    moved = np.roll(clean, (3, -2), axis=(0, 1))
    assert psnr(moved, clean) < 25.0
    assert psnr(*fitted(moved, clean)) > 60.0


def test_a_hole_is_scored_alone():
    clean = picture(24, 32)
    mask = np.zeros((24, 32), np.uint8)
    mask[8:14, 8:20] = 255
    image = clean.copy()
    image[mask == 0] = 0.0
    inputs = Inputs(Picture.from_array(image), mask=mask, reference=Picture.from_array(clean))
    inside, _ = scored(inputs.picture.to_float(), inputs, "in the hole")
    everywhere, _ = scored(inputs.picture.to_float(), inputs, "everywhere")
    assert inside > 50.0
    assert everywhere < 20.0
    assert scored(image, Inputs(inputs.picture), "everywhere") is None


def measured(folder):
    """A row whose better baseline beats `fast` and not `balanced`."""
    save_picture(Picture.from_array(picture(16, 24)), folder / "some.png")
    figures = [Figures(name, "some.png", 20.0 + n, 0.5) for n, name in enumerate("abcd")]
    return RowFigures(
        name="row",
        title="Row, σ = 5",
        picture="some.png",
        size=(24, 16),
        scoring="everywhere",
        clean="some.png",
        given=figures[0],
        baselines=(replace(figures[2], method="nlm noise=3"),),
        results=(replace(figures[1], method="fast"), replace(figures[3], method="balanced")),
        published=Published(30.0, "something else"),
        commands=("dip-studio restore a.png -o b.png",),
    )


def test_the_table_says_where_a_classical_method_is_better(tmp_path):
    row = measured(tmp_path)
    page = table([row], ("fast", "balanced"), {"other": "It rained."})
    line = next(line for line in page.splitlines() if line.startswith("| Row"))
    assert "21.00 / 0.500†" in line
    assert "23.00 / 0.500," in line
    assert "30.00 (1)" in line
    for said in ("† A classical", "(1) something else", "other was left out: It rained."):
        assert said in page
    lengths = {line.count("|") for line in page.splitlines() if line.startswith("|")}
    assert len(lengths) == 1


def test_a_row_survives_json(tmp_path):
    row = measured(tmp_path)
    values = json.loads(json.dumps(row.to_json()))
    assert values["loses"] == ["fast"]
    assert RowFigures.from_json(values) == row


def test_the_sheet_has_a_strip_for_each_row_and_a_place_for_what_is_missing(tmp_path):
    row = measured(tmp_path)
    bare = replace(row, clean="", baselines=(), results=())
    one = load_picture(save_sheet([row], ("fast", "balanced"), tmp_path))
    two = load_picture(save_sheet([row, bare], ("fast", "balanced"), tmp_path))
    assert one.width == two.width == 1200
    assert two.height == 2 * one.height
