"""Unsaved work survives a crash, and nothing is left of it after a proper end."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.control.recovery import Aside, Recovery, left_in, own_folder
from app.control.runs import RunController, RunState
from app.model.aside import About, Work, about, put_aside, read_aside
from app.model.document import Document
from app.model.preferences import Preferences
from dip_core import Inputs, Picture, PictureError
from tests.app.small import paint, tiny_spec

WAIT_MS = 30_000


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "recovery"


@pytest.fixture
def make(
    document: Document, runs: RunController, preferences: Preferences, home: Path
) -> Iterator[Callable[[], Recovery]]:
    made: list[Recovery] = []

    def recovery() -> Recovery:
        made.append(Recovery(document, runs, preferences, home))
        return made[-1]

    yield recovery
    for one in made:
        one.shutdown()


def put(qtbot: QtBot, recovery: Recovery) -> None:
    qtbot.waitUntil(lambda: not recovery._errands.busy, timeout=WAIT_MS)
    with qtbot.waitSignal(recovery.written, timeout=WAIT_MS):
        recovery.put_aside()


def crash(recovery: Recovery) -> None:
    """End as a program does that is killed: nothing is tidied up, and its lock is held no more."""
    recovery._lock.unlock()
    recovery._folder = recovery._lock = None


def left(recovery: Recovery) -> Aside:
    (found,) = recovery.left_behind()
    return found


# ---------------------------------------------------------------------- after a crash


def test_mask_settings_and_result_come_back(
    qtbot: QtBot, document: Document, runs: RunController, make: Callable[[], Recovery]
) -> None:
    first = make()
    document.set_spec(tiny_spec(seed=7))
    runs.start()
    qtbot.waitUntil(lambda: runs.state is RunState.HAS_RESULT, timeout=WAIT_MS)
    paint(document)
    put(qtbot, first)
    spec, mask, result = document.spec, document.mask.array(), document.result_picture
    crash(first)
    document.set_picture(Picture.from_array(np.zeros((20, 20, 3), np.uint8)))

    second = make()
    with qtbot.waitSignal(second.restored, timeout=WAIT_MS):
        second.restore(left(second))
    assert document.spec == spec
    assert (document.mask.array() == mask).all()
    assert (document.result_picture.pixels == result.pixels).all()
    assert document.unsaved_work


def test_what_was_restored_is_not_lost_by_another_crash(
    qtbot: QtBot, document: Document, make: Callable[[], Recovery]
) -> None:
    first, second = make(), make()
    paint(document)
    put(qtbot, first)
    crash(first)
    with qtbot.waitSignal(second.restored, timeout=WAIT_MS):
        second.restore(left(second))
    crash(second)
    assert left(make()).about.coverage > 0


def test_a_program_that_was_killed_leaves_its_work(home: Path, own_folders: Path) -> None:
    script = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QLockFile
from PySide6.QtGui import QImage
import numpy as np
from app.control.recovery import _locked
from app.model.aside import About, Work, put_aside
from dip_core import TASKS, Inputs, Picture
folder = Path(sys.argv[1]) / "a"
folder.mkdir(parents=True)
lock = _locked(folder)
said = About("photo.png", "2026-01-02T03:04:05+00:00", 0.5)
picture = Picture.from_array(np.zeros((20, 30, 3), np.uint8))
put_aside(Work(said, TASKS["denoising"]().recommended("fast"), Inputs(picture)), folder)
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", script, str(home)], check=False)
    assert done.returncode == -9
    assert (home / "a" / "lock").exists()
    (found,) = left_in(home)
    assert found.about.name == "photo.png"


def test_work_of_a_program_that_runs_is_nobody_elses(
    qtbot: QtBot, document: Document, make: Callable[[], Recovery]
) -> None:
    first, second = make(), make()
    paint(document)
    put(qtbot, first)
    assert second.left_behind() == ()


def test_discarded_work_is_gone_and_work_left_for_later_is_offered_again(
    qtbot: QtBot, document: Document, home: Path, make: Callable[[], Recovery]
) -> None:
    first, second = make(), make()
    paint(document)
    put(qtbot, first)
    crash(first)
    second.leave(left(second))
    second.discard(left(second))
    qtbot.waitUntil(lambda: not list(home.iterdir()), timeout=WAIT_MS)


def test_work_that_is_damaged_says_so_and_stays(
    qtbot: QtBot, document: Document, make: Callable[[], Recovery]
) -> None:
    first, second = make(), make()
    paint(document)
    put(qtbot, first)
    crash(first)
    found = left(second)
    (found.folder / "photo.dip").write_bytes(b"nonsense")
    with qtbot.waitSignal(second.failed, timeout=WAIT_MS) as heard:
        second.restore(found)
    assert "photo.dip" in heard.args[0]
    assert left(second).about == found.about


def test_half_written_work_is_not_offered(home: Path, make: Callable[[], Recovery]) -> None:
    (home / "a").mkdir(parents=True)
    (home / "a" / "photo.dip").write_bytes(b"half")
    assert make().left_behind() == ()


# ---------------------------------------------------------------------- what is put aside, when


def test_a_proper_end_leaves_nothing(
    qtbot: QtBot, document: Document, home: Path, make: Callable[[], Recovery]
) -> None:
    recovery = make()
    paint(document)
    put(qtbot, recovery)
    assert list(home.iterdir())
    recovery.shutdown()
    assert not list(home.iterdir())


def test_without_anything_to_lose_nothing_is_written(
    document: Document, home: Path, make: Callable[[], Recovery]
) -> None:
    make().put_aside()
    assert not home.exists()


def test_saved_work_is_removed(
    qtbot: QtBot, document: Document, home: Path, tmp_path: Path, make: Callable[[], Recovery]
) -> None:
    recovery = make()
    paint(document)
    put(qtbot, recovery)
    document.mark_saved(tmp_path / "work.dip", document.revision)
    recovery.put_aside()
    qtbot.waitUntil(lambda: not list(home.glob("*/about.json")), timeout=WAIT_MS)


def test_whoever_does_not_want_it_has_nothing_put_aside(
    qtbot: QtBot,
    document: Document,
    home: Path,
    preferences: Preferences,
    make: Callable[[], Recovery],
) -> None:
    recovery = make()
    paint(document)
    put(qtbot, recovery)
    preferences.manners = replace(preferences.manners, recovers=False)
    qtbot.waitUntil(lambda: not list(home.glob("*/about.json")), timeout=WAIT_MS)


def test_edits_are_put_aside_by_themselves(
    qtbot: QtBot, document: Document, make: Callable[[], Recovery]
) -> None:
    recovery = make()
    recovery._after.setInterval(1)
    with qtbot.waitSignal(recovery.written, timeout=WAIT_MS):
        paint(document)


def test_what_a_run_has_made_so_far_is_put_aside(
    qtbot: QtBot, document: Document, runs: RunController, make: Callable[[], Recovery]
) -> None:
    recovery = make()
    recovery._asking.setInterval(20)
    document.set_spec(tiny_spec(iterations=100_000))
    runs.start()
    qtbot.waitSignal(recovery.written, timeout=WAIT_MS).wait()
    assert about(recovery._folder).results == 1
    assert read_aside(recovery._folder).results[0].picture.size_text == "32×32"
    runs.stop_and_keep()
    qtbot.waitUntil(lambda: runs.state is RunState.HAS_RESULT, timeout=WAIT_MS)


def test_a_result_is_put_aside_at_once(
    qtbot: QtBot, document: Document, runs: RunController, make: Callable[[], Recovery]
) -> None:
    recovery = make()
    document.set_spec(tiny_spec())
    with qtbot.waitSignal(recovery.written, timeout=WAIT_MS):
        runs.start()
    assert about(recovery._folder).results == 1


def test_a_folder_that_cannot_be_written_is_told_once(
    qtbot: QtBot, document: Document, home: Path, make: Callable[[], Recovery]
) -> None:
    home.write_text("a file in its place")
    recovery, said = make(), []
    recovery.failed.connect(said.append)
    paint(document)
    recovery.put_aside()
    recovery.put_aside()
    assert len(said) == 1
    assert "not put aside" in said[0]


# ---------------------------------------------------------------------- the folder


@pytest.fixture
def work(document: Document, picture: Picture) -> Work:
    mask = np.zeros((32, 32), np.uint8)
    mask[3:9, 4:8] = 255
    said = About("photo.png", "2026-01-02T03:04:05+00:00")
    return Work(said, document.spec, Inputs(picture), mask, 1)


def test_only_what_has_changed_is_written(work: Work, tmp_path: Path) -> None:
    put_aside(work, tmp_path)
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    put_aside(replace(work, mask=255 - work.mask, mask_revision=2), tmp_path, work)
    after = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"mask.png", "now.dip", "about.json"}
    assert (read_aside(tmp_path).inputs.mask == 255 - work.mask).all()


def test_another_photo_takes_the_place_of_everything(work: Work, tmp_path: Path) -> None:
    put_aside(work, tmp_path)
    other = Picture.from_array(np.zeros((20, 20, 3), np.uint8))
    put_aside(replace(work, inputs=Inputs(other), mask=None, mask_revision=5), tmp_path, work)
    read = read_aside(tmp_path)
    assert read.inputs.picture.size_text == "20×20"
    assert read.inputs.mask is None


def test_a_folder_without_pictures_is_no_work(tmp_path: Path) -> None:
    assert about(tmp_path) is None
    with pytest.raises(PictureError):
        read_aside(tmp_path)


def test_work_lies_in_the_programs_own_folder(own_folders: Path) -> None:
    assert own_folder().is_relative_to(own_folders)
