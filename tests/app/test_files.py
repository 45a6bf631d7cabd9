"""Files into the document and out of it: never in the window's thread, never over the photo."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from app.control.clipboard import dropped_files, pasted
from app.control.files import FileController
from app.model.display import picture_to_image
from app.model.document import Document
from app.model.preferences import Preferences
from dip_core import (
    Inputs,
    Picture,
    PictureError,
    Project,
    Restoration,
    Runtime,
    Sample,
    SavedResult,
    load_mask,
    save_picture,
)
from tests.app.small import paint, tiny_spec
from tests.dip_core.picture_files import described

WAIT_MS = 20_000


@pytest.fixture
def photo(tmp_path: Path, make_picture: Callable[..., Picture]) -> Path:
    path = tmp_path / "photo.png"
    save_picture(make_picture(24, 40), path)
    return path


@pytest.fixture
def with_result(document: Document, picture: Picture) -> Document:
    restoration = Restoration(document.spec, document.inputs(), Runtime(device="cpu"))
    next(restoration)
    document.mark_run()
    document.set_result(restoration.result)
    return document


def settle(qtbot: QtBot, files: FileController) -> None:
    """Wait until everything asked for is done."""
    qtbot.waitUntil(lambda: not files.busy, timeout=WAIT_MS)


def complaint(qtbot: QtBot, files: FileController, deed: Callable[[], object]) -> str:
    """Return the sentence a deed fails with."""
    with qtbot.waitSignal(files.failed, timeout=WAIT_MS) as heard:
        deed()
    settle(qtbot, files)
    return str(heard.args[0])


# ---------------------------------------------------------------------- opening


def test_a_photo_is_opened_behind_the_window(
    qtbot: QtBot, files: FileController, document: Document, preferences: Preferences, photo: Path
) -> None:
    before = document.picture
    with qtbot.waitSignal(files.opened, timeout=WAIT_MS):
        files.open(photo)
        assert files.opening
        assert document.picture is before
    assert not files.opening
    assert document.picture is not None
    assert document.picture.size_text == "40×24"
    assert document.title == "photo.png"
    assert document.spec == tiny_spec()
    assert not document.dirty
    assert preferences.recent_files == (photo,)
    assert preferences.last_folder == photo.parent


def test_the_photo_asked_for_last_is_shown(
    qtbot: QtBot, files: FileController, document: Document, photo: Path, picture: Picture
) -> None:
    other = photo.with_name("other.png")
    save_picture(picture, other)
    files.open(photo)
    files.open(other)
    settle(qtbot, files)
    assert document.title == "other.png"
    assert not files.opening


def test_what_cannot_be_opened_leaves_everything_as_it_was(
    qtbot: QtBot, files: FileController, document: Document, tmp_path: Path
) -> None:
    before = document.picture
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"not a picture")
    for path in (broken, tmp_path / "missing.jpg", tmp_path / "missing.dip"):
        sentence = complaint(qtbot, files, lambda path=path: files.open(path))
        assert path.name in sentence
        assert document.picture is before
        assert not files.opening


def test_a_fault_is_told_and_logged(
    qtbot: QtBot, files: FileController, caplog: pytest.LogCaptureFixture
) -> None:
    def fault() -> tuple[Inputs, object]:
        raise ZeroDivisionError("a fault")

    sample = Sample("text", "Text", "A sentence.", fault)  # type: ignore[arg-type]
    sentence = complaint(qtbot, files, lambda: files.open_sample(sample))
    assert sentence == "Something went wrong: a fault."
    assert "ZeroDivisionError" in caplog.text


def test_a_sample_brings_photo_mask_and_settings(
    qtbot: QtBot, files: FileController, document: Document, picture: Picture
) -> None:
    mask = np.zeros((32, 32), dtype=np.uint8)
    mask[4:9, 4:9] = 255
    spec = tiny_spec("inpainting", iterations=3)
    sample = Sample("text", "Text", "A sentence.", lambda: (Inputs(picture, mask), spec))
    with qtbot.waitSignal(files.opened, timeout=WAIT_MS):
        files.open_sample(sample)
    assert document.spec == spec
    assert np.array_equal(document.inputs().mask, mask)
    assert document.lacking == ""


def test_a_reference_and_a_mask_are_read(
    qtbot: QtBot, files: FileController, document: Document, tmp_path: Path, picture: Picture
) -> None:
    clean, painted = tmp_path / "clean.png", tmp_path / "mask.png"
    values = np.zeros((32, 32), dtype=np.uint8)
    values[3:7, 5:9] = 255
    save_picture(picture, clean)
    save_picture(Picture.from_array(values), painted)
    read: list[Picture] = []
    files.mask_read.connect(read.append)
    files.open_reference(clean)
    files.read_mask(painted)
    settle(qtbot, files)
    assert document.reference is not None
    assert np.array_equal(read[0].pixels[..., 0], values)
    assert document.inputs().mask is None


def test_a_mask_read_for_another_photo_is_dropped(
    qtbot: QtBot, files: FileController, document: Document, tmp_path: Path, picture: Picture
) -> None:
    painted = tmp_path / "mask.png"
    save_picture(Picture.from_array(np.full((32, 32), 255, dtype=np.uint8)), painted)
    read: list[Picture] = []
    files.mask_read.connect(read.append)
    files.read_mask(painted)
    document.set_picture(picture.with_pixels(picture.to_float()))
    settle(qtbot, files)
    assert read == []


# ---------------------------------------------------------------------- clipboard


def png_bytes(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def test_a_file_is_preferred_to_bytes_and_bytes_to_an_image(picture: Picture, photo: Path) -> None:
    image = picture_to_image(picture)
    mime = QMimeData()
    mime.setImageData(image)
    assert isinstance(pasted(mime), QImage)
    mime.setData("image/png", b"bytes")
    assert pasted(mime) == b"bytes"
    mime.setUrls([QUrl("https://example.org/a.png"), QUrl.fromLocalFile(str(photo))])
    assert pasted(mime) == photo
    assert dropped_files(mime) == [photo]
    with pytest.raises(PictureError, match="no picture on the clipboard"):
        pasted(QMimeData())


@pytest.mark.parametrize("deep", [False, True])
def test_png_bytes_are_pasted_with_their_depth(
    qtbot: QtBot, files: FileController, document: Document, picture: Picture, *, deep: bool
) -> None:
    image = picture_to_image(picture)
    if deep:
        image = image.convertToFormat(QImage.Format.Format_RGBX64)
    mime = QMimeData()
    mime.setData("image/png", png_bytes(image))
    QGuiApplication.clipboard().setMimeData(mime)
    with qtbot.waitSignal(files.opened, timeout=WAIT_MS):
        files.paste()
    assert document.picture is not None
    assert document.picture.depth == (16 if deep else 8)
    assert document.title == "Untitled"
    if not deep:
        assert np.array_equal(document.picture.pixels, picture.pixels)


def test_a_file_on_the_clipboard_is_opened(
    qtbot: QtBot, files: FileController, document: Document, photo: Path
) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(photo))])
    QGuiApplication.clipboard().setMimeData(mime)
    with qtbot.waitSignal(files.opened, timeout=WAIT_MS):
        files.paste()
    assert document.title == "photo.png"


def test_a_clipboard_without_a_picture_is_told(qtbot: QtBot, files: FileController) -> None:
    QGuiApplication.clipboard().setText("words")
    assert "no picture on the clipboard" in complaint(qtbot, files, files.paste)


def test_broken_bytes_on_the_clipboard_are_told(qtbot: QtBot, files: FileController) -> None:
    mime = QMimeData()
    mime.setData("image/png", b"broken")
    QGuiApplication.clipboard().setMimeData(mime)
    assert "cannot be read" in complaint(qtbot, files, files.paste)


def test_the_result_is_copied_and_can_be_pasted(
    qtbot: QtBot, files: FileController, with_result: Document
) -> None:
    result = with_result.result_picture
    with qtbot.waitSignal(files.message, timeout=WAIT_MS):
        files.copy_result()
    with qtbot.waitSignal(files.opened, timeout=WAIT_MS):
        files.paste()
    assert with_result.picture is not None
    assert result is not None
    assert np.array_equal(with_result.picture.pixels, result.pixels)


def test_a_deep_result_with_a_profile_is_copied_as_it_is(
    qtbot: QtBot, files: FileController, document: Document
) -> None:
    deep = described(16, alpha=True)
    result = SavedResult("run", deep, 5, 1.0, "", document.spec)
    document.set_project(Project(document.spec, Inputs(deep), (result,)))
    with qtbot.waitSignal(files.message, timeout=WAIT_MS):
        files.copy_result()
    assert QGuiApplication.clipboard().mimeData().hasImage()
    with qtbot.waitSignal(files.opened, timeout=WAIT_MS):
        files.paste()
    pasted_picture = document.picture
    assert np.array_equal(pasted_picture.pixels, deep.pixels)
    assert np.array_equal(pasted_picture.alpha, deep.alpha)
    assert (pasted_picture.icc, pasted_picture.exif) == (deep.icc, deep.exif)
    assert pasted_picture.source is None


# ---------------------------------------------------------------------- mask


def test_the_mask_is_written_as_png_and_never_over_what_was_not_named(
    qtbot: QtBot, files: FileController, document: Document, tmp_path: Path
) -> None:
    paint(document)
    target = tmp_path / "mask.jpg"
    with qtbot.waitSignal(files.message, timeout=WAIT_MS) as heard:
        files.save_mask(target)
    assert heard.args[0].startswith("Saved mask.jpg.png.")
    written = load_mask(tmp_path / "mask.jpg.png", (32, 32))
    assert np.array_equal(written, document.inputs().mask)
    assert "mask.jpg.png" in complaint(qtbot, files, lambda: files.save_mask(target))


# ---------------------------------------------------------------------- projects


def test_a_project_comes_back_as_it_was_saved(
    qtbot: QtBot, files: FileController, with_result: Document, tmp_path: Path
) -> None:
    paint(with_result)
    with_result.set_spec(with_result.spec.replace(seed=7))
    spec, mask = with_result.spec, with_result.inputs().mask
    result = with_result.result_picture
    with qtbot.waitSignal(files.saved, timeout=WAIT_MS) as saved:
        assert files.save_project(tmp_path / "work")
    assert saved.args == [tmp_path / "work.dip"]
    assert not with_result.dirty
    assert with_result.title == "work.dip"
    with_result.set_picture(None)
    with qtbot.waitSignal(files.opened, timeout=WAIT_MS):
        files.open(tmp_path / "work.dip")
    assert with_result.spec == spec
    assert np.array_equal(with_result.inputs().mask, mask)
    assert with_result.result_picture is not None
    assert result is not None
    assert np.array_equal(with_result.result_picture.pixels, result.pixels)
    assert with_result.path == tmp_path / "work.dip"
    assert not with_result.dirty


def test_a_project_without_a_file_needs_a_name(files: FileController, document: Document) -> None:
    assert not files.save_project()


def test_saving_again_needs_no_name(
    qtbot: QtBot, files: FileController, document: Document, tmp_path: Path
) -> None:
    with qtbot.waitSignal(files.saved, timeout=WAIT_MS):
        files.save_project(tmp_path / "work.dip")
    paint(document)
    assert document.dirty
    with qtbot.waitSignal(files.saved, timeout=WAIT_MS):
        assert files.save_project()
    assert not document.dirty


def test_what_changes_while_saving_stays_unsaved(
    qtbot: QtBot, files: FileController, document: Document, tmp_path: Path
) -> None:
    with qtbot.waitSignal(files.saved, timeout=WAIT_MS):
        files.save_project(tmp_path / "work.dip")
        paint(document)
    assert document.dirty


def test_a_folder_that_cannot_be_written_is_told(
    qtbot: QtBot, files: FileController, document: Document, tmp_path: Path
) -> None:
    nowhere = tmp_path / "gone" / "work.dip"
    assert complaint(qtbot, files, lambda: files.save_project(nowhere))
    assert document.path is None
