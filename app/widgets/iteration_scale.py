"""Where an iteration lies along a strip of the screen, and back."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

_DIGITS = (1, 2, 5)


@dataclass(frozen=True)
class Scale:
    """Iterations `low` to `high` on the pixels from `left` on, `room` of them.

    On a logarithmic scale equal ratios have equal room, else equal differences.
    """

    low: float
    high: float
    left: float
    room: float
    log: bool = True

    def place(self, iteration: float) -> float:
        """Return the pixel of an iteration; outside the strip for one out of sight."""
        low, high = self._along(self.low), self._along(self.high)
        return self.left + (self._along(iteration) - low) / max(high - low, 1e-9) * self.room

    def iteration(self, place: float) -> float:
        """Return the iteration at a pixel."""
        low, high = self._along(self.low), self._along(self.high)
        along = low + (place - self.left) / max(self.room, 1.0) * (high - low)
        return math.exp(along) if self.log else along

    def shows(self, iteration: float) -> bool:
        """Whether an iteration is in sight."""
        return self.low <= iteration <= self.high

    def part(self, factor: float, place: float) -> tuple[float, float]:
        """Return what is in sight `factor` times closer, where a pixel keeps its iteration."""
        right = self.left + self.room
        return (
            self.iteration(place - (place - self.left) / factor),
            self.iteration(place + (right - place) / factor),
        )

    def moved(self, pixels: float) -> tuple[float, float]:
        """Return what is in sight after the strip was moved to the left."""
        right = self.left + self.room
        return self.iteration(self.left + pixels), self.iteration(right + pixels)

    def ticks(self, apart: float) -> tuple[int, ...]:
        """Return round iterations in sight, whose neighbours are `apart` pixels apart or more."""
        found: list[int] = []
        candidates = self._round_numbers() if self.log else self._even_numbers(apart)
        for number in candidates:
            if self.shows(number) and (
                not found or self.place(number) - self.place(found[-1]) >= apart
            ):
                found.append(number)
        return tuple(found)

    def _along(self, iteration: float) -> float:
        return math.log(max(iteration, 0.5)) if self.log else iteration

    def _round_numbers(self) -> Iterator[int]:
        if self.high / self.low < 5:
            yield from self._even_numbers(self.room / 6)
            return
        for exponent in range(int(math.log10(self.high)) + 1):
            for digit in _DIGITS:
                yield digit * 10**exponent

    def _even_numbers(self, apart: float) -> Iterator[int]:
        rough = max(1.0, (self.high - self.low) * apart / max(self.room, 1.0))
        unit = 10 ** math.floor(math.log10(rough))
        step = max(1, next(d * unit for d in (*_DIGITS, 10) if d * unit >= rough))
        yield from range(math.ceil(self.low / step) * step, int(self.high) + 1, step)
