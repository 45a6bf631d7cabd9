"""The whole step as one recording that is replayed.

At the sizes a photograph is fitted at, a graphics card is done with most operations before the next
one has been asked for. A CUDA graph asks for all of them at once: noise, prediction, gradient and
Adam, in the memory they had when they were recorded.

A replay cannot wait to be told that its loss is fine. It makes the step, and a collapse is seen
afterwards: going back restores everything the step changed, so that nothing is left of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor, nn

from dip_core.engine.backtracking import Snapshot, State
from dip_core.engine.measurement import Part
from dip_core.engine.stepping import Attempt, Stepping

# Libraries choose their methods and the optimiser makes its moments in the first iterations.
_WARM_UP = 3
# Rounding differs from one time to the next: sums on CUDA are in no fixed order. To round all of a
# step to bfloat16 moves it by 0.01 to 0.41 of its length and pictures by 0.002 at most (the fourth
# step of each network); a step not made, or with another gradient, is off by its length or more.
_LOSS_APART, _PICTURES_APART, _STEPS_APART = 0.02, 0.01, 0.5

Work = Callable[[], None]


def recorded_where_it_helps(plain: Stepping, state: State) -> Stepping:
    """Return what makes the steps of a state: on CUDA replays, elsewhere the step as it stands."""
    device = state.random.device
    if device.type != "cuda":
        return plain
    return Recorded(plain, state, CudaGraphs(device, state.random))


class Recorder(Protocol):
    """What can repeat work on a device without asking for each part of it."""

    def aside(self) -> AbstractContextManager[None]:
        """Return where work is done once before it is recorded."""
        ...

    def record(self, work: Work) -> Work:
        """Return what does the work again, in the same memory; nothing is done now.

        Raises a `RuntimeError` when a part of it cannot be recorded.
        """
        ...


class Recorded:
    """Steps as they stand at first, then replays of one of them.

    Parameters
    ----------
    plain
        Makes the steps that are not replayed.
    state
        Everything a step changes. When it goes back its memory is another, and the step is recorded
        anew; so it is when something else is to be fitted.
    recorder
        Records and replays.

    A recording is believed when its first replay does what a step as it stands does from the same
    state. If it does not, or cannot be made, all steps are made as they stand.
    """

    def __init__(self, plain: Stepping, state: State, recorder: Recorder) -> None:
        self._plain, self._state, self._recorder = plain, state, recorder
        self._replay: Work | None = None
        self._fits: tuple[Part | None, int] = (None, -1)
        self._warm = 0
        self._gave_up = False
        self._loss: Tensor
        self._estimates: list[Tensor]

    def attempt(self, part: Part) -> Attempt:
        """Replay the step, or make it as it stands where there is nothing to replay."""
        if self._gave_up:
            return self._plain.attempt(part)
        if self._fits != (part, self._state.restored):
            self._replay, self._warm = None, 0
            self._fits = (part, self._state.restored)
        remark = ""
        if self._replay is not None:
            self._replay()
        elif self._warm < _WARM_UP:
            self._warm += 1
            return self._plain.attempt(part)
        else:
            remark = self._rehearse(part)
        return Attempt(self._loss, self._taken, remark)

    def _taken(self) -> list[Tensor]:
        return [estimate.clone() for estimate in self._estimates]

    def _rehearse(self, part: Part) -> str:
        """Make the step as it stands, then as recorded; return why that is not done from now on."""
        before = self._state.snapshot(0, math.nan)
        with self._recorder.aside():
            attempt = self._plain.attempt(part)
            self._estimates = [estimate.clone() for estimate in attempt.take()]
            self._loss = attempt.loss.clone()
        # The gradient's own record of the step would take part in what is recorded next.
        del attempt
        expected = self._outcome()
        if not math.isfinite(expected.loss):
            return ""
        self._state.restore(before)
        trouble = self._record(part, expected, before)
        if trouble:
            self._gave_up, self._replay = True, None
            self._put_back(expected)
        self._fits = (part, self._state.restored)
        return trouble and f"{trouble}; each iteration is asked for in parts, which is slower."

    def _record(self, part: Part, expected: _Outcome, before: Snapshot) -> str:
        """Record the step and replay it once; return what is wrong with it, if anything is."""

        def work() -> None:
            attempt = self._plain.attempt(part)
            for kept, estimate in zip(self._estimates, attempt.take(), strict=True):
                kept.copy_(estimate)
            self._loss.copy_(attempt.loss)

        try:
            self._replay = self._recorder.record(work)
            self._replay()
            found = self._outcome()
        except RuntimeError as error:
            return f"The graphics card cannot repeat an iteration by itself ({_first_line(error)})"
        if not _alike(found, expected, before, self._state.module):
            return "The graphics card repeated an iteration wrongly"
        return ""

    def _outcome(self) -> _Outcome:
        return _Outcome(float(self._loss), self._taken(), self._state.snapshot(0, math.nan))

    def _put_back(self, outcome: _Outcome) -> None:
        self._state.restore(outcome.state)
        self._loss.fill_(outcome.loss)
        self._estimates = outcome.estimates


class CudaGraphs:
    """Records on a CUDA device."""

    def __init__(self, device: torch.device, random: torch.Generator) -> None:
        """`random` is where the work draws its noise from: a replay draws what comes next."""
        self._device, self._random = device, random
        self._stream = torch.cuda.Stream(device)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Work on a stream of its own, after all that was asked for and before all that will be."""
        here = torch.cuda.current_stream(self._device)
        self._stream.wait_stream(here)
        with torch.cuda.stream(self._stream):
            yield
        here.wait_stream(self._stream)

    def record(self, work: Work) -> Work:
        """Capture the work as a graph; what other threads ask for meanwhile is no part of it."""
        # A capture that fails leaves the random state it used unusable: it is given a copy.
        own = self._random.graphsafe_get_state()
        with torch.cuda.device(self._device), self.aside():
            self._random.graphsafe_set_state(self._random.clone_state())
            graph = torch.cuda.CUDAGraph()
            try:
                graph.register_generator_state(self._random)
                with torch.cuda.graph(
                    graph, stream=self._stream, capture_error_mode="thread_local"
                ):
                    work()
            except RuntimeError:
                self._random.graphsafe_set_state(own)
                raise
        return graph.replay


@dataclass(frozen=True, eq=False)
class _Outcome:
    """What a step has come to."""

    loss: float
    estimates: list[Tensor]
    state: Snapshot


def _alike(found: _Outcome, expected: _Outcome, before: Snapshot, module: nn.Module) -> bool:
    """Whether two steps from one state drew the same noise and did the same but for rounding."""
    names = [name for name, weight in module.named_parameters() if weight.requires_grad]
    pairs = zip(found.estimates, expected.estimates, strict=True)
    length = _distance(expected.state, before, names)
    return (
        torch.equal(found.state.random, expected.state.random)
        and abs(found.loss - expected.loss) <= _LOSS_APART * abs(expected.loss)
        and all(float((a - b).abs().mean()) <= _PICTURES_APART for a, b in pairs)
        and _distance(found.state, expected.state, names) <= _STEPS_APART * length
    )


def _distance(one: Snapshot, other: Snapshot, names: list[str]) -> float:
    """Return how far apart the weights of two states are."""
    squares = [(one.weights[name] - other.weights[name]).square().sum() for name in names]
    return math.sqrt(sum(float(square) for square in squares))


def _first_line(error: RuntimeError) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0].rstrip(".:;") if lines else type(error).__name__
