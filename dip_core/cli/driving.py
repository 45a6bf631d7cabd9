"""Driving a restoration to its end, or until Ctrl-C or an error."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import FrameType

from dip_core.cli.progress import Listener
from dip_core.errors import DipError, OutOfMemoryError
from dip_core.photo import Restoration

# The exit code after Ctrl-C, as shells expect it: 128 + SIGINT.
INTERRUPTED = 130

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_TOO_BIG = "There is not enough memory; choose a smaller picture or network."

# Written by the signal handler, past the buffered stream: that may be in the middle of a write.
_STOPPING = b"\ndip-studio: stopping and keeping the result so far; Ctrl-C again aborts.\n"


@dataclass(frozen=True)
class Ending:
    """Why a restoration ended early, if it did: Ctrl-C, or an error after some iterations."""

    interrupted: bool = False
    failure: DipError | None = None


def drive(restoration: Restoration, listeners: Sequence[Listener]) -> Ending:
    """Iterate to the end and return how it came.

    The first Ctrl-C, or a request to terminate, ends it after the iteration at hand, so that there
    is a result to save; the second raises `KeyboardInterrupt`. An error is raised when it comes
    before the first iteration was done; later there is a result to save, and it is returned.
    """
    done = False
    try:
        with stoppable() as stop:
            for report in restoration:
                done = True
                for listener in listeners:
                    listener.see(report)
                if stop.is_set():
                    return Ending(interrupted=True)
    except (DipError, MemoryError) as error:
        if not done:
            raise
        return Ending(failure=error if isinstance(error, DipError) else OutOfMemoryError(_TOO_BIG))
    finally:
        for listener in listeners:
            listener.close()
    return Ending()


@contextlib.contextmanager
def stoppable() -> Iterator[threading.Event]:
    """Turn the first Ctrl-C or SIGTERM into an event; signals reach the main thread only."""
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

    before = {number: signal.signal(number, on_interrupt) for number in _STOP_SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
