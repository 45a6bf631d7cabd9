"""The export dialog: says what a file will keep, and never replaces one unasked."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from app.control.files import FileController
from app.model.document import Document
from app.model.preferences import Preferences
from app.windows.export import ExportDialog
from dip_core import Inputs, Picture, Project, SavedResult, load_picture, save_picture
from tests.app.small import tiny_spec
from tests.stories.studio import Answered, Replies


@pytest.fixture
def export(
    qtbot: QtBot, tmp_path: Path, preferences: Preferences, make_picture: Callable[..., Picture]
) -> Iterator[Callable[..., ExportDialog]]:
    """Make the dialog for a result of 32×32 pixels and the depth asked for."""
    made: list[FileController] = []

    def make(depth: int = 8) -> ExportDialog:
        save_picture(make_picture(), tmp_path / "photo.png")
        photo = load_picture(tmp_path / "photo.png")
        if depth == 16:
            photo = replace(photo, pixels=photo.pixels.astype(np.uint16) * 257)
        result = SavedResult("run", photo, 5, 1.0, "", tiny_spec())
        document = Document(tiny_spec())
        document.set_project(Project(tiny_spec(), Inputs(photo), (result,)))
        files = FileController(document, preferences)
        made.append(files)
        dialog = ExportDialog(document, files, Answered(None, Replies()))
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    yield make
    for files in made:
        files.shutdown()


def field(dialog: ExportDialog, text: str) -> QLineEdit:
    return next(line for line in dialog.findChildren(QLineEdit) if line.text() == text)


def button(dialog: ExportDialog, text: str) -> QPushButton:
    return next(b for b in dialog.findChildren(QPushButton) if b.text() == text)


def choose(dialog: ExportDialog, words: str) -> None:
    combo = next(c for c in dialog.findChildren(QComboBox) if c.findText(words) >= 0)
    combo.setCurrentIndex(combo.findText(words))
    combo.activated.emit(combo.currentIndex())


def test_it_suggests_a_name_beside_the_photo(export: Callable, tmp_path: Path) -> None:
    assert export().target() == tmp_path / "photo_dip.png"


def test_a_format_changes_the_name_and_what_can_be_chosen(export: Callable) -> None:
    dialog = export()
    quality = dialog.findChild(QSpinBox)
    assert not quality.isVisible()
    choose(dialog, "JPEG (*.jpg)")
    assert dialog.target().name == "photo_dip.jpg"
    assert quality.isVisible()


def test_a_typed_suffix_chooses_the_format(export: Callable) -> None:
    dialog = export()
    field(dialog, "photo_dip.png").setText("other.tiff")
    format_ = next(c for c in dialog.findChildren(QComboBox) if c.findText("PNG (*.png)") >= 0)
    assert format_.currentText() == "TIFF (*.tif)"
    field(dialog, "other.tiff").setText("other.gif")
    assert ".png" in dialog.note()
    assert not button(dialog, "Export").isEnabled()


def test_eight_bits_stay_eight(export: Callable) -> None:
    depth = next(c for c in export().findChildren(QComboBox) if c.findData(8) >= 0)
    assert depth.count() == 1


def test_sixteen_bits_are_kept_where_the_format_can(export: Callable) -> None:
    deep = export(16)
    depth = next(c for c in deep.findChildren(QComboBox) if c.findData(16) >= 0)
    assert depth.currentData() == 16
    choose(deep, "JPEG (*.jpg)")
    assert not depth.isEnabled()
    assert "16 bits become 8" in deep.kept_text()


def test_an_existing_file_is_replaced_only_when_that_is_chosen(
    qtbot: QtBot, export: Callable, tmp_path: Path
) -> None:
    (tmp_path / "taken.png").write_bytes(b"something else")
    dialog = export()
    field(dialog, "photo_dip.png").setText("taken.png")
    assert "already" in dialog.note()
    assert not button(dialog, "Export").isEnabled()
    dialog.findChild(QCheckBox).click()
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


def test_a_file_that_cannot_be_written_leaves_the_dialog_open(
    qtbot: QtBot, export: Callable, tmp_path: Path
) -> None:
    dialog = export()
    (tmp_path / "photo_dip.png").mkdir()
    button(dialog, "Export").click()
    qtbot.waitUntil(lambda: "photo_dip.png" in dialog.note(), timeout=20_000)
    assert dialog.isVisible()
