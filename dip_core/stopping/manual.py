"""Go on until the person says stop, and hand over the newest average."""

from dataclasses import dataclass

from dip_core.spec import Problem, Stopping
from dip_core.stopping.newest import Newest
from dip_core.watching import Watcher

# Hours of a picture anybody would wait for; a run nobody stops has to end some day.
_AT_MOST = 20_000


@dataclass(frozen=True)
class Manual(Stopping, kind="manual", label="When I say so"):
    """Run until it is stopped by hand, whatever number of iterations is set, or 20 000 of them."""

    def at_most(self, iterations: int) -> int:
        """Return 20 000, or more if more was asked for."""
        return max(iterations, _AT_MOST)

    def watch(self, problem: Problem) -> Watcher:
        """Return a watcher that keeps every iteration and never stops."""
        return Newest()
