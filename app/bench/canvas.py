"""How long the canvas takes to draw: `python -m app.bench.canvas`.

A 500-pixel brush on a picture of 6000 × 4000 pixels in a viewport of 1600 × 1000, from the event
until it is painted. The limits are those the window promises: 8 ms at the 95th percentile, 16 ms
for undo.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QUndoStack, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.model.mask import Mask
from app.widgets.canvas import Canvas
from app.widgets.split_line import SplitLine

_SIZE = 6000, 4000
_NO_KEYS = Qt.KeyboardModifier.NoModifier


@dataclass(frozen=True)
class Timing:
    """How long one kind of event took, in milliseconds, and the limit at the 95th percentile."""

    name: str
    milliseconds: tuple[float, ...]
    limit: float

    def __str__(self) -> str:
        middle, high = np.percentile(self.milliseconds, (50, 95))
        worst = max(self.milliseconds)
        verdict = "ok" if high <= self.limit else "SLOW"
        return (
            f"{self.name:<44} p50 {middle:6.2f}  p95 {high:6.2f}  max {worst:6.2f} ms"
            f"  (≤ {self.limit:g}) {verdict}"
        )


class Bench:
    """A canvas with a large picture and its mask, driven by events."""

    def __init__(self) -> None:
        self.undo_stack = QUndoStack()
        self.mask = Mask(*_SIZE, self.undo_stack)
        self.canvas = Canvas()
        self.canvas.resize(1600, 1000)
        self.canvas.set_image(_picture())
        self.canvas.set_mask(self.mask.image)
        self.mask.changed.connect(self.canvas.update_mask)
        self.canvas.stroke_began.connect(self._begin)
        self.canvas.stroke_moved.connect(self.mask.stroke_to)
        self.canvas.stroke_ended.connect(self.mask.end_stroke)
        self.canvas.show()
        QApplication.processEvents()

    def timings(self) -> Iterator[Timing]:
        """Measure everything in turn."""
        for zoom, name in ((0.0, "fitted"), (1.0, "at 100 %"), (4.0, "at 400 %")):
            self._look_at(zoom)
            for hardness in (1.0, 0.5):
                kind = "hard" if hardness == 1 else "soft"
                self.canvas.set_brush(500, hardness)
                yield self._timing(f"brush 500 px, {kind}, {name}", self._stroke(), 8)
        yield self._timing("undo and redo of a stroke of 3000 px", self._undo(), 16)
        self._fill_a_part()
        for zoom, name in (
            (0.0, "fitted"),
            (0.55, "at 55 %"),
            (1.0, "at 100 %"),
            (4.0, "at 400 %"),
        ):
            self._look_at(zoom)
            yield self._timing(f"pan, mask over 60 %, {name}", self._pan(), 8)
        self._look_at(0)
        yield self._timing("zoom by the wheel, mask over 60 %", self._zoom(), 8)
        self.canvas.set_preview(_picture(), QRect(0, 0, *_SIZE))
        self.canvas.set_view_mode("split")
        self._look_at(0)
        yield self._timing("drag of the split line", self._split(), 8)

    def _begin(self, point: QPointF, erase: bool) -> None:
        self.mask.begin_stroke(erase, self.canvas.brush_diameter, self.canvas.brush_hardness)
        self.mask.stroke_to(point)

    def _look_at(self, zoom: float) -> None:
        if zoom:
            self.canvas.zoom_to(zoom)
        else:
            self.canvas.zoom_fit()
        self._paint()

    def _fill_a_part(self) -> None:
        values = np.zeros(_SIZE[::-1], np.uint8)
        values[400:3600, 750:5250] = 255
        self.mask.fill(values)

    def _timing(self, name: str, events: Iterator[Callable[[], object]], limit: float) -> Timing:
        spent = []
        for event in events:
            start = time.perf_counter()
            event()
            self._paint()
            spent.append(1000 * (time.perf_counter() - start))
        return Timing(name, tuple(spent), limit)

    def _paint(self) -> None:
        """Paint what is due now, as the next turn of the event loop would."""
        QApplication.sendEvent(self.canvas, QEvent(QEvent.Type.UpdateRequest))

    def _stroke(self) -> Iterator[Callable[[], object]]:
        points = [QPointF(300 + 8 * k, 400 + 150 * np.sin(k / 12)) for k in range(100)]
        yield lambda: self._mouse(self.canvas, QEvent.Type.MouseButtonPress, points[0])
        for point in points[1:]:
            yield partial(self._mouse, self.canvas, QEvent.Type.MouseMove, point)
        yield lambda: self._mouse(self.canvas, QEvent.Type.MouseButtonRelease, points[-1])

    def _undo(self) -> Iterator[Callable[[], object]]:
        self._look_at(0)
        self.mask.clear()
        for event in self._stroke():
            event()
        for _ in range(20):
            yield self.undo_stack.undo
            yield self.undo_stack.redo

    def _pan(self) -> Iterator[Callable[[], object]]:
        for k in range(60):
            yield partial(self.canvas.pan_by, 7 * (-1) ** (k // 15), 3)

    def _zoom(self) -> Iterator[Callable[[], object]]:
        for k in range(60):
            yield partial(self._wheel, 60 if k < 30 else -60)

    def _split(self) -> Iterator[Callable[[], object]]:
        (line,) = self.canvas.findChildren(SplitLine)
        for k in range(60):
            yield partial(line.move_to, QPointF(300 + 15 * k, 0))

    def _mouse(self, widget: QWidget, kind: QEvent.Type, at: QPointF) -> None:
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        button = none if kind == QEvent.Type.MouseMove else left
        held = none if kind == QEvent.Type.MouseButtonRelease else left
        there = widget.mapToGlobal(at)
        QApplication.sendEvent(widget, QMouseEvent(kind, at, there, button, held, _NO_KEYS))

    def _wheel(self, turn: int) -> None:
        at = QPointF(500, 400)
        event = QWheelEvent(
            at,
            self.canvas.mapToGlobal(at),
            QPoint(),
            QPoint(0, turn),
            Qt.MouseButton.NoButton,
            _NO_KEYS,
            Qt.ScrollPhase.NoScrollPhase,
            False,  # noqa: FBT003
        )
        QApplication.sendEvent(self.canvas, event)


def _picture() -> QImage:
    """Return a picture with detail everywhere, as a photograph has."""
    image = QImage(*_SIZE, QImage.Format.Format_RGB32)
    image.fill(QColor("#507090"))
    noise = np.random.default_rng(0).integers(0, 64, (512, 512, 4), dtype=np.uint8)
    tile = QImage(noise.data, 512, 512, QImage.Format.Format_RGB32).copy()
    with QPainter(image) as painter:
        painter.fillRect(image.rect(), tile)
    return image


def main(arguments: list[str] | None = None) -> int:
    """Print the timings; return 1 if one of them is over its limit."""
    parser = argparse.ArgumentParser(prog="python -m app.bench.canvas", description=__doc__)
    parser.add_argument("--platform", default="offscreen", help="the Qt platform to draw on")
    chosen = parser.parse_args(arguments)
    QApplication.instance() or QApplication(["bench", "-platform", chosen.platform])
    slow = False
    for timing in Bench().timings():
        sys.stdout.write(f"{timing}\n")
        slow = slow or bool(np.percentile(timing.milliseconds, 95) > timing.limit)
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
