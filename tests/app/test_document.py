"""The document: one history for all edits, and a clear idea of what is not saved."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColorSpace, QImage
from pytestqt.qtbot import QtBot

from app.model.display import image_to_picture, picture_to_image
from app.model.document import Document
from app.model.spec_edits import changed_options
from dip_core import (
    NETWORKS,
    TASKS,
    Box,
    Inputs,
    Picture,
    PictureError,
    Project,
    Restoration,
    RestorationSpec,
    Restored,
    Runtime,
    SavedResult,
)
from tests.app.small import paint


def restored(document: Document) -> Restored:
    restoration = Restoration(document.spec, document.inputs(), Runtime(device="cpu"))
    next(restoration)
    return restoration.result


# ---------------------------------------------------------------------- photo


def test_a_new_document_has_settings_and_no_photo(qapp: object) -> None:
    document = Document()
    assert document.picture is None
    assert document.mask is None
    assert document.display is None
    assert document.spec.task.kind == next(iter(TASKS))
    assert document.quality == "fast"
    assert document.lacking == "Open a photo first."
    assert not document.dirty
    assert document.project.inputs is None
    with pytest.raises(PictureError, match="open one first"):
        document.inputs()


def test_a_photo_brings_an_empty_mask_of_its_size(
    document: Document, make_picture: Callable[..., Picture]
) -> None:
    document.set_picture(make_picture(20, 30))
    assert document.mask is not None
    assert document.mask.rect.size().toTuple() == (30, 20)
    assert document.mask.is_empty
    assert document.inputs().mask is None


def test_another_photo_forgets_mask_result_and_history(
    qtbot: QtBot, document: Document, picture: Picture
) -> None:
    paint(document)
    document.set_result(restored(document))
    signals = [document.picture_changed, document.result_changed, document.changed]
    with qtbot.waitSignals(signals):
        document.set_picture(picture)
    assert document.mask is not None
    assert document.mask.is_empty
    assert document.result is None
    assert document.result_picture is None
    assert not document.undo_stack.canUndo()
    assert not document.dirty
    document.set_picture(None)
    assert document.picture is None
    assert document.title == ""


def test_the_title_is_the_name_of_the_photo_or_project(
    document: Document, picture: Picture
) -> None:
    assert document.title == "Untitled"
    document.set_project(Project(document.spec, Inputs(picture)), Path("/photos/holiday.dip"))
    assert document.title == "holiday.dip"


def test_a_reference_is_taken_without_touching_the_mask(
    document: Document, picture: Picture
) -> None:
    paint(document)
    document.set_reference(picture)
    assert document.reference is picture
    assert document.inputs().reference is picture
    assert document.inputs().mask is not None
    assert document.dirty


# ---------------------------------------------------------------------- spec


def test_an_option_is_changed_and_undone(qtbot: QtBot, document: Document) -> None:
    before = document.spec
    with qtbot.waitSignals([document.spec_changed, document.changed]):
        document.set_spec(before.replace(iterations=77))
    assert document.undo_stack.undoText() == "Change Iterations"
    document.undo_stack.undo()
    assert document.spec == before
    document.undo_stack.redo()
    assert document.spec.iterations == 77


def test_successive_edits_of_one_option_are_one_step(document: Document) -> None:
    before = document.spec
    for iterations in (10, 20, 30):
        document.set_spec(document.spec.replace(iterations=iterations))
    assert document.undo_stack.count() == 1
    document.set_spec(document.spec.replace(seed=4))
    assert document.undo_stack.count() == 2
    document.undo_stack.undo()
    assert document.spec.iterations == 30
    document.undo_stack.undo()
    assert document.spec == before


def test_an_edit_that_comes_back_leaves_no_step(document: Document) -> None:
    before = document.spec
    document.set_spec(before.replace(iterations=10))
    document.set_spec(before)
    assert not document.undo_stack.canUndo()
    assert not document.dirty


def test_a_stroke_between_two_edits_keeps_them_apart(document: Document) -> None:
    document.set_spec(document.spec.replace(iterations=10))
    paint(document)
    document.set_spec(document.spec.replace(iterations=20))
    assert document.undo_stack.count() == 3
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert document.mask is not None
    assert document.mask.is_empty
    assert document.spec.iterations == 10


def test_the_same_spec_again_is_no_edit(qtbot: QtBot, document: Document) -> None:
    with qtbot.assertNotEmitted(document.changed):
        document.set_spec(document.spec.replace())
    assert document.undo_stack.count() == 0


def test_a_task_brings_all_its_recommendations_undoably(document: Document) -> None:
    before = document.spec
    task = TASKS["super-resolution"]()
    document.set_task(task, "balanced")
    assert document.spec == task.recommended("balanced")
    assert document.quality == "balanced"
    document.undo_stack.undo()
    assert document.spec == before


def test_a_task_keeps_the_quality_last_chosen(document: Document) -> None:
    document.set_task(TASKS["denoising"](), "best")
    document.set_spec(document.spec.replace(iterations=77))
    assert document.quality is None
    document.set_task(TASKS["inpainting"]())
    assert document.quality == "best"
    document.set_quality("fast")
    assert document.quality == "fast"


def test_another_seed_is_still_the_same_quality(document: Document) -> None:
    document.set_quality("fast")
    document.set_spec(document.spec.replace(seed=9))
    assert document.quality == "fast"


def test_changed_options_are_named_by_their_paths(spec: RestorationSpec) -> None:
    wider = spec.replace(network=spec.network.replace(channels=(16,)), iterations=9)
    assert changed_options(spec, wider) == ("network.channels", "iterations")
    other = spec.replace(task=TASKS["inpainting"]())
    assert changed_options(spec, other) == ("task",)
    assert changed_options(spec, spec.replace(network=NETWORKS["skip"]())) != ()


def test_a_task_that_needs_paint_says_so(document: Document) -> None:
    assert document.lacking == ""
    document.set_task(TASKS["inpainting"]())
    assert document.mask_needed
    assert document.lacking == "Paint what should be restored first."
    paint(document)
    assert document.lacking == ""


# ---------------------------------------------------------------------- mask


def test_a_stroke_announces_its_pixels_at_once_and_the_change_at_its_end(
    qtbot: QtBot, document: Document
) -> None:
    rects: list[QRect] = []
    changes: list[int] = []
    document.mask_changed.connect(rects.append)
    document.changed.connect(lambda: changes.append(1))
    assert document.mask is not None
    document.mask.begin_stroke(erase=False, diameter=6.0, hardness=1.0)
    document.mask.stroke_to(QPointF(10.0, 10.0))
    assert rects
    assert not changes
    document.mask.end_stroke()
    assert changes


def test_the_mask_survives_task_and_result(document: Document) -> None:
    paint(document)
    before = document.inputs().mask
    document.set_task(TASKS["inpainting"]())
    document.set_result(None)
    assert np.array_equal(document.inputs().mask, before)


# ---------------------------------------------------------------------- results and files


def test_a_result_is_kept_with_the_spec_of_its_run(document: Document) -> None:
    spec = document.spec
    document.mark_run()
    document.set_spec(spec.replace(iterations=99))
    result = restored(document)
    document.set_result(result)
    assert document.result_picture is result.picture
    assert document.result_display is not None
    (saved,) = document.project.results
    assert saved.spec == spec
    assert saved.kept_iteration == result.run.kept_iteration


def test_what_changed_since_the_run_is_known(document: Document) -> None:
    assert not document.changed_since_run
    document.mark_run()
    assert not document.changed_since_run
    document.set_spec(document.spec.replace(iterations=99))
    assert document.changed_since_run
    document.undo_stack.undo()
    assert not document.changed_since_run
    paint(document)
    assert document.changed_since_run


def test_a_project_brings_its_results_and_keeps_them(document: Document, picture: Picture) -> None:
    old = SavedResult("old", picture, 5, 1.0, "All done.", document.spec)
    project = Project(document.spec, Inputs(picture), (old,))
    document.set_project(project, Path("/photos/a.dip"))
    assert document.result is None
    assert document.result_picture is picture
    assert not document.dirty
    document.set_result(restored(document))
    document.set_result(restored(document))
    first, _ = document.project.results
    assert first is old


def test_a_project_brings_its_mask(document: Document, picture: Picture) -> None:
    values = np.zeros((32, 32), dtype=np.uint8)
    values[3:9, 4:8] = 255
    document.set_project(Project(document.spec, Inputs(picture, values)))
    assert np.array_equal(document.inputs().mask, values)
    assert not document.undo_stack.canUndo()


def test_saving_makes_clean_only_what_was_saved(document: Document) -> None:
    document.set_spec(document.spec.replace(iterations=99))
    assert document.dirty
    saved = document.revision
    document.set_spec(document.spec.replace(seed=5))
    document.mark_saved(Path("/photos/a.dip"), saved)
    assert document.dirty
    document.mark_saved(Path("/photos/a.dip"), document.revision)
    assert not document.dirty
    document.undo_stack.undo()
    assert document.dirty
    document.undo_stack.redo()
    assert not document.dirty


def test_work_is_unsaved_until_the_result_is_exported(document: Document) -> None:
    document.set_spec(document.spec.replace(iterations=99))
    assert not document.unsaved_work  # options alone are no loss
    result = restored(document)
    document.set_result(result)
    assert document.unsaved_work
    document.mark_exported(result.picture)
    assert not document.unsaved_work
    paint(document)
    assert document.unsaved_work
    document.mark_saved(Path("/photos/a.dip"), document.revision)
    assert not document.unsaved_work
    document.set_spec(document.spec.replace(iterations=100))
    assert document.unsaved_work


# ---------------------------------------------------------------------- what the screen shows


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("width", [32, 33])
def test_pictures_are_shown_as_stored(
    make_picture: Callable[..., Picture], channels: int, width: int
) -> None:
    picture = make_picture(17, width, channels)
    image = picture_to_image(picture)
    assert image.format() == QImage.Format.Format_RGB32
    for row, column in ((0, 0), (16, width - 1), (5, 20)):
        shown = image.pixelColor(column, row)
        expected = np.broadcast_to(picture.pixels[row, column], 3).tolist()
        assert [shown.red(), shown.green(), shown.blue()] == expected


def test_sixteen_bits_and_opacity_are_shown(make_picture: Callable[..., Picture]) -> None:
    pixels = np.full((4, 5, 3), 0x8123, dtype=np.uint16)
    alpha = np.full((4, 5), 0xFFFF, dtype=np.uint16)
    alpha[0] = 0
    picture = Picture(pixels, alpha=alpha)
    image = picture_to_image(picture)
    assert image.pixelColor(2, 2).red() == 0x81
    assert image.pixelColor(2, 0).alpha() == 0


def test_colours_are_shown_through_the_profile(make_picture: Callable[..., Picture]) -> None:
    wide = QColorSpace(QColorSpace.NamedColorSpace.DisplayP3)
    pixels = np.zeros((4, 4, 3), dtype=np.uint8)
    pixels[..., 1] = 128
    plain = Picture(pixels)
    profiled = Picture(pixels, icc=bytes(wide.iccProfile().data()))
    broken = Picture(pixels, icc=b"no profile at all")
    assert picture_to_image(plain).pixelColor(0, 0).green() == 128
    assert picture_to_image(profiled).pixelColor(0, 0).green() > 128
    assert picture_to_image(broken).pixelColor(0, 0).green() == 128


@pytest.mark.parametrize(
    ("stored", "dtype", "channels"),
    [
        (QImage.Format.Format_RGB888, np.uint8, 3),
        (QImage.Format.Format_RGB32, np.uint8, 3),
        (QImage.Format.Format_Grayscale8, np.uint8, 1),
        (QImage.Format.Format_Grayscale16, np.uint16, 1),
        (QImage.Format.Format_RGBX64, np.uint16, 3),
    ],
)
def test_what_qt_read_becomes_a_picture_of_the_same_depth(
    make_picture: Callable[..., Picture], stored: QImage.Format, dtype: type, channels: int
) -> None:
    before = make_picture(6, 7)
    after = image_to_picture(picture_to_image(before).convertToFormat(stored))
    assert after.pixels.dtype == dtype
    assert after.pixels.shape == (6, 7, channels)
    assert after.alpha is None
    if dtype == np.uint8 and channels == 3:
        assert np.array_equal(after.pixels, before.pixels)


def test_the_region_of_a_result_is_a_box(document: Document) -> None:
    assert restored(document).region == Box(0, 0, 32, 32)
