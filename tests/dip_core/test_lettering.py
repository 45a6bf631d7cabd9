"""Lettering found in a box: drawn text is covered, and little else."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from skimage import data

from dip_core.images import Box, Picture
from dip_core.masks import lettering
from dip_core.masks.lettering import look_for_lettering
from dip_core.masks.shapes import grow_mask

WHITE, BLACK, YELLOW = (255, 255, 255), (0, 0, 0), (255, 230, 0)
GROUNDS = {
    "portrait": data.astronaut,
    "cat": data.chelsea,
    "cup": data.coffee,
    "sky": lambda: np.tile(np.linspace(90, 220, 400)[:, None, None], (1, 600, 3)).astype(np.uint8),
}


def written(ground, ink, size=24, opacity=1.0, at=(40, 30), text="Lisbon 2019"):
    """Return a picture with text on it, how far each pixel is covered, and a box round it."""
    pixels = GROUNDS[ground]()
    height, width = pixels.shape[:2]
    font = ImageFont.load_default(size)
    cover = Image.new("L", (width, height), 0)
    ImageDraw.Draw(cover).text(at, text, font=font, fill=255)
    share = np.asarray(cover)[..., None] / 255.0
    mixed = pixels * (1 - opacity * share) + opacity * share * np.array(ink)
    box = Box.of(share[..., 0] > 0).grown(max(6, size // 3), height, width)
    return Picture(np.rint(mixed).astype(np.uint8)), share[..., 0], box


def found(picture, cover, box, **choice):
    """Return the parts of the letters, and of everything else, that are marked."""
    seen = look_for_lettering(picture, box)
    marked = seen.mask(**choice) == 255
    inside = cover[seen.box.slices]
    near = grow_mask(np.where(inside > 0.05, np.uint8(255), np.uint8(0)), 5) > 0
    return marked[inside > 0.5].mean(), marked[~near].mean() if (~near).any() else 0.0


@pytest.mark.parametrize("ink", [WHITE, BLACK, YELLOW], ids=["white", "black", "yellow"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_drawn_text_is_covered_and_little_else(ground, ink):
    shares = [found(*written(ground, ink, size)) for size in (14, 24, 48)]
    recall, false = np.mean(shares, axis=0)
    assert recall >= 0.95
    assert false <= 0.05


def test_a_veil_of_white_is_covered_too():
    recall, false = found(*written("sky", WHITE, 36, opacity=0.5))
    assert recall >= 0.95
    assert false <= 0.02


def test_grey_and_deep_pictures_are_looked_at_alike():
    picture, cover, box = written("sky", WHITE)
    expected = look_for_lettering(picture, box).mask()
    deep = Picture(picture.pixels.astype(np.uint16) * 257)
    assert np.array_equal(look_for_lettering(deep, box).mask(), expected)
    grey = Picture(np.ascontiguousarray(picture.pixels[..., :1]))
    recall, false = found(grey, cover, box)
    assert recall >= 0.95
    assert false <= 0.02


def test_a_large_box_is_looked_at_in_a_coarser_grid(monkeypatch):
    monkeypatch.setattr(lettering, "_MOST_PIXELS", 10_000)
    picture, cover, box = written("sky", BLACK, 48)
    seen = look_for_lettering(picture, box)
    assert seen.coarseness == 2
    assert seen.mask().shape == (seen.box.height, seen.box.width)
    recall, false = found(picture, cover, box)
    assert recall >= 0.95
    assert false <= 0.02


def test_the_ink_can_be_chosen():
    picture, cover, box = written("sky", WHITE)
    assert found(picture, cover, box, ink="light")[0] >= 0.95
    assert found(picture, cover, box, ink="both")[0] >= 0.95
    assert found(picture, cover, box, ink="dark")[0] <= 0.5


def test_more_sensitivity_marks_more_and_growing_too():
    picture, _, box = written("cup", WHITE, opacity=0.7)
    seen = look_for_lettering(picture, box)
    marked = [int((seen.mask(share) == 255).sum()) for share in (0.1, 0.5, 0.9)]
    assert marked == sorted(marked)
    assert (seen.mask(grow=6) >= seen.mask(grow=1)).all()


def test_letters_may_stick_out_of_the_box():
    picture, cover, _ = written("sky", WHITE, 36)
    tight = Box.of(cover > 0)
    slim = Box(tight.top + 6, tight.left + 3, tight.height - 12, tight.width - 6)
    assert found(picture, cover, slim)[0] >= 0.95


def test_what_lies_beside_the_box_is_left_alone():
    picture, cover, box = written("sky", WHITE, 24, text="Lisbon 2019")
    left = Box(box.top, box.left, box.height, box.width // 2)
    seen = look_for_lettering(picture, left)
    marked = np.zeros(cover.shape, bool)
    marked[seen.box.slices] = seen.mask() == 255
    assert marked[:, : left.right - 20][cover[:, : left.right - 20] > 0.5].all()
    assert not marked[:, left.right + 20 :].any()


def test_what_goes_on_beyond_the_edge_is_no_letter():
    pixels = np.full((60, 120, 3), 120, np.uint8)
    pixels[20:40, :12] = 255
    pixels[20:40, 50:54] = 255
    marked = look_for_lettering(Picture(pixels), Box(0, 0, 60, 120)).mask(grow=0)
    assert not marked[:, :20].any()
    assert (marked[21:39, 50:54] == 255).all()


@pytest.mark.parametrize("size", [(1, 1), (3, 90), (8, 8), (40, 60)])
def test_where_there_is_nothing_nothing_is_marked(size):
    picture = Picture(np.full((*size, 3), 77, np.uint8))
    assert not look_for_lettering(picture, Box(0, 0, *size)).mask().any()
