"""Shows the iterations of a run one after the other, as a film."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.control.history import History

FRAMES_PER_SECOND = 12


class Player(QObject):
    """Goes from snapshot to snapshot up to the newest iteration.

    playing_changed  whether it plays now
    """

    playing_changed = Signal(bool)

    def __init__(self, history: History, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._expected: int | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(round(1000 / FRAMES_PER_SECOND))
        self._timer.timeout.connect(self._step)
        history.viewing_changed.connect(self._follow)

    @property
    def playing(self) -> bool:
        """Whether it plays."""
        return self._timer.isActive()

    @Slot()
    def toggle(self) -> None:
        """Play from the iteration looked at, or from the first; or stop playing."""
        if self.playing:
            self.stop()
        elif self._history.iterations:
            if self._history.viewing is None:
                self._history.first()
            self._expected = self._history.viewing
            self._timer.start()
        # Also where nothing could be played: whoever shows the state as checked is put right.
        self.playing_changed.emit(self.playing)

    @Slot()
    def stop(self) -> None:
        """Stay where it is."""
        if self.playing:
            self._timer.stop()
            self.playing_changed.emit(self.playing)

    @Slot()
    def _step(self) -> None:
        self._expected = self._history.following
        self._history.later()
        if self._history.viewing is None:
            self.stop()

    @Slot()
    def _follow(self) -> None:
        """Stop when a person goes elsewhere."""
        if self.playing and self._history.viewing != self._expected:
            self.stop()
