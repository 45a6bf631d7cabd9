"""Three clicks from a clean photo to a restoration that is scored against it."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.control.runs import RunState
from app.windows.degrade import DegradeDialog
from tests.stories.studio import PATIENCE_MS, Studio


def test_a_photo_is_degraded_restored_and_scored_in_three_clicks(
    studio: Studio, photo: Path
) -> None:
    studio.open(photo)
    clean = studio.document.picture

    # The menu, its entry, and the button that is there to be pressed.
    studio.act("degrade")
    dialog = studio.window.findChild(DegradeDialog)
    studio.qtbot.waitUntil(lambda: "reference" in dialog.note(), timeout=PATIENCE_MS)
    run = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Degrade and run")
    studio.qtbot.mouseClick(run, Qt.MouseButton.LeftButton)

    studio.qtbot.waitUntil(lambda: studio.window.bench.log.last_iteration >= 3, timeout=PATIENCE_MS)
    studio.act("stop-and-keep")
    studio.wait_for(RunState.HAS_RESULT)
    assert studio.document.reference is clean
    assert studio.document.spec.task.kind == "denoising"
    assert "psnr_average" in studio.window.bench.log.metrics


def test_the_photo_of_a_run_does_not_go_while_it_runs(studio: Studio, photo: Path) -> None:
    studio.open(photo)
    studio.act("degrade")
    dialog = studio.window.findChild(DegradeDialog)
    studio.qtbot.waitUntil(lambda: "reference" in dialog.note(), timeout=PATIENCE_MS)
    degrade = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Degrade")
    studio.qtbot.mouseClick(degrade, Qt.MouseButton.LeftButton)
    studio.wait_until_said("Undo brings the photo back as it was.")
    studio.choose("denoising", iterations=100_000)
    studio.document.undo_stack.undo()
    studio.run_until(2)
    actions = studio.window.bench.actions
    assert not actions["undo"].isEnabled()
    studio.act("stop-and-keep")
    studio.wait_for(RunState.HAS_RESULT)
    studio.act("undo")
    assert studio.document.reference is None


def test_the_clean_sample_invites_to_degrade_it(studio: Studio) -> None:
    studio.window.empty.sample_chosen.emit("clean")
    studio.qtbot.waitUntil(studio.window.bench.actions["degrade"].isEnabled, timeout=PATIENCE_MS)
    assert "This photo is clean" in studio.said
    buttons = studio.window.messages.findChildren(QPushButton)
    next(button for button in buttons if button.text() == "Degrade…").click()
    dialog = studio.window.findChild(DegradeDialog)
    studio.qtbot.waitUntil(lambda: "“Denoise”" in dialog.note(), timeout=PATIENCE_MS)
    dialog.reject()
