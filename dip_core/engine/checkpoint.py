"""Where a run stands, and everything needed to go on from there."""

from __future__ import annotations

from dataclasses import dataclass, field

from torch import Tensor

from dip_core.engine.backtracking import Snapshot
from dip_core.engine.curves import Recorder
from dip_core.outcome import Runtime
from dip_core.spec import Observation, RestorationSpec, Watcher


@dataclass(eq=False)
class Progress:
    """The part of a run that changes, other than its network: plain values that copy deeply.

    raw      the last raw estimates
    kept     the averages the stopping rule would hand over, from iteration `kept_iteration`
    restarts how often it started again with another seed, the last time after iteration `began`
    stopped  why the run stopped; empty while it may go on
    decides  whether the stopping rule still decides (not after "go on")
    """

    recorder: Recorder
    watcher: Watcher
    iterations: int
    iteration: int = 0
    seconds: float = 0.0
    raw: list[Tensor] = field(default_factory=list)
    kept: list[Tensor] = field(default_factory=list)
    kept_iteration: int = 0
    restarts: int = 0
    began: int = 0
    stopped: str = ""
    decides: bool = True


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
