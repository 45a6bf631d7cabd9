"""Another run from another random start; one that goes is stopped and kept first."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from app.control.runs import RunController, RunState
from app.model.document import Document

_MOST_SEEDS = 2**31


class Restarter(QObject):
    """Runs the document again with the next seed."""

    def __init__(
        self, document: Document, runs: RunController, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._runs = document, runs
        self._waiting = False
        runs.state_changed.connect(self._follow)
        document.picture_changed.connect(self._forget)

    @Slot()
    def restart(self) -> None:
        """Start a run that differs in its seed, at once or when the present one has stopped."""
        if self._runs.active:
            self._waiting = True
            self._runs.stop_and_keep()
        else:
            self._start()

    @Slot(object)
    def _follow(self, state: RunState) -> None:
        if self._waiting and not self._runs.active:
            self._waiting = False
            if state is not RunState.FAILED:
                # Not at once: others still have to hear how the run has ended.
                QTimer.singleShot(0, self, self._start)

    @Slot()
    def _forget(self) -> None:
        self._waiting = False

    @Slot()
    def _start(self) -> None:
        """Start it; the change of the seed can be undone."""
        if self._document.picture is None or self._runs.active:
            return
        spec = self._document.spec
        self._document.set_spec(spec.replace(seed=(spec.seed + 1) % _MOST_SEEDS))
        self._runs.start()
