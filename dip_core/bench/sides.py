"""Two programs timed in one run, taking turns: each in a process of its own.

A process of its own because the allocator, the threads and the caches of torch are process-wide:
what one side is given must not help or hurt the other.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from statistics import median
from types import TracebackType
from typing import Any, Self

# What is timed: called with its arguments in its process, it yields the seconds of each iteration.
Timed = Callable[..., Iterator[float]]


class Side:
    """A program that waits in its own process until it is its turn."""

    def __init__(self, timed: Timed, *arguments: Any) -> None:  # noqa: ANN401
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, timed, arguments), daemon=True)
        self._process.start()
        theirs.close()

    def advance(self, iterations: int) -> list[float]:
        """Do some iterations and return the seconds each took.

        Raises an `EOFError` when the process has died; what it died of is on standard error.
        """
        self._connection.send(iterations)
        seconds: list[float] = self._connection.recv()
        return seconds

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._connection.close()
        self._process.terminate()
        self._process.join()


def alternate(sides: Sequence[Side], rounds: int, iterations: int) -> list[float]:
    """Let the sides take turns and return each one's median seconds of an iteration.

    The first turn of each is not counted: it allocates and compiles.
    """
    for side in sides:
        side.advance(max(2, iterations // 2))
    seconds: list[list[float]] = [[] for _ in sides]
    for _ in range(rounds):
        for taken, side in zip(seconds, sides, strict=True):
            taken += side.advance(iterations)
    return [median(taken) for taken in seconds]


def _serve(connection: Connection, timed: Timed, arguments: Sequence[Any]) -> None:
    steps = timed(*arguments)
    try:
        while True:
            connection.send([next(steps) for _ in range(connection.recv())])
    except EOFError:  # nobody asks any more
        return
