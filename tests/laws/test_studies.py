"""Studies: explained, done on any small picture, their figures well formed and made by the seed."""

import csv
import functools
import itertools

import numpy as np
import pytest
from PIL import Image

from dip_core.catalogue import STUDIES
from dip_core.figures.figure import Chart, Gallery
from dip_core.figures.writing import figure_paths, write_figures
from dip_core.options import settings
from tests.laws.tiny import RUNTIME, SMALL_SKIP, picture

SMALL = {
    "side": 32,
    "iterations": 3,
    "seeds": 2,
    "runs": 2,
    "pictures": 2,
    "network": SMALL_SKIP,
}
STUDY = pytest.mark.parametrize("study", STUDIES.values(), ids=lambda study: study.kind)


def small(study, **changes):
    """The study with few iterations of a narrow network, where it takes any."""
    names = {setting.name for setting in settings(study)}
    return study().replace(**{k: v for k, v in (SMALL | changes).items() if k in names})


@functools.cache
def reports(study, channels=3, seed=0):
    """All the reports of a small study, made once."""
    return tuple(small(study, seed=seed).run(picture(21, 34, channels), RUNTIME))


@STUDY
def test_a_study_says_what_it_asks_what_to_look_for_and_where_it_is_from(study):
    assert study.question.endswith("?")
    assert study.look_for.endswith(".")
    assert 20 < len(study.look_for.split()) < 100
    assert "arXiv" in study.source
    assert study.source.endswith(".")


@STUDY
def test_reports_count_the_steps_to_the_last(study):
    first, *others = reports(study)
    assert [report.step for report in others] == list(range(1, first.steps + 1))
    assert {report.steps for report in others} == {first.steps}
    assert first.step == 0
    assert all(report.doing for report in others)


@STUDY
def test_the_figures_are_the_same_ones_from_the_beginning(study):
    names = {
        tuple((type(figure), figure.name) for figure in report.figures) for report in reports(study)
    }
    assert len(names) == 1
    kinds, words = zip(*names.pop(), strict=True)
    assert {Chart, Gallery} == set(kinds)
    assert len(set(words)) == len(words)


@STUDY
@pytest.mark.parametrize("channels", [1, 3])
def test_figures_are_well_formed_on_a_picture_of_any_kind(study, channels):
    for figure in reports(study, channels)[-1].figures:
        assert figure.title
        check = check_chart if isinstance(figure, Chart) else check_gallery
        check(figure)


def check_chart(chart):
    assert chart.across
    assert chart.up
    assert chart.lines
    assert len({line.name for line in chart.lines}) == len(chart.lines)
    for line in chart.lines:
        assert line.x.shape == line.y.shape
        assert line.x.ndim == 1
        assert len(line.x) > 0
        assert np.isfinite(line.x).all()
        assert np.isfinite(line.y).all()


def check_gallery(gallery):
    tiles = [tile for tile in itertools.chain(*gallery.tiles) if tile is not None]
    assert tiles
    assert {tile.pixels.dtype for tile in tiles} == {np.dtype(np.uint8)}
    assert len({tile.pixels.shape[:2] for tile in tiles}) == 1
    assert {tile.pixels.shape[2] for tile in tiles} <= {1, 3}
    for words, count in (
        (gallery.columns, len(gallery.tiles[0])),
        (gallery.rows, len(gallery.tiles)),
    ):
        assert len(words) in (0, count)


@STUDY
def test_the_same_seed_gives_the_same_figures_and_another_seed_others(study):
    def curves(done):
        charts = [figure for figure in done[-1].figures if isinstance(figure, Chart)]
        return [line.y for chart in charts for line in chart.lines]

    repeated = tuple(small(study).run(picture(21, 34), RUNTIME))
    first, again, other = curves(reports(study)), curves(repeated), curves(reports(study, seed=1))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert any(not np.array_equal(a, b) for a, b in zip(first, other, strict=True))


@STUDY
def test_a_study_leaves_the_picture_as_it_was(study):
    image = picture()
    list(itertools.islice(small(study).run(image, RUNTIME), 4))
    np.testing.assert_array_equal(image, picture())


@STUDY
def test_figures_are_written_from_the_first_report_to_the_last(study, tmp_path):
    for report in (reports(study)[0], reports(study)[-1]):
        written = write_figures(report.figures, tmp_path, overwrite=True)
        assert written == figure_paths(report.figures, tmp_path)
        for path in written:
            if path.suffix == ".png":
                with Image.open(path) as image:
                    assert min(image.size) > 100
            else:
                header, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
                assert rows or report.step == 0
                assert all(len(row) == len(header) for row in rows)
