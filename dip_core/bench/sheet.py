"""The contact sheet: every row's pictures side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from dip_core.bench.figures import Figures, RowFigures
from dip_core.files.atomic import whole_file

_WIDTH = 1200  # what a README shows without scaling
_GAP = 8
_TITLE, _CAPTION = 30, 24  # heights of the lines of text
_TITLE_SIZE, _CAPTION_SIZE = 19, 16
_PAPER, _INK, _FAINT = "#ffffff", "#1a1a1a", "#5a5a5a"
_TALLEST = 1.0  # of a thumbnail, in widths
_QUALITY = 90
# Pillow's own font lacks these.
_SPELT = str.maketrans({"×": "x", "σ": "sigma", "–": "-"})


def save_sheet(rows: Sequence[RowFigures], qualities: Sequence[str], folder: Path) -> Path:
    """Write the sheet beside the rows' folders, as a JPEG 1200 px wide, and return its name."""
    sheets = [_strip(row, qualities, folder) for row in rows]
    page = Image.new("RGB", (_WIDTH, max(1, sum(strip.height for strip in sheets))), _PAPER)
    top = 0
    for strip in sheets:
        page.paste(strip, (0, top))
        top += strip.height
    path = folder / "contact-sheet.jpg"
    with whole_file(path, overwrite=True) as file:
        page.save(file, "JPEG", quality=_QUALITY)
    return path


def _strip(row: RowFigures, qualities: Sequence[str], folder: Path) -> Image.Image:
    """Return one row: its title above clean, input, best baseline and results."""
    shown = _shown(row, qualities)
    width = (_WIDTH - _GAP * (len(shown) + 1)) // len(shown)
    tall = min(_TALLEST, row.size[1] / row.size[0])
    height = round(width * tall)
    strip = Image.new("RGB", (_WIDTH, _TITLE + height + _CAPTION + _GAP), _PAPER)
    pen = ImageDraw.Draw(strip)
    title = f"{row.title} · {row.picture} · {row.size[0]}×{row.size[1]}"
    pen.text(
        (_GAP, 4), title.translate(_SPELT), fill=_INK, font=ImageFont.load_default(_TITLE_SIZE)
    )
    for number, (caption, file) in enumerate(shown):
        left = _GAP + number * (width + _GAP)
        if file:
            thumbnail = _thumbnail(folder / file, width, height)
            strip.paste(thumbnail, (left + (width - thumbnail.width) // 2, _TITLE))
        pen.text(
            (left + width // 2, _TITLE + height + _CAPTION // 2),
            caption,
            fill=_INK if file else _FAINT,
            font=ImageFont.load_default(_CAPTION_SIZE),
            anchor="mm",
        )
    return strip


def _shown(row: RowFigures, qualities: Sequence[str]) -> list[tuple[str, str]]:
    """Return captions and files; an empty file leaves a place empty."""
    best = row.best_baseline
    results = {result.method: result for result in row.results}
    shown = [("clean" if row.clean else "no truth is known", row.clean)]
    shown.append((_caption("input", row.given), row.given.picture))
    if best is None:
        shown.append(("no baseline", ""))
    else:
        shown.append((_caption(best.kind, best), best.picture))
    for quality in qualities:
        result = results.get(quality)
        if result is None:
            shown.append((f"DIP {quality}: not done", ""))
        else:
            shown.append((_caption(f"DIP {quality}", result), result.picture))
    return shown


def _caption(name: str, figures: Figures) -> str:
    return name if figures.psnr is None else f"{name}: {figures.psnr:.2f} dB"


def _thumbnail(path: Path, width: int, height: int) -> Image.Image:
    """Return a picture scaled to fit; small ones are enlarged so that their pixels are seen."""
    with Image.open(path) as file:
        picture = file.convert("RGB")
    scale = min(width / picture.width, height / picture.height)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    kind = Image.Resampling.LANCZOS if scale < 2.0 else Image.Resampling.NEAREST
    return picture.resize(size, kind)
