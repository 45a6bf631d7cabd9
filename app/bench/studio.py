"""The whole window for benches, with settings of its own, and a hand that moves the mouse."""

from __future__ import annotations

import os
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.model.preferences import Preferences
from app.windows.main_window import MainWindow, make_studio
from app.windows.preparation import prepare

_NO_KEYS = Qt.KeyboardModifier.NoModifier
_PATIENCE = 120.0  # seconds


def add_screen_options(parser: ArgumentParser) -> None:
    """Let a bench be told what to draw on."""
    parser.add_argument("--platform", default="offscreen", help="the Qt platform to draw on")
    parser.add_argument(
        "--scale",
        type=float,
        default=1.0,
        help="device pixels per logical pixel, 2 on fine screens",
    )


def make_application(platform: str, scale: float = 1.0) -> None:
    """Start Qt on a screen of so many device pixels per logical pixel."""
    os.environ["QT_SCALE_FACTOR"] = f"{scale:g}"
    QApplication.instance() or QApplication(["bench", "-platform", platform])


@contextmanager
def studio(width: int = 1600, height: int = 1000) -> Iterator[MainWindow]:
    """Open the window at a size, with settings of its own, and end every thread at last."""
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder) / "bench.ini"), QSettings.Format.IniFormat)
        window = make_studio(Preferences(settings), prepare())
        window.resize(width, height)
        window.show()
        settle(0.2)
        yield window
        window.bench.shutdown()


def paint(widget: QWidget) -> None:
    """Paint what is due now, as the next turn of the event loop would."""
    QApplication.sendEvent(widget.window(), QEvent(QEvent.Type.UpdateRequest))


def settle(seconds: float) -> None:
    """Let the window do what it wants to for a while."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)


def wait_until(reached: Callable[[], bool], seconds: float = _PATIENCE) -> None:
    """Let the window work until something holds, without keeping other threads from working."""
    give_up = time.perf_counter() + seconds
    while not reached():
        if time.perf_counter() > give_up:
            raise SystemExit(
                "What was to be measured did not happen; start the program to see why."
            )
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
        time.sleep(0.001)


def mouse(widget: QWidget, kind: QEvent.Type, at: QPointF, *, held: bool = True) -> None:
    """Press, move or let go of the left button; with `held` False the mouse only hovers."""
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    moves = kind == QEvent.Type.MouseMove
    pressed = held and kind != QEvent.Type.MouseButtonRelease
    event = QMouseEvent(
        kind,
        at,
        widget.mapToGlobal(at),
        none if moves else left,
        left if pressed else none,
        _NO_KEYS,
    )
    QApplication.sendEvent(widget, event)


def turn_wheel(widget: QWidget, turn: int, at: QPointF) -> None:
    """Turn the wheel by eighths of a degree."""
    none = Qt.MouseButton.NoButton
    phase, angle = Qt.ScrollPhase.NoScrollPhase, QPoint(0, turn)
    there = widget.mapToGlobal(at)
    event = QWheelEvent(at, there, QPoint(), angle, none, _NO_KEYS, phase, False)  # noqa: FBT003
    QApplication.sendEvent(widget, event)
