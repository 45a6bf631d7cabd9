"""Where a run can stand."""

from enum import Enum


class RunState(Enum):
    """Where a run stands; which actions are enabled follows from it."""

    NO_IMAGE = "no image"
    READY = "ready"
    WARMING = "warming"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"
    HAS_RESULT = "has result"
    FAILED = "failed"


ACTIVE = frozenset({RunState.WARMING, RunState.RUNNING, RunState.PAUSED, RunState.STOPPING})
