"""Work is never lost without a question."""

from pathlib import Path

import pytest

from app.control.runs import RunState
from app.windows.questions import Answer
from dip_core import load_picture, read_project
from tests.stories.studio import PATIENCE_MS, Studio


@pytest.fixture
def with_result(studio: Studio, photo: Path) -> Studio:
    studio.open(photo)
    studio.choose("denoising")
    studio.run()
    return studio


def test_nothing_is_asked_where_nothing_would_be_lost(studio: Studio, photo: Path) -> None:
    studio.open(photo)
    assert studio.window.close()
    assert studio.replies.asked == []


def test_a_result_that_was_not_exported_is_asked_about(with_result: Studio) -> None:
    assert not with_result.window.close()
    assert with_result.replies.asked == ["unsaved result"]
    assert with_result.window.isVisible()


def test_discarding_closes(with_result: Studio) -> None:
    with_result.replies.unsaved = Answer.DISCARD
    with_result.window.close()
    assert not with_result.window.isVisible()


def test_exporting_closes_when_the_file_is_written(with_result: Studio, tmp_path: Path) -> None:
    with_result.replies.unsaved = Answer.EXPORT
    with_result.window.close()
    assert with_result.window.isVisible()
    with_result.export_dialog.write()
    with_result.qtbot.waitUntil(lambda: not with_result.window.isVisible(), timeout=PATIENCE_MS)
    assert load_picture(tmp_path / "photo_dip.png").size_text == "64×48"


def test_saving_the_project_closes_when_it_is_written(with_result: Studio, tmp_path: Path) -> None:
    with_result.replies.unsaved = Answer.SAVE
    with_result.replies.save = tmp_path / "work.dip"
    with_result.window.close()
    with_result.qtbot.waitUntil(lambda: not with_result.window.isVisible(), timeout=PATIENCE_MS)
    assert len(read_project(tmp_path / "work.dip").results) == 1


def test_a_run_is_not_ended_without_a_question(studio: Studio, photo: Path) -> None:
    studio.open(photo)
    studio.choose("denoising", iterations=100_000)
    studio.run_until(1)
    assert not studio.window.close()
    assert studio.replies.asked == ["running"]
    assert studio.runs.active


def test_stopping_keeps_the_result_and_then_asks_about_it(studio: Studio, photo: Path) -> None:
    studio.open(photo)
    studio.choose("denoising", iterations=100_000)
    studio.run_until(1)
    studio.replies.running = Answer.STOP
    studio.window.close()
    studio.wait_for(RunState.HAS_RESULT)
    studio.qtbot.waitUntil(lambda: len(studio.replies.asked) == 2, timeout=PATIENCE_MS)
    assert studio.replies.asked == ["running", "unsaved result"]
    assert studio.document.result is not None


@pytest.fixture
def running(studio: Studio, photo: Path) -> Studio:
    studio.open(photo)
    studio.choose("denoising", iterations=100_000)
    studio.run_until(1)
    return studio


def test_a_run_can_go_on_in_the_task_bar(running: Studio) -> None:
    running.replies.running = Answer.KEEP_RUNNING
    assert not running.window.close()
    assert running.window.isMinimized()
    assert running.runs.active


def test_discarding_a_run_closes_at_once(running: Studio) -> None:
    running.replies.running = Answer.DISCARD
    assert running.window.close()
    assert running.replies.asked == ["running"]


def test_discarding_a_run_does_not_discard_an_earlier_result(with_result: Studio) -> None:
    with_result.choose("denoising", iterations=100_000)
    with_result.run_until(1)
    with_result.replies.running = Answer.DISCARD
    assert not with_result.window.close()
    assert with_result.replies.asked == ["running", "unsaved result"]
    assert with_result.runs.active


def test_opening_another_photo_asks_too(with_result: Studio, photo: Path) -> None:
    before = with_result.document.result
    with_result.window.open_paths([photo])
    assert with_result.replies.asked == ["unsaved result"]
    assert with_result.document.result is before
