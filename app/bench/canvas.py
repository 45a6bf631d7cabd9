"""How long the canvas takes to draw: `python -m app.bench.canvas`.

A photo of 6000 × 4000 pixels in the whole window, the canvas 1600 × 1000, from each event until it
is painted; with `--running` while a part of it is restored. `--scale 2` stands for a fine screen,
of four times as many pixels.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF
from PySide6.QtGui import QPainterPath

from app.bench.figures import Figure, report, timed
from app.bench.photograph import SIZE, photograph
from app.bench.studio import (
    add_screen_options,
    make_application,
    mouse,
    paint,
    settle,
    studio,
    turn_wheel,
    wait_until,
)
from app.model.mask import Mask
from app.model.tools import Wand
from app.widgets.split_line import SplitLine
from app.windows.main_window import MainWindow
from dip_core import TASKS, Picture

_CANVAS = 1600, 1000
_LOOKS = ((0.0, "fitted"), (1.0, "at 100 %"), (4.0, "at 400 %"))
_PRESS, _MOVE, _RELEASE = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonRelease,
)

Events = Iterable[Callable[[], object]]


class Bench:
    """The window with a large photo, driven by events."""

    def __init__(self, window: MainWindow) -> None:
        self._window, self._canvas = window, window.canvas
        self._bench = window.bench
        self._bench.document.set_picture(Picture.from_array(photograph()))
        settle(0.5)
        # What stands around the canvas is as large as it is: the window grows by what is missing.
        missing = window.size() - self._canvas.size()
        window.resize(_CANVAS[0] + missing.width(), _CANVAS[1] + missing.height())
        settle(0.5)

    def figures(self) -> Iterator[Figure]:
        """Measure everything in turn."""
        yield from self._painting()
        yield from self._undoing()
        yield from self._marking()
        self._fill_a_part()
        yield from self._moving()
        yield from self._comparing()
        yield timed("work put aside, of that the window's thread", self._putting_aside(), 5, 20)

    def start_a_run(self) -> None:
        """Restore a part of the photo meanwhile, for as long as is measured."""
        document, actions = self._bench.document, self._bench.actions
        spec = TASKS["inpainting"]().recommended("balanced")
        document.set_spec(spec.replace(iterations=100_000))
        area = QPainterPath()
        area.addRect(QRectF(3000, 2000, 120, 90))
        self._mask.paint_area(area, erase=False)
        wait_until(actions["run"].isEnabled)
        actions["run"].trigger()
        wait_until(lambda: self._bench.log.last_iteration >= 5)

    def _painting(self) -> Iterator[Figure]:
        for zoom, name in _LOOKS:
            self._look_at(zoom)
            for hardness, kind in ((1.0, "hard"), (0.5, "soft")):
                self._canvas.set_brush(500, hardness)
                yield self._timed(f"brush 500 px, {kind}, {name}", self._stroke(), 8, 16)
            yield self._timed(f"end of that stroke, {name}", self._ends(), 16, 50)
            yield self._timed(f"brush's ring, 500 px, {name}", self._hover(), 8, 16)

    def _undoing(self) -> Iterator[Figure]:
        for zoom, name in _LOOKS:
            self._look_at(zoom)
            self._mask.clear()
            for event in self._stroke():
                event()
            yield self._timed(f"undo and redo of a stroke, {name}", self._undo(), 16, 50)

    def _marking(self) -> Iterator[Figure]:
        self._look_at(0)
        self._mask.clear()
        yield self._timed("lasso being drawn, fitted", self._lasso(), 8, 16)
        yield self._timed("end of a lasso round a quarter of it", self._areas(), 16, 50)
        self._bench.wand.set_reach(Wand(tolerance=40, contiguous=True, grow=2))
        yield self._timed("wand on 24 megapixels, found and painted", self._wand(), 500, 1000)

    def _moving(self) -> Iterator[Figure]:
        for zoom, name in ((0.0, "fitted"), (0.55, "at 55 %"), *_LOOKS[1:]):
            self._look_at(zoom)
            yield self._timed(f"pan, mask over 60 %, {name}", self._pan(), 8, 16)
        self._look_at(0)
        yield self._timed("zoom by the wheel, mask over 60 %", self._zoom(), 8, 16)

    def _comparing(self) -> Iterator[Figure]:
        self._canvas.set_side("b", self._bench.document.display, "B")
        self._canvas.set_view_mode("split")
        for zoom, name in _LOOKS:
            self._look_at(zoom)
            yield self._timed(f"drag of the split line, {name}", self._split(), 8, 16)

    # ------------------------------------------------------------------ the events

    def _timed(self, name: str, events: Events, target: float, limit: float) -> Figure:
        return timed(name, (partial(self._and_paint, event) for event in events), target, limit)

    def _and_paint(self, event: Callable[[], object]) -> None:
        event()
        paint(self._canvas)

    @property
    def _mask(self) -> Mask:
        mask = self._bench.document.mask
        if mask is None:
            raise SystemExit("There is no photo to paint on.")
        return mask

    def _look_at(self, zoom: float) -> None:
        self._canvas.zoom_to(zoom) if zoom else self._canvas.zoom_fit()
        self._canvas.set_tool("brush")
        settle(0.3)

    def _fill_a_part(self) -> None:
        values = np.zeros(SIZE, np.uint8)
        values[400:3600, 750:5250] = 255
        self._mask.fill(values)
        settle(0.3)

    def _stroke(self) -> Events:
        points = [QPointF(300 + 8 * k, 400 + 150 * np.sin(k / 12)) for k in range(100)]
        yield partial(mouse, self._canvas, _PRESS, points[0])
        for point in points[1:]:
            yield partial(mouse, self._canvas, _MOVE, point)
        mouse(self._canvas, _RELEASE, points[-1])

    def _ends(self) -> Events:
        for k in range(10):
            for step in (0, 20, 40):
                at = QPointF(300 + 100 * k + step, 200 + 50 * k)
                mouse(self._canvas, _MOVE if step else _PRESS, at)
            paint(self._canvas)
            yield partial(mouse, self._canvas, _RELEASE, at)

    def _hover(self) -> Events:
        for k in range(60):
            at = QPointF(300 + 8 * k, 300 + 4 * k)
            yield partial(mouse, self._canvas, _MOVE, at, held=False)

    def _undo(self) -> Events:
        stack = self._bench.document.undo_stack
        for _ in range(20):
            yield stack.undo
            yield stack.redo

    def _lasso(self) -> Events:
        self._canvas.set_tool("lasso")
        yield from self._loop()
        self._canvas.cancel_gesture()
        mouse(self._canvas, _RELEASE, QPointF(800, 500))

    def _loop(self) -> Events:
        turns = np.linspace(0, 6.2, 200)
        points = [QPointF(800 + 370 * np.cos(turn), 500 + 240 * np.sin(turn)) for turn in turns]
        for k, point in enumerate(points):
            yield partial(mouse, self._canvas, _MOVE if k else _PRESS, point)

    def _areas(self) -> Events:
        for _ in range(5):
            self._canvas.set_tool("lasso")
            for event in self._loop():
                event()
            yield partial(mouse, self._canvas, _RELEASE, QPointF(1169, 480))
            self._bench.document.undo_stack.undo()

    def _wand(self) -> Events:
        self._canvas.set_tool("wand")
        for k in range(5):
            yield partial(self._use_wand, QPointF(200 + 200 * k, 300 + 60 * k))

    def _use_wand(self, at: QPointF) -> None:
        mouse(self._canvas, _PRESS, at)
        mouse(self._canvas, _RELEASE, at)
        wait_until(lambda: not self._bench.wand.busy)

    def _pan(self) -> Events:
        for k in range(60):
            yield partial(self._canvas.pan_by, 7 * (-1) ** (k // 15), 3)

    def _zoom(self) -> Events:
        for k in range(60):
            yield partial(turn_wheel, self._canvas, 60 if k < 30 else -60, QPointF(500, 400))

    def _putting_aside(self) -> Events:
        recovery, document = self._bench.recovery, self._bench.document
        for k in range(12):
            wait_until(lambda: not recovery.busy)
            self._mask.replace(QRect(1000 + 10 * k, 1000, 500, 500), 255, "")
            settle(0.3)
            if document.unsaved_work:
                yield recovery.put_aside
        wait_until(lambda: not recovery.busy)

    def _split(self) -> Events:
        (line,) = self._canvas.findChildren(SplitLine)
        for k in range(60):
            yield partial(line.move_to, QPointF(300 + 15 * k, 0))


def main(arguments: list[str] | None = None) -> int:
    """Print the figures; return 1 where one is over its limit."""
    parser = argparse.ArgumentParser(prog="python -m app.bench.canvas", description=__doc__)
    add_screen_options(parser)
    parser.add_argument("--running", action="store_true", help="measure while something runs")
    chosen = parser.parse_args(arguments)
    make_application(chosen.platform, chosen.scale)
    with studio() as window:
        bench = Bench(window)
        if chosen.running:
            bench.start_a_run()
        return report(bench.figures())


if __name__ == "__main__":
    sys.exit(main())
