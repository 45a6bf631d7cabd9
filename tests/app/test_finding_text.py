"""Text in a box: looked for, proposed in another colour, taken by Enter and left by Esc."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from PySide6.QtCore import QPointF, QRect, QRectF, Qt

from app.control.lettering import LetteringWork, Reading
from app.windows.lettering_bar import LetteringBar
from dip_core import Picture
from tests.app.canvas_hand import ALT, drag, key, plain, press, release, seen

WAIT_MS = 20_000


def caption() -> Picture:
    """Return a photo of 100×80 with a white word on grey."""
    image = Image.new("RGB", (100, 80), (90, 100, 110))
    font = ImageFont.load_default(20)
    ImageDraw.Draw(image).text((20, 25), "2019", font=font, fill=(255, 255, 255))
    return Picture(np.array(image))


@pytest.fixture
def work(qtbot, document, canvas):
    document.set_picture(caption())
    canvas.set_image(document.display)
    canvas.set_mask(document.mask.image)
    work = LetteringWork(document)
    canvas.set_tool("text")
    canvas.text_asked.connect(work.look)
    work.proposed.connect(lambda values, rect: canvas.set_proposal(values, QRectF(rect)))
    work.ended.connect(lambda: canvas.set_proposal(None, QRectF()))
    canvas.proposal_answered.connect(lambda taken: (work.accept if taken else work.dismiss)())
    yield work
    work.shutdown()


@pytest.fixture
def ask(qtbot, canvas, work):
    """Drag a box round the word and wait for what is proposed."""

    def ask(**keys):
        start, end = canvas.to_widget(QPointF(8, 12)), canvas.to_widget(QPointF(92, 62))
        with qtbot.waitSignal(work.proposed, timeout=WAIT_MS) as told:
            drag(canvas, (start.x(), start.y()), (end.x(), end.y()), **keys)
        return told.args

    return ask


def letters(document) -> np.ndarray:
    return (document.picture.pixels > 200).all(axis=2)


def test_enter_marks_what_is_proposed_in_one_step(document, canvas, ask):
    _, rect = ask()
    assert rect.contains(QRect(8, 12, 84, 50))
    assert document.mask.is_empty
    assert key(canvas, Qt.Key.Key_Return)
    marked = document.mask.array() == 255
    assert marked[letters(document)].all()
    assert marked.mean() < 0.3
    assert document.undo_stack.count() == 1
    assert not canvas.has_proposal


def test_esc_marks_nothing(document, canvas, ask):
    ask()
    assert key(canvas, Qt.Key.Key_Escape)
    assert document.mask.is_empty
    assert not canvas.has_proposal
    assert not key(canvas, Qt.Key.Key_Escape)


def test_alt_takes_the_letters_from_the_mask(document, canvas, ask):
    document.mask.fill(255)
    ask(keys=ALT)
    key(canvas, Qt.Key.Key_Return)
    assert not document.mask.array()[letters(document)].any()
    assert document.mask.coverage > 0.7


def test_the_proposal_follows_the_choices(qtbot, document, work, ask):
    values, _ = ask()
    with qtbot.waitSignal(work.proposed, timeout=WAIT_MS) as told:
        work.choose(Reading(grow=10))
    assert (told.args[0] > 0).sum() > (values > 0).sum()
    with qtbot.waitSignal(work.proposed, timeout=WAIT_MS) as told:
        work.choose(Reading(ink="dark"))
    work.accept()
    assert document.mask.array()[letters(document)].mean() < 128


def test_of_many_choices_the_last_one_is_shown(qtbot, document, work, ask):
    ask()
    for grow in range(1, 9):
        work.choose(Reading(grow=grow))
    qtbot.waitUntil(lambda: not work.busy, timeout=WAIT_MS)
    work.accept()
    marked = document.mask.array()
    document.undo_stack.undo()
    ask()
    work.accept()
    assert np.array_equal(document.mask.array(), marked)


def test_the_proposal_is_shown_in_another_colour(canvas, document, ask):
    canvas.set_image(plain(100, 80, "#808080"))
    ask()
    y, x = np.argwhere(letters(document))[len(np.argwhere(letters(document))) // 2]
    at = canvas.to_widget(QPointF(x + 0.5, y + 0.5)).toPoint()
    red, _, blue = seen(canvas)[at.y(), at.x()]
    assert blue > red + 60


def test_another_box_replaces_the_proposal(document, canvas, ask):
    ask()
    ask()
    key(canvas, Qt.Key.Key_Return)
    assert document.undo_stack.count() == 1


def test_another_photo_ends_it(qtbot, document, canvas, work, ask):
    ask()
    document.set_picture(Picture(np.zeros((80, 100, 3), np.uint8)))
    assert not canvas.has_proposal
    work.accept()
    assert document.mask.is_empty


def test_the_bar_says_what_was_chosen_and_keeps_presses_to_itself(qtbot, canvas):
    canvas.resize(600, 400)
    bar = LetteringBar(canvas)
    told = []
    bar.chosen.connect(told.append)
    bar.set_reading(Reading(0.3, "dark", 7))
    assert told == []
    bar.say("Found.", usable=True)
    bar._sensitivity.box.setValue(80)
    bar._ink.setCurrentIndex(1)
    assert told == [Reading(0.8, "dark", 7), Reading(0.8, "light", 7)]
    began = []
    canvas.stroke_began.connect(lambda *_: began.append(1))
    press(bar, 3, 3)
    release(bar, 3, 3)
    assert began == []
    assert bar.text() == "Found."
