"""Opening what is not simply a photo: too large, of an unknown kind, or dropped anywhere."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from app.control import files as files_module
from app.windows.questions import Answer
from dip_core.files import readers
from tests.stories.studio import PATIENCE_MS, Studio


def button(studio: Studio, text: str) -> QPushButton:
    buttons = studio.window.messages.findChildren(QPushButton)
    return next(b for b in buttons if b.text() == text)


@pytest.mark.parametrize(
    ("answer", "size"), [(Answer.OPEN, "64×48"), (Answer.HALVE, "32×24"), (Answer.CANCEL, None)]
)
def test_a_person_decides_how_a_large_photo_is_opened(
    studio: Studio,
    photo: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: Answer,
    size: str | None,
) -> None:
    monkeypatch.setattr(files_module, "free_memory", lambda _: 40_000)
    studio.replies.opening = answer
    studio.window.open_paths([photo])
    studio.qtbot.waitUntil(lambda: bool(studio.replies.asked), timeout=PATIENCE_MS)
    studio.qtbot.waitUntil(lambda: not studio.window.bench.files.busy, timeout=PATIENCE_MS)
    picture = studio.document.picture
    assert (picture.size_text if picture else None) == size


def test_a_missing_add_on_is_told_with_the_command_that_installs_it(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "RAW", replace(readers.RAW, available=False))
    (tmp_path / "a.nef").write_bytes(b"MM\0*\0\0\0\x08")
    studio.window.open_paths([tmp_path / "a.nef"])
    studio.wait_until_said("optional add-on")
    button(studio, "Copy command").click()
    assert QGuiApplication.clipboard().text() == 'pip install "dip-studio[raw]"'
