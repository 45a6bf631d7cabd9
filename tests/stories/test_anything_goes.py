"""Two thousand random actions: nothing breaks, the photo stays as it is, the mask stays valid."""

import logging
import random

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication, QDialog

from app.control.runs import RunState
from dip_core import Picture, save_picture
from tests.stories.monkey import Monkey

ACTIONS_DONE = 2000
SEED = 20_240_611


@pytest.fixture
def files(tmp_path, make_picture):
    """A photo, another one with transparency, a mask, and a file that is no picture."""
    photo, clear, mask, broken = (tmp_path / f"{name}.png" for name in ("p", "q", "m", "x"))
    save_picture(make_picture(24, 32), photo)
    pixels = make_picture(24, 32).pixels
    alpha = np.full((24, 32), 255, np.uint8)
    alpha[4:9, 5:15] = 0
    save_picture(Picture(pixels, alpha), clear)
    Image.fromarray(alpha).save(mask)
    broken.write_bytes(b"no picture")
    return photo, clear, mask, broken


def check(document) -> None:
    """Fail where the mask is not one of the photo's, or not what it says of itself."""
    picture, mask = document.picture, document.mask
    if picture is None:
        assert mask is None
        return
    values = mask.array()
    assert values.shape == (picture.height, picture.width)
    if not mask.is_painting:
        assert mask.coverage == pytest.approx(values.mean() / 255)


@pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard", extend=True)
def test_two_thousand_random_actions_break_nothing(studio, files, tmp_path, caplog):
    folder = tmp_path / "written"
    folder.mkdir()
    before = [path.read_bytes() for path in files]
    monkey = Monkey(studio, files, folder, random.Random(SEED))  # noqa: S311 - nothing is hidden
    document = studio.document
    with caplog.at_level(logging.WARNING):
        for _ in range(ACTIONS_DONE):
            picture = document.picture
            pixels = None if picture is None else picture.pixels.copy()
            monkey.act()
            check(document)
            if pixels is not None:
                assert np.array_equal(picture.pixels, pixels), monkey.done[-5:]
    assert [record.getMessage() for record in caplog.records] == []
    assert [path.read_bytes() for path in files] == before
    for dialog in [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog)]:
        dialog.reject()
    if studio.runs.active:
        studio.runs.stop_and_keep()
        studio.wait_for(RunState.HAS_RESULT, RunState.READY, RunState.FAILED)
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
        check(document)
