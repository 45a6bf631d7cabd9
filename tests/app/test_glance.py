"""A first look at a large photo while it is being read."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPointF, QSize
from pytestqt.qtbot import QtBot

from app.control.files import FileController
from app.model.preferences import Preferences
from app.widgets.canvas import Canvas
from app.windows.main_window import MainWindow
from dip_core import glance_at, load_picture
from tests.app.canvas_hand import drag, plain
from tests.stories.studio import Replies, open_window

WAIT_MS = 20_000


@pytest.fixture
def window(qtbot: QtBot, preferences: Preferences) -> Iterator[MainWindow]:
    made = open_window(qtbot, preferences, Replies())
    yield made
    made.bench.document.set_picture(None)
    made.close()


def photo(path: Path, *, turned: bool = False, size: tuple[int, int] = (2400, 1800)) -> Path:
    """Write a soft photo, brighter to the right and redder to the bottom."""
    across, down = np.linspace(0, 255, size[0]), np.linspace(0, 255, size[1])
    red, green = np.broadcast_arrays(down[:, None], across[None, :])
    picture = Image.fromarray(np.stack([red, green, green], axis=2).astype(np.uint8))
    exif = Image.Exif()
    if turned:
        exif[0x0112] = 6
    picture.save(path, quality=95, exif=exif)
    return path


@pytest.mark.parametrize("turned", [False, True])
def test_it_looks_like_the_photo_and_knows_its_size(tmp_path, turned):
    path = photo(tmp_path / "photo.jpg", turned=turned)
    glance, whole = glance_at(path), load_picture(path)
    assert (glance.width, glance.height) == (whole.width, whole.height)
    assert glance.pixels.shape[:2] == (whole.height // 4, whole.width // 4)
    same = whole.pixels[2::4, 2::4].astype(int) - glance.pixels
    assert np.abs(same).max() <= 4


def test_there_is_none_of_small_photos_of_other_formats_and_of_damaged_files(tmp_path):
    assert glance_at(photo(tmp_path / "small.jpg", size=(800, 600))) is None
    assert glance_at(photo(tmp_path / "photo.png")) is None
    cut = tmp_path / "cut.jpg"
    cut.write_bytes(photo(tmp_path / "photo.jpg").read_bytes()[:9000])
    assert glance_at(cut) is None
    assert glance_at(tmp_path / "nothing.jpg") is None


def test_a_view_that_was_moved_meanwhile_stays_when_the_picture_is_there(qtbot):
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    canvas.set_glance(plain(50, 40, "red"), QSize(200, 160))
    assert canvas.is_fitted
    canvas.look_at(QPointF(150, 100), 4.0)
    canvas.set_image(plain(200, 160, "red"))
    assert not canvas.is_glancing
    assert canvas.zoom == 4.0
    assert (canvas.centre - QPointF(150, 100)).manhattanLength() < 1


def test_nothing_is_painted_on_a_glance(qtbot, canvas, strokes):
    canvas.set_glance(plain(50, 40, "red"), QSize(200, 160))
    drag(canvas, (60, 50), (70, 55))
    canvas.act_by_keyboard()
    assert strokes.all == []
    canvas.set_image(plain(200, 160, "red"))
    drag(canvas, (60, 50), (70, 55))
    assert strokes.all


def test_the_window_shows_it_before_the_photo(qtbot, window: MainWindow, tmp_path):
    files: FileController = window.bench.files
    path = photo(tmp_path / "photo.jpg")
    seen: list[object] = []
    files.glanced.connect(lambda image, size: seen.append((image.width(), size.width())))
    files.opened.connect(lambda: seen.append("opened"))
    with qtbot.waitSignal(files.opened, timeout=WAIT_MS):
        files.open(path)
    qtbot.waitUntil(lambda: not files.busy, timeout=WAIT_MS)
    # On a machine with one processor to spare the photo may be as quick.
    assert seen in ([(600, 2400), "opened"], ["opened"])
    assert not window.canvas.is_glancing
