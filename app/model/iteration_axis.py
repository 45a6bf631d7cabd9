"""Which iterations are looked at: one choice for the timeline and every plot."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

FIRST = 1.0
_NARROWEST = 2.0  # iterations that are seen at least
_CLOSEST = 1.05  # the same on a logarithmic axis, as a ratio


class IterationAxis(QObject):
    """From where to where, and whether early iterations are given more room than late ones.

    Everything is seen, and the axis grows with the run, until somebody looks at a part.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._newest = FIRST
        self._part: tuple[float, float] | None = None
        self._log = True

    @property
    def low(self) -> float:
        """The first iteration in sight."""
        return self._part[0] if self._part else FIRST

    @property
    def high(self) -> float:
        """The last iteration in sight."""
        return self._part[1] if self._part else max(self._newest, FIRST + _NARROWEST)

    @property
    def log(self) -> bool:
        """Whether equal ratios are given equal room; else equal differences."""
        return self._log

    @property
    def shows_all(self) -> bool:
        """Whether the axis reaches from the first iteration to the newest."""
        return self._part is None

    def reach(self, newest: int) -> None:
        """Say how far the run has come; one that begins anew is seen whole."""
        if newest == self._newest:
            return
        shown = self.low, self.high
        self._part = None if newest < self._newest else self._part
        self._newest = float(newest)
        if shown != (self.low, self.high):
            self.changed.emit()

    def look_at(self, low: float, high: float) -> None:
        """Look at a part; what holds every iteration is everything again."""
        last = max(self._newest, FIRST + _NARROWEST)
        low, high = max(FIRST, min(low, last)), max(FIRST, min(high, last))
        high = max(high, low * _CLOSEST if self._log else low + _NARROWEST)
        self._set((low, high) if low > FIRST or high < last else None)

    def show_all(self) -> None:
        """Look at everything again."""
        self._set(None)

    def set_log(self, log: bool) -> None:
        """Give equal ratios equal room, or equal differences."""
        if log != self._log:
            self._log = log
            self.changed.emit()

    def _set(self, part: tuple[float, float] | None) -> None:
        if part != self._part:
            self._part = part
            self.changed.emit()
