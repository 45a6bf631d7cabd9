"""Where the restoration of a photograph stands, and everything needed to go on from there."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace

from dip_core.engine.checkpoint import Checkpoint as RunCheckpoint
from dip_core.engine.run import Run
from dip_core.outcome import Result
from dip_core.photo.assembling import Piece
from dip_core.photo.counting import Count
from dip_core.photo.parts import Plan
from dip_core.spec import RestorationSpec, Task
from dip_core.stopping.fixed import Fixed


@dataclass(eq=False)
class Progress:
    """The part of a restoration that changes, but for the run of the present part.

    task     the task, settled where tiles have to share what it judges
    queue    which parts follow, in order
    current  which part is worked on
    over     whether it is done
    pieces   what parts hand over that are done
    runs     their runs, where they can go on
    spent    how many seconds a part has taken that is done
    latest   which part was done last, and how that went
    shared   how many iterations each tile takes, once the first has decided
    extra    how many each part takes that goes on after all were done
    """

    plan: Plan
    task: Task
    queue: list[int]
    current: int = 0
    over: bool = False
    pieces: dict[int, Piece] = field(default_factory=dict)
    runs: dict[int, Run] = field(default_factory=dict)
    spent: dict[int, float] = field(default_factory=dict)
    latest: tuple[int, Result] | None = None
    shared: int | None = None
    extra: int = 0
    count: Count = field(default_factory=Count)

    @classmethod
    def at_the_start(cls, planned: Plan, task: Task) -> Progress:
        """Return where everything is still to be done."""
        return cls(planned, task, order_of(planned))

    @property
    def done(self) -> bool:
        """Whether nothing is left."""
        return self.over and not self.queue

    def spec_of_part(self, spec: RestorationSpec) -> RestorationSpec:
        """Return what a part is restored with: all tiles but the first as the first was.

        Nothing classical is mixed into tiles: each would be mixed in its own way.
        """
        spec = spec.replace(task=self.task, fusion=() if self.plan.tiled else spec.fusion)
        if self.shared is None:
            return spec
        return spec.replace(stopping=Fixed(), iterations=self.shared)

    def still_to_come(self, spec: RestorationSpec) -> int:
        """Return how many iterations the parts that follow will take, at the most."""
        each = self.extra
        if not each:
            each = self.spec_of_part(spec).at_most
        return len(self.queue) * each

    def spans(self) -> tuple[range, ...]:
        """Return which iterations were the present part's own, of those of all parts."""
        known = self.pieces.get(self.current)
        return (*(known.spans if known else ()), self.count.span)

    def why(self, done: int) -> str:
        """Say in a sentence how far it went."""
        count, what = len(self.plan.parts), "tiles" if self.plan.tiled else "regions"
        if self.done:
            each = f", iteration {self.shared} of each" if self.shared else ""
            return f"All {count} {what} are done{each}."
        return f"Stopped by hand at {done} of {count} {what}."

    def copy(self) -> Progress:
        """Return a copy that further iterations leave alone."""
        return replace(
            self,
            queue=list(self.queue),
            pieces=dict(self.pieces),
            runs=dict(self.runs),
            spent=dict(self.spent),
            count=copy.deepcopy(self.count),
        )


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A copy of a restoration at one iteration; it may go on without changing it.

    run  of the part that was worked on
    """

    run: RunCheckpoint
    progress: Progress

    @property
    def iteration(self) -> int:
        """Which iteration the restoration goes on from."""
        return self.progress.count.iterations

    @property
    def memory_bytes(self) -> int:
        """How much memory of the device it holds, roughly: weights and what goes with them."""
        return self.run.memory_bytes


def order_of(planned: Plan) -> list[int]:
    """Return in which order parts are restored.

    Of tiles the one in the middle is first: what is decided on it holds for all, and the corners of
    a photograph are often empty.
    """
    numbers = list(range(len(planned.parts)))
    if not planned.tiled:
        return numbers
    box = planned.box
    down, across = box.top + box.height / 2, box.left + box.width / 2

    def from_the_middle(number: int) -> float:
        part = planned.parts[number].box
        below = part.top + part.height / 2 - down
        beside = part.left + part.width / 2 - across
        return below * below + beside * beside

    first = min(numbers, key=from_the_middle)
    return [first, *(number for number in numbers if number != first)]


def can_share(spec: RestorationSpec) -> bool:
    """Whether the iterations of one part mean as much in another: not those of several starts."""
    return spec.averaging.seeds == 1
