"""A picture is written whole or not at all, and what a format cannot keep is said."""

import os

import numpy as np
import pytest
from PIL import Image

from dip_core.errors import Cancelled, PictureError
from dip_core.files import atomic, exif_tags
from dip_core.files.colours import srgb_profile
from dip_core.files.formats import FORMATS, Avif, Jpeg, Png, Tiff, WebP
from dip_core.files.history import history
from dip_core.files.saving import Saving
from dip_core.foresight import losses, saved_size
from dip_core.images import Picture, load_picture, save_picture
from tests.dip_core.picture_files import described, display_p3, exif_block, samples, told

FORMATS_BY_SUFFIX = {member.suffixes[0]: member() for member in FORMATS.values()}

# ---------------------------------------------------------------- saving says what is lost


def test_nothing_is_lost_in_silence(tmp_path):
    grey = described(16, alpha=True, channels=1)
    sentences = " ".join(save_picture(grey, tmp_path / "a.jpg"))
    assert "laid on white" in sentences
    assert "8 bits per channel" in sentences
    sentences = " ".join(save_picture(grey, tmp_path / "a.webp"))
    assert "no grey pictures" in sentences
    assert "no print resolution" in sentences
    assert "8 bits per channel" in sentences
    assert "8 bits per channel" in save_picture(grey, tmp_path / "a.png", Saving(depth="8"))[0]
    assert save_picture(grey, tmp_path / "b.png") == ()


def test_descriptions_too_large_for_a_jpeg_are_left_out_and_said(tmp_path):
    exif = Image.Exif()
    exif[270] = "x" * 70_000
    huge = Picture(samples(), exif=exif.tobytes().removeprefix(b"Exif\0\0"), xmp=b"y" * 70_000)
    sentences = save_picture(huge, tmp_path / "a.jpg")
    assert [s.split()[1] for s in sentences] == ["EXIF", "XMP"]
    assert load_picture(tmp_path / "a.jpg").xmp is None


def test_a_jpeg_shows_white_where_the_picture_is_transparent(tmp_path):
    pixels, alpha = np.zeros((16, 16, 1), np.uint8), np.zeros((16, 16), np.uint8)
    save_picture(Picture(pixels, alpha), tmp_path / "a.jpg")
    assert load_picture(tmp_path / "a.jpg").pixels.min() == 255


@pytest.mark.parametrize("depth", [8, 16])
def test_changing_the_depth_keeps_black_and_white(tmp_path, depth):
    dtype = np.uint16 if depth == 8 else np.uint8
    peak = np.iinfo(dtype).max
    stored = np.array([[[0], [peak // 2], [peak]]], dtype)
    save_picture(Picture(stored), tmp_path / "a.png", Saving(depth=str(depth)))
    again = load_picture(tmp_path / "a.png")
    assert again.depth == depth
    expected = np.rint(stored / peak * (2**depth - 1))
    assert np.array_equal(again.pixels, expected)


def test_a_webp_of_quality_100_is_lossless(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (16, 16, 3)).astype(np.uint8)
    save_picture(Picture(noise), tmp_path / "a.webp", Saving(WebP(quality=100)))
    assert np.array_equal(load_picture(tmp_path / "a.webp").pixels, noise)


@pytest.mark.parametrize("suffix", [".bmp", "", ".dip"])
def test_an_unknown_suffix_is_refused_by_naming_the_known(tmp_path, suffix):
    with pytest.raises(PictureError, match=r"\.png, \.jpg"):
        save_picture(Picture(samples()), tmp_path / f"a{suffix}")


def test_a_webp_too_large_for_the_format_is_refused(tmp_path):
    wide = Picture(np.zeros((1, 16_384, 3), np.uint8))
    with pytest.raises(PictureError, match="16383 pixels per side"):
        save_picture(wide, tmp_path / "a.webp")
    assert list(tmp_path.iterdir()) == []


def test_a_format_under_the_name_of_another_is_refused(tmp_path):
    with pytest.raises(PictureError, match=r"a JPEG file; it must end in \.jpg or \.jpeg"):
        save_picture(Picture(samples()), tmp_path / "a.png", Saving(Jpeg()))


# ---------------------------------------------------------------- what a person may choose


@pytest.mark.parametrize(("channels", "alpha"), [(3, False), (1, True)])
@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_writes_what_it_reads(tmp_path, kind, channels, alpha):
    form = FORMATS[kind]()
    picture = described(8, alpha=alpha, channels=channels)
    path = tmp_path / f"a{form.suffixes[0]}"
    save_picture(picture, path, Saving(form))
    again = load_picture(path)
    assert told(again.exif) == ("A maker", "Firmware 1.0", "2024:05:06 07:08:09", "N")
    assert again.icc == picture.icc
    assert form.exact == np.array_equal(
        again.pixels, np.broadcast_to(picture.pixels, again.pixels.shape)
    )


@pytest.mark.parametrize("form", [Tiff("lzw"), Tiff("none"), Png("small")])
def test_compression_changes_no_value(tmp_path, form):
    path = tmp_path / f"a{form.suffixes[0]}"
    save_picture(described(16, alpha=True), path, Saving(form))
    assert np.array_equal(load_picture(path).pixels, samples(16))


@pytest.mark.parametrize(("chroma", "size"), [("4:4:4", (1, 1)), ("4:2:0", (2, 2))])
def test_a_jpeg_stores_colours_as_finely_as_asked(tmp_path, chroma, size):
    save_picture(Picture(samples()), tmp_path / "a.jpg", Saving(Jpeg(chroma=chroma)))
    assert load_picture(tmp_path / "a.jpg").coding.coarser == size


@pytest.mark.parametrize("depth", [8, 16])
def test_colours_are_converted_to_srgb_at_full_depth(tmp_path, depth):
    peak = 2**depth - 1
    red = np.zeros((4, 4, 3), f"uint{depth}")
    red[:2], red[2:] = (round(peak * 0.7), round(peak * 0.4), round(peak * 0.4)), peak // 2
    picture = Picture(red, icc=display_p3())
    save_picture(picture, tmp_path / "a.png", Saving(colours="sRGB"))
    again = load_picture(tmp_path / "a.png")
    assert again.depth == depth
    assert again.icc == srgb_profile()
    # By the matrices of both spaces and the curve they share.
    assert again.to_float()[0, 0] == pytest.approx((0.750, 0.381, 0.391), abs=0.008)
    assert again.to_float()[3, 3] == pytest.approx((0.5,) * 3, abs=0.005)


@pytest.mark.parametrize(("ground", "level"), [("white", 255), ("grey", 128), ("black", 0)])
def test_transparent_parts_are_laid_on_a_colour(tmp_path, ground, level):
    clear = Picture(np.full((4, 4, 3), 9, np.uint8), np.zeros((4, 4), np.uint8))
    save_picture(clear, tmp_path / "a.png", Saving(transparency=ground))
    again = load_picture(tmp_path / "a.png")
    assert again.alpha is None
    assert set(again.pixels.reshape(-1).tolist()) == {level}


PLACED = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description rdf:about="it"'
    b' exif:GPSLatitude="48,12N" dc:rights="mine"><exif:GPSAltitude>1</exif:GPSAltitude>'
    b"<exif:GPSX/></rdf:Description></rdf:RDF></x:xmpmeta>"
)


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".webp", ".avif"])
def test_the_place_alone_is_left_out(tmp_path, suffix):
    picture = Picture(samples(), exif=exif_block(), xmp=PLACED)
    path = tmp_path / f"a{suffix}"
    save_picture(picture, path, Saving(FORMATS_BY_SUFFIX[suffix], metadata="without-GPS"))
    again = load_picture(path)
    assert told(again.exif) == ("A maker", "Firmware 1.0", "2024:05:06 07:08:09", None)
    assert b"GPS" not in again.xmp
    assert b'dc:rights="mine"' in again.xmp


def test_the_bytes_of_the_place_are_gone_too():
    exif = Image.Exif()
    exif[305] = "Firmware"
    exif.get_ifd(0x8825)[29] = "2024:05:06"
    block = exif.tobytes().removeprefix(b"Exif\0\0")
    assert b"2024:05:06" in block
    assert b"2024:05:06" not in exif_tags.without_place(block)
    assert exif_tags.without_place(exif_tags.without_place(block)) == exif_tags.without_place(block)


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".webp", ".avif"])
def test_without_metadata_only_the_colours_are_described(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    save_picture(described(), path, Saving(FORMATS_BY_SUFFIX[suffix], metadata="none"))
    again = load_picture(path)
    assert again.icc == described().icc
    assert again.xmp is None
    assert again.exif is None or told(again.exif) == (None,) * 4


@pytest.mark.parametrize("xmp", [None, PLACED])
def test_a_note_says_how_it_was_made_once(tmp_path, xmp):
    picture = Picture(samples(), xmp=xmp)
    for note in ("Studio 1: Denoise", "Studio 2: Inpaint, 'seed' \"3\" & <more>"):
        save_picture(picture, tmp_path / "a.tif", note=note, overwrite=True)
        picture = load_picture(tmp_path / "a.tif")
    assert history(picture.xmp).startswith("Studio 2: Inpaint") or b"Studio 2" in picture.xmp
    assert picture.xmp.count(b"dip:Made") == 1
    if xmp:
        assert b'rdf:about="it" xmlns:dip' in picture.xmp
        assert b'exif:GPSLatitude="48,12N"' in picture.xmp


def test_no_note_leaves_the_description_as_it_was(tmp_path):
    picture = Picture(samples(), exif=exif_block(), xmp=PLACED)
    save_picture(picture, tmp_path / "a.jpg", Saving(Jpeg(), note=False), note="DIP Studio")
    again = load_picture(tmp_path / "a.jpg")
    assert again.xmp == PLACED
    assert told(again.exif)[1] == "Firmware 1.0"


@pytest.mark.parametrize("suffix", [".jpg", ".tif"])
def test_captions_in_the_old_form_are_kept_where_they_can_be(tmp_path, suffix):
    captions = b"\x1c\x02\x78\x00\x05hello"
    picture = Picture(samples(), iptc=captions)
    assert save_picture(picture, tmp_path / f"a{suffix}") == ()
    assert load_picture(tmp_path / f"a{suffix}").iptc == captions
    assert "IPTC" in save_picture(picture, tmp_path / "a.png")[0]


# ---------------------------------------------------------------- before it is written


@pytest.mark.parametrize("form", [Png(), Tiff("none"), Jpeg(), WebP(), Avif()])
@pytest.mark.parametrize("size", [(40, 60), (1500, 1100)])
def test_the_size_of_the_file_is_foretold(tmp_path, form, size):
    down, across = np.mgrid[0 : size[0], 0 : size[1]].astype(np.uint32)
    noise = np.random.default_rng(0).integers(0, 16, (*size, 3))
    pixels = (np.stack([down, across, down + across], axis=2) // 8 % 200 + noise).astype(np.uint8)
    picture = Picture(pixels, exif=exif_block())
    path = tmp_path / f"a{form.suffixes[0]}"
    save_picture(picture, path, Saving(form))
    assert saved_size(picture, Saving(form)) == pytest.approx(path.stat().st_size, rel=0.1)


def test_what_would_be_lost_is_said_before(tmp_path):
    picture = described(16, alpha=True)
    assert losses(picture, Saving(Jpeg())) == save_picture(picture, tmp_path / "a.jpg")
    wide = Picture(np.zeros((1, 16_384, 3), np.uint8))
    assert "16383 pixels per side" in losses(wide, Saving(WebP()))[0]


# ---------------------------------------------------------------- writing is all or nothing


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_that_is_given_up_leaves_the_old_one(tmp_path, kind):
    form = FORMATS[kind]()
    path = tmp_path / f"a{form.suffixes[0]}"
    save_picture(Picture(samples()), path, Saving(form))
    before = path.read_bytes()
    with pytest.raises(Cancelled, match=path.name):
        save_picture(Picture(samples(16)), path, overwrite=True, cancelled=lambda: True)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_an_existing_file_is_only_replaced_with_leave(tmp_path):
    path = tmp_path / "a.png"
    save_picture(Picture(samples()), path)
    before = path.read_bytes()
    with pytest.raises(PictureError, match="exists already"):
        save_picture(Picture(samples(16)), path)
    assert path.read_bytes() == before
    save_picture(Picture(samples(16)), path, overwrite=True)
    assert load_picture(path).depth == 16


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(PictureError, match=r"there is no folder .*nowhere"):
        save_picture(Picture(samples()), tmp_path / "nowhere" / "a.png")


def test_a_folder_is_not_a_file_name(tmp_path):
    (tmp_path / "a.png").mkdir()
    with pytest.raises(PictureError, match="is a folder"):
        save_picture(Picture(samples()), tmp_path / "a.png", overwrite=True)


def test_a_folder_that_may_not_be_written_is_named(tmp_path, monkeypatch):
    # Root may write everywhere, so permissions alone would not fail in a container.
    def forbidden(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(atomic, "_Leashed", forbidden)
    with pytest.raises(PictureError, match="does not let you write"):
        save_picture(Picture(samples()), tmp_path / "a.png")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".webp"])
def test_a_full_disk_leaves_the_old_file_and_no_other(tmp_path, monkeypatch, suffix):
    path = tmp_path / f"a{suffix}"
    save_picture(Picture(samples()), path)
    before = path.read_bytes()

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PictureError, match="No space left"):
        save_picture(Picture(samples()), path, overwrite=True)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_keeps_pointing_to_its_file(tmp_path):
    path, link = tmp_path / "a.png", tmp_path / "link.png"
    save_picture(Picture(samples()), path)
    link.symlink_to(path)
    save_picture(Picture(samples(16)), link, overwrite=True)
    assert link.is_symlink()
    assert load_picture(path).depth == 16
