"""The export dialog: says what a file will keep, and never replaces one unasked."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from app.control.exports import ExportController
from app.model.document import Document
from app.model.exporting import Content
from app.model.preferences import Preferences
from app.windows.export import ExportDialog
from dip_core import Inputs, Picture, Project, SavedResult, Saving, load_picture, save_picture
from tests.app.small import tiny_spec
from tests.dip_core.picture_files import display_p3, exif_block
from tests.stories.studio import Answered, Replies


@pytest.fixture
def replies() -> Replies:
    return Replies()


@pytest.fixture
def export(
    qtbot: QtBot,
    tmp_path: Path,
    preferences: Preferences,
    make_picture: Callable[..., Picture],
    replies: Replies,
) -> Iterator[Callable[..., ExportDialog]]:
    """Make the dialog for a result of 32×32 pixels, with the depth and description asked for."""
    made: list[ExportController] = []

    def make(depth: int = 8, **described: object) -> ExportDialog:
        save_picture(make_picture(), tmp_path / "photo.png", overwrite=True)
        photo = replace(load_picture(tmp_path / "photo.png"), **described)
        if depth == 16:
            photo = replace(photo, pixels=photo.pixels.astype(np.uint16) * 257)
        result = SavedResult("run", photo, 5, 1.0, "", tiny_spec())
        document = Document(tiny_spec())
        mask = np.full((32, 32), 255, np.uint8)
        document.set_project(Project(tiny_spec(), Inputs(photo, mask), (result,)))
        exports = ExportController(document, preferences)
        made.append(exports)
        dialog = ExportDialog(document, exports, preferences, Answered(None, replies))
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    yield make
    for exports in made:
        exports.shutdown()


def field(dialog: ExportDialog, text: str) -> QLineEdit:
    return next(line for line in dialog.findChildren(QLineEdit) if line.text() == text)


def button(dialog: ExportDialog, text: str) -> QPushButton:
    return next(b for b in dialog.findChildren(QPushButton) if b.text() == text)


def combo(dialog: ExportDialog, words: str) -> QComboBox:
    """The first box shown that offers some words."""
    boxes = dialog.findChildren(QComboBox)
    return next(c for c in boxes if c.findText(words) >= 0 and c.isVisible())


def choose(dialog: ExportDialog, words: str) -> None:
    box = combo(dialog, words)
    box.setCurrentIndex(box.findText(words))
    box.activated.emit(box.currentIndex())


def test_it_suggests_a_name_beside_the_photo(export: Callable, tmp_path: Path) -> None:
    assert export().target() == tmp_path / "photo_dip.png"


def test_a_format_changes_the_name_and_what_can_be_chosen(export: Callable) -> None:
    dialog = export()
    assert combo(dialog, "Quick").isVisible()
    choose(dialog, "JPEG")
    assert dialog.target().name == "photo_dip.jpg"
    quality = next(box for box in dialog.findChildren(QSpinBox) if box.isVisible())
    quality.setValue(70)
    choose(dialog, "4:2:0")
    assert (dialog.saving().format.quality, dialog.saving().format.chroma) == (70, "4:2:0")


def test_fields_keep_their_height_whatever_is_said(qtbot: QtBot, export: Callable) -> None:
    dialog = export()
    choose(dialog, "JPEG")

    def heights() -> list[bool]:
        boxes = [box for box in dialog.findChildren(QSpinBox) if box.isVisible()]
        return [box.height() >= box.sizeHint().height() for box in boxes]

    qtbot.waitUntil(lambda: heights() == [True], timeout=5_000)


def test_a_format_that_changes_everything_says_so(export: Callable) -> None:
    dialog = export()
    assert "changes every value" not in dialog.kept_text()
    choose(dialog, "JPEG")
    assert "JPEG changes every value a little" in dialog.kept_text()


def test_a_typed_suffix_chooses_the_format(export: Callable) -> None:
    dialog = export()
    field(dialog, "photo_dip.png").setText("other.tiff")
    assert combo(dialog, "AVIF").currentText() == "TIFF"
    field(dialog, "other.tiff").setText("other.gif")
    assert ".png" in dialog.note()
    assert not button(dialog, "Export").isEnabled()


@pytest.mark.parametrize(
    ("described", "words"),
    [
        ({"icc": display_p3()}, "Own profile"),
        ({"exif": exif_block()}, "Without GPS"),
        ({"alpha": np.full((32, 32), 255, np.uint8)}, "White"),
    ],
)
def test_only_what_the_photo_has_is_asked(export: Callable, described: dict, words: str) -> None:
    plain = [c for c in export().findChildren(QComboBox) if c.findText(words) >= 0]
    assert plain == []
    assert combo(export(**described), words).isEnabled()


def test_eight_bits_stay_eight(export: Callable) -> None:
    assert [c for c in export().findChildren(QComboBox) if c.findData("16") >= 0] == []


def test_sixteen_bits_are_kept_where_the_format_can(export: Callable) -> None:
    deep = export(16)
    assert combo(deep, "16").currentText() == "Same"
    assert "8 bits" not in deep.kept_text()
    choose(deep, "JPEG")
    assert "JPEG keeps 8 bits per channel, not 16." in deep.kept_text()


def test_the_profile_is_named_and_can_be_converted(
    qtbot: QtBot, export: Callable, tmp_path: Path
) -> None:
    dialog = export(16, icc=display_p3())
    assert "colour profile “RGB built-in”" in dialog.kept_text()
    choose(dialog, "sRGB")
    assert "converted to sRGB" in dialog.kept_text()
    with qtbot.waitSignal(dialog.exported, timeout=20_000):
        button(dialog, "Export").click()
    assert load_picture(tmp_path / "photo_dip.png").icc != display_p3()


def test_the_size_is_foretold(qtbot: QtBot, export: Callable) -> None:
    dialog = export()
    qtbot.waitUntil(lambda: "kB" in dialog.size_text(), timeout=20_000)
    choose(dialog, "TIFF")
    assert dialog.size_text() == ""


def test_the_mask_has_a_name_of_its_own(export: Callable, tmp_path: Path) -> None:
    dialog = export(exif=exif_block())
    choose(dialog, "Mask")
    assert dialog.target() == tmp_path / "photo_mask.png"
    assert "EXIF" not in dialog.kept_text()


def test_an_existing_file_is_replaced_only_when_that_is_chosen(
    qtbot: QtBot, export: Callable, tmp_path: Path
) -> None:
    (tmp_path / "taken.png").write_bytes(b"something else")
    dialog = export()
    field(dialog, "photo_dip.png").setText("taken.png")
    assert "already" in dialog.note()
    assert not button(dialog, "Export").isEnabled()
    boxes = dialog.findChildren(QCheckBox)
    next(box for box in boxes if box.text() == "Replace the existing file").click()
    with qtbot.waitSignal(dialog.exported, timeout=20_000):
        button(dialog, "Export").click()
    assert load_picture(tmp_path / "taken.png").size_text == "32×32"


def test_the_photo_itself_needs_a_button_of_its_own(
    qtbot: QtBot, export: Callable, tmp_path: Path
) -> None:
    dialog = export()
    field(dialog, "photo_dip.png").setText("photo.png")
    assert not button(dialog, "Export").isEnabled()
    with qtbot.waitSignal(dialog.exported, timeout=20_000):
        button(dialog, "Replace original").click()


def test_a_folder_that_is_not_there_is_said(export: Callable, tmp_path: Path) -> None:
    dialog = export()
    field(dialog, str(tmp_path)).setText(str(tmp_path / "nowhere"))
    assert "no such folder" in dialog.note()


def test_a_chosen_folder_is_taken_next_time(
    qtbot: QtBot, export: Callable, tmp_path: Path, replies: Replies
) -> None:
    (tmp_path / "done").mkdir()
    replies.save = tmp_path / "done"
    dialog = export()
    button(dialog, "Browse…").click()
    assert dialog.target() == tmp_path / "done" / "photo_dip.png"
    assert combo(dialog, "Beside the photo").currentData() == "chosen"
    assert export().target() == tmp_path / "done" / "photo_dip.png"


def test_what_cannot_be_written_is_written_elsewhere(
    qtbot: QtBot, export: Callable, tmp_path: Path, replies: Replies
) -> None:
    dialog = export()
    (tmp_path / "photo_dip.png").mkdir()
    button(dialog, "Export").click()
    qtbot.waitUntil(lambda: "photo_dip.png" in dialog.note(), timeout=20_000)
    assert dialog.isVisible()
    replies.save = tmp_path / "elsewhere.png"
    with qtbot.waitSignal(dialog.exported, timeout=20_000):
        button(dialog, "Save elsewhere…").click()
    assert load_picture(tmp_path / "elsewhere.png").size_text == "32×32"


def test_cancel_gives_up_the_writing_before_it_closes(
    qtbot: QtBot, export: Callable, tmp_path: Path
) -> None:
    dialog = export()
    before = set(tmp_path.iterdir())
    dialog.write()
    dialog.reject()
    qtbot.waitUntil(lambda: button(dialog, "Export").isEnabled(), timeout=20_000)
    assert dialog.isVisible()
    assert set(tmp_path.iterdir()) == before
    dialog.reject()
    assert not dialog.isVisible()


def test_a_closed_dialog_hears_of_no_size(
    qtbot: QtBot, export: Callable[..., ExportDialog]
) -> None:
    dialog, heard = export(), []
    exports = dialog._exports
    exports.ask_size(Content.FULL, Saving(), heard.append)
    dialog.reject()
    qtbot.waitUntil(lambda: not exports._sizes.busy)
    assert heard == []
