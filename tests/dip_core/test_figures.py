"""Figures become pictures and tables."""

import numpy as np
import pytest

from dip_core.errors import PictureError
from dip_core.figures.chart import draw_chart
from dip_core.figures.figure import Chart, Gallery, Tile, heat, line, looks, tile
from dip_core.figures.gallery import draw_gallery
from dip_core.figures.table import as_csv
from dip_core.figures.writing import write_figures


def chart(*lines, **rest):
    return Chart("curves", "Curves", "Iteration", "dB", lines, **rest)


def coloured(image):
    """How many pixels are of some colour."""
    pixels = np.asarray(image).astype(int)
    return int((pixels.max(axis=2) - pixels.min(axis=2) > 60).sum())


def test_lines_over_one_x_become_columns_with_gaps_where_one_has_no_value():
    table = as_csv(chart(line("a", [1, 2], [0.5, np.nan]), line("b", [2, 3], [7, 8])))
    assert table.splitlines() == ["Iteration,a,b", "1,0.5,", "2,,7", "3,,8"]


def test_a_path_becomes_a_row_for_each_point():
    table = as_csv(chart(line("way", [3, 1], [0, 2], "path"), line("end", [1], [2], "dots")))
    assert table.splitlines() == [",Iteration,dB", "way,3,0", "way,1,2", "end,1,2"]


@pytest.mark.parametrize("style", ["line", "dashes", "dots", "path"])
def test_every_style_of_a_line_is_drawn(style):
    first = line("first", [1, 10], [1, 4])
    nothing, something = line("second", [], [], style), line("second", [1, 5], [2, 3], style)
    drawn = coloured(draw_chart(chart(first, something)))
    assert drawn > coloured(draw_chart(chart(first, nothing)))


def test_dashes_have_the_colour_of_the_line_before_them():
    assert looks(["line", "dashes", "line", "path", "dashes", "dots"]) == [0, 0, 1, 2, 2, 3]
    assert looks(["dashes", "line"]) == [0, 1]


def test_what_has_no_logarithm_leaves_a_gap():
    lines = line("a", [0, 1, 10, 100], [1, 0, np.nan, 3]), line("b", [1, 10], [-1, 2])
    assert draw_chart(chart(*lines, log_x=True, log_y=True)).size == draw_chart(chart()).size


def test_one_point_alone_and_none_at_all_are_drawn():
    for lines in ((), (line("a", [], []),), (line("a", [3], [4]), line("b", [3], [4], "dots"))):
        draw_chart(chart(*lines))


def test_a_gallery_shows_its_pictures_in_rows_and_columns():
    white, black = tile(np.ones((20, 30, 3))), tile(np.zeros((20, 30, 1)), "some words below it")
    one = draw_gallery(Gallery("g", "Pictures", ((white,),)))
    four = draw_gallery(
        Gallery("g", "Pictures", ((white, black), (None, black)), ("a", "b"), ("x", "y"))
    )
    assert four.width > one.width
    assert four.height > 1.8 * one.height
    assert int((np.asarray(four) == 0).all(axis=2).sum()) > 160 * 100


def test_a_caption_of_two_lines_is_written_in_two_lines():
    one, two = (
        draw_gallery(Gallery("g", "G", ((Tile(np.zeros((90, 160, 3), np.uint8), words),),)))
        for words in ("TV 27 dB", "TV\n27 dB")
    )
    assert two.height == one.height + 18


def test_a_tile_is_rounded_and_cut_to_bytes():
    pixels = tile(np.array([[[-1.0], [0.5], [2.0]]])).pixels
    assert pixels.dtype == np.uint8
    assert pixels.ravel().tolist() == [0, 128, 255]


def test_heat_goes_from_black_to_white():
    colours = heat(np.array([[0.0, 0.5, 1.0, 9.0]]), 1.0)
    assert colours[0, 0].tolist() == [0, 0, 0]
    assert colours[0, 2].tolist() == colours[0, 3].tolist() == [1, 1, 1]
    assert colours[0, 1, 0] > colours[0, 1, 2]


def test_a_file_that_is_there_is_not_replaced_unless_allowed(tmp_path):
    figures = (
        chart(line("a", [1, 2], [1, 2])),
        Gallery("g", "G", ((Tile(np.zeros((9, 9, 3), np.uint8)),),)),
    )
    paths = write_figures(figures, tmp_path)
    assert [path.name for path in paths] == ["curves.png", "curves.csv", "g.png"]
    with pytest.raises(PictureError, match="exists already"):
        write_figures(figures, tmp_path)
    write_figures(figures, tmp_path, overwrite=True)
