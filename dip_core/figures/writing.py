"""Figures as files: a PNG of each, and a CSV of what can be tabulated."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from dip_core.figures.chart import draw_chart
from dip_core.figures.figure import Chart, Figure
from dip_core.figures.gallery import draw_gallery
from dip_core.figures.table import as_csv
from dip_core.files.atomic import whole_file


def draw(figure: Figure) -> Image.Image:
    """Draw a figure on white paper."""
    return draw_chart(figure) if isinstance(figure, Chart) else draw_gallery(figure)


def figure_paths(figures: Sequence[Figure], folder: Path) -> list[Path]:
    """Return the files that figures are written to: NAME.png, and NAME.csv of a chart."""
    paths = []
    for figure in figures:
        paths.append(folder / f"{figure.name}.png")
        if isinstance(figure, Chart):
            paths.append(folder / f"{figure.name}.csv")
    return paths


def write_figures(
    figures: Sequence[Figure], folder: Path, *, overwrite: bool = False
) -> list[Path]:
    """Write figures into a folder that is there, and return the files.

    Raises a `PictureError` where a file is there already or cannot be written.
    """
    for figure in figures:
        with whole_file(folder / f"{figure.name}.png", overwrite=overwrite) as file:
            draw(figure).save(file, "PNG")
        if isinstance(figure, Chart):
            with whole_file(folder / f"{figure.name}.csv", overwrite=overwrite) as file:
                file.write(as_csv(figure).encode("utf-8"))
    return figure_paths(figures, folder)
