"""The mask: what strokes paint, and that undo brings every pixel back."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QUndoStack

from app.model.mask import Mask

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def stack() -> QUndoStack:
    return QUndoStack()


@pytest.fixture
def mask(stack: QUndoStack) -> Mask:
    return Mask(101, 67, stack)


def paint(
    mask: Mask, *points: tuple[float, float], diameter=20.0, hardness=1.0, erase=False
) -> None:
    mask.begin_stroke(erase, diameter, hardness)
    for x, y in points:
        mask.stroke_to(QPointF(x, y))
    mask.end_stroke()


def distances(mask: Mask, x: float, y: float) -> NDArray[np.floating]:
    rows, columns = np.indices(mask.array().shape)
    return np.hypot(columns + 0.5 - x, rows + 0.5 - y)


def test_a_new_mask_is_empty_and_has_nothing_to_undo(mask, stack):
    assert mask.is_empty
    assert mask.coverage == 0
    assert stack.count() == 0


def test_a_mask_can_begin_with_values(stack):
    values = np.arange(15, dtype=np.uint8).reshape(3, 5)
    mask = Mask(5, 3, stack, values=values)
    assert np.array_equal(mask.array(), values)
    assert mask.coverage == pytest.approx(values.mean() / 255)
    assert stack.count() == 0


@pytest.mark.parametrize("diameter", [3.0, 8.0, 20.0, 41.5])
@pytest.mark.parametrize("hardness", [1.0, 0.99])
def test_a_dab_covers_a_disc_of_its_diameter(mask, diameter, hardness):
    paint(mask, (50.2, 33.7), diameter=diameter, hardness=hardness)
    area = mask.array().sum() / 255
    assert area == pytest.approx(math.pi * diameter**2 / 4, rel=0.06, abs=0.7)


def test_a_brush_of_one_pixel_sets_one_whole_pixel(mask):
    paint(mask, (10.3, 20.7), diameter=1.0)
    values = mask.array()
    assert values[20, 10] == 255
    assert values.sum() == 255


def test_a_soft_dab_is_full_inside_and_falls_to_nothing_at_the_rim(mask):
    paint(mask, (50, 33), diameter=40.0, hardness=0.5)
    values, distance = mask.array(), distances(mask, 50, 33)
    assert (values[distance < 9.5] == 255).all()
    assert (values[distance > 20.7] == 0).all()
    order = np.argsort(distance.ravel(), kind="stable")
    assert (np.diff(values.ravel()[order].astype(int)) <= 1).all()


@pytest.mark.parametrize("diameter", [30.0, 90.0])
def test_a_soft_stroke_shows_no_ripple_along_its_way(stack, diameter):
    mask = Mask(400, 120, stack)
    paint(mask, (60, 60), (340, 60), diameter=diameter, hardness=0.3)
    along = mask.array()[:, 120:280].astype(int)
    assert (along.max(axis=1) - along.min(axis=1)).max() <= 8


@pytest.mark.parametrize("hardness", [1.0, 0.4])
def test_going_over_the_same_place_in_one_stroke_adds_nothing(stack, hardness):
    once, often = Mask(90, 60, stack), Mask(90, 60, stack)
    there, back = (20, 30), (70, 30)
    paint(once, there, back, hardness=hardness)
    paint(often, there, back, there, back, there, hardness=hardness)
    difference = np.abs(once.array().astype(int) - often.array())
    assert difference.max() <= 1


def test_slow_and_fast_hands_paint_the_same(stack):
    fast, slow = Mask(90, 60, stack), Mask(90, 60, stack)
    paint(fast, (20, 30), (70, 30), hardness=0.5)
    paint(slow, *((20 + k / 4, 30) for k in range(201)), hardness=0.5)
    assert np.abs(fast.array().astype(int) - slow.array()).max() <= 8


@pytest.mark.parametrize("hardness", [1.0, 0.5])
def test_a_pen_that_is_pressed_harder_paints_wider(stack, hardness):
    mask = Mask(300, 100, stack)
    mask.begin_stroke(erase=False, diameter=60, hardness=hardness)
    mask.stroke_to(QPointF(40, 50), 0.2)
    mask.stroke_to(QPointF(260, 50), 1.0)
    mask.end_stroke()
    wide = (mask.array() > 127).sum(axis=0)
    full = wide[255]
    assert wide[45] == pytest.approx(0.2 * full, abs=4)
    assert wide[150] == pytest.approx(0.6 * full, abs=4)
    assert (np.diff(wide[45:255].astype(int)) >= -2).all()


@pytest.mark.parametrize("erase", [False, True])
def test_a_closed_loop_is_filled_in_the_same_step(stack, erase):
    mask = Mask(100, 100, stack)
    if erase:
        mask.fill(255)
    steps = stack.count()
    angles = np.linspace(0, 2 * np.pi, 40)
    mask.begin_stroke(erase, diameter=8, hardness=1, fills_loops=True)
    for angle in angles:
        mask.stroke_to(QPointF(50 + 30 * np.cos(angle), 50 + 30 * np.sin(angle)))
    mask.end_stroke()
    assert mask.array()[50, 50] == (0 if erase else 255)
    assert mask.array()[5, 5] == (255 if erase else 0)
    assert stack.count() == steps + 1
    stack.undo()
    assert (mask.array() == (255 if erase else 0)).all()


@pytest.mark.parametrize("kind", ["open", "thin", "not asked for"])
def test_only_a_closed_loop_is_filled(stack, kind):
    mask = Mask(100, 100, stack)
    angles = np.linspace(0, (1 if kind == "open" else 2) * np.pi, 40)
    flat = 3 if kind == "thin" else 30
    plain = Mask(100, 100, QUndoStack())
    for one, fills in ((mask, kind != "not asked for"), (plain, False)):
        one.begin_stroke(erase=False, diameter=8, hardness=1, fills_loops=fills)
        for angle in angles:
            one.stroke_to(QPointF(50 + 30 * np.cos(angle), 50 + flat * np.sin(angle)))
        one.end_stroke()
    assert np.array_equal(mask.array(), plain.array())


def test_erasing_takes_paint_away_as_far_as_the_brush_covers(mask):
    mask.fill(255)
    paint(mask, (50, 33), diameter=40.0, hardness=0.5, erase=True)
    painted = Mask(101, 67, QUndoStack())
    paint(painted, (50, 33), diameter=40.0, hardness=0.5)
    assert np.array_equal(mask.array(), 255 - painted.array())


def test_a_stroke_is_one_step_and_undo_and_redo_bring_every_pixel_back(mask, stack):
    random = np.random.default_rng(1)
    states = [mask.array()]
    for k in range(12):
        points = random.uniform(-20, 120, (4, 2))
        hardness = float(random.choice([0.0, 0.5, 1.0]))
        diameter = float(random.uniform(1, 60))
        paint(mask, *map(tuple, points), diameter=diameter, hardness=hardness, erase=k % 3 == 2)
        if stack.count() == len(states):
            states.append(mask.array())
    assert len(states) > 6
    for state in reversed(states[:-1]):
        stack.undo()
        assert np.array_equal(mask.array(), state)
    for state in states[1:]:
        stack.redo()
        assert np.array_equal(mask.array(), state)
    assert mask.coverage == pytest.approx(mask.array().mean() / 255)


def test_a_stroke_beside_the_picture_is_no_step(mask, stack):
    paint(mask, (-200, -200), (-150, -300))
    assert stack.count() == 0


def test_a_stroke_that_changes_nothing_is_no_step(mask, stack):
    mask.fill(255)
    paint(mask, (50, 30))
    assert stack.count() == 1


def test_esc_takes_a_stroke_back_and_what_the_hand_still_does_is_ignored(mask, stack):
    paint(mask, (20, 20))
    before = mask.array()
    mask.begin_stroke(erase=False, diameter=30, hardness=0.5)
    mask.stroke_to(QPointF(60, 40))
    mask.cancel_stroke()
    mask.stroke_to(QPointF(80, 50))
    mask.end_stroke()
    assert np.array_equal(mask.array(), before)
    assert stack.count() == 1


def test_undo_during_a_stroke_takes_the_stroke_back_first(mask, stack):
    paint(mask, (20, 20))
    mask.begin_stroke(erase=False, diameter=30, hardness=1)
    mask.stroke_to(QPointF(30, 20))
    stack.undo()
    mask.end_stroke()
    assert mask.is_empty
    assert stack.count() == 1


def test_changed_names_all_that_changes(mask, stack):
    random = np.random.default_rng(2)
    known = mask.array()

    def follow(rect: QRect) -> None:
        part = np.s_[rect.top() : rect.bottom() + 1, rect.left() : rect.right() + 1]
        known[part] = mask.array()[part]

    mask.changed.connect(follow)
    for hardness in (1.0, 0.2):
        paint(mask, *map(tuple, random.uniform(0, 90, (5, 2))), hardness=hardness)
        assert np.array_equal(known, mask.array())
    for change in (stack.undo, stack.redo, mask.invert, stack.undo, mask.clear, stack.undo):
        change()
        assert np.array_equal(known, mask.array())


def test_invert_clear_and_fill_can_be_undone(mask, stack):
    paint(mask, (30, 30), hardness=0.5)
    before = mask.array()
    mask.invert()
    assert np.array_equal(mask.array(), 255 - before)
    assert mask.coverage == pytest.approx((255 - before.astype(float)).mean() / 255)
    stack.undo()
    mask.clear()
    assert mask.is_empty
    stack.undo()
    mask.fill(np.full((67, 101), 7, np.uint8))
    assert (mask.array() == 7).all()
    stack.undo()
    assert np.array_equal(mask.array(), before)
    assert mask.coverage == pytest.approx(before.mean() / 255)


def test_coverage_counts_the_stroke_being_painted(mask):
    mask.begin_stroke(erase=False, diameter=20, hardness=1)
    mask.stroke_to(QPointF(40, 30))
    assert mask.coverage == pytest.approx(mask.array().mean() / 255)
    assert not mask.is_empty


def test_the_image_shares_its_bytes_with_the_mask(mask):
    image = mask.image
    paint(mask, (30, 30))
    assert mask.image is image
    assert image.pixelColor(30, 30).value() == 255
    snapshot = image.copy()
    mask.clear()
    assert image.pixelColor(30, 30).value() == 0
    assert snapshot.pixelColor(30, 30).value() == 255


def test_undo_of_a_thin_stroke_across_a_large_mask_costs_little(stack):
    mask = Mask(2000, 1500, stack)
    paint(mask, (5, 5), (1990, 1490), diameter=6)
    assert mask.undo_bytes < 40_000


def test_over_the_budget_the_oldest_strokes_can_no_longer_be_undone(stack):
    mask = Mask(300, 100, stack, budget=2500)
    states = []
    for k in range(8):
        paint(mask, (20 + 35 * k, 50), hardness=0.5)
        states.append(mask.array())
        assert mask.undo_bytes <= 2500
    for _ in range(8):
        stack.undo()
    oldest = next(k for k, state in enumerate(states) if np.array_equal(mask.array(), state))
    assert 0 < oldest < 7
    while stack.canRedo():
        stack.redo()
    assert np.array_equal(mask.array(), states[-1])


def test_steps_thrown_away_give_their_memory_back(mask, stack):
    paint(mask, (20, 20))
    paint(mask, (60, 40))
    both = mask.undo_bytes
    stack.undo()
    stack.undo()
    paint(mask, (20, 20))
    assert mask.undo_bytes < both
    stack.clear()
    assert mask.undo_bytes == 0
