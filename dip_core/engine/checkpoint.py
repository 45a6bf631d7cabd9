"""Where a run stands, and everything needed to go on from there."""

from __future__ import annotations

from dataclasses import dataclass, field

from torch import Tensor

from dip_core.engine.backtracking import Snapshot
from dip_core.engine.curves import Recorder
from dip_core.engine.marks import Marks
from dip_core.outcome import Runtime
from dip_core.spec import Baseline, Observation, RestorationSpec
from dip_core.watching import Span, Watcher


@dataclass(eq=False)
class Progress:
    """The part of a run that changes, other than its network: plain values that copy deeply.

    iterations  what is done by then at the latest, the starts to come included
    ends        where the present start ends at the latest
    began       after which iteration it began
    undone      how many of its iterations were undone, to fit what was withheld too
    fitted      for how many iterations what is kept had been fitted
    raw         the last raw estimates
    kept        the averages the stopping rule would hand over, from iteration `kept_iteration`
    span        of which outputs the average is that is shown: of those that predicted withheld
                samples best of late, or what the spec says
    kept_span   the same of what is kept
    shares      how much of which classical method is mixed in
    marks       states to go back to, while something is withheld
    why         why the rule stopped, while what it had withheld is fitted; else empty
    finished    what the starts before this one handed over
    restarts    how often a start that had failed was given up
    remarks     what was out of the ordinary about the machine
    stopped     why the run stopped; empty while it may go on
    decides     whether the stopping rule still decides (not after "go on")
    """

    recorder: Recorder
    watcher: Watcher
    iterations: int
    ends: int
    iteration: int = 0
    began: int = 0
    undone: int = 0
    fitted: int = 0
    seconds: float = 0.0
    raw: list[Tensor] = field(default_factory=list)
    kept: list[Tensor] = field(default_factory=list)
    kept_iteration: int = 0
    span: Span = "recent"
    kept_span: Span = "recent"
    shares: dict[Baseline, float] = field(default_factory=dict)
    marks: Marks = field(default_factory=Marks)
    why: str = ""
    finished: list[list[Tensor]] = field(default_factory=list)
    restarts: int = 0
    remarks: list[str] = field(default_factory=list)
    stopped: str = ""
    decides: bool = True

    @property
    def age(self) -> int:
        """For how many iterations the present networks have been fitted."""
        return self.iteration - self.began - self.undone

    @property
    def starts(self) -> int:
        """How many starts there were before this one, given up or finished."""
        return self.restarts + len(self.finished)

    def start_over(self, watcher: Watcher) -> None:
        """Forget what belongs to the start that is over."""
        self.watcher = watcher
        self.began, self.undone = self.iteration, 0
        self.kept, self.kept_iteration, self.why = [], 0, ""
        self.shares = {}
        self.marks = Marks(self.began)


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A copy of a run at one iteration; the run may go on without changing it."""

    spec: RestorationSpec
    observation: Observation
    runtime: Runtime
    progress: Progress
    now: Snapshot
    last_good: Snapshot
    backtracks: int

    @property
    def iteration(self) -> int:
        """Which iteration the run goes on from."""
        return self.progress.iteration

    @property
    def memory_bytes(self) -> int:
        """How much memory of the device it holds, roughly: weights and what goes with them."""
        return self.now.memory_bytes + self.last_good.memory_bytes
