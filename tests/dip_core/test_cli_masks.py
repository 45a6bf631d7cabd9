"""`--mask`: a file, the transparency or a colour of the picture; its shape chooses the network."""

import numpy as np
import pytest
from PIL import Image

from dip_core.cli import main
from dip_core.images import Picture, load_picture, save_picture

SMALL = (
    "--device=cpu",
    "--iterations=2",
    "--set=network.scales=2",
    "--set=network.channels=8",
    "--set=network.skip_channels=2",
)


def restore(image, mask, *words):
    return main(
        ["restore", image, "-o", "out.png", "--task=inpainting", "--mask", mask, *SMALL, *words]
    )


@pytest.fixture
def pictures(folder):
    """A picture with a transparent disc, and one with a pink disc, in the folder."""
    down, across = np.mgrid[:32, :40]
    disc = np.hypot(down - 16, across - 20) < 8
    clean = load_picture("clean.png").pixels
    alpha = np.where(disc, np.uint8(0), np.uint8(255))
    save_picture(Picture(clean, alpha), folder / "clear.png")
    pink = np.where(disc[..., None], np.array([255, 0, 255], np.uint8), clean)
    save_picture(Picture(pink), folder / "pink.png")
    return disc


def test_transparency_is_filled_in(pictures, capsys):
    assert restore("clear.png", "transparency") == 0
    filled = load_picture("out.png")
    assert filled.alpha is None or (filled.alpha == 255).all()
    said = capsys.readouterr().err
    assert "task.missing is hole; --set task.missing=" in said


def test_a_colour_is_filled_in(pictures):
    assert restore("pink.png", "colour:#ff00fe,4") == 0
    before, after = load_picture("pink.png").pixels, load_picture("out.png").pixels
    changed = (before != after).any(axis=2)
    assert not changed[~pictures].any()
    assert changed[pictures].mean() > 0.9


def test_what_was_asked_for_is_not_chosen_by_the_mask(pictures, capsys):
    assert restore("clear.png", "transparency", "--set=task.missing=text") == 0
    said = capsys.readouterr().err
    assert "By the shape" not in said
    assert "thin" in said


def test_a_file_of_that_name_comes_first(pictures, folder):
    mask = np.zeros((32, 40), np.uint8)
    mask[:4, :4] = 255
    Image.fromarray(mask).save(folder / "transparency", "PNG")
    assert restore("pink.png", "transparency") == 0
    changed = (load_picture("pink.png").pixels != load_picture("out.png").pixels).any(axis=2)
    assert not changed[4:].any()


@pytest.mark.parametrize(
    ("mask", "words"),
    [
        ("transparency", "Nothing in the picture is transparent"),
        ("transparency:3", "takes nothing more"),
        ("colour:pink", "colour:#ff00ff"),
        ("colour:#ff00ff,999", "colour:#ff00ff"),
        ("colour:#123456", "choose a larger tolerance"),
    ],
)
def test_a_mask_that_cannot_be_is_one_sentence(pictures, error_line, mask, words):
    assert restore("clean.png", mask) == 2
    assert words in error_line()


def test_a_baseline_takes_the_same_words(pictures):
    words = ["--method=biharmonic", "--mask=colour:#ff00ff"]
    assert main(["baseline", "pink.png", "-o", "out.png", *words]) == 0
    assert (load_picture("out.png").pixels[pictures] != [255, 0, 255]).any(axis=1).all()


def test_a_degraded_jpeg_file_is_the_very_file_that_degraded_it(folder):
    assert main(["degrade", "clean.png", "-o", "small.jpg", "--with", "jpeg:10"]) == 0
    assert main(["degrade", "clean.png", "-o", "small.png", "--with", "jpeg:10"]) == 0
    small = load_picture("small.jpg")
    np.testing.assert_array_equal(small.pixels, load_picture("small.png").pixels)
    assert small.coding.quality == 10
