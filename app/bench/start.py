"""How long the program takes to show a window and to be ready: `python -m app.bench.start`.

Below each time stands how much more that is than the bare imports nobody can do without (Qt's
widgets; then torch, NumPy and scikit-image), taken in turns in fresh processes. Needs a display, or
QT_QPA_PLATFORM=offscreen.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from statistics import median

from app.bench.figures import Figure, report, single

_ROUNDS = 7
_SECONDS = {"painted": (0.8, 1.5), "ready": (4.8, 9.5)}  # target and limit, from the start
_TIMES = 1.3, 2.0  # the bare imports

# Each program prints seconds since its process began, once a mark is reached.
_CLOCK = """
import psutil, sys, time
def mark(name):
    print(name, time.time() - psutil.Process().create_time(), flush=True)
"""
_BARE = """
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([])
window = QMainWindow()
window.show()
application.processEvents()
mark("painted")
import numpy, torch, skimage.restoration, scipy.ndimage
mark("ready")
"""
_OURS = """
import importlib
from app import bootstrap
from app.model.preferences import Preferences
application = bootstrap.make_application()
start = bootstrap.StartUp(application, Preferences())
start.begin()
application.processEvents()
mark("painted")
start.furnished.connect(lambda: (mark("ready"), application.quit()))
application.exec()
start.end()
"""


def main() -> int:
    """Print the medians and their ratios; return 1 where one is over its limit."""
    bare: dict[str, list[float]] = {"painted": [], "ready": []}
    ours: dict[str, list[float]] = {"painted": [], "ready": []}
    for _ in range(_ROUNDS):
        for program, taken in ((_BARE, bare), (_OURS, ours)):
            for name, seconds in _marks(program).items():
                taken[name].append(seconds)
    return report(_figures(bare, ours))


def _figures(bare: dict[str, list[float]], ours: dict[str, list[float]]) -> Iterator[Figure]:
    for name, (target, limit) in _SECONDS.items():
        full, plain = median(ours[name]), median(bare[name])
        yield single(f"from start to {name}", full, target, limit)
        yield single(f"    against bare imports of {plain:.2f} s", full / plain, *_TIMES, "times")


def _marks(program: str) -> dict[str, float]:
    # The program is written above, and the interpreter is this one.
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", _CLOCK + program], capture_output=True, text=True, check=True
    )
    return {name: float(seconds) for name, seconds in map(str.split, done.stdout.splitlines())}


if __name__ == "__main__":
    sys.exit(main())
