"""What a view keeps of what it has drawn: nothing is drawn twice, and nothing is ever stale."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QUndoStack

from app.model.mask import Mask
from app.widgets.backing import Backing
from app.widgets.canvas import Canvas
from app.widgets.canvas_view import View
from tests.app.canvas_hand import noise, seen

VIEWPORT = QSize(60, 40)


class Drawn:
    """Draws a colour of its own for each pixel of the plane, and writes down where."""

    def __init__(self) -> None:
        self.parts: list[QRect] = []
        self.backing = Backing(self.draw)

    def draw(self, painter: QPainter, view: View, exposed: QRect) -> None:
        self.parts.append(QRect(exposed))
        for y in range(exposed.top(), exposed.bottom() + 1):
            for x in range(exposed.left(), exposed.right() + 1):
                painter.fillRect(x, y, 1, 1, colour(x - view.left, y - view.top))

    def paint(self, view: View, exposed: QRect | None = None) -> QImage:
        self.parts.clear()
        image = QImage(VIEWPORT, QImage.Format.Format_RGB32)
        image.fill(0)
        with QPainter(image) as painter:
            self.backing.paint(painter, view, exposed or image.rect())
        return image

    @property
    def pixels(self) -> int:
        return sum(part.width() * part.height() for part in self.parts)


def colour(x: int, y: int) -> QColor:
    return QColor(x % 256, y % 256, (x + y) % 256)


def view(left: int, top: int, zoom: float = 1.0) -> View:
    return View(QSize(500, 400), VIEWPORT, zoom, left, top)


def shows(image: QImage, left: int, top: int) -> bool:
    places = [QPoint(x, y) for x in (0, 1, 30, 58, 59) for y in (0, 20, 39)]
    return all(image.pixelColor(at) == colour(at.x() - left, at.y() - top) for at in places)


@pytest.fixture
def drawn() -> Drawn:
    return Drawn()


def test_what_was_drawn_once_is_not_drawn_again(drawn):
    drawn.paint(view(-100, -50))
    assert drawn.pixels == 60 * 40
    assert shows(drawn.paint(view(-100, -50)), -100, -50)
    assert drawn.pixels == 0


@pytest.mark.parametrize(("right", "down"), [(7, 0), (0, -5), (-9, 4), (59, 39), (-300, 200)])
def test_of_a_picture_that_moves_only_what_comes_into_sight_is_drawn(drawn, right, down):
    drawn.paint(view(-100, -50))
    moved = drawn.paint(view(-100 + right, -50 + down))
    assert shows(moved, -100 + right, -50 + down)
    stayed = max(0, 60 - abs(right)) * max(0, 40 - abs(down))
    assert drawn.pixels == 60 * 40 - stayed


def test_a_way_there_and_back_shows_the_same(drawn):
    for left in (-100, -130, -161, -222, -160, -99, -100):
        assert shows(drawn.paint(view(left, left // 2)), left, left // 2)


def test_what_has_changed_is_drawn_anew_when_it_is_exposed(drawn):
    drawn.paint(view(-100, -50))
    drawn.backing.spoil(view(-100, -50), QRect(10, 10, 8, 6))
    drawn.paint(view(-100, -50), QRect(0, 0, 14, 40))
    assert drawn.parts == [QRect(10, 10, 4, 6)]
    drawn.paint(view(-100, -50))
    assert drawn.parts == [QRect(14, 10, 4, 6)]


def test_another_zoom_is_drawn_anew(drawn):
    drawn.paint(view(-100, -50))
    drawn.paint(view(-100, -50, 2.0))
    assert drawn.pixels == 60 * 40


# In the canvas.


@pytest.fixture
def painted(qtbot) -> tuple[Canvas, Mask]:
    canvas, mask = Canvas(), Mask(300, 200, QUndoStack())
    qtbot.addWidget(canvas)
    canvas.resize(170, 130)
    canvas.set_image(noise(300, 200))
    canvas.set_mask(mask.image)
    mask.changed.connect(canvas.update_mask)
    canvas.show()
    return canvas, mask


@pytest.mark.parametrize("mode", ["result", "split", "difference"])
def test_whatever_is_done_the_canvas_shows_what_it_would_show_if_drawn_anew(painted, mode):
    canvas, mask = painted
    chance = np.random.default_rng(0)
    canvas.set_view_mode(mode)

    def place() -> QRect:
        x, y, width, height = chance.integers(0, (250, 150, 90, 90))
        return QRect(int(x), int(y), int(width) + 1, int(height) + 1) & mask.rect

    def paint() -> None:
        rect = place()
        mask.replace(rect, int(chance.integers(0, 256)), "paint")

    steps = (
        lambda: canvas.pan_by(*chance.integers(-60, 60, 2).tolist()),
        lambda: canvas.pan_by(*chance.integers(-9, 9, 2).tolist()),
        lambda: canvas.zoom_by(float(2 ** chance.uniform(-1, 1))),
        lambda: canvas.zoom_to(float(chance.choice([0.5, 1, 1.37, 2, 3.37, 4]))),
        lambda: canvas.set_preview(noise(40, 30, int(chance.integers(99))), QRectF(place())),
        lambda: canvas.set_overlay_visible(bool(chance.integers(4))),
        lambda: canvas.resize(*chance.integers(160, 210, 2).tolist()),
        paint,
        paint,
    )
    for number in range(120):
        steps[chance.integers(len(steps))]()
        kept = seen(canvas).astype(int)
        canvas.update()
        anew = seen(canvas).astype(int)
        # The painter smooths to 1/256 of a pixel, counted from where it begins; gain enlarges that.
        allowed = (8 if mode == "difference" else 3) if canvas.zoom < 2 else 0
        assert np.abs(kept - anew).max() <= allowed, f"step {number} at {canvas.zoom}"
