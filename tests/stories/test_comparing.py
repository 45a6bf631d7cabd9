"""A person compares the result with what there was, with a reference and with another program's."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox

from app.widgets.difference import Look
from dip_core import Picture, save_picture
from tests.stories.studio import PATIENCE_MS, Studio

KEYS = {
    Qt.Key.Key_1: "split",
    Qt.Key.Key_3: "flip",
    Qt.Key.Key_4: "difference",
    Qt.Key.Key_5: "original",
    Qt.Key.Key_6: "result",
}


def finished(studio: Studio, photo: Path, reference: Picture | None = None) -> None:
    studio.open(photo)
    if reference is not None:
        studio.document.set_reference(reference)
    studio.choose("denoising", iterations=6)
    studio.run()


def test_every_way_to_compare_has_its_key(studio: Studio, photo: Path) -> None:
    finished(studio, photo)
    stage = studio.window.stage
    for key, mode in KEYS.items():
        studio.qtbot.wait(20)  # actions are enabled in the next turn of the event loop
        studio.qtbot.keyClick(studio.window.canvas, key)
        assert studio.window.canvas.view_mode == mode
        assert studio.window.bench.actions[f"compare-{mode}"].isChecked()
        assert stage.bar.isVisible() is (mode in {"split", "flip", "difference"})
    studio.qtbot.keyClick(studio.window.canvas, Qt.Key.Key_2)
    assert stage.in_grid
    assert [pane.title.toolTip() for pane in stage.grid.panes] == ["Original", "Result"]
    studio.qtbot.keyClick(stage.grid.panes[0].view, Qt.Key.Key_1)
    assert not stage.in_grid


def test_without_a_reference_no_number_is_shown_and_with_one_both_have_theirs(
    studio: Studio, photo: Path, make_picture: Callable[..., Picture]
) -> None:
    finished(studio, photo)
    bar = studio.window.stage.bar
    assert bar.scores_text() == "No reference – numbers unavailable"
    studio.document.set_reference(make_picture(48, 64))
    studio.qtbot.waitUntil(lambda: bar.scores_text().count("PSNR") == 1, timeout=PATIENCE_MS)
    assert "A  the same as the reference" in bar.scores_text()
    assert "SSIM" in bar.scores_text()


def test_a_picture_of_another_size_is_enlarged_for_viewing_only(
    studio: Studio, photo: Path, make_picture: Callable[..., Picture]
) -> None:
    finished(studio, photo)
    trained = photo.with_name("trained.png")
    save_picture(make_picture(96, 128), trained)
    studio.replies.open = trained
    studio.act("compare-external")
    bar = studio.window.stage.bar
    studio.qtbot.waitUntil(lambda: bar.b.toolTip() == "trained.png", timeout=PATIENCE_MS)
    assert bar.a.toolTip() == "Original · enlarged ×2 for viewing"
    assert studio.document.picture.width == 64


def test_the_difference_is_shown_as_chosen_and_a_and_b_change_places(
    studio: Studio, photo: Path
) -> None:
    finished(studio, photo)
    studio.act("compare-difference")
    bar, canvas = studio.window.stage.bar, studio.window.canvas
    bar.look_chosen.emit(Look("signed", 16))
    assert canvas.difference == Look("signed", 16)
    studio.act("compare-swap")
    assert (bar.a.toolTip(), bar.b.toolTip()) == ("Result", "Original")


def test_flicker_ends_with_the_way_of_comparing(studio: Studio, photo: Path) -> None:
    finished(studio, photo)
    studio.act("compare-flip")
    flicker = next(b for b in studio.window.stage.bar.findChildren(QCheckBox))
    flicker.click()
    studio.qtbot.waitUntil(lambda: studio.window.canvas.flipped, timeout=PATIENCE_MS)
    studio.act("compare-split")
    assert not studio.window.canvas.flipped


def test_the_grid_shows_one_more_and_follows_the_run(studio: Studio, photo: Path) -> None:
    finished(studio, photo)
    studio.act("compare-side")
    studio.act("add-pane")
    grid = studio.window.stage.grid
    assert len(grid.panes) == 3
    studio.act("zoom-100")
    assert all(pane.view.zoom == 1.0 for pane in grid.panes)
    grid.panes[2].remove.click()
    assert len(grid.panes) == 2
