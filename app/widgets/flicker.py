"""Shows A and B in turn by itself, never so fast that it could harm anyone."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

# More than three flashes in a second can cause seizures (WCAG 2.2, success criterion 2.3.1).
SLOWEST, FASTEST = 0.5, 3.0
DEFAULT = 1.0


class Flicker(QObject):
    """Turns `rate` times a second from A to B and back.

    turned  whether B is to be shown
    """

    turned = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rate = DEFAULT
        self._shows_b = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._turn)
        self.set_rate(DEFAULT)

    @property
    def rate(self) -> float:
        """How often a second, from A to B and back."""
        return self._rate

    def set_rate(self, rate: float) -> None:
        """Turn so often; outside what is harmless the nearest that is."""
        self._rate = max(SLOWEST, min(rate, FASTEST))
        self._timer.setInterval(round(1000 / self._rate / 2))

    @property
    def running(self) -> bool:
        """Whether it turns."""
        return self._timer.isActive()

    @property
    def milliseconds(self) -> int:
        """How long each of the two is shown."""
        return self._timer.interval()

    @Slot()
    def start(self) -> None:
        """Begin to turn."""
        self._timer.start()

    @Slot()
    def stop(self) -> None:
        """Stop, and show A."""
        self._timer.stop()
        if self._shows_b:
            self._turn()

    @Slot()
    def _turn(self) -> None:
        self._shows_b = not self._shows_b
        self.turned.emit(self._shows_b)
