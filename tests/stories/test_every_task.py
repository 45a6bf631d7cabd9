"""Tasks that take more than a photo, or hand over more than one: from the card to the result."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QToolButton

from app.control.exports import ExportOrder
from app.widgets.found_card import PictureButton
from app.windows.found_viewer import FoundViewer
from app.windows.kernel_dialog import KernelDialog
from dip_core import KERNELS, TASKS, Picture, Saving, load_picture, read_project, save_picture
from tests.app.small import tiny_spec
from tests.stories.studio import PATIENCE_MS, Studio


def card(studio: Studio, task: str) -> QToolButton:
    panel = studio.window.docks.panel("task")
    label = TASKS[task].label
    return next(b for b in panel.findChildren(QToolButton) if b.accessibleName() == label)


def test_a_flash_pair_from_the_card_to_the_result(
    studio: Studio, photo: Path, tmp_path: Path, make_picture: Callable[..., Picture]
) -> None:
    studio.open(photo)
    card(studio, "flash").click()
    run = studio.window.bench.actions["run"]
    studio.qtbot.waitUntil(lambda: "flash" in run.toolTip())
    assert not run.isEnabled()
    assert studio.window.status.state_text() == "Not ready"

    studio.replies.open = tmp_path / "flash.png"
    save_picture(make_picture(20, 20), studio.replies.open)
    studio.act("open-second")
    studio.qtbot.waitUntil(lambda: "20×20" in run.toolTip(), timeout=PATIENCE_MS)

    save_picture(make_picture(48, 64), tmp_path / "pair.png")
    studio.replies.open = tmp_path / "pair.png"
    studio.act("open-second")
    studio.qtbot.waitUntil(run.isEnabled, timeout=PATIENCE_MS)
    studio.choose("flash", net_input=studio.document.spec.net_input)
    studio.run()
    assert studio.document.result is not None

    studio.replies.save = tmp_path / "pair.dip"
    studio.act("save-project-as")
    studio.qtbot.waitUntil((tmp_path / "pair.dip").exists, timeout=PATIENCE_MS)
    studio.qtbot.waitUntil(lambda: studio.document.path is not None, timeout=PATIENCE_MS)
    assert read_project(tmp_path / "pair.dip").inputs.second.size_text == "64×48"


def test_a_second_picture_opened_during_a_run_is_for_the_next_one(
    studio: Studio, photo: Path
) -> None:
    studio.open(photo)
    studio.choose("denoising", iterations=100_000)
    studio.run_until(2)
    studio.replies.open = photo
    studio.act("open-second")
    studio.qtbot.waitUntil(lambda: studio.document.second is not None, timeout=PATIENCE_MS)
    assert studio.runs.active
    studio.act("stop-and-keep")
    studio.qtbot.waitUntil(lambda: "changed since this run" in studio.window.status.run_text())


def test_a_drawn_blur_sharpens_the_photo(studio: Studio, photo: Path) -> None:
    studio.open(photo)
    card(studio, "deblurring").click()
    studio.act("draw-kernel")
    dialog = studio.window.findChild(KernelDialog)
    dialog.canvas.draw_line(QPointF(8.5, 10.5), QPointF(12.5, 10.5))
    dialog._take()
    assert studio.window.docks.panel("task").row("kernel").text() == "21×21 px"
    task = TASKS["deblurring"](kernel=KERNELS["loaded"]())
    studio.document.set_spec(tiny_spec("deblurring").replace(task=task))
    studio.run()
    assert studio.document.result is not None
    studio.act("undo")
    studio.act("undo")
    assert studio.document.kernel is None


def test_what_is_found_beside_the_photo_is_viewed_and_saved(
    studio: Studio, photo: Path, tmp_path: Path
) -> None:
    studio.open(photo)
    studio.choose("enhancement")
    panel = studio.window.docks.panel("found")
    assert panel.names() == ()
    studio.run()
    (found,) = panel.cards()
    found.findChild(PictureButton).click()
    viewer = studio.window.findChild(FoundViewer)
    assert viewer.isVisible()
    assert "64×48 px" in viewer.windowTitle()
    viewer.close()
    studio.replies.save = tmp_path / "base.png"
    next(b for b in found.findChildren(QToolButton) if b.text() == "Save…").click()
    studio.wait_until_said("base.png")
    assert load_picture(tmp_path / "base.png").size_text == "64×48"


def test_the_amount_of_detail_is_live_on_the_canvas_and_in_the_file(
    studio: Studio, photo: Path, tmp_path: Path
) -> None:
    studio.open(photo)
    studio.choose("enhancement")
    studio.run()
    task = studio.document.spec.task
    studio.document.set_task_options(task.replace(amount=0.0))
    studio.qtbot.waitUntil(
        lambda: studio.document.result_spec.task.amount == 0.0, timeout=PATIENCE_MS
    )
    assert studio.window.canvas.has_preview
    assert "changed since" not in studio.window.status.run_text()
    exports = studio.window.bench.exports
    with studio.qtbot.waitSignal(exports.exported, timeout=PATIENCE_MS):
        exports.write(ExportOrder(tmp_path / "as_it_was.png", Saving()))
    exported = load_picture(tmp_path / "as_it_was.png")
    assert np.array_equal(exported.pixels, studio.document.picture.pixels)
    studio.document.set_spec(studio.document.spec.replace(iterations=9))
    studio.qtbot.waitUntil(lambda: "changed since" in studio.window.status.run_text())


def test_the_amount_moved_during_a_run_is_what_its_result_has(studio: Studio, photo: Path) -> None:
    studio.open(photo)
    studio.choose("enhancement", iterations=100_000)
    studio.run_until(2)
    studio.document.set_task_options(studio.document.spec.task.replace(amount=0.0))
    assert studio.runs.active
    studio.act("stop-and-keep")
    studio.qtbot.waitUntil(
        lambda: (
            studio.document.result is not None and studio.document.result_spec.task.amount == 0.0
        ),
        timeout=PATIENCE_MS,
    )


@pytest.mark.parametrize("way", ["bicubic", "lanczos"])
def test_an_enlarged_photo_is_compared_with_the_usual_ways(
    studio: Studio, photo: Path, way: str
) -> None:
    studio.open(photo)
    comparison, bar = studio.window.bench.comparison, studio.window.stage.bar
    assert f"baseline-{way}" not in dict(comparison.sources())
    studio.choose("super-resolution", iterations=3)
    studio.run()
    assert studio.window.canvas.view_mode == "split"
    bar.a.chosen.emit(f"baseline-{way}")
    studio.qtbot.waitUntil(lambda: comparison.side("a").image is not None, timeout=PATIENCE_MS)
    assert bar.a.isVisible()
    studio.qtbot.waitUntil(lambda: bar.a.text().lower() == f"a {way}", timeout=PATIENCE_MS)
    studio.act("compare-result")
    assert not bar.isVisible()
    studio.document.set_spec(tiny_spec("denoising"))
    studio.run()
    assert f"baseline-{way}" not in dict(comparison.sources())
    assert comparison.chosen("a") == "original"
