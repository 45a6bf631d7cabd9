"""How late the window answers during a run: `python -m app.bench.heartbeat`.

A timer beats every 10 ms while a 256 × 256 picture is denoised on all cores, with the live preview
and the curves as they always are; a beat is late by what else the window was doing.
"""

import argparse
import sys
import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Slot

from app.bench.figures import Figure, report
from app.bench.studio import add_screen_options, make_application, studio, wait_until
from app.windows.main_window import MainWindow
from dip_core import TASKS, Picture

_SIDE = 256
_BEAT_MS = 10
_SETTLED_AFTER = 5  # iterations: the first ones load libraries


class Heart(QObject):
    """Beats, and remembers when; stops a nested event loop after so many seconds."""

    def __init__(self, loop: QEventLoop, seconds: float) -> None:
        super().__init__()
        self._loop = loop
        self._until = time.perf_counter() + seconds
        self._beats: list[float] = []
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    @Slot()
    def _beat(self) -> None:
        self._beats.append(time.perf_counter())
        if self._beats[-1] > self._until:
            self._timer.stop()
            self._loop.quit()

    def lateness(self) -> NDArray[np.float64]:
        """Return by how many milliseconds each beat came late."""
        return np.maximum(0.0, 1000.0 * np.diff(self._beats) - _BEAT_MS)


def measure(window: MainWindow, seconds: float) -> tuple[NDArray[np.float64], float]:
    """Run a restoration; return the lateness of each beat and the iterations per second."""
    bench = window.bench
    noisy = np.random.default_rng(0).integers(0, 256, (_SIDE, _SIDE, 3), dtype=np.uint8)
    bench.document.set_picture(Picture.from_array(noisy))
    spec = TASKS["denoising"]().recommended("balanced")
    bench.document.set_spec(spec.replace(iterations=100_000))
    wait_until(bench.actions["run"].isEnabled)
    bench.actions["run"].trigger()
    wait_until(lambda: bench.log.last_iteration >= _SETTLED_AFTER)
    loop = QEventLoop()
    heart, before = Heart(loop, seconds), bench.log.last_iteration
    loop.exec()
    return heart.lateness(), (bench.log.last_iteration - before) / seconds


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the lateness; return 1 if it is over a limit."""
    parser = argparse.ArgumentParser(prog="python -m app.bench.heartbeat", description=__doc__)
    add_screen_options(parser)
    parser.add_argument("--seconds", type=float, default=30.0, help="how long to measure")
    chosen = parser.parse_args(arguments)
    make_application(chosen.platform, chosen.scale)
    with studio() as window:
        late, speed = measure(window, chosen.seconds)
    beats = tuple(late)
    sys.stdout.write(f"{len(beats)} beats of a {_SIDE} × {_SIDE} run at {speed:.1f} it/s\n")
    return report(
        [
            Figure("lateness of the window, 99th percentile", beats, 8, 16, at=99),
            Figure("lateness of the window, at worst", beats, 30, 50, at=100),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
