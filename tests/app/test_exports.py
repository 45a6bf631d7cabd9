"""Results into files: what is asked for, never over the photo, whole or not at all."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.control.exports import ExportController, ExportOrder
from app.model.document import Document
from app.model.exporting import Content, Exportable, free_path, side_by_side, target_name
from app.model.preferences import DEFAULT_TEMPLATE, Preferences
from dip_core import (
    FORMATS,
    Box,
    Inputs,
    Picture,
    Project,
    SavedResult,
    Saving,
    encode,
    load_mask,
    load_picture,
    save_picture,
)
from tests.app.small import tiny_spec

WAIT_MS = 20_000
TIFF = Saving(FORMATS["tiff"]())


@pytest.fixture
def photo(tmp_path: Path, make_picture: Callable[..., Picture]) -> Path:
    path = tmp_path / "photo.png"
    save_picture(make_picture(24, 40), path)
    return path


@pytest.fixture
def restored(document: Document, photo: Path) -> Document:
    """A document with two results of an opened photo, the newest dark all over."""
    picture = load_picture(photo)
    dark = picture.with_pixels(picture.to_float() / 4)
    spec = tiny_spec()
    results = tuple(
        SavedResult(name, found, 5, 1.0, "", spec)
        for name, found in (("one", picture), ("two", dark))
    )
    mask = np.zeros((24, 40), np.uint8)
    mask[3:9, 4:10] = 255
    document.set_project(Project(spec, Inputs(picture, mask), results))
    return document


@pytest.fixture
def exports(restored: Document, preferences: Preferences) -> Iterator[ExportController]:
    exports = ExportController(restored, preferences)
    yield exports
    exports.shutdown()


def written(qtbot: QtBot, exports: ExportController, order: ExportOrder) -> Path:
    with qtbot.waitSignal(exports.exported, timeout=WAIT_MS) as heard:
        exports.write(order)
    return heard.args[0]


def refused(qtbot: QtBot, exports: ExportController, order: ExportOrder) -> str:
    with qtbot.waitSignal(exports.failed, timeout=WAIT_MS) as heard:
        exports.write(order)
    return str(heard.args[0])


# ---------------------------------------------------------------------- what is written


def test_the_result_is_written_with_the_depth_asked_for(
    qtbot: QtBot, exports: ExportController, restored: Document, tmp_path: Path
) -> None:
    order = ExportOrder(tmp_path / "out.tif", TIFF.replace(depth="16"))
    with qtbot.waitSignal(exports.message, timeout=WAIT_MS) as said:
        path = written(qtbot, exports, order)
    assert said.args == ["Saved out.tif."]
    assert load_picture(path).depth == 16
    assert not restored.unsaved_work


def test_the_file_says_how_it_was_made(exports: ExportController, restored: Document) -> None:
    restored.set_spec(restored.spec.replace(seed=9))  # after the run
    note = exports.exportable().note(Content.FULL)
    assert note.startswith("DIP Studio ")
    assert note.endswith(": Denoise, Skip (hourglass), iteration 5, seed 0")


def test_a_work_region_keeps_its_place_and_description(restored: Document) -> None:
    picture = replace(restored.picture, dpi=(300.0, 300.0))
    result = replace(restored.results[0], picture=picture)
    part = Exportable(Inputs(picture), (result,), Box(2, 3, 10, 12)).picture(Content.REGION)
    assert np.array_equal(part.pixels, picture.pixels[2:12, 3:15])
    assert part.dpi == (300.0, 300.0)


def test_original_and_result_stand_side_by_side(picture: Picture) -> None:
    enlarged = picture.with_pixels(np.full((64, 64, 3), 0.5, np.float32))
    both = side_by_side(picture, enlarged)
    assert (both.height, both.width) == (64, 128)
    assert np.array_equal(both.pixels[::2, :64:2], picture.pixels)
    assert np.array_equal(both.pixels[:, 64:], enlarged.pixels)


def test_depth_and_transparency_of_both_sides_agree(picture: Picture) -> None:
    deep = Picture(picture.pixels.astype(np.uint16) * 257, np.full((32, 32), 9, np.uint16))
    clear = replace(picture, alpha=np.full((32, 32), 255, np.uint8))
    both = side_by_side(clear, deep)
    assert both.depth == 16
    assert np.array_equal(both.pixels[:, :32], both.pixels[:, 32:])
    assert (both.alpha[0, 0], both.alpha[0, 40]) == (65535, 9)


def test_the_mask_is_written_alone(
    qtbot: QtBot, exports: ExportController, restored: Document, tmp_path: Path
) -> None:
    order = ExportOrder(tmp_path / "mask.png", Saving(), Content.MASK)
    mask = load_mask(written(qtbot, exports, order), (24, 40))
    assert np.array_equal(mask, restored.inputs().mask)


def test_all_results_are_written_into_a_folder_under_names_of_their_own(
    qtbot: QtBot, exports: ExportController, tmp_path: Path
) -> None:
    folder = written(qtbot, exports, ExportOrder(tmp_path / "all", TIFF, Content.ALL))
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["photo_dip_denoising_skip-2.tif", "photo_dip_denoising_skip.tif"]
    one, two = (load_picture(folder / name).pixels for name in reversed(names))
    assert one.mean() > two.mean()


def test_only_what_is_there_is_offered(document: Document, preferences: Preferences) -> None:
    exports = ExportController(document, preferences)
    assert exports.exportable().contents() == ()
    heard: list[str] = []
    exports.failed.connect(heard.append)
    exports.write(ExportOrder(Path("nowhere.png"), Saving()))
    assert "run first" in heard[0]


# ---------------------------------------------------------------------- where


def test_an_existing_file_is_replaced_only_when_asked(
    qtbot: QtBot, exports: ExportController, tmp_path: Path
) -> None:
    taken = tmp_path / "taken.png"
    taken.write_bytes(b"something else")
    assert "taken.png exists" in refused(qtbot, exports, ExportOrder(taken, Saving()))
    assert taken.read_bytes() == b"something else"
    written(qtbot, exports, ExportOrder(taken, Saving(), overwrite=True))
    assert load_picture(taken).size_text == "40×24"


@pytest.mark.parametrize("link", [False, True])
def test_the_photo_itself_is_replaced_only_when_named_so(
    qtbot: QtBot, exports: ExportController, photo: Path, *, link: bool
) -> None:
    target = photo.with_name("alias.png") if link else photo
    if link:
        os.link(photo, target)
    before = photo.read_bytes()
    order = ExportOrder(target, Saving(), overwrite=True)
    assert "the photo itself" in refused(qtbot, exports, order)
    assert photo.read_bytes() == before
    written(qtbot, exports, ExportOrder(photo, Saving(), replace_original=True))
    assert photo.read_bytes() != before


def test_a_name_that_is_free_is_suggested(exports: ExportController, tmp_path: Path) -> None:
    assert exports.suggested() == tmp_path / "photo_dip.png"
    (tmp_path / "cat_dip.jpg").touch()
    (tmp_path / "cat_dip-2.jpg").touch()
    assert free_path(tmp_path / "cat_dip.jpg") == tmp_path / "cat_dip-3.jpg"


@pytest.mark.parametrize(
    ("template", "content", "name"),
    [
        (DEFAULT_TEMPLATE, Content.FULL, "cat_dip.tif"),
        (DEFAULT_TEMPLATE, Content.REGION, "cat_dip_region.tif"),
        (DEFAULT_TEMPLATE, Content.MASK, "cat_mask.tif"),
        ("restored-{stem}", Content.FULL, "restored-cat.tif"),
        ("../{stem}{ext}", Content.FULL, "cat.tif"),
        ("{", Content.FULL, "{.tif"),
        ("{ext}", Content.FULL, "cat.tif"),
    ],
)
def test_names_follow_the_template(template: str, content: Content, name: str) -> None:
    assert target_name(template, Path("/photos/cat.jpg"), content, ".tif") == name


def test_a_chosen_folder_holds_until_it_is_gone(
    exports: ExportController, preferences: Preferences, tmp_path: Path
) -> None:
    (tmp_path / "done").mkdir()
    preferences.export_folder = ("chosen", tmp_path / "done")
    assert exports.suggested() == tmp_path / "done" / "photo_dip.png"
    (tmp_path / "done").rmdir()
    assert exports.folder() == tmp_path


def test_exporting_again_takes_the_same_choices_and_a_free_name(
    qtbot: QtBot, exports: ExportController, tmp_path: Path
) -> None:
    assert not exports.again()
    written(qtbot, exports, ExportOrder(tmp_path / "out.tif", TIFF, Content.SIDE_BY_SIDE))
    with qtbot.waitSignal(exports.exported, timeout=WAIT_MS) as heard:
        assert exports.again()
    assert heard.args == [tmp_path / "out-2.tif"]
    assert load_picture(tmp_path / "out-2.tif").size_text == "80×24"


def test_exporting_again_never_replaces_the_photo(
    qtbot: QtBot, exports: ExportController, photo: Path
) -> None:
    written(qtbot, exports, ExportOrder(photo, Saving(), replace_original=True))
    with qtbot.waitSignal(exports.exported, timeout=WAIT_MS) as heard:
        assert exports.again()
    assert heard.args == [photo.with_name("photo_dip.png")]


# ---------------------------------------------------------------------- how


def test_choices_are_remembered_but_not_the_format_of_another_photo(
    qtbot: QtBot, exports: ExportController, preferences: Preferences, tmp_path: Path
) -> None:
    chosen = Saving(FORMATS["png"]("small"), metadata="without-GPS", note=False)
    written(qtbot, exports, ExportOrder(tmp_path / "out.png", chosen))
    assert exports.saving() == chosen
    written(
        qtbot, exports, ExportOrder(tmp_path / "out.tif", chosen.replace(format=FORMATS["tiff"]()))
    )
    assert exports.saving() == chosen.replace(format=FORMATS["png"]())
    preferences.saving = {**encode(chosen), "from_the_future": 1}
    assert exports.saving() == Saving()


def test_the_size_is_estimated_for_the_newest_question(
    qtbot: QtBot, exports: ExportController
) -> None:
    answers: list[int] = []
    exports.ask_size(Content.FULL, TIFF, answers.append)
    exports.ask_size(Content.FULL, Saving(), answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=WAIT_MS)
    assert len(answers) == 1
    assert 100 < answers[0] < 24 * 40 * 3 + 1000


def test_what_is_given_up_leaves_nothing(
    qtbot: QtBot, exports: ExportController, restored: Document, tmp_path: Path
) -> None:
    large = Picture(np.random.default_rng(0).integers(0, 256, (1500, 1500, 3)).astype(np.uint8))
    result = replace(restored.results[-1], picture=large)
    restored.set_project(Project(restored.spec, Inputs(large), (result,)))
    before = set(tmp_path.iterdir())
    with qtbot.waitSignal(exports.cancelled, timeout=WAIT_MS):
        exports.write(ExportOrder(tmp_path / "out.tif", TIFF))
        exports.cancel()
    assert set(tmp_path.iterdir()) == before
