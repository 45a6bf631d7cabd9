"""Bad input is answered by a sentence; the window and the document live on."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QLabel

from app.control.runs import RunState
from app.windows.mask_import import MaskImportDialog
from dip_core import Picture, save_picture
from tests.stories.studio import PATIENCE_MS, Studio


def test_a_file_that_is_no_picture(studio: Studio, photo: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"this is no picture")
    studio.open(photo)
    studio.window.open_paths([broken])
    studio.wait_until_said("broken.png")
    assert studio.document.title == "photo.png"


def test_a_file_that_is_not_there(studio: Studio, tmp_path: Path) -> None:
    studio.window.open_paths([tmp_path / "gone.png"])
    studio.wait_until_said("gone.png")
    assert studio.runs.state is RunState.NO_IMAGE
    assert studio.window.status.state_text() == "No photo"
    assert studio.window.bench.actions["open"].isEnabled()


def test_a_mask_of_another_size(
    studio: Studio, photo: Path, tmp_path: Path, make_picture: Callable[..., Picture]
) -> None:
    studio.replies.open = tmp_path / "mask.png"
    save_picture(make_picture(16, 16, 1), studio.replies.open)
    studio.open(photo)
    studio.paint((20, 20), (30, 20))
    before = studio.document.mask.array()
    studio.act("load-mask")
    asked: list[MaskImportDialog] = []

    def is_asked() -> bool:
        asked[:] = studio.window.findChildren(MaskImportDialog)
        return bool(asked)

    studio.qtbot.waitUntil(is_asked, timeout=PATIENCE_MS)
    assert any("16×16" in label.text() for label in asked[0].findChildren(QLabel))
    asked[0].reject()
    assert (studio.document.mask.array() == before).all()


def test_a_reference_that_is_too_small_stops_the_run_with_a_sentence(
    studio: Studio, photo: Path, tmp_path: Path, make_picture: Callable[..., Picture]
) -> None:
    studio.replies.open = tmp_path / "small.png"
    save_picture(make_picture(20, 20), studio.replies.open)
    studio.open(photo)
    studio.choose("denoising")
    studio.act("open-reference")
    studio.qtbot.waitUntil(lambda: studio.document.reference is not None)
    studio.act("run")
    studio.wait_until_said("reference")
    studio.document.set_reference(None)
    studio.run()
    assert studio.runs.state is RunState.HAS_RESULT


def test_an_empty_mask_says_what_to_do_and_nothing_runs(studio: Studio, photo: Path) -> None:
    studio.open(photo)
    studio.choose("inpainting")
    run = studio.window.bench.actions["run"]
    studio.qtbot.waitUntil(lambda: "Paint" in run.toolTip())
    assert not run.isEnabled()
    assert studio.window.status.state_text() == "Not ready"


def test_a_field_with_a_fault_stops_the_run_before_it_starts(studio: Studio, photo: Path) -> None:
    studio.open(photo)
    studio.choose("denoising")
    method = studio.window.docks.panel("method")
    rate = method.editor("learning_rate").field
    rate.setFocus()
    rate.selectAll()
    studio.qtbot.keyClicks(rate, "fast")
    studio.act("run")
    studio.wait_until_said("Learning rate takes a number")
    assert not studio.runs.active


def test_another_photo_is_not_opened_during_a_run(studio: Studio, photo: Path) -> None:
    studio.open(photo)
    studio.choose("denoising", iterations=100_000)
    studio.run_until(1)
    studio.window.open_paths([photo])
    studio.wait_until_said("Stop the run")
    assert studio.runs.active
