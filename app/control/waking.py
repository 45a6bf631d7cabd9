"""The computer stays awake while something runs; its screen may go dark."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from threading import Event

from PySide6.QtCore import QObject, Slot
from wakepy import keep

from app.control.runs import ACTIVE, RunController, RunState
from app.control.worker import Errands
from app.model.preferences import Preferences

Waking = Callable[[], AbstractContextManager[object]]


def waking() -> AbstractContextManager[object]:
    """Return what keeps the computer awake inside a `with` block, where the system knows how."""
    return keep.running(on_fail="pass")


class KeepAwake(QObject):
    """Keeps the computer awake during runs, unless a person does not want it.

    A paused run may sleep. Asking the system goes over other programs, so that it is not done in
    the window's thread; and it must be taken back in the thread that has asked.
    """

    def __init__(
        self,
        runs: RunController,
        preferences: Preferences,
        make: Waking = waking,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runs, self._preferences, self._make = runs, preferences, make
        self._over: Event | None = None
        self._errands = Errands(self)
        runs.state_changed.connect(self._check)
        preferences.changed.connect(self._check)

    @property
    def awake(self) -> bool:
        """Whether the computer is being kept awake."""
        return self._over is not None

    @Slot()
    def shutdown(self) -> None:
        """Let the computer sleep."""
        self._let_sleep()
        self._errands.shutdown()

    @Slot()
    def _check(self) -> None:
        wanted = self._runs.state in ACTIVE - {RunState.PAUSED}
        if not (wanted and self._preferences.manners.keeps_awake):
            self._let_sleep()
        elif self._over is None:
            self._over = Event()
            self._errands.send(partial(_stay, self._make, self._over), _nothing, _nothing)

    def _let_sleep(self) -> None:
        if self._over is not None:
            self._over.set()
            self._over = None


def _stay(make: Waking, over: Event) -> None:
    with make():
        over.wait()


def _nothing(_: object) -> None:
    """Whether it could be kept awake changes nothing for the run."""
