"""A caption is removed from a 16-bit photo with a wide profile; nothing else changes."""

from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import ExifTags, Image
from PySide6.QtCore import Qt

from dip_core import Picture, load_picture, save_picture
from tests.dip_core.picture_files import XMP, display_p3, exif_block
from tests.stories.studio import PATIENCE_MS, Studio

# What a TIFF file says of how it is stored; and what the program says of itself.
_STORAGE = {256, 257, 258, 259, 262, 273, 277, 278, 279, 284, 317, 339, 34665, 34853}
_SOFTWARE, _XMP = 305, 700


def write_photo(path: Path, height: int, width: int) -> None:
    """Write a 16-bit TIFF in Display P3 with all that a camera says."""
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    planes = [0.5 + 0.4 * np.sin(across / (9 + 4 * k)) * np.cos(down / 11) for k in range(3)]
    pixels = np.rint(np.stack(planes, axis=2) * 65535).astype(np.uint16)
    described = Picture(pixels, icc=display_p3(), exif=exif_block(), xmp=XMP, dpi=(300.0, 300.0))
    save_picture(described, path)


def tags(path: Path) -> dict[str, object]:
    """Everything a TIFF file says about the photograph, as other programs read it."""
    with tifffile.TiffFile(path) as file:
        page = file.pages.first
        main = {tag.code: tag.value for tag in page.tags if tag.code not in _STORAGE}
        depth = page.bitspersample
    with Image.open(path) as seen:
        exif = seen.getexif()
        inner = {
            ifd.name: dict(exif.get_ifd(ifd)) for ifd in (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo)
        }
    return {"depth": depth, **{str(code): value for code, value in main.items()}, **inner}


@pytest.mark.parametrize(
    ("height", "width"),
    [
        pytest.param(48, 64, id="small"),
        pytest.param(4000, 6000, id="24 megapixels", marks=pytest.mark.slow),
    ],
)
def test_a_caption_is_removed_and_nothing_else_changes(
    studio: Studio, tmp_path: Path, height: int, width: int
) -> None:
    photo, target = tmp_path / "sea.tif", tmp_path / "sea_dip.tif"
    write_photo(photo, height, width)
    studio.open(photo)
    studio.choose("inpainting", iterations=4)
    studio.paint((width * 0.3, height * 0.5), (width * 0.33, height * 0.5))
    mask = studio.document.mask.array()
    assert mask.any()
    studio.run()

    dialog = studio.window.commands.export()
    assert dialog.target() == target
    with studio.qtbot.waitSignal(studio.window.bench.exports.exported, timeout=PATIENCE_MS):
        studio.qtbot.keyClick(dialog, Qt.Key.Key_Return)
    studio.wait_until_said("Saved sea_dip.tif.")

    before, after = load_picture(photo), load_picture(target)
    changed = (before.pixels != after.pixels).any(axis=2)
    assert changed.any()
    assert not changed[mask == 0].any()
    was, now = tags(photo), tags(target)
    assert now.pop(str(_SOFTWARE)).startswith("DIP Studio")
    assert was.pop(str(_SOFTWARE)) == "Firmware 1.0"
    assert now == was
    assert after.icc == display_p3()
