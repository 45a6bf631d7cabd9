"""Photos that are too large or cannot be kept as they are: a person is asked before they open."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tifffile
from pytestqt.qtbot import QtBot

from app.control import files as files_module
from app.control.files import Doubt, FileController
from app.model.document import Document
from dip_core import Picture, load_picture, save_picture
from tests.dip_core.picture_files import samples

WAIT_MS = 20_000


@pytest.fixture
def photo(tmp_path: Path, make_picture: Callable[..., Picture]) -> Path:
    path = tmp_path / "photo.png"
    save_picture(make_picture(25, 40), path)
    return path


@pytest.fixture
def little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the machine have hardly more memory than the photo needs."""
    monkeypatch.setattr(files_module, "free_memory", lambda _: 40_000)


def doubt(qtbot: QtBot, files: FileController, path: Path) -> Doubt:
    with qtbot.waitSignal(files.doubted, timeout=WAIT_MS) as heard:
        files.open(path)
    assert not files.opening
    return heard.args[0]


def test_a_photo_too_large_is_doubted_before_it_is_read(
    qtbot: QtBot, files: FileController, document: Document, photo: Path, little_memory: None
) -> None:
    before = document.picture
    found = doubt(qtbot, files, photo)
    assert "photo.png has 0 megapixels: opening it needs about 0.0 GB" in found.sentence
    assert document.picture is before


def test_it_can_be_opened_all_the_same(
    qtbot: QtBot, files: FileController, document: Document, photo: Path, little_memory: None
) -> None:
    found = doubt(qtbot, files, photo)
    with qtbot.waitSignal(files.opened, timeout=WAIT_MS):
        found.open()
    assert document.picture.size_text == "40×25"


def test_it_can_be_opened_at_half_its_size(
    qtbot: QtBot, files: FileController, document: Document, photo: Path, little_memory: None
) -> None:
    found = doubt(qtbot, files, photo)
    with qtbot.waitSignal(files.opened, timeout=WAIT_MS):
        found.halve()
    assert document.picture.size_text == "20×12"
    whole = load_picture(photo).pixels[:24].astype(int)
    means = whole.reshape(12, 2, 20, 2, 3).sum(axis=(1, 3))
    assert np.array_equal(document.picture.pixels, (means + 2) // 4)
    assert document.title == "photo.png"


def test_what_loses_depth_is_doubted_and_then_said(
    qtbot: QtBot, files: FileController, document: Document, tmp_path: Path
) -> None:
    inks = np.concatenate([samples(16), samples(16, 1)], axis=2)
    tifffile.imwrite(tmp_path / "inks.tif", inks, photometric="separated", metadata=None)
    found = doubt(qtbot, files, tmp_path / "inks.tif")
    assert "16-bit inks are opened as 8-bit colours" in found.sentence
    assert found.halve is None
    with qtbot.waitSignal(files.cautioned, timeout=WAIT_MS) as heard:
        found.open()
    assert "16-bit inks" in heard.args[0]
    assert document.picture.depth == 8
