"""A gallery drawn with Pillow: pictures in rows and columns, with their words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from itertools import chain

from PIL import Image, ImageDraw, ImageFont

from dip_core.figures.figure import Gallery, Tile

_INK, _PAPER = "#222222", "#ffffff"
_EDGE, _TOP, _GAP = 16, 52, 14
_LINE = 18  # height of a line of words
_LEAST, _MOST = 160, 1600  # width of a picture, and of the page where that allows it
_LETTER = 7.6  # width of a letter, about


def draw_gallery(gallery: Gallery) -> Image.Image:
    """Draw a gallery; pictures keep their proportions, and small ones are enlarged."""
    return _Sheet(gallery).drawn()


class _Sheet:
    """Where everything of a gallery goes."""

    def __init__(self, gallery: Gallery) -> None:
        self._gallery = gallery
        self._tiles = [tile for row in gallery.tiles for tile in row if tile is not None]
        self._across = max((len(row) for row in gallery.tiles), default=0)
        self._width, self._height = self._size_of_tiles()
        self._letters = max(8, int(self._width / _LETTER))
        self._heading = self._room_for(gallery.columns)
        self._caption = self._room_for(tile.caption for tile in self._tiles)
        self._left = _EDGE + round(_LETTER * max(map(len, gallery.rows), default=0))
        self._font = ImageFont.load_default(14)

    def drawn(self) -> Image.Image:
        gallery = self._gallery
        right = self._left + self._across * (self._width + _GAP)
        bottom = self._top(len(gallery.tiles))
        page = Image.new("RGB", (max(right, round(11 * len(gallery.title)) + 40), bottom), _PAPER)
        pen = ImageDraw.Draw(page)
        pen.text((_EDGE, 14), gallery.title, fill=_INK, font=ImageFont.load_default(20))
        for column, words in enumerate(gallery.columns):
            self._write(pen, words, column, _TOP - 6)
        for row, words in enumerate(gallery.rows):
            middle = self._top(row) + self._height / 2
            pen.text((10, middle), words, fill=_INK, font=self._font, anchor="lm")
        for row, tiles in enumerate(gallery.tiles):
            for column, tile in enumerate(tiles):
                if tile is not None:
                    self._paste(page, tile, column, self._top(row))
                    self._write(pen, tile.caption, column, self._top(row) + self._height + 4)
        return page

    def _size_of_tiles(self) -> tuple[int, int]:
        """Return the size at which each picture is shown: that of the first one, enlarged."""
        if not self._tiles:
            return _LEAST, _LEAST
        height, width = self._tiles[0].pixels.shape[:2]
        share = (_MOST - _EDGE) / self._across - _GAP
        wanted = min(max(_LEAST, 2 * width), max(_LEAST, share))
        return round(wanted), round(wanted * height / width)

    def _room_for(self, words: Iterable[str]) -> int:
        folded = [_folded(each, self._letters) for each in words]
        return _LINE * max((text.count("\n") + 1 for text in folded if text), default=0)

    def _top(self, row: int) -> int:
        return _TOP + self._heading + row * (self._height + self._caption + _GAP)

    def _x(self, column: int) -> int:
        return self._left + column * (self._width + _GAP)

    def _paste(self, page: Image.Image, tile: Tile, column: int, top: int) -> None:
        pixels = tile.pixels
        picture = Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)
        larger = self._width >= picture.width
        way = Image.Resampling.NEAREST if larger else Image.Resampling.LANCZOS
        page.paste(picture.resize((self._width, self._height), way), (self._x(column), top))

    def _write(self, pen: ImageDraw.ImageDraw, words: str, column: int, top: float) -> None:
        place = (self._x(column) + self._width / 2, top)
        text = _folded(words, self._letters)
        pen.multiline_text(place, text, fill=_INK, font=self._font, anchor="ma", align="center")


def _folded(words: str, letters: int) -> str:
    """Return words in lines that are not too long; where a line ends already, it ends."""
    lines = (textwrap.wrap(line, letters) for line in words.splitlines())
    return "\n".join(chain.from_iterable(lines))
