"""The results table: rows, scores, classical methods, and what is written of it."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from app.control import table as table_module
from app.control.classics import Classics
from app.control.runs import RunController
from app.control.table import Table
from app.control.table_export import TableExport
from app.model.document import Document
from app.model.gallery import Gallery
from app.model.preferences import Preferences
from app.model.run_log import RunLog
from app.model.standing import as_csv, as_markdown
from dip_core import DEGRADATIONS, Restoration, Runtime, SavedResult, make_trial
from tests.app.small import paint, tiny_spec


@pytest.fixture
def runs(document: Document, preferences: Preferences) -> Iterator[RunController]:
    preferences.threads = 1
    made = RunController(document, RunLog(), preferences)
    yield made
    made.shutdown()


@pytest.fixture
def classics(document: Document, runs: RunController) -> Iterator[Classics]:
    made = Classics(document, runs)
    yield made
    made.shutdown()


@pytest.fixture
def gallery() -> Gallery:
    return Gallery()


@pytest.fixture
def table(document: Document, gallery: Gallery) -> Iterator[Table]:
    made = Table(document, gallery)
    made._follow()
    yield made
    made.shutdown()


def run(document: Document) -> SavedResult:
    document.mark_run()
    restoration = Restoration(document.spec, document.inputs(), Runtime(device="cpu", threads=1))
    next(restoration)
    document.set_result(restoration.result)
    return document.results[-1]


def degraded(document: Document, kind: str = "gaussian") -> None:
    document.make_trial(make_trial(document.picture, DEGRADATIONS[kind]()))
    document.set_spec(tiny_spec(document.spec.task.kind))


def scored(qtbot: QtBot, table: Table) -> None:
    qtbot.waitUntil(lambda: all(row.scores.psnr is not None for row in table.rows))


def test_the_first_row_is_what_there_was(document: Document, table: Table) -> None:
    assert [(row.id, row.name) for row in table.rows] == [("input", "Input")]
    document.set_picture(None)
    assert table.rows == ()


def test_every_run_is_a_row_and_the_last_is_the_result(document: Document, table: Table) -> None:
    run(document)
    run(document)
    assert [row.id for row in table.rows] == ["input", "run-1", "run-2"]
    assert [row.current for row in table.rows] == [False, False, True]
    assert table["run-1"].iteration == 1
    assert table["run-1"].size_text == "32×32"
    assert table["run-1"].device == "cpu"


def test_rows_are_scored_against_the_reference(
    qtbot: QtBot, document: Document, table: Table
) -> None:
    run(document)
    assert table["run-1"].scores.psnr is None  # nothing is known to be clean
    degraded(document)
    run(document)
    scored(qtbot, table)
    whole = table["input"].scores
    assert 15 < whole.psnr < 30
    table.score("luma")
    scored(qtbot, table)
    assert table["input"].scores != whole


def test_what_was_masked_is_scored_alone(qtbot: QtBot, document: Document, table: Table) -> None:
    degraded(document, "missing")
    scored(qtbot, table)
    whole = table["input"].scores.psnr
    table.score("masked")
    qtbot.waitUntil(lambda: table["input"].scores.psnr not in (None, whole))
    assert table["input"].scores.psnr < whole


def test_a_reference_that_comes_later_scores_what_is_there(
    qtbot: QtBot, document: Document, table: Table
) -> None:
    run(document)
    document.set_reference(document.picture)
    qtbot.waitUntil(lambda: table["run-1"].scores.psnr is not None)


def test_former_runs_can_be_compared_and_keep_their_word(
    document: Document, table: Table, gallery: Gallery
) -> None:
    first = run(document)
    assert "run-1" not in gallery
    run(document)
    assert np.array_equal(gallery.picture("run-1"), first.picture.pixels)
    table.rename("run-1", "Early")
    assert gallery["run-1"].label == "Early"
    table.remove("run-1")
    assert "run-1" not in gallery


def test_rows_are_removed_renamed_and_chosen_undoably(document: Document, table: Table) -> None:
    first, second = run(document), run(document)
    table.use("run-1")
    assert document.result_picture is first.picture
    assert table["run-1"].current
    document.undo_stack.undo()
    assert document.result_picture is second.picture
    table.remove("run-2")
    assert document.result_picture is first.picture
    document.undo_stack.undo()
    assert document.result_picture is second.picture


def test_when_results_take_too_much_the_oldest_goes_and_that_is_said(
    document: Document, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    table.message.connect(said.append)
    monkeypatch.setattr(table_module, "MOST_BYTES", 32 * 32 * 3)
    for _ in range(3):
        run(document)
    assert [row.id for row in table.rows] == ["input", "run-2", "run-3"]
    assert "took too much memory" in said[0]


def test_all_classical_methods_that_fit_become_rows(
    qtbot: QtBot, document: Document, classics: Classics, table: Table
) -> None:
    degraded(document)
    seen: list[str] = []
    classics.changed.connect(lambda: classics.current and seen.append(classics.current.kind))
    classics.start()
    qtbot.waitUntil(lambda: not classics.busy, timeout=60_000)
    scored(qtbot, table)
    kinds = [row.result.method for row in table.rows[1:]]
    assert {"tv", "nlm", "wavelet", "tv-prior"} <= set(kinds)
    assert "biharmonic" not in kinds
    assert seen[-1] == "tv-prior"
    assert table["baseline-tv"].scores.psnr > table["input"].scores.psnr


def test_a_classical_row_can_be_the_result_and_goes_undoably(
    qtbot: QtBot, document: Document, classics: Classics, table: Table, gallery: Gallery
) -> None:
    classics.start()
    qtbot.waitUntil(lambda: "baseline-tv" in gallery, timeout=60_000)
    classics.stop()
    table.use("baseline-tv")
    assert document.outcomes.current.method == "tv"
    document.undo_stack.undo()
    table.remove("baseline-tv")
    assert "baseline-tv" not in gallery
    document.undo_stack.undo()
    assert "baseline-tv" in gallery


def test_classical_methods_are_left_when_told_or_when_the_photo_goes(
    qtbot: QtBot, document: Document, classics: Classics
) -> None:
    classics.start()
    assert classics.busy
    classics.stop()
    assert not classics.busy
    classics.start()
    document.set_picture(None)
    assert not classics.busy
    classics.shutdown()
    assert not document.outcomes.classical


def test_classical_methods_wait_while_a_run_goes_on(
    qtbot: QtBot, document: Document, runs: RunController, classics: Classics
) -> None:
    document.set_spec(tiny_spec(iterations=100_000))
    runs.start()
    classics.start()
    assert classics.busy
    assert classics.current is None
    runs.stop_and_keep()
    qtbot.waitUntil(lambda: not runs.active, timeout=60_000)
    qtbot.waitUntil(lambda: classics.current is not None)
    classics.stop()


def test_what_lacks_an_input_is_said(document: Document, classics: Classics) -> None:
    said: list[str] = []
    classics.message.connect(said.append)
    document.set_picture(None)
    classics.start()
    assert "open one first" in said[0]


def test_a_task_that_nothing_classical_does_is_said(
    qtbot: QtBot, document: Document, classics: Classics
) -> None:
    said: list[str] = []
    classics.message.connect(said.append)
    document.set_spec(tiny_spec("inpainting"))
    classics.start()
    qtbot.waitUntil(lambda: bool(said), timeout=60_000)
    assert "fits" in said[0]


@pytest.fixture
def filled(qtbot: QtBot, document: Document, table: Table) -> Table:
    degraded(document)
    run(document)
    scored(qtbot, table)
    table.rename("run-1", "Mine | the best")
    return table


def test_the_table_is_a_spreadsheet(filled: Table) -> None:
    head, given, mine = csv.reader(io.StringIO(as_csv(filled.rows)))
    assert head[:4] == ["Method", "Iteration", "Seconds", "PSNR (dB)"]
    assert given[:3] == ["Input", "", ""]
    assert mine[0] == "Mine | the best"
    assert float(mine[3]) == pytest.approx(filled["run-1"].scores.psnr)


def test_the_table_is_a_table_in_a_document(filled: Table) -> None:
    lines = as_markdown(filled.rows).splitlines()
    assert len(lines) == 4
    assert lines[3].startswith("| Mine \\| the best | 1 |")


@pytest.mark.parametrize("suffix", [".csv", ".md", ".png"])
def test_the_table_is_written(
    qtbot: QtBot, document: Document, filled: Table, tmp_path: Path, suffix: str
) -> None:
    export = TableExport(document, filled)
    path = tmp_path / f"table{suffix}"
    with qtbot.waitSignal(export.written):
        export.write(path)
    if suffix == ".png":
        with Image.open(path) as sheet:
            assert sheet.width > 3 * 160
    else:
        assert "Mine" in path.read_text(encoding="utf-8")
    export.shutdown()


def test_a_folder_that_is_not_there_is_said(
    qtbot: QtBot, document: Document, filled: Table, tmp_path: Path
) -> None:
    export = TableExport(document, filled)
    for name in ("table.csv", "table.png"):
        with qtbot.waitSignal(export.failed) as caught:
            export.write(tmp_path / "nowhere" / name)
        assert "cannot be written" in caught.args[0] or "nowhere" in caught.args[0]
    export.shutdown()


def test_painting_changes_what_the_masked_part_is(
    qtbot: QtBot, document: Document, table: Table
) -> None:
    degraded(document)
    table.score("masked")
    assert table["input"].scores.psnr is None
    paint(document)
    qtbot.waitUntil(lambda: table["input"].scores.psnr is not None)
