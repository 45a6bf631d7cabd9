"""Studies in the window: one at a time, never beside a restoration, figures that grow and stay."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import shiboken6
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.control.runs import RunController, RunState
from app.control.studies import StudyController, StudyEnd
from app.model.document import Document
from app.model.preferences import Preferences
from app.model.run_log import RunLog
from app.windows.explanation import PARTS
from app.windows.how_it_works import HowItWorks, PartView
from app.windows.questions import Questions
from app.windows.study_window import StudyWindow
from dip_core import (
    NETWORKS,
    STUDIES,
    DipError,
    Picture,
    Study,
    StudyReport,
    settings,
)

WAIT_MS = 30_000
NARROW = NETWORKS["skip"]().replace(scales=2, channels=(4,), skip_channels=(0,))


def quick(iterations: int = 3) -> Study:
    return STUDIES["noise-impedance"]().replace(side=32, iterations=iterations, network=NARROW)


def image() -> np.ndarray:
    return np.random.default_rng(0).random((32, 40, 3), np.float32)


@pytest.fixture
def runs(document: Document, preferences: Preferences) -> Iterator[RunController]:
    preferences.device, preferences.threads = "cpu", 1
    made = RunController(document, RunLog(), preferences)
    yield made
    made.shutdown()


@pytest.fixture
def studies(
    qtbot: QtBot, runs: RunController, preferences: Preferences
) -> Iterator[StudyController]:
    made = StudyController(runs, preferences)
    yield made
    made.shutdown()


def ended(qtbot: QtBot, studies: StudyController, begin: Callable[[], object]) -> StudyEnd:
    with qtbot.waitSignal(studies.ended, timeout=WAIT_MS) as caught:
        begin()
    return caught.args[0]


# ------------------------------------------------------------------------ the controller


def test_a_study_tells_its_figures_and_that_it_has_ended(
    qtbot: QtBot, studies: StudyController
) -> None:
    news = []
    studies.told.connect(news.append)
    end = ended(qtbot, studies, lambda: studies.start(quick(), image))
    assert news[-1].order is end.order
    assert news[-1].report.step == news[-1].report.steps == 12
    assert (end.stopped, end.failure) == (False, "")
    assert not studies.active


def test_a_study_is_stopped_long_before_its_end(qtbot: QtBot, studies: StudyController) -> None:
    with qtbot.waitSignal(studies.told, timeout=WAIT_MS):
        studies.start(quick(20_000), image)
    assert ended(qtbot, studies, studies.stop).stopped


def test_a_new_study_takes_the_place_of_one_that_runs(
    qtbot: QtBot, studies: StudyController
) -> None:
    ends: list[StudyEnd] = []
    studies.ended.connect(ends.append)
    first = studies.start(quick(20_000), image)
    second = studies.start(quick(), image)
    qtbot.waitUntil(lambda: len(ends) == 2, timeout=WAIT_MS)
    assert [end.order for end in ends] == [first, second]
    assert [end.stopped for end in ends] == [True, False]


@dataclass(frozen=True)
class _Failing:
    error: Exception

    def run(self, image: np.ndarray, runtime: object = None) -> Iterator[StudyReport]:
        raise self.error


@pytest.mark.parametrize(
    ("error", "sentence", "is_fault"),
    [
        (DipError("Choose another picture."), "Choose another picture.", False),
        (MemoryError(), "There was not enough memory; choose a smaller picture.", False),
        (ZeroDivisionError("a fault"), "Something went wrong: a fault.", True),
    ],
)
def test_a_failure_is_a_sentence(
    qtbot: QtBot, studies: StudyController, error: Exception, sentence: str, is_fault: bool
) -> None:
    end = ended(qtbot, studies, lambda: studies.start(_Failing(error), image))
    assert end.failure == sentence
    assert bool(end.details) is is_fault


def test_a_restoration_that_begins_stops_the_study(
    qtbot: QtBot, studies: StudyController, runs: RunController
) -> None:
    studies.start(quick(20_000), image)
    assert ended(qtbot, studies, runs.start).stopped
    qtbot.waitUntil(lambda: runs.state is RunState.HAS_RESULT, timeout=WAIT_MS)


# ------------------------------------------------------------------------ the window


class _Asked(Questions):
    folder_named: Path | None = None

    def folder(self, title: str, folder: Path) -> Path | None:
        return self.folder_named


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    """A window that deletes itself is closed with the one it belongs to."""
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def asked(owner: QWidget) -> _Asked:
    return _Asked(owner)


@pytest.fixture
def window(
    qtbot: QtBot,
    studies: StudyController,
    document: Document,
    preferences: Preferences,
    asked: _Asked,
    owner: QWidget,
) -> Iterator[StudyWindow]:
    made = StudyWindow(studies, document, preferences, asked, owner)
    made.show()
    made.form().set_value(quick())
    yield made
    if shiboken6.isValid(made):
        made.close()


@pytest.mark.parametrize("kind", STUDIES)
def test_every_study_is_explained_and_has_a_form_of_its_own(window: StudyWindow, kind: str) -> None:
    window.choose(kind)
    window.form().set_value(STUDIES[kind]())
    assert window.study() == STUDIES[kind]()
    assert {setting.name for setting in settings(STUDIES[kind])} == {
        setting.name for setting in settings(type(window.form().value()))
    }


def test_the_figures_grow_in_the_window(
    qtbot: QtBot, window: StudyWindow, studies: StudyController
) -> None:
    ended(qtbot, studies, window.start)
    chart, grid = window.board.views
    assert [len(stroke.x) for stroke in chart.strokes] == [3, 3, 3, 3]
    assert [len(row) for row in grid.plates] == [4, 4]
    assert window.note() == "Done."


def test_another_study_takes_the_figures_away_and_stops_what_runs(
    qtbot: QtBot, window: StudyWindow, studies: StudyController
) -> None:
    window.form().set_value(quick(20_000))
    with qtbot.waitSignal(studies.told, timeout=WAIT_MS):
        window.start()
    assert ended(qtbot, studies, lambda: window.choose("uncertainty")).stopped
    assert window.board.views == ()


def test_figures_are_exported_into_a_new_folder_each_time(
    qtbot: QtBot, window: StudyWindow, studies: StudyController, asked: _Asked, tmp_path: Path
) -> None:
    asked.folder_named = tmp_path
    ended(qtbot, studies, window.start)
    for name in ("noise-impedance", "noise-impedance-2"):
        window.export()
        qtbot.waitUntil(lambda name=name: window.note().endswith(f"{name}."), timeout=WAIT_MS)
        found = {path.name for path in (tmp_path / name).iterdir()}
        assert found == {"loss.png", "loss.csv", "pictures.png"}


def test_a_study_is_refused_while_a_restoration_runs(
    qtbot: QtBot, window: StudyWindow, studies: StudyController, runs: RunController
) -> None:
    runs.start()
    window.start()
    assert window.note().startswith("A restoration is running")
    assert not studies.active
    qtbot.waitUntil(lambda: runs.state is RunState.HAS_RESULT, timeout=WAIT_MS)


def test_closing_the_window_stops_the_study(
    qtbot: QtBot, window: StudyWindow, studies: StudyController
) -> None:
    window.form().set_value(quick(20_000))
    window.start()
    assert ended(qtbot, studies, window.close).stopped


def test_a_study_is_done_on_the_photo_or_on_a_sample(
    qtbot: QtBot,
    window: StudyWindow,
    studies: StudyController,
    document: Document,
    make_picture: Callable[..., Picture],
) -> None:
    document.set_picture(make_picture(20, 30))
    ended(qtbot, studies, window.start)
    size = window.board.views[1].plates[0][0].image.size()
    assert (size.width(), size.height()) == (30, 20)
    document.set_picture(None)
    ended(qtbot, studies, window.start)
    size = window.board.views[1].plates[0][0].image.size()
    assert size.width() > size.height() > 20


# ------------------------------------------------------------------------ the page


@pytest.fixture
def page(studies: StudyController, owner: QWidget) -> Iterator[HowItWorks]:
    made = HowItWorks(studies, owner)
    made.show()
    yield made
    made.close()


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.heading)
def test_a_part_of_the_page_says_something_and_its_study_has_those_figures(part) -> None:
    assert part.words
    assert all(words.endswith(".") for words in part.words)
    if part.study:
        study = STUDIES[part.study]().replace(**part.options)
        first = next(study.run(image()))
        assert set(part.figures) <= {figure.name for figure in first.figures}
        assert study.side <= 64


def part_of(page: HowItWorks, study: str) -> PartView:
    return next(view for view in page.parts if view.part.study == study)


def test_a_button_of_the_page_starts_its_figures_and_ends_them(
    qtbot: QtBot, page: HowItWorks, studies: StudyController
) -> None:
    part = part_of(page, "early-stopping")
    with qtbot.waitSignal(studies.told, timeout=WAIT_MS):
        part.start_or_stop()
    assert ended(qtbot, studies, part.start_or_stop).stopped
    assert len(part.board.views) == 2


def test_one_part_of_the_page_computes_at_a_time(
    qtbot: QtBot, page: HowItWorks, studies: StudyController
) -> None:
    part_of(page, "spectral-bias").start_or_stop()
    samples = part_of(page, "prior-samples")
    with qtbot.waitSignals([studies.ended] * 2, timeout=WAIT_MS):
        samples.start_or_stop()
    assert len(samples.board.views) == 1
    assert not studies.active
