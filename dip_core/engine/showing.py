"""A run as it is looked at from outside: arrays by name, scores, previews."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from dip_core.engine.comparing import Comparing
from dip_core.engine.fetching import Fetched
from dip_core.engine.previews import PreviewClock, to_bytes
from dip_core.engine.scoring import Scoring
from dip_core.spec import FloatArray, Observation, Problem, Task

_PREVIEWS = 0.6  # of what watching may take; the rest is for comparing

Look = tuple[Mapping[str, float], NDArray[np.uint8] | None]


class Showing:
    """Makes arrays of a run's tensors, and pictures of its estimates.

    Parameters
    ----------
    task, observation, problem
        What is restored.
    preview_budget
        The share of the run time that watching may take: previews, and scores that are only looked
        at.
    beside
        Whether previews are made while the device is busy with the next iteration; each is then
        handed over one iteration late.

    Raises an `OptionError` for a reference that is not of the result's shape.
    """

    def __init__(
        self,
        task: Task,
        observation: Observation,
        problem: Problem,
        preview_budget: float,
        *,
        beside: bool = False,
    ) -> None:
        self._task, self._observation, self._problem = task, observation, problem
        self._scoring = Scoring(observation.reference, problem.region)
        self._scoring.check(task.result_shape(observation))
        self._previews = PreviewClock(_PREVIEWS * preview_budget)
        self._comparing = Comparing(
            observation,
            task.result_shape(observation),
            problem.region,
            (1.0 - _PREVIEWS) * preview_budget,
        )
        self._beside = beside and not self._scoring.names  # scores need the arrays at once
        self._coming: tuple[float, Fetched] | None = None
        self._ready: NDArray[np.uint8] | None = None

    @property
    def metrics(self) -> tuple[str, ...]:
        """The names of the scores of every iteration."""
        return self._scoring.names

    def named(self, estimates: Sequence[Tensor]) -> dict[str, FloatArray]:
        """Return (H, W, C) arrays by the unknowns' names."""
        return {
            unknown.name: estimate[0].permute(1, 2, 0).cpu().numpy()
            for unknown, estimate in zip(self._problem.unknowns, estimates, strict=True)
        }

    def finished(self, estimates: Sequence[Tensor]) -> FloatArray:
        """Return the picture that would be handed over."""
        return self._task.finish(self._observation, self.named(estimates))

    def look(
        self,
        now: float,
        raw: Sequence[Tensor],
        average: Callable[[], Sequence[Tensor]],
    ) -> Look:
        """Score the estimates and make a preview of the average, each only when wanted."""
        ready, self._ready = self._ready, None
        if not raw:
            return {}, ready
        due, compares = self._previews.due(now), self._comparing.due(now)
        begun = time.perf_counter()
        if self._beside and due:
            self._coming, due = (now, Fetched(average())), False
            self._previews.made(begun, now)
        scores = compares or bool(self._scoring.names)
        if not (due or scores):
            return {}, ready
        shown = self.finished(average())
        if due:
            ready = to_bytes(shown)
            self._previews.made(begun, now)
        if not scores:
            return {}, ready
        newest = self.finished(raw)
        metrics = self._scoring.score(newest, shown)
        if compares:
            metrics |= self._comparing.compared(newest, shown, now)
        return metrics, ready

    def catch_up(self) -> None:
        """Make the preview that is on its way, if one is: the device has something to do now."""
        if self._coming is None:
            return
        begun = time.perf_counter()
        (asked, fetched), self._coming = self._coming, None
        self._ready = to_bytes(self.finished(fetched.tensors()))
        self._previews.made(begun, asked)
