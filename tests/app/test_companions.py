"""What comes with the photo, what a task lacks, and what is found beside it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from app.control.commands import ActionTable
from app.control.files import FileController
from app.control.runs import RunController
from app.model.document import Document
from app.model.found import found
from app.model.preferences import Preferences
from app.model.run_log import RunLog
from app.panels.found_panel import FoundPanel
from app.panels.task_panel import TaskPanel
from app.widgets.found_card import PictureButton
from dip_core import (
    KERNELS,
    NET_INPUTS,
    TASKS,
    Picture,
    Restoration,
    Restored,
    Runtime,
    load_picture,
    read_project,
    save_picture,
    write_project,
)

WAIT_MS = 20_000
KERNEL = np.outer([0.25, 0.5, 0.25], [0.25, 0.5, 0.25]).astype(np.float32)


@pytest.fixture
def files(document: Document, preferences: Preferences):
    made = FileController(document, preferences)
    yield made
    made.shutdown()


def restored(document: Document) -> Restored:
    restoration = Restoration(document.spec, document.inputs(), Runtime(device="cpu"))
    next(restoration)
    return restoration.result


# ---------------------------------------------------------------------- the document


def test_a_second_picture_is_taken_and_undone(
    qtbot: QtBot, document: Document, picture: Picture
) -> None:
    with qtbot.waitSignals([document.companions_changed, document.changed]):
        document.set_second(picture)
    assert document.inputs().second is picture
    assert document.dirty
    document.undo_stack.undo()
    assert document.second is None
    document.undo_stack.redo()
    assert document.second is picture
    document.set_second(None)
    assert document.undo_stack.undoText() == "Remove second picture"


def test_a_kernel_is_used_by_the_task_in_the_same_step(document: Document) -> None:
    document.set_task(TASKS["deblurring"]())
    before = document.spec
    document.set_kernel(KERNEL)
    assert document.spec.task.kernel == KERNELS["loaded"]()
    assert document.inputs().kernel is KERNEL
    document.undo_stack.undo()
    assert document.kernel is None
    assert document.spec == before


def test_another_photo_forgets_what_came_with_the_last(
    document: Document, picture: Picture
) -> None:
    document.set_second(picture)
    document.set_kernel(KERNEL)
    document.set_picture(picture)
    assert document.second is None
    assert document.kernel is None


def test_companions_are_kept_in_the_project_file(
    document: Document, picture: Picture, tmp_path: Path
) -> None:
    document.set_second(picture)
    document.set_kernel(KERNEL)
    write_project(document.project, tmp_path / "a.dip")
    document.set_picture(None)
    document.set_project(read_project(tmp_path / "a.dip"))
    assert document.second is not None
    assert np.array_equal(document.second.pixels, picture.pixels)
    assert np.array_equal(document.kernel, KERNEL)


def test_another_kernel_is_a_change_since_the_run(document: Document) -> None:
    document.set_kernel(KERNEL)
    document.mark_run()
    assert not document.changed_since_run
    document.set_kernel(KERNEL.copy())
    assert document.changed_since_run
    document.undo_stack.undo()
    assert not document.changed_since_run


# ---------------------------------------------------------------------- what is lacking


def test_a_task_says_which_picture_it_lacks(document: Document, picture: Picture) -> None:
    document.set_task(TASKS["flash"]())
    assert "flash" in document.lacking
    document.set_second(picture)
    assert document.lacking == ""


def test_a_pair_of_different_sizes_is_refused_in_the_words_of_the_engine(
    document: Document, make_picture: Callable[..., Picture]
) -> None:
    document.set_task(TASKS["flash"]())
    document.set_second(make_picture(20, 24))
    assert "24×20" in document.lacking


def test_a_loaded_kernel_is_asked_for_and_must_fit(document: Document) -> None:
    document.set_task(TASKS["deblurring"](kernel=KERNELS["loaded"]()))
    assert "kernel" in document.lacking
    document.set_kernel(KERNEL)
    assert document.lacking == ""
    document.set_kernel(np.ones((41, 41), np.float32))
    assert "41×41" in document.lacking
    document.set_kernel(np.zeros((3, 3), np.float32))
    assert "sums to 0" in document.lacking


def test_an_input_of_the_network_may_be_what_is_lacking(
    document: Document, picture: Picture
) -> None:
    document.set_spec(document.spec.replace(net_input=NET_INPUTS["picture"](source="second")))
    assert "second picture" in document.lacking
    document.set_second(picture)
    assert document.lacking == ""


def test_run_is_disabled_and_says_what_is_lacking(
    document: Document, preferences: Preferences, files: FileController, picture: Picture
) -> None:
    runs = RunController(document, RunLog(), preferences)
    table = ActionTable(document, runs, files)
    document.set_task(TASKS["flash"]())
    table.refresh()
    assert not table["run"].isEnabled()
    assert table["run"].toolTip() == f"Run: {document.lacking}"
    assert not table["remove-second"].isEnabled()
    document.set_second(picture)
    table.refresh()
    assert table["run"].isEnabled()
    table["remove-second"].trigger()
    assert document.second is None
    runs.shutdown()


# ---------------------------------------------------------------------- files


def test_second_picture_and_kernel_are_read_from_files(
    qtbot: QtBot, document: Document, files: FileController, picture: Picture, tmp_path: Path
) -> None:
    save_picture(picture, tmp_path / "flash.png")
    files.open_second(tmp_path / "flash.png")
    qtbot.waitUntil(lambda: document.second is not None, timeout=WAIT_MS)
    save_picture(Picture.from_array(KERNEL / KERNEL.max()), tmp_path / "blur.png")
    files.open_kernel(tmp_path / "blur.png")
    qtbot.waitUntil(lambda: document.kernel is not None, timeout=WAIT_MS)
    assert document.kernel.sum() == pytest.approx(1.0)
    assert document.kernel.argmax() == 4


def test_a_black_kernel_is_refused(
    qtbot: QtBot, document: Document, files: FileController, tmp_path: Path
) -> None:
    save_picture(Picture.from_array(np.zeros((5, 5), np.uint8)), tmp_path / "black.png")
    with qtbot.waitSignal(files.failed, timeout=WAIT_MS) as failed:
        files.open_kernel(tmp_path / "black.png")
    assert "black.png is black" in failed.args[0]
    assert document.kernel is None


# ---------------------------------------------------------------------- the card's rows


def test_a_row_appears_for_what_the_task_looks_at(
    qtbot: QtBot, document: Document, picture: Picture
) -> None:
    actions = {
        word: QAction(word)
        for word in ("open-second", "remove-second", "open-kernel", "draw-kernel", "remove-kernel")
    }
    panel = TaskPanel(document, actions)
    qtbot.addWidget(panel)
    panel.show()
    assert not panel.row("second").isVisible()
    document.set_task(TASKS["flash"]())
    assert panel.row("second").isVisible()
    assert not panel.row("kernel").isVisible()
    assert not panel.row("second").has_picture
    document.set_second(replace(picture, source=Path("/photos/flash.jpg")))
    assert panel.row("second").has_picture
    assert panel.row("second").text() == "flash.jpg · 32×32"


def test_a_kernel_that_another_blur_hides_is_said_to_be_unused(
    qtbot: QtBot, document: Document
) -> None:
    panel = TaskPanel(document)
    qtbot.addWidget(panel)
    document.set_task(TASKS["deblurring"]())
    document.set_kernel(KERNEL)
    assert panel.row("kernel").text() == "3×3 px"
    document.set_task_options(document.spec.task.replace(kernel=KERNELS["motion"]()))
    assert "not used" in panel.row("kernel").text()


# ---------------------------------------------------------------------- masks off the photo


def test_the_mask_is_taken_from_transparency(
    qtbot: QtBot, document: Document, files: FileController
) -> None:
    pixels = np.full((20, 24, 4), 255, np.uint8)
    pixels[3:6, 5:9, 3] = 0
    document.set_picture(Picture.from_array(pixels))
    files.mask_from_transparency()
    qtbot.waitUntil(lambda: not document.mask.is_empty, timeout=WAIT_MS)
    assert np.array_equal(document.mask.array() == 255, pixels[..., 3] == 0)
    document.undo_stack.undo()
    assert document.mask.is_empty


# ---------------------------------------------------------------------- what is found


def with_estimates(document: Document, **estimates: np.ndarray) -> Restored:
    whole = restored(document)
    roles = {"kernel": "kernel"}
    known = {**whole.run.estimates, **estimates}
    return replace(whole, run=replace(whole.run, estimates=known, roles=roles))


def test_a_kernel_and_layers_are_found_beside_the_photo(document: Document) -> None:
    layer = np.full((32, 32, 1), 0.5, np.float32)
    result = with_estimates(
        document, kernel=KERNEL[..., None], transmission=layer, share=np.ones((1, 1, 1), np.float32)
    )
    kernel, transmission = found(result)
    assert kernel.is_kernel
    assert kernel.label == "Blur kernel"
    assert kernel.values.max() == 1.0
    assert not transmission.is_kernel
    assert np.array_equal(transmission.values, layer)
    assert found(None) == ()


def test_a_plain_run_has_found_nothing_else(document: Document) -> None:
    assert found(restored(document)) == ()


def test_what_is_found_is_shown_viewed_and_saved(
    qtbot: QtBot, document: Document, files: FileController, tmp_path: Path
) -> None:
    panel = FoundPanel(document)
    qtbot.addWidget(panel)
    assert panel.names() == ()
    with qtbot.waitSignal(panel.appeared):
        document.set_result(with_estimates(document, kernel=KERNEL[..., None]))
    assert panel.names() == ("Blur kernel",)
    (card,) = panel.cards()
    with qtbot.waitSignal(panel.viewed) as viewed:
        card.findChild(PictureButton).click()
    with qtbot.waitSignal(files.message, timeout=WAIT_MS):
        files.save_found(viewed.args[0].values, tmp_path / "kernel.png")
    saved = load_picture(tmp_path / "kernel.png").to_float()[..., 0]
    assert np.allclose(saved, KERNEL / KERNEL.max(), atol=1e-3)
    document.set_result(None)
    assert panel.names() == ()


def test_a_result_finished_again_brings_no_card_to_the_front(
    qtbot: QtBot, document: Document
) -> None:
    panel = FoundPanel(document)
    qtbot.addWidget(panel)
    result = with_estimates(document, kernel=KERNEL[..., None])
    document.set_result(result)
    with qtbot.assertNotEmitted(panel.appeared):
        document.set_result(replace(result, region=result.region))
