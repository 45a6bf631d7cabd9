"""How quickly one goes back in a run, and what that takes: `python -m app.bench.timeline`.

Scrubbing goes from one picture of a megapixel to the next in the whole window, unpacked and
painted. The memory is that of a real run of 10 000 iterations, of a tiny network and picture so
that it takes a minute, under the budget there is and under one in proportion to so small a picture.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from app.bench.figures import Figure, report, single, timed
from app.bench.photograph import photograph
from app.bench.studio import (
    add_screen_options,
    make_application,
    paint,
    settle,
    studio,
    wait_until,
)
from app.control.moments import Moments
from app.model.snapshots import MOST_BYTES, Moment, Snapshot, Snapshots
from app.widgets.curve_plot import CurvePlot
from app.widgets.plot_values import Curve
from app.windows.main_window import MainWindow
from dip_core import NETWORKS, STOPPING, TASKS, Inputs, Picture, Restoration, Runtime

_SEEN = 1000, 1000
_FRAMES = 40
_SIDE = 48  # of the picture that is restored
_PER_PIXEL = MOST_BYTES / 1_000_000  # what the budget allows for each pixel of a megapixel
_POINTS = 20_000


class Bench:
    """The window after a run, as far as its timeline is concerned."""

    def __init__(self, window: MainWindow, iterations: int) -> None:
        self._window, self._bench, self._iterations = window, window.bench, iterations
        self._pixels = photograph()[: _SEEN[0], : _SEEN[1]]

    def figures(self) -> Iterator[Figure]:
        """Measure everything in turn."""
        self._fill()
        iterations = self._bench.runs.history.iterations
        for name, wanted in (
            ("jump to another picture of 1 megapixel", iterations[::2]),
            ("step to the next", iterations[1:]),
            ("back to one looked at lately", iterations[-2:-11:-1]),
        ):
            yield timed(name, self._scrub(wanted), 16, 50)
        yield timed(f"redraw of a plot of {_POINTS} points", self._plot(), 2, 5)
        yield from self._memory()

    def _fill(self) -> None:
        """Put pictures aside as a run does, each a little less noisy than the one before."""
        self._bench.document.set_picture(Picture.from_array(self._pixels))
        noise = np.random.default_rng(0).normal(0, 40, (*_SEEN, 3)).astype(np.float32)
        for number in range(1, _FRAMES + 1):
            values = (self._pixels + noise / number).clip(0, 255).astype(np.uint8)
            moment = Moment(50 * number, values, {"image": values[:8, :8].astype(np.float32)})
            self._bench.runs.history.add([moment])
        wait_until(lambda: len(self._bench.runs.history.iterations) == _FRAMES)
        settle(0.5)

    def _scrub(self, iterations: Sequence[int]) -> Iterator[Callable[[], object]]:
        for iteration in iterations:
            settle(0.1)  # as a hand does, if only for a moment
            yield partial(self._look_at, iteration)

    def _look_at(self, iteration: int) -> None:
        """Go to an iteration, and wait until it is painted."""
        history, waiting = self._bench.runs.history, QEventLoop()
        told = history.shown.connect(lambda *_: waiting.quit())
        QTimer.singleShot(0, lambda: history.view(iteration))
        waiting.exec()
        paint(self._window.canvas)
        history.shown.disconnect(told)

    def _plot(self) -> Iterator[Callable[[], object]]:
        plot = CurvePlot(log_y=True)
        plot.resize(800, 300)
        plot.show()
        settle(0.2)
        x = np.arange(1, _POINTS + 1)
        loss = np.exp(-x / 4000) + 0.01 + np.random.default_rng(0).random(_POINTS) / 200
        for last in range(_POINTS - 60, _POINTS):
            yield partial(self._redraw, plot, [Curve("Loss", x[:last], loss[:last])])
        plot.close()

    def _redraw(self, plot: CurvePlot, curves: Sequence[Curve]) -> None:
        plot.set_curves(curves)
        QApplication.sendPostedEvents()
        paint(plot)

    def _memory(self) -> Iterator[Figure]:
        """Run, and keep what the window would keep."""
        budgets = {
            "the budget": MOST_BYTES,
            "one in proportion": round(_PER_PIXEL * _SIDE**2),
        }
        kept = {name: Snapshots(most_bytes=most) for name, most in budgets.items()}
        peaks = dict.fromkeys(kept, 0)
        count = 0
        for moment in self._moments():
            snapshot = Snapshot.of(moment)
            count += 1
            for name, snapshots in kept.items():
                snapshots.add(snapshot)
                peaks[name] = max(peaks[name], snapshots.memory_bytes)
        for name, most in budgets.items():
            share = peaks[name] / most
            held = f"{self._iterations} iterations, {len(kept[name])} of {count} pictures"
            yield single(f"{held}, {name}", 100 * share, 100, 100, "%")

    def _moments(self) -> Iterator[Moment]:
        network = NETWORKS["skip"]().replace(scales=2, channels=(8,), skip_channels=(2,))
        fixed = STOPPING["fixed"]()
        spec = TASKS["denoising"]().recommended("fast")
        spec = spec.replace(network=network, iterations=self._iterations, stopping=fixed)
        small = Picture.from_array(self._pixels[:_SIDE, :_SIDE].copy())
        restoration = Restoration(spec, Inputs(small), Runtime(device="cpu", preview_budget=0.0))
        moments = Moments()
        for progress in restoration:
            yield from moments.see(progress, restoration.still)
        yield from moments.end()


def main(arguments: list[str] | None = None) -> int:
    """Print the figures; return 1 where one is over its limit."""
    parser = argparse.ArgumentParser(prog="python -m app.bench.timeline", description=__doc__)
    add_screen_options(parser)
    parser.add_argument("--iterations", type=int, default=10_000, help="how long a run")
    chosen = parser.parse_args(arguments)
    make_application(chosen.platform, chosen.scale)
    with studio() as window:
        return report(Bench(window, chosen.iterations).figures())


if __name__ == "__main__":
    sys.exit(main())
