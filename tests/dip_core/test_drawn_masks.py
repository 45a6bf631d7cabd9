"""Picture files as masks: what they are taken for, and what each rule makes of them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dip_core.images import Picture
from dip_core.masks.of_file import DrawnMask

HOLE = (slice(2, 5), slice(3, 7))


def photo(height: int = 8, width: int = 12, channels: int = 3) -> Picture:
    random = np.random.default_rng(0)
    return Picture(random.integers(0, 200, (height, width, channels)).astype(np.uint8))


def grey(inside: int, outside: int, height: int = 8, width: int = 12) -> Picture:
    pixels = np.full((height, width, 1), outside, np.uint8)
    pixels[HOLE] = inside
    return Picture(pixels)


def hole(inside: int = 255, outside: int = 0) -> list[list[int]]:
    return grey(inside, outside).pixels[:, :, 0].tolist()


def painted_on(copy: Picture) -> Picture:
    pixels = copy.pixels.copy()
    pixels[HOLE] = 255
    return Picture(pixels)


def with_holes(copy: Picture, *, opaque: bool) -> Picture:
    alpha = np.full((8, 12), 0 if opaque else 255, np.uint8)
    alpha[HOLE] = 255 if opaque else 0
    return replace(copy, alpha=alpha)


def test_a_grey_picture_is_white_on_black_until_told_otherwise() -> None:
    mask = DrawnMask(grey(255, 0), photo())
    assert mask.likely_rule() == "white"
    assert mask.values("white").tolist() == hole()
    assert DrawnMask(grey(0, 255), photo()).values("black").tolist() == hole()


def test_paint_on_a_layer_is_missing_where_it_is_opaque() -> None:
    mask = DrawnMask(with_holes(photo(channels=1), opaque=True), photo())
    assert mask.likely_rule() == "opaque"
    assert mask.values("opaque").tolist() == hole()


def test_holes_in_a_copy_of_the_photo_are_missing_where_it_is_transparent() -> None:
    mask = DrawnMask(with_holes(photo(), opaque=False), photo())
    assert mask.likely_rule() == "transparent"
    assert mask.values("transparent").tolist() == hole()


def test_strokes_on_a_copy_of_the_photo_are_what_differs() -> None:
    mask = DrawnMask(painted_on(photo()), photo())
    assert mask.likely_rule() == "strokes"
    assert mask.values("strokes", mask.likely_threshold("strokes")).tolist() == hole()


def test_a_copy_of_another_depth_differs_nowhere_else() -> None:
    deep = Picture(painted_on(photo()).pixels.astype(np.uint16) * np.uint16(257))
    mask = DrawnMask(deep, photo())
    assert mask.likely_rule() == "strokes"
    assert mask.values("strokes", 24).tolist() == hole()


def test_a_coloured_copy_of_a_grey_photo_can_be_painted_on() -> None:
    plain = photo(channels=1)
    coloured = Picture(np.repeat(plain.pixels, 3, axis=2))
    mask = DrawnMask(painted_on(coloured), plain)
    assert mask.likely_rule() == "strokes"
    assert mask.values("strokes", 24).tolist() == hole()


def test_transparency_that_says_nothing_is_no_rule() -> None:
    flat = replace(grey(255, 0), alpha=np.full((8, 12), 255, np.uint8))
    assert DrawnMask(flat, photo()).rules == ("white", "black", "strokes")


def test_the_threshold_makes_soft_edges_sharp() -> None:
    mask = DrawnMask(grey(100, 20), photo())
    assert mask.values("white").tolist() == hole(100, 20)
    assert mask.values("white", 100).tolist() == hole()
    assert not mask.values("white", 101).any()
    assert mask.values("white", 1).all()


@pytest.mark.parametrize(("name", "threshold"), [("m.png", 0), ("m.JPG", 128), ("m.webp", 128)])
def test_greys_of_a_lossy_file_mean_nothing(name: str, threshold: int) -> None:
    drawn = replace(grey(255, 0), source=Path(name))
    assert DrawnMask(drawn, photo()).likely_threshold("white") == threshold


def test_a_mask_of_another_size_is_scaled_without_new_levels() -> None:
    mask = DrawnMask(grey(255, 7), photo(16, 30))
    values = mask.values("white")
    assert values.shape == (16, 30)
    assert set(np.unique(values).tolist()) == {7, 255}
    assert (values[4:10, 8:17] == 255).all()
    assert not mask.fits


def test_a_mask_of_another_size_is_laid_on_the_middle() -> None:
    around = DrawnMask(grey(255, 7), photo(12, 20)).values("white", placing="centre")
    assert around[2:10, 4:16].tolist() == hole(255, 7)
    assert not around[:2].any()
    assert not around[:, 16:].any()
    cut = DrawnMask(grey(255, 7), photo(4, 6)).values("white", placing="centre")
    assert cut.tolist() == np.array(hole(255, 7))[2:6, 3:9].tolist()


def test_strokes_on_a_copy_of_another_size_are_compared_where_they_lie() -> None:
    small, large = photo(4, 6), photo(4, 6).pixels.repeat(2, 0).repeat(2, 1)
    drawn = small.pixels.copy()
    drawn[1, 2] = 255
    values = DrawnMask(Picture(drawn), Picture(large)).values("strokes", 24)
    assert values[2:4, 4:6].all()
    assert np.count_nonzero(values) == 4
    beside = DrawnMask(Picture(large), small).values("strokes", 24, "centre")
    assert beside.shape == (4, 6)
