"""Every kind of picture file is opened, or refused with a reason, and losses are said."""

import struct
import zlib

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image

from dip_core.errors import PictureError
from dip_core.images import Picture, load_picture, save_picture
from tests.dip_core.picture_files import (
    FORMS,
    SRGB,
    chunk,
    close,
    described,
    exif_block,
    ink_profile,
    samples,
    with_chunks,
)

# ---------------------------------------------------------------- what files bring along


def test_a_palette_becomes_colours_and_its_transparency_alpha(tmp_path):
    painted = Image.fromarray(samples()).quantize(8)
    for name, options, alpha in (("a", {}, False), ("b", {"transparency": 3}, True)):
        painted.save(tmp_path / f"{name}.png", **options)
        picture = load_picture(tmp_path / f"{name}.png")
        assert np.array_equal(picture.pixels, np.asarray(painted.convert("RGB")))
        assert (picture.alpha is not None) == alpha
        assert "palette" in picture.notes[0]
    painted.save(tmp_path / "a.tif")
    picture = load_picture(tmp_path / "a.tif")
    assert np.array_equal(picture.pixels, np.asarray(painted.convert("RGB")))
    assert "palette" in picture.notes[0]


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_two_colours_become_grey(tmp_path, suffix):
    drawn = Image.fromarray(samples(8, 1)[:, :, 0] > 100)
    drawn.save(tmp_path / f"a{suffix}")
    picture = load_picture(tmp_path / f"a{suffix}")
    assert np.array_equal(picture.pixels[:, :, 0], np.asarray(drawn) * np.uint8(255))
    assert "1-bit" in picture.notes[0]


def test_a_grey_picture_with_alpha_keeps_both(tmp_path):
    both = np.concatenate([samples(8, 1), 255 - samples(8, 1)], axis=2)
    Image.fromarray(both).save(tmp_path / "a.png")
    picture = load_picture(tmp_path / "a.png")
    assert np.array_equal(picture.pixels, both[:, :, :1])
    assert np.array_equal(picture.alpha, both[:, :, 1])


def test_a_grey_16_bit_png_of_pillow_is_read(tmp_path):
    stored = samples(16, 1)[:, :, 0]
    Image.fromarray(stored).save(tmp_path / "a.png")
    assert np.array_equal(load_picture(tmp_path / "a.png").pixels[:, :, 0], stored)


@pytest.mark.parametrize("suffix", [".jpg", ".tif"])
@pytest.mark.parametrize("profile", [None, b"nonsense"])
def test_inks_without_a_profile_become_approximate_colours(tmp_path, suffix, profile):
    printed = Image.fromarray(samples()).convert("CMYK")
    options = {"quality": 100} if suffix == ".jpg" else {}
    printed.save(tmp_path / f"a{suffix}", icc_profile=profile, **options)
    picture = load_picture(tmp_path / f"a{suffix}")
    assert close(picture.pixels, samples(), 8)
    assert "approximate" in picture.notes[0]
    assert picture.icc[16:20] == b"RGB "


@pytest.mark.parametrize("suffix", [".jpg", ".tif"])
def test_inks_become_colours_by_their_profile(tmp_path, suffix):
    cyan = Image.new("CMYK", (16, 16), (255, 0, 0, 0))
    options = {"quality": 100} if suffix == ".jpg" else {}
    cyan.save(tmp_path / f"a{suffix}", icc_profile=ink_profile(), **options)
    picture = load_picture(tmp_path / f"a{suffix}")
    assert close(picture.pixels, np.full((16, 16, 3), 119), 8)
    assert "by the file's own profile" in picture.notes[0]


def test_16_bit_inks_become_8_bit_colours_and_it_is_said(tmp_path):
    inks = np.concatenate([samples(16), samples(16, 1)], axis=2)
    tifffile.imwrite(tmp_path / "a.tif", inks, photometric="separated", metadata=None)
    picture = load_picture(tmp_path / "a.tif")
    assert picture.depth == 8
    assert "16-bit inks" in picture.notes[1]


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_a_floating_point_tiff_is_opened_with_16_bits(tmp_path, dtype):
    values = (samples(16) / 65535).astype(dtype)
    values[0, 0] = (-0.5, 1.5, np.nan)
    tifffile.imwrite(tmp_path / "a.tif", values, photometric="rgb", metadata=None)
    picture = load_picture(tmp_path / "a.tif")
    assert picture.depth == 16
    assert picture.pixels[0, 0].tolist() == [0, 65535, 0]
    assert np.abs(picture.to_float()[1:] - values[1:]).max() < 1e-4
    assert "from -0.5 to 1.5 are cut" in picture.notes[0]


def test_a_floating_point_tiff_of_another_range_is_refused(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", samples().astype(np.float32), photometric="rgb")
    with pytest.raises(PictureError, match="scale them to 0–1"):
        load_picture(tmp_path / "a.tif")


def test_a_32_bit_tiff_is_opened_with_16_bits(tmp_path):
    wide = samples(16).astype(np.uint32) << 16
    tifffile.imwrite(tmp_path / "a.tif", wide, photometric="rgb", metadata=None)
    picture = load_picture(tmp_path / "a.tif")
    assert np.array_equal(picture.pixels, samples(16))
    assert "32-bit" in picture.notes[0]


def test_white_is_zero_is_turned_round(tmp_path):
    stored = samples(8, 1)[:, :, 0]
    tifffile.imwrite(tmp_path / "a.tif", 255 - stored, photometric="miniswhite", metadata=None)
    assert np.array_equal(load_picture(tmp_path / "a.tif").pixels[:, :, 0], stored)


@pytest.mark.parametrize("compression", ["lzw", "zlib", "packbits", "zstd"])
@pytest.mark.parametrize("byteorder", ["<", ">"])
@pytest.mark.parametrize("planar", ["contig", "separate"])
def test_tiffs_of_all_sorts_are_read(tmp_path, compression, byteorder, planar):
    data = samples(16) if planar == "contig" else samples(16).transpose(2, 0, 1)
    options = {"compression": compression, "byteorder": byteorder, "planarconfig": planar}
    tifffile.imwrite(tmp_path / "a.tif", data, photometric="rgb", metadata=None, **options)
    assert np.array_equal(load_picture(tmp_path / "a.tif").pixels, samples(16))


def test_a_jpeg_compressed_tiff_is_read(tmp_path):
    Image.fromarray(samples()).save(tmp_path / "a.tif", compression="jpeg", quality=100)
    assert close(load_picture(tmp_path / "a.tif").pixels, samples(), 8)


def test_multiplied_transparency_is_undone(tmp_path):
    alpha = np.full((12, 18), 128, np.uint8)
    stored = np.rint(samples() * (128 / 255)).astype(np.uint8)
    data = np.concatenate([stored, alpha[:, :, None]], axis=2)
    options = {"photometric": "rgb", "extrasamples": ["assocalpha"], "metadata": None}
    tifffile.imwrite(tmp_path / "a.tif", data, **options)
    picture = load_picture(tmp_path / "a.tif")
    assert close(picture.pixels, samples(), 8)
    assert np.array_equal(picture.alpha, alpha)
    assert "undone" in picture.notes[0]


def test_channels_that_are_neither_colour_nor_alpha_are_dropped_and_said(tmp_path):
    data = np.concatenate([samples(), samples(8, 1)], axis=2)
    options = {"photometric": "rgb", "extrasamples": ["unspecified"], "metadata": None}
    tifffile.imwrite(tmp_path / "a.tif", data, **options)
    picture = load_picture(tmp_path / "a.tif")
    assert picture.alpha is None
    assert "Further channels" in picture.notes[0]


def test_only_the_first_of_several_pictures_is_opened_and_it_is_said(tmp_path):
    first, second = Image.fromarray(samples()), Image.fromarray(255 - samples())
    for name, options in (
        ("a.webp", {"lossless": True}),
        ("a.png", {}),
        ("a.tif", {}),
    ):
        first.save(tmp_path / name, save_all=True, append_images=[second], **options)
        picture = load_picture(tmp_path / name)
        assert np.array_equal(picture.pixels, samples()), name
        assert "first" in picture.notes[0], name


def test_text_comments_and_gamma_that_are_not_kept_are_said(tmp_path):
    encoded = imagecodecs.png_encode(samples())
    told_ = [(b"tEXt", b"Author\0Somebody"), (b"gAMA", struct.pack(">I", 100_000))]
    (tmp_path / "a.png").write_bytes(with_chunks(encoded, *told_))
    notes = " ".join(load_picture(tmp_path / "a.png").notes)
    assert "Author" in notes
    assert "gamma" in notes


def test_what_else_a_jpeg_says_is_not_kept_and_said(tmp_path):
    Image.fromarray(samples()).save(tmp_path / "a.jpg", comment=b"A comment")
    plain = (tmp_path / "a.jpg").read_bytes()
    caption = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x04\x1c\x02\x00\x00"
    more_xmp = b"http://ns.adobe.com/xmp/extension/\0 and more"
    markers = b"".join(
        struct.pack(">HH", marker, len(content) + 2) + content
        for marker, content in ((0xFFED, caption), (0xFFE1, more_xmp))
    )
    (tmp_path / "a.jpg").write_bytes(plain[:2] + markers + plain[2:])
    picture = load_picture(tmp_path / "a.jpg")
    notes = " ".join(picture.notes)
    assert picture.iptc == caption[-4:]
    assert "comment" in notes
    assert "beyond the first 64 kB" in notes


def test_layers_and_captions_of_a_tiff_are_not_kept_and_said(tmp_path):
    captions = b"8BIM\x04\x04" + bytes(10)
    tags = [(37724, 7, 20, bytes(20), True), (34377, 7, len(captions), captions, True)]
    tifffile.imwrite(tmp_path / "a.tif", samples(), photometric="rgb", extratags=tags)
    notes = " ".join(load_picture(tmp_path / "a.tif").notes)
    assert "layers" in notes
    assert "IPTC" in notes


@pytest.mark.parametrize(("unit", "factor"), [("INCH", 1.0), ("CENTIMETER", 2.54)])
def test_the_resolution_is_read_in_either_unit(tmp_path, unit, factor):
    options = {"photometric": "rgb", "resolution": (100, 50), "resolutionunit": unit}
    tifffile.imwrite(tmp_path / "a.tif", samples(), metadata=None, **options)
    expected = (100 * factor, 50 * factor)
    assert load_picture(tmp_path / "a.tif").dpi == pytest.approx(expected, abs=0.1)


def test_a_jpeg_without_a_resolution_has_none(tmp_path):
    save_picture(Picture(samples(), exif=exif_block()), tmp_path / "a.jpg")
    assert load_picture(tmp_path / "a.jpg").dpi is None


def test_a_profile_for_other_channels_is_not_kept(tmp_path):
    compressed = b"grey\0\0" + zlib.compress(SRGB[:16] + b"GRAY" + SRGB[20:])
    encoded = with_chunks(imagecodecs.png_encode(samples()), (b"iCCP", compressed))
    (tmp_path / "a.png").write_bytes(encoded)
    picture = load_picture(tmp_path / "a.png")
    assert picture.icc is None
    assert "does not fit" in picture.notes[0]


def test_broken_exif_costs_the_exif_and_not_the_picture(tmp_path):
    broken = exif_block()[:20]
    encoded = with_chunks(imagecodecs.png_encode(samples()), (b"eXIf", broken))
    (tmp_path / "a.png").write_bytes(encoded)
    picture = load_picture(tmp_path / "a.png")
    assert picture.exif is None
    assert "EXIF data is damaged" in picture.notes[0]


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        (b"iCCP", b"sRGB\0\0nonsense", "colour profile is damaged"),
        (b"iCCP", b"sRGB\0\0" + zlib.compress(SRGB)[:-20], "colour profile is damaged"),
        (b"iTXt", b"Author\0\1\0\0\0nonsense", "text Author in the file is damaged"),
        (b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0nonsense", "XMP data in the file is damaged"),
        (b"zTXt", b"Author\0\0nonsense", "Author"),
    ],
)
def test_a_broken_optional_chunk_costs_itself_and_not_the_picture(
    tmp_path, capfd, kind, content, words
):
    encoded = with_chunks(imagecodecs.png_encode(samples()), (kind, content))
    (tmp_path / "a.png").write_bytes(encoded)
    picture = load_picture(tmp_path / "a.png")
    assert np.array_equal(picture.pixels, samples())
    assert picture.icc is None
    assert picture.xmp is None
    assert words in " ".join(picture.notes)
    assert capfd.readouterr().err == ""


# ---------------------------------------------------------------- what cannot be opened


def test_the_content_decides_not_the_name(tmp_path):
    save_picture(Picture(samples()), tmp_path / "a.png")
    wrong = (tmp_path / "a.png").rename(tmp_path / "a.jpg")
    picture = load_picture(wrong)
    assert np.array_equal(picture.pixels, samples())
    assert picture.notes == ("The file is called .jpg but holds a PNG picture.",)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.png", b"", "empty"),
        ("a.jpg", b"Hello, world, this is a text.", "cannot be opened as a picture"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "damaged or cut short"),
        ("a.tif", b"II*\0\x08\0\0\0", "damaged or cut short"),
        ("a.webp", b"RIFF\x10\0\0\0WEBPVP8 ", "damaged or cut short"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_reason(tmp_path, name, content, sentence):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(PictureError, match=sentence):
        load_picture(tmp_path / name)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(PictureError, match="There is no file"):
        load_picture(tmp_path / "a.png")
    with pytest.raises(PictureError, match="is a folder"):
        load_picture(tmp_path)


@pytest.mark.parametrize(("suffix", "depth"), FORMS)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_file_cut_short_is_refused(tmp_path, suffix, depth, share):
    path = tmp_path / f"a{suffix}"
    noise = np.random.default_rng(0).integers(0, 2**depth, (32, 32, 3))
    save_picture(Picture(noise.astype(np.uint8 if depth == 8 else np.uint16)), path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(PictureError, match="damaged or cut short"):
        load_picture(path)


@pytest.mark.parametrize(("suffix", "depth"), FORMS)
def test_a_damaged_file_opens_or_is_refused_and_nothing_else(tmp_path, suffix, depth):
    path = tmp_path / f"a{suffix}"
    save_picture(described(depth), path)
    whole = path.read_bytes()
    random = np.random.default_rng(1)
    for _ in range(40):
        damaged = bytearray(whole)
        for place in random.integers(12, len(whole), 4):
            damaged[place] = random.integers(256)
        path.write_bytes(damaged)
        try:
            load_picture(path)
        except PictureError as error:
            assert str(error).endswith(".")  # noqa: PT017


def test_a_huge_picture_is_refused_before_it_is_decoded(tmp_path):
    header = struct.pack(">IIBBBBB", 20_000, 15_000, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + parts)
    with pytest.raises(PictureError, match="20000×15000, 300 megapixels"):
        load_picture(tmp_path / "a.png")


@pytest.mark.parametrize("side", [15_000, 40_000])
def test_a_huge_jpeg_is_refused_before_it_is_decoded(tmp_path, side):
    save_picture(Picture(samples(8, 1)), tmp_path / "a.jpg")
    data = bytearray((tmp_path / "a.jpg").read_bytes())
    frame = data.index(b"\xff\xc0") + 5
    data[frame : frame + 4] = struct.pack(">HH", side, side)
    (tmp_path / "a.jpg").write_bytes(data)
    with pytest.raises(PictureError, match="200 megapixels"):
        load_picture(tmp_path / "a.jpg")


@pytest.mark.parametrize("photometric", ["cielab", "ycbcr"])
def test_colours_of_another_kind_are_refused(tmp_path, photometric):
    tifffile.imwrite(tmp_path / "a.tif", samples(), photometric=photometric, metadata=None)
    with pytest.raises(PictureError, match="save it as RGB"):
        load_picture(tmp_path / "a.tif")


def test_a_stack_of_many_channels_is_refused(tmp_path):
    data = np.zeros((12, 18, 9), np.uint8)
    tifffile.imwrite(tmp_path / "a.tif", data, photometric="minisblack", planarconfig="contig")
    with pytest.raises(PictureError, match="not one flat picture"):
        load_picture(tmp_path / "a.tif")
