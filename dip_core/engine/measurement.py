"""y on the device: what is fitted of it, and what a stopping rule has withheld to judge the fit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from dip_core.spec import DataTerm, FloatArray, Problem, Stopping
from dip_core.tensors import as_array, as_tensor
from dip_core.watching import Misfit

_MOST_SAMPLES = 65_536
# For so many iterations a network is fitted to a classical result, if it is to start from one.
_START = 200

# What an iteration fits: a classical result at the start, all of y but what is withheld, or all.
Part = Literal["start", "known", "everything"]


class Measurement:
    """A problem's A, y and w.

    Parameters
    ----------
    problem
        What the task asks for.
    stopping
        The rule, which may withhold a part of w.
    seed
        Decides which part.
    device
        Where everything is to be.
    """

    def __init__(
        self, problem: Problem, stopping: Stopping, seed: int, device: torch.device
    ) -> None:
        self._operator = problem.operator.to(device)
        self._y = as_tensor(problem.measurement).to(device)
        self._whole = as_tensor(problem.weight).to(device)
        self._fitted, self._withheld = self._whole, None
        self._start: Tensor | None = None
        self._start_length = 0
        withheld = stopping.withhold(problem, np.random.default_rng(seed))
        if withheld is not None and withheld.any():
            self._withheld = as_tensor(withheld).to(device)
            self._fitted = self._whole - self._withheld

    @property
    def withholds(self) -> bool:
        """Whether something is kept from the fit."""
        return self._withheld is not None

    @property
    def withheld(self) -> FloatArray | None:
        """The part of w that is kept from the fit, of the shape of y; None if nothing is."""
        if self._withheld is None:
            return None
        return as_array(self._withheld.expand_as(self._y))

    @property
    def share(self) -> float:
        """How much of w is kept from the fit, 0 to 1."""
        return 0.0 if self._withheld is None else float(self._withheld.sum() / self._whole.sum())

    @torch.no_grad()
    def predicted(self, estimates: Sequence[Tensor]) -> FloatArray:
        """Return A(x), of the shape of y, wherever x is."""
        return as_array(self._operator(*(estimate.to(self._y.device) for estimate in estimates)))

    def start_from(self, result: FloatArray | None, at_most: int) -> None:
        """Fit the first picture that is sought to a classical result, (H, W, C), before y.

        That takes no more than half of the `at_most` iterations there are.
        """
        if result is not None:
            self._start = as_tensor(result).to(self._y.device)
            self._start_length = min(_START, at_most // 2)

    def part(self, age: int, *, everything: bool) -> Part:
        """Return what a network fits in its iteration `age`, from 1."""
        if age <= self._start_length:
            return "start"
        return "everything" if everything else "known"

    def last_of_start(self, age: int) -> str:
        """Say in a sentence that y is fitted after this iteration, or nothing."""
        return "From here on the photograph itself is fitted." if age == self._start_length else ""

    def fidelity(self, term: DataTerm, estimates: Sequence[Tensor], part: Part) -> Tensor:
        """Return D(A(x), y; w), of all that counts or without what is withheld; or D(x, start)."""
        if part == "start" and self._start is not None:
            return term(estimates[0], self._start, torch.ones_like(self._start[:, :1]))
        weight = self._whole if part == "everything" else self._fitted
        return term(self._operator(*estimates), self._y, weight)

    @torch.no_grad()
    def misfit(self, averages: Sequence[Tensor]) -> Misfit:
        """Return how far averages are from what is fitted and from what is withheld."""
        square = (self._operator(*averages) - self._y).square()
        withheld = math.nan if self._withheld is None else _mean(square, self._withheld)
        return Misfit(_mean(square, self._fitted), withheld)


def sample_places(problem: Problem, device: torch.device) -> Tensor:
    """Return fixed places of the first unknown, flattened: all of its region, or an even choice.

    A stride that shares no factor with the size would be enough; a fixed permutation also avoids
    sampling the same column again and again.
    """
    first = problem.unknowns[0]
    inside = np.ones((first.height, first.width), dtype=bool)
    if problem.region is not None:
        inside = problem.region > 0
    places = np.flatnonzero(np.broadcast_to(inside, (first.channels, *inside.shape)))
    if len(places) > _MOST_SAMPLES:
        places = np.sort(np.random.default_rng(0).choice(places, _MOST_SAMPLES, replace=False))
    return torch.from_numpy(places).to(device)


def _mean(square: Tensor, weight: Tensor) -> float:
    """Return the weighted mean; a weight of one channel counts for all."""
    weight = weight.expand_as(square)
    return float((square * weight).sum() / weight.sum())
