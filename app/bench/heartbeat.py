"""How late the window answers during a run: `python -m app.bench.heartbeat`.

A timer beats every 10 ms while a 256 × 256 picture is denoised on all cores, with the live preview
and the curves as they always are; a beat is late by what else the window was doing. The limits are
those the window promises: 16 ms at the 99th percentile, 50 ms at worst.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEventLoop, QObject, QSettings, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from app.model.preferences import Preferences
from app.windows.main_window import MainWindow, make_studio
from app.windows.preparation import prepare
from dip_core import TASKS, Picture

_SIDE = 256
_BEAT_MS = 10
_P99_LIMIT, _WORST_LIMIT = 16.0, 50.0
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
    _wait_until(bench.actions["run"].isEnabled)
    bench.actions["run"].trigger()
    _wait_until(lambda: bench.log.last_iteration >= _SETTLED_AFTER)
    loop = QEventLoop()
    heart, before = Heart(loop, seconds), bench.log.last_iteration
    loop.exec()
    return heart.lateness(), (bench.log.last_iteration - before) / seconds


def _wait_until(reached: Callable[[], bool], seconds: float = 60.0) -> None:
    """Let the window work until something holds."""
    give_up = time.perf_counter() + seconds
    while not reached():
        if time.perf_counter() > give_up:
            raise SystemExit("The run did not get going; start the program to see why.")
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, _BEAT_MS)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the lateness; return 1 if it is over a limit."""
    parser = argparse.ArgumentParser(prog="python -m app.bench.heartbeat", description=__doc__)
    parser.add_argument("--platform", default="offscreen", help="the Qt platform to draw on")
    parser.add_argument("--seconds", type=float, default=30.0, help="how long to measure")
    chosen = parser.parse_args(arguments)
    QApplication(["bench", "-platform", chosen.platform])
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder) / "bench.ini"), QSettings.Format.IniFormat)
        window = make_studio(Preferences(settings), prepare())
        window.resize(1600, 1000)
        window.show()
        late, speed = measure(window, chosen.seconds)
        window.bench.shutdown()
    median, high, worst = np.percentile(late, (50, 99, 100))
    ok = high <= _P99_LIMIT and worst <= _WORST_LIMIT
    sys.stdout.write(
        f"{len(late)} beats during a {_SIDE}×{_SIDE} run at {speed:.1f} it/s: late by p50 "
        f"{median:.1f}  p99 {high:.1f} (≤ {_P99_LIMIT:g})  max {worst:.1f} ms (≤ {_WORST_LIMIT:g})"
        f"  {'ok' if ok else 'LATE'}\n"
    )
    return int(not ok)


if __name__ == "__main__":
    sys.exit(main())
