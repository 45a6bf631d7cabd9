"""What can be compared, what is in the slots, and how good it is."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.control.comparison import MOST_PANES, Comparison
from app.control.curator import Curator
from app.control.runs import RunController, RunState
from app.control.scorer import Scorer
from app.model.document import Document
from app.model.gallery import Entry, Gallery
from dip_core import Picture, save_picture
from tests.app.small import paint, tiny_spec

WAIT_MS = 30_000


@pytest.fixture
def gallery(qapp: object) -> Gallery:
    return Gallery()


@pytest.fixture
def curator(document: Document, runs: RunController, gallery: Gallery) -> Iterator[Curator]:
    made = Curator(document, runs.history, gallery)
    yield made
    made.shutdown()


@pytest.fixture
def comparison(
    document: Document, runs: RunController, gallery: Gallery, curator: Curator
) -> Iterator[Comparison]:
    made = Comparison(document, runs.history, gallery)
    yield made
    made.shutdown()


def words(gallery: Gallery) -> list[str]:
    return [entry.id for entry in gallery.entries()]


def run(qtbot: QtBot, runs: RunController, *expected: int) -> None:
    runs.start()
    qtbot.waitUntil(lambda: runs.state is RunState.HAS_RESULT, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: set(expected) <= set(runs.history.iterations), timeout=WAIT_MS)


# ---------------------------------------------------------------------- what there is


def test_beside_a_reference_the_photo_is_no_original(
    document: Document, comparison: Comparison, make_picture: Callable[..., Picture]
) -> None:
    assert comparison.side("a").label == "Original"
    document.set_reference(make_picture(48, 64))
    assert comparison.side("a").label == "Degraded photo"


def test_a_photo_with_a_reference_is_there_to_be_compared(
    document: Document, curator: Curator, gallery: Gallery, make_picture: Callable[..., Picture]
) -> None:
    assert words(gallery) == ["original"]
    reference = make_picture()
    document.set_reference(reference)
    assert words(gallery) == ["original", "reference"]
    assert gallery.picture("reference") is reference.pixels
    document.set_picture(None)
    assert words(gallery) == []


def test_what_a_hole_leaves_is_grey_under_the_mask(
    document: Document, curator: Curator, gallery: Gallery
) -> None:
    document.set_spec(tiny_spec("inpainting"))
    assert "input" not in gallery
    paint(document)
    assert document.mask is not None
    assert document.picture is not None
    shown, mask = gallery.picture("input"), document.mask.array()
    assert np.all(shown[mask == 255] == 128)
    assert np.array_equal(shown[mask == 0], document.picture.pixels[mask == 0])


def test_the_result_the_playhead_and_bookmarks_come_and_go(
    qtbot: QtBot, document: Document, runs: RunController, curator: Curator, gallery: Gallery
) -> None:
    run(qtbot, runs, 1, 5, 6)
    assert words(gallery) == ["original", "result"]
    runs.history.view(5)
    runs.history.toggle_bookmark()
    assert words(gallery) == ["original", "result", "iteration", "bookmark-5"]
    assert gallery["iteration"].label == "Iteration 5"
    assert np.array_equal(gallery.picture("iteration"), gallery.picture("bookmark-5"))
    assert not np.array_equal(gallery.picture("iteration"), gallery.picture("result"))
    runs.history.toggle_bookmark()
    runs.history.live()
    assert words(gallery) == ["original", "result"]


def test_an_iteration_of_a_hole_is_laid_into_the_photo(
    qtbot: QtBot, document: Document, runs: RunController, curator: Curator, gallery: Gallery
) -> None:
    document.set_spec(tiny_spec("inpainting"))
    paint(document)
    run(qtbot, runs, 1, 6)
    runs.history.view(1)
    assert document.picture is not None
    assert document.mask is not None
    shown = gallery.picture("iteration")
    assert shown.shape == document.picture.pixels.shape
    known = document.mask.array() == 0
    assert np.abs(shown[known].astype(int) - document.picture.pixels[known]).max() <= 1


def test_an_enlarged_result_stands_beside_the_usual_ways(
    qtbot: QtBot, document: Document, runs: RunController, curator: Curator, gallery: Gallery
) -> None:
    document.set_spec(tiny_spec("super-resolution", iterations=2))
    run(qtbot, runs, 2)
    assert words(gallery) == ["original", "result", "baseline-bicubic", "baseline-lanczos"]
    assert document.result_picture is not None
    for kind in ("bicubic", "lanczos"):
        assert gallery.picture(f"baseline-{kind}").shape == document.result_picture.pixels.shape


def test_a_picture_made_elsewhere_may_have_any_size(
    qtbot: QtBot, curator: Curator, gallery: Gallery, make_picture: Callable[..., Picture], tmp_path
) -> None:
    save_picture(make_picture(64, 48), tmp_path / "trained.png")
    with qtbot.waitSignal(curator.added, timeout=WAIT_MS) as added:
        curator.open_external(tmp_path / "trained.png")
    assert added.args == ["external-1"]
    assert gallery["external-1"].label == "trained.png"
    assert gallery.picture("external-1").shape == (64, 48, 3)
    with qtbot.waitSignal(curator.failed, timeout=WAIT_MS) as failed:
        curator.open_external(tmp_path / "missing.png")
    assert "missing.png" in failed.args[0]


# ---------------------------------------------------------------------- the slots


def test_at_first_the_original_is_compared_with_the_result(comparison: Comparison) -> None:
    assert [comparison.side(side).label for side in ("a", "b")] == ["Original", "Result"]
    assert comparison.side("b").live
    comparison.swap()
    assert [comparison.chosen(side) for side in ("a", "b")] == ["result", "original"]


def test_a_slot_is_filled_as_soon_as_its_picture_is_made(
    qtbot: QtBot, gallery: Gallery, comparison: Comparison
) -> None:
    pixels = np.full((8, 8, 3), 200, np.uint8)
    gallery.add(Entry("baseline-tv", "TV", "baseline", lambda: pixels))
    comparison.choose("a", "baseline-tv")
    assert comparison.side("a").waits
    qtbot.waitUntil(lambda: not comparison.side("a").waits, timeout=WAIT_MS)
    image = comparison.side("a").image
    assert image is not None
    assert image.pixelColor(3, 3).getRgb()[:3] == (200, 200, 200)
    gallery.remove("baseline-tv")
    assert comparison.chosen("a") == "original"


def test_the_playhead_has_its_say_in_b_and_the_result_stays_in_a(
    qtbot: QtBot, document: Document, runs: RunController, comparison: Comparison
) -> None:
    run(qtbot, runs, 1, 6)
    comparison.choose("a", "result")
    runs.history.view(1)
    a, b = comparison.side("a"), comparison.side("b")
    assert (a.label, b.label) == ("Result", "Iteration 1")
    assert a.image == document.result_display
    assert b.live


def test_b_goes_through_everything_but_a(gallery: Gallery, comparison: Comparison) -> None:
    for kind in ("tv", "bicubic"):
        pixels = np.zeros((8, 8, 3), np.uint8)
        gallery.add(Entry(f"baseline-{kind}", kind, "baseline", lambda pixels=pixels: pixels))
    seen = []
    for steps in (1, 1, 1, -1):
        comparison.cycle(steps)
        seen.append(comparison.chosen("b"))
    assert seen == ["baseline-bicubic", "baseline-tv", "baseline-bicubic", "baseline-tv"]


def test_up_to_six_stand_side_by_side(gallery: Gallery, comparison: Comparison) -> None:
    pixels = np.zeros((8, 8, 3), np.uint8)
    for number in range(3):
        gallery.add(Entry(f"external-{number}", str(number), "external", lambda: pixels))
    for _ in range(8):
        comparison.add_pane()
    assert len(comparison.panes) == MOST_PANES
    assert comparison.panes[:5] == ("original", "result", "external-0", "external-1", "external-2")
    comparison.choose_pane(1, "external-2")
    assert comparison.chosen("b") == "external-2"
    comparison.choose_pane(3, "original")
    comparison.remove_pane(2)
    assert comparison.panes[:4] == ("original", "external-2", "original", "external-2")


# ---------------------------------------------------------------------- scores


def test_with_a_reference_both_slots_are_scored(
    qtbot: QtBot,
    document: Document,
    runs: RunController,
    gallery: Gallery,
    comparison: Comparison,
    make_picture: Callable[..., Picture],
) -> None:
    scorer = Scorer(document, runs, gallery, comparison)
    assert not scorer.possible
    scorer.want(wanted=True)
    document.set_reference(make_picture())
    run(qtbot, runs, 6)
    for side in ("a", "b"):
        qtbot.waitUntil(lambda side=side: scorer.scores(side) is not None, timeout=WAIT_MS)
    a, b = scorer.scores("a"), scorer.scores("b")
    assert a is not None
    assert b is not None
    assert a.psnr == np.inf  # the photo is the reference
    assert b.psnr is not None
    assert 0 < b.psnr < 60
    scorer.set_part("luma")
    assert scorer.scores("b") is None
    qtbot.waitUntil(lambda: scorer.scores("b") not in {None, b}, timeout=WAIT_MS)
    scorer.shutdown()
