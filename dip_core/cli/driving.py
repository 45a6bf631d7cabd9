"""Driving a restoration to its end, or until Ctrl-C."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from types import FrameType

from dip_core.cli.progress import Listener
from dip_core.photo import Restoration

# The exit code after Ctrl-C, as shells expect it: 128 + SIGINT.
INTERRUPTED = 130

# Written by the signal handler, past the buffered stream: that may be in the middle of a write.
_STOPPING = b"\ndip-studio: stopping and keeping the result so far; Ctrl-C again aborts.\n"


def drive(restoration: Restoration, listeners: Sequence[Listener]) -> bool:
    """Iterate to the end; return whether Ctrl-C ended it early.

    The first Ctrl-C ends it after the iteration at hand, so that there is a result to save; the
    second raises `KeyboardInterrupt`.
    """
    try:
        with _stoppable() as stop:
            for report in restoration:
                for listener in listeners:
                    listener.see(report)
                if stop.is_set():
                    return True
    finally:
        for listener in listeners:
            listener.close()
    return False


@contextlib.contextmanager
def _stoppable() -> Iterator[threading.Event]:
    """Turn the first Ctrl-C into an event; signals reach the main thread only."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def on_interrupt(_signal: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        with contextlib.suppress(OSError):
            os.write(2, _STOPPING)

    before = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
