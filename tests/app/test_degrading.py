"""A photo is degraded in the window: what it would look like, and that it can be undone."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QCheckBox, QWidget
from pytestqt.qtbot import QtBot

from app.control.degrading import Degrader, Sight
from app.model.document import Document
from app.windows.degrade import DegradeDialog
from dip_core import DEGRADATIONS, Picture, make_trial
from tests.app.small import paint

MOST = QSize(20, 10)


@pytest.fixture
def degrader(qtbot: QtBot, document: Document) -> Iterator[Degrader]:
    made = Degrader(document)
    yield made
    made.shutdown()


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    """The dialog deletes itself, so that somebody else has to be closed in the end."""
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def dialog(qtbot: QtBot, document: Document, owner: QWidget) -> DegradeDialog:
    made = DegradeDialog(document, owner)
    made.show()
    qtbot.waitUntil(lambda: "reference" in made.note())
    return made


def seen(qtbot: QtBot, degrader: Degrader, kind: str, side: int = 32) -> Sight:
    with qtbot.waitSignal(degrader.seen) as caught:
        degrader.look(DEGRADATIONS[kind](), side, MOST)
    return caught.args[0]


def test_a_part_of_the_photo_is_looked_at(qtbot: QtBot, degrader: Degrader) -> None:
    sight = seen(qtbot, degrader, "gaussian")
    assert sight.clean.size() == sight.degraded.size() == MOST
    assert sight.clean != sight.degraded
    assert sight.trial.task.kind == "denoising"


def test_text_is_looked_at_as_a_whole(qtbot: QtBot, degrader: Degrader) -> None:
    assert seen(qtbot, degrader, "text").clean.size() == QSize(10, 10)


def test_of_many_sights_asked_for_the_newest_comes_last(qtbot: QtBot, degrader: Degrader) -> None:
    kinds: list[str] = []
    degrader.seen.connect(lambda sight: kinds.append(sight.trial.task.kind))
    for kind in ("gaussian", "missing", "text", "jpeg"):
        degrader.look(DEGRADATIONS[kind](), 32, MOST)
    qtbot.waitUntil(lambda: kinds == ["denoising", "jpeg"])


def test_the_clean_photo_becomes_the_reference(
    qtbot: QtBot, document: Document, degrader: Degrader
) -> None:
    clean = document.picture
    with qtbot.waitSignal(degrader.done):
        degrader.degrade(DEGRADATIONS["missing"](), 32)
    assert document.reference is clean
    assert document.picture is not clean
    assert document.spec.task.kind == "inpainting"
    assert not document.mask.is_empty
    assert not np.array_equal(document.picture.pixels, clean.pixels)


def test_what_is_degraded_already_is_degraded_anew_from_the_reference(
    qtbot: QtBot, document: Document, owner: QWidget
) -> None:
    clean = document.picture
    document.make_trial(make_trial(clean, DEGRADATIONS["shrink"](factor=2.0)))
    made = DegradeDialog(document, owner)
    made.show()
    qtbot.waitUntil(lambda: "done to the reference" in made.note())
    made.choose("missing")
    with qtbot.waitSignal(made.degraded):
        made.degrade(then_run=False)
    assert document.reference is clean
    assert document.picture.size_text == clean.size_text


def test_degrading_is_one_step_of_the_history(document: Document) -> None:
    clean, spec = document.picture, document.spec
    paint(document)
    painted = document.mask.array()
    document.make_trial(make_trial(clean, DEGRADATIONS["shrink"](factor=2.0)))
    assert document.picture.size_text == "16×16"
    assert document.mask.is_empty
    document.undo_stack.undo()
    assert document.picture is clean
    assert document.spec == spec
    assert np.array_equal(document.mask.array(), painted)
    document.undo_stack.undo()
    assert document.mask.is_empty
    document.undo_stack.redo()
    document.undo_stack.redo()
    assert document.picture.size_text == "16×16"
    assert document.reference is clean


def test_what_was_restored_meanwhile_is_there_again(
    document: Document, make_picture: Callable[..., Picture]
) -> None:
    document.make_trial(make_trial(document.picture, DEGRADATIONS["gaussian"]()))
    paint(document)
    painted = document.mask.array()
    for step in (document.undo_stack.undo, document.undo_stack.undo):
        step()
    for step in (document.undo_stack.redo, document.undo_stack.redo):
        step()
    assert np.array_equal(document.mask.array(), painted)


def test_another_photo_leaves_no_mask_behind(
    qtbot: QtBot, document: Document, make_picture: Callable[..., Picture]
) -> None:
    document.make_trial(make_trial(document.picture, DEGRADATIONS["missing"]()))
    document.set_picture(make_picture(20, 20))
    assert document.reference is None
    assert not document.undo_stack.canUndo()


def test_the_dialog_says_what_will_be_done(qtbot: QtBot, dialog: DegradeDialog) -> None:
    dialog.choose("jpeg")
    qtbot.waitUntil(lambda: "“Remove JPEG artefacts”" in dialog.note())
    assert "JPEG of quality 10 compressed it." in dialog.note()
    assert dialog.degradation() == DEGRADATIONS["jpeg"]()


@pytest.mark.parametrize("alone", [True, False])
def test_the_network_is_watched_alone_unless_that_is_not_wanted(
    qtbot: QtBot, document: Document, dialog: DegradeDialog, alone: bool
) -> None:
    box = next(iter(dialog.findChildren(QCheckBox)))
    qtbot.waitUntil(box.isVisible)
    box.setChecked(alone)
    with qtbot.waitSignal(dialog.degraded):
        dialog.degrade(then_run=False)
    assert document.spec.task.kind == "denoising"
    assert bool(document.spec.fusion) is not alone


def test_what_cannot_be_undone_is_refused_in_place(qtbot: QtBot, dialog: DegradeDialog) -> None:
    dialog.choose("shrink")
    dialog.form().editor("factor").field.stepBy(10)
    qtbot.waitUntil(lambda: "largest factor is 8" in dialog.note())


def test_a_photo_opened_meanwhile_closes_the_dialog(
    qtbot: QtBot,
    document: Document,
    dialog: DegradeDialog,
    make_picture: Callable[..., Picture],
) -> None:
    with qtbot.waitSignal(dialog.rejected):
        document.set_picture(make_picture(20, 20))
