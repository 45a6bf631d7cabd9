"""Open a photo, paint over something, restore it, look, and export it."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.control.runs import RunState
from dip_core import load_picture
from tests.stories.studio import PATIENCE_MS, Studio


def test_from_the_photo_to_the_exported_file(studio: Studio, photo: Path, tmp_path: Path) -> None:
    studio.open(photo)
    studio.choose("inpainting", iterations=100_000)
    assert not studio.window.bench.actions["run"].isEnabled()

    studio.paint((20, 20), (36, 24))
    mask = studio.document.mask.array()
    assert 0 < np.count_nonzero(mask) < mask.size / 4

    studio.run_until(5)
    assert studio.window.status.state_text() == "Running"
    assert studio.window.canvas.has_preview
    studio.act("stop-and-keep")
    studio.wait_for(RunState.HAS_RESULT)
    assert studio.window.status.state_text() == "Result ready"

    assert studio.window.canvas.view_mode == "split"
    studio.drag_split(0.25)
    studio.act("compare-original")
    assert studio.window.canvas.view_mode == "original"

    dialog = studio.window.commands.export()
    target = tmp_path / "photo_dip.png"
    assert dialog.target() == target
    with studio.qtbot.waitSignal(studio.window.bench.exports.exported, timeout=PATIENCE_MS):
        studio.qtbot.keyClick(dialog, Qt.Key.Key_Return)
    studio.wait_until_said("photo_dip.png")

    before, after = load_picture(photo).pixels, load_picture(target).pixels
    assert np.array_equal(after[mask == 0], before[mask == 0])
    assert not np.array_equal(after[mask == 255], before[mask == 255])


def test_the_run_goes_on_where_it_stopped(studio: Studio, photo: Path) -> None:
    studio.open(photo)
    studio.choose("inpainting")
    studio.paint((20, 20), (36, 24))
    studio.run()
    first = studio.window.bench.log.last_iteration
    studio.act("go-on")
    studio.qtbot.waitUntil(
        lambda: studio.window.bench.log.last_iteration > first, timeout=PATIENCE_MS
    )
    studio.act("stop-and-keep")
    studio.wait_for(RunState.HAS_RESULT)


def test_a_stroke_is_undone_and_escape_takes_it_back(studio: Studio, photo: Path) -> None:
    studio.open(photo)
    studio.paint((20, 20), (36, 24))
    studio.act("undo")
    assert studio.document.mask.is_empty
    studio.act("redo")
    assert not studio.document.mask.is_empty


def test_escape_twice_stops_the_run(studio: Studio, photo: Path) -> None:
    studio.open(photo)
    studio.choose("inpainting", iterations=100_000)
    studio.paint((20, 20), (36, 24))
    studio.run_until(2)
    studio.qtbot.keyClick(studio.window.canvas, Qt.Key.Key_Escape)
    assert "Press Esc again" in studio.said
    assert studio.runs.state is RunState.RUNNING
    studio.qtbot.keyClick(studio.window.canvas, Qt.Key.Key_Escape)
    studio.wait_for(RunState.HAS_RESULT)


def test_the_photo_itself_is_never_replaced_silently(studio: Studio, photo: Path) -> None:
    studio.open(photo)
    studio.choose("inpainting")
    studio.paint((20, 20), (36, 24))
    studio.run()
    before = photo.read_bytes()
    dialog = studio.window.commands.export()
    name = next(line for line in dialog.findChildren(QLineEdit) if line.text() == "photo_dip.png")
    name.setText("photo.png")
    assert "photo itself" in dialog.note()
    studio.qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert photo.read_bytes() == before
    dialog.reject()


def test_editing_during_a_run_does_not_touch_it_and_is_said(studio: Studio, photo: Path) -> None:
    studio.open(photo)
    studio.choose("inpainting", iterations=100_000)
    studio.paint((20, 20), (36, 24))
    studio.run_until(2)
    studio.paint((50, 40), (52, 40))
    studio.act("stop-and-keep")
    studio.wait_for(RunState.HAS_RESULT)
    studio.qtbot.waitUntil(lambda: "changed since this run" in studio.window.status.run_text())


def test_everything_can_be_done_with_the_keyboard(
    studio: Studio, photo: Path, tmp_path: Path
) -> None:
    studio.replies.open = photo
    keys, window = studio.qtbot.keyClick, studio.window
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    with studio.qtbot.waitSignal(window.bench.files.opened, timeout=PATIENCE_MS):
        keys(window, Qt.Key.Key_O, control)
    studio.choose("inpainting")
    assert window.focusWidget() is window.canvas
    keys(window.canvas, Qt.Key.Key_Return)
    for _ in range(6):
        keys(window.canvas, Qt.Key.Key_Right, shift)
    keys(window.canvas, Qt.Key.Key_Return)
    assert not studio.document.mask.is_empty
    studio.qtbot.waitUntil(window.bench.actions["run"].isEnabled)
    keys(window.canvas, Qt.Key.Key_Return, control)
    studio.wait_for(RunState.HAS_RESULT)
    studio.qtbot.waitUntil(window.bench.actions["export"].isEnabled)
    keys(window.canvas, Qt.Key.Key_E, control)
    dialog = studio.export_dialog
    with studio.qtbot.waitSignal(window.bench.exports.exported, timeout=PATIENCE_MS):
        keys(dialog, Qt.Key.Key_Return)
    assert (tmp_path / "photo_dip.png").exists()
