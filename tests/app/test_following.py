"""What follows by itself: the network the mask, the result its amount."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.control.refinishing import Refinisher
from app.control.suiting import MaskChooser, suited_spec
from app.forms.editors import SlidingNumberEditor
from app.model.document import Document
from app.panels.task_panel import TaskPanel
from dip_core import TASKS, Inputs, Picture, Project, Restoration, RestorationSpec, Runtime
from tests.app.small import tiny_spec

WAIT_MS = 20_000


def hole(height: int = 128, width: int = 128) -> np.ndarray:
    """Return a mask with one large hole."""
    mask = np.zeros((height, width), np.uint8)
    mask[40:90, 40:90] = 255
    return mask


def run(document: Document) -> None:
    """Do one iteration, as a run would."""
    document.mark_run()
    restoration = Restoration(document.spec, document.inputs(), Runtime(device="cpu"))
    next(restoration)
    document.set_result(restoration.result)


# ---------------------------------------------------------------------- what suits the mask


@pytest.fixture
def unpainted(document: Document, make_picture: Callable[..., Picture]) -> Document:
    document.set_picture(make_picture(128, 128))
    document.set_task(TASKS["inpainting"](), "fast")
    return document


@pytest.fixture
def chooser(unpainted: Document) -> Iterator[MaskChooser]:
    made = MaskChooser(unpainted)
    yield made
    made.shutdown()


def test_the_mask_chooses_the_network_and_undoing_takes_it_back(
    qtbot: QtBot, unpainted: Document, chooser: MaskChooser
) -> None:
    steps = unpainted.undo_stack.count()
    with qtbot.waitSignal(chooser.chosen, timeout=WAIT_MS):
        unpainted.mask.fill(hole())
    assert unpainted.spec == TASKS["inpainting"](missing="hole").recommended("fast")
    assert unpainted.mask_chooses
    assert unpainted.undo_stack.count() == steps + 1


def test_what_a_person_chose_stays(qtbot: QtBot, unpainted: Document, chooser: MaskChooser) -> None:
    unpainted.set_task_options(TASKS["inpainting"](missing="pixels"))
    assert not unpainted.mask_chooses
    with qtbot.assertNotEmitted(chooser.chosen, wait=400):
        unpainted.mask.fill(hole())
    assert unpainted.spec.task.missing == "pixels"
    with qtbot.waitSignal(chooser.chosen, timeout=WAIT_MS):
        unpainted.let_mask_choose()
    assert unpainted.spec.task.missing == "hole"
    unpainted.undo_stack.undo()
    assert not unpainted.mask_chooses


def test_choosing_a_network_by_hand_is_choosing(unpainted: Document) -> None:
    network = unpainted.spec.network.replace(channels=(16,))
    unpainted.set_spec(unpainted.spec.replace(iterations=77))
    assert unpainted.mask_chooses
    unpainted.set_spec(unpainted.spec.replace(network=network))
    assert not unpainted.mask_chooses
    unpainted.undo_stack.undo()
    assert unpainted.mask_chooses


def test_settings_changed_by_hand_are_kept_beside_the_choice_of_the_mask() -> None:
    text, large = TASKS["inpainting"](missing="text"), TASKS["inpainting"](missing="hole")
    spec: RestorationSpec = text.recommended("balanced").replace(iterations=77)
    suited = suited_spec(spec, large, None)
    assert suited.iterations == 77
    assert suited.network == large.recommended("balanced").network
    own = spec.replace(network=spec.network.replace(channels=(16,)))
    assert suited_spec(own, large, None) == own


@pytest.mark.parametrize(("saved", "by_mask"), [("hole", True), ("pixels", False)])
def test_a_project_is_seen_to_have_followed_its_mask_or_not(
    qtbot: QtBot, unpainted: Document, chooser: MaskChooser, saved: str, by_mask: bool
) -> None:
    spec = TASKS["inpainting"](missing=saved).recommended("fast")
    with qtbot.waitSignal(chooser.chosen, timeout=WAIT_MS):
        unpainted.set_project(Project(spec, Inputs(unpainted.picture, hole())))
    assert unpainted.spec == spec
    assert unpainted.mask_chooses is by_mask
    assert not unpainted.dirty


def test_a_stroke_is_not_judged_before_it_ends(
    qtbot: QtBot, unpainted: Document, chooser: MaskChooser
) -> None:
    unpainted.mask.begin_stroke(erase=False, diameter=60.0, hardness=1.0)
    with qtbot.assertNotEmitted(chooser.chosen, wait=300):
        unpainted.mask.stroke_to(unpainted.mask.rect.center().toPointF())
    with qtbot.waitSignal(chooser.chosen, timeout=WAIT_MS):
        unpainted.mask.end_stroke()


def test_the_panel_says_who_chose(qtbot: QtBot, unpainted: Document, chooser: MaskChooser) -> None:
    panel = TaskPanel(unpainted)
    qtbot.addWidget(panel)
    assert "will choose" in panel.by_mask_text()
    with qtbot.waitSignal(chooser.chosen, timeout=WAIT_MS):
        unpainted.mask.fill(hole())
    assert "Chosen by the mask: a large hole." in panel.by_mask_text()
    unpainted.set_task_options(unpainted.spec.task.replace(missing="text"))
    assert "Chosen by hand." in panel.by_mask_text()
    unpainted.set_task(TASKS["denoising"]())
    assert panel.by_mask_text() == ""


# ---------------------------------------------------------------------- detail, without a run


@pytest.fixture
def detailed(document: Document) -> Document:
    document.set_spec(tiny_spec("enhancement"))
    run(document)
    return document


@pytest.fixture
def refinisher(detailed: Document) -> Iterator[Refinisher]:
    made = Refinisher(detailed)
    yield made
    made.shutdown()


def test_the_amount_changes_the_result_without_a_run(
    qtbot: QtBot, detailed: Document, refinisher: Refinisher
) -> None:
    before = detailed.result
    detailed.mark_exported(detailed.result_picture)
    detailed.set_task_options(detailed.spec.task.replace(amount=0.0))
    qtbot.waitUntil(lambda: detailed.result is not before, timeout=WAIT_MS)
    assert np.array_equal(detailed.result_picture.pixels, detailed.picture.pixels)
    assert detailed.results[-1].spec.task.amount == 0.0
    assert not detailed.changed_since_run
    assert detailed.unsaved_work  # what was exported is another picture
    detailed.undo_stack.undo()
    qtbot.waitUntil(lambda: detailed.result_spec.task.amount == 1.0, timeout=WAIT_MS)
    assert np.array_equal(detailed.result_picture.pixels, before.picture.pixels)


def test_the_newest_amount_wins(qtbot: QtBot, detailed: Document, refinisher: Refinisher) -> None:
    for amount in (0.1, 0.2, 2.5):
        detailed.set_task_options(detailed.spec.task.replace(amount=amount))
    qtbot.waitUntil(lambda: detailed.result_spec.task.amount == 2.5, timeout=WAIT_MS)
    assert detailed.undo_stack.count() == 2


def test_another_option_needs_another_run(
    qtbot: QtBot, detailed: Document, refinisher: Refinisher
) -> None:
    before = detailed.result
    detailed.set_spec(detailed.spec.replace(iterations=9))
    assert detailed.changed_since_run
    assert detailed.result is before


def test_a_result_that_comes_later_is_finished_as_is_wanted_by_then(
    qtbot: QtBot, detailed: Document, refinisher: Refinisher
) -> None:
    detailed.mark_run()
    restoration = Restoration(detailed.spec, detailed.inputs(), Runtime(device="cpu"))
    next(restoration)
    detailed.set_result(None)
    detailed.set_task_options(detailed.spec.task.replace(amount=0.0))
    detailed.set_result(restoration.result)
    qtbot.waitUntil(lambda: detailed.result_spec.task.amount == 0.0, timeout=WAIT_MS)
    assert np.array_equal(detailed.result_picture.pixels, detailed.picture.pixels)


def test_the_amount_is_dragged_and_typed(qtbot: QtBot, document: Document) -> None:
    document.set_task(TASKS["enhancement"]())
    panel = TaskPanel(document)
    qtbot.addWidget(panel)
    editor = panel.findChild(SlidingNumberEditor)
    slider = editor._slider
    assert slider.accessibleName() == "Amount"
    assert slider.value() == 10
    for position in range(11, 18):
        slider.setValue(position)
    assert document.spec.task.amount == pytest.approx(1.7)
    assert document.quality is not None
    document.undo_stack.undo()
    assert document.spec.task.amount == 1.0
    assert slider.value() == 10
