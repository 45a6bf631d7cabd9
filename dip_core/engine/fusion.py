"""Mixing classical results into the network's, each as much as withheld samples say.

What a network and a smoother leave behind differs, so that a mean of both is closer to the truth
than either. How much of each, the samples that neither has seen tell: for independent noise the
weights of least squares on them are unbiased, whatever the noise (stacking, Wolpert 1992).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from scipy.optimize import nnls
from torch import Tensor

from dip_core.engine.measurement import Measurement
from dip_core.errors import OptionError
from dip_core.spec import Baseline, FloatArray, Observation, Problem, Task
from dip_core.tensors import as_tensor

# Less of a method is not worth its name in the report.
_LEAST_SHARE = 0.02
# Samples that are not to be seen become the mean of their surroundings, weighted by a bell that is
# as narrow as still reaches something known.
_REACHES = (1.0, 2.0, 4.0, 8.0, 16.0)
_LEAST_MASS = 0.05

Samples = NDArray[np.float64]


class Fusion:
    """What classical methods make of the same observation, beside one run.

    Each method works twice, when it is first asked for: without what is withheld, to be judged by
    it, and with everything, to be mixed in.

    Parameters
    ----------
    methods
        What may be mixed in; methods that make no sense for the task are left out.
    task, observation, problem
        What is restored.
    measurement
        Knows what is withheld.
    """

    def __init__(
        self,
        methods: Sequence[Baseline],
        task: Task,
        observation: Observation,
        problem: Problem,
        measurement: Measurement,
    ) -> None:
        self._methods = methods if _fits(task, observation, problem) else ()
        self._task, self._observation, self._problem = task, observation, problem
        self._measurement = measurement
        self._results: dict[Baseline, Tensor] = {}

    def shares(self, average: Sequence[Tensor]) -> dict[Baseline, float]:
        """Return how much of each method to mix in, by what is withheld from all of them."""
        if not self._predictions:
            return {}
        own = self._predicted(average[0])
        ahead = [predicted - own for predicted in self._predictions.values()]
        weights = _helping(self._withheld - own, np.stack(ahead, axis=-1))
        shares = dict(zip(self._predictions, map(float, weights), strict=True))
        return {method: share for method, share in shares.items() if share >= _LEAST_SHARE}

    def mixed(self, average: Sequence[Tensor], shares: Mapping[Baseline, float]) -> list[Tensor]:
        """Return the estimate with so much of the classical results mixed in."""
        if not shares:
            return list(average)
        mixed = (1.0 - sum(shares.values())) * average[0]
        for method, share in shares.items():
            mixed += share * self._classical(method, average[0])
        return [mixed]

    def first_of(self, methods: Sequence[Baseline]) -> FloatArray | None:
        """Return what the first method that suits makes of all but what is withheld."""
        seen, shape = self._observation, self._task.result_shape(self._observation)
        if not methods or self._problem.measurement.shape != seen.image.shape:
            return None  # what is compared is no photograph: features of one, or two of them
        for restored in self._restored(methods, self._hiding(self._hidden)).values():
            if restored.shape == shape:
                return restored
        return None

    def _classical(self, method: Baseline, like: Tensor) -> Tensor:
        """Return what a method makes of everything, where the network's estimate is."""
        if method not in self._results:
            restored = method.restore(self._hiding(None), self._task)
            self._results[method] = as_tensor(restored).to(like)
        return self._results[method]

    @cached_property
    def _hidden(self) -> NDArray[np.bool_]:
        """Which samples are withheld, (H, W, C)."""
        withheld = self._measurement.withheld
        if withheld is None:
            return np.zeros(self._problem.measurement.shape, np.bool_)
        return withheld > 0.0

    @cached_property
    def _withheld(self) -> Samples:
        """The measurement where something is withheld, (n, C)."""
        return _pixels(self._problem.measurement, self._hidden)

    @cached_property
    def _predictions(self) -> dict[Baseline, Samples]:
        """What each method predicts there from all else, (n, C)."""
        if not self._methods or not self._hidden.any():
            return {}
        restored = self._restored(self._methods, self._hiding(self._hidden))
        return {method: self._predicted(as_tensor(x)) for method, x in restored.items()}

    def _restored(
        self, methods: Iterable[Baseline], observation: Observation
    ) -> dict[Baseline, FloatArray]:
        """Return what each method makes of an observation, but for those it means nothing to."""
        restored = {}
        for method in methods:
            try:
                restored[method] = method.restore(observation, self._task)
            except OptionError:
                continue
        return restored

    def _hiding(self, hidden: NDArray[np.bool_] | None) -> Observation:
        """Return the observation without what is hidden or not trusted, (H, W, C) booleans."""
        seen = self._observation
        untrusted = np.broadcast_to(self._problem.weight <= 0.0, seen.image.shape)
        if hidden is not None:
            untrusted = untrusted | hidden
        pixels = untrusted.any(axis=-1)
        # What the mask covers is filled by the method itself.
        return replace(
            seen,
            image=_without(seen.image, untrusted),
            mask=None if seen.mask is None else np.maximum(seen.mask, pixels.astype(np.float32)),
            exact=None if seen.exact is None else seen.exact & ~untrusted,
        )

    def _predicted(self, estimate: Tensor) -> Samples:
        """Return A(x) where something is withheld, (n, C)."""
        return _pixels(self._measurement.predicted([estimate]), self._hidden)


def said(shares: Mapping[Baseline, float]) -> tuple[str, ...]:
    """Name what is mixed in, in a sentence; none if nothing is."""
    if not shares:
        return ()
    named = ", ".join(f"{method.label} ({share:.0%})" for method, share in shares.items())
    return (f"Classical results were mixed in, as the withheld pixels say: {named}.",)


def _fits(task: Task, observation: Observation, problem: Problem) -> bool:
    """Whether one picture of the result's size is sought, and the photograph itself compared."""
    (height, width, _), unknowns = task.result_shape(observation), problem.unknowns
    return [(unknown.height, unknown.width) for unknown in unknowns] == [
        (height, width)
    ] and problem.measurement.shape == observation.image.shape


def _helping(missed: Samples, ahead: Samples) -> Samples:
    """Return how much of each method to mix in.

    missed  (n, C): y − A(x) of the network
    ahead   (n, C, methods): by how much each method's prediction differs from it

    Weights found on each half of the pixels are tried on the other one; nothing is mixed in if that
    does not help. To ask for more, such as a gain of two standard errors, would miss more than it
    saves: where the gain was below one, mixing was worth 0.5 dB all the same (two of three runs).
    """
    if len(missed) < 2:
        return np.zeros(ahead.shape[-1])
    left = missed.copy()
    for first in (0, 1):
        half, other = slice(first, None, 2), slice(1 - first, None, 2)
        left[other] -= ahead[other] @ _weights(missed[half], ahead[half])
    if np.square(left).sum() >= np.square(missed).sum():
        return np.zeros(ahead.shape[-1])
    return _weights(missed, ahead)


def _weights(missed: Samples, ahead: Samples) -> Samples:
    """Return the weights ≥ 0 of sum ≤ 1 with the least square error."""
    weights, _ = nnls(ahead.reshape(-1, ahead.shape[-1]), missed.ravel())
    return weights / max(1.0, float(weights.sum()))


def _without(image: FloatArray, untrusted: NDArray[np.bool_]) -> FloatArray:
    """Return the picture with the mean of their surroundings in place of untrusted samples."""
    if not untrusted.any():
        return image
    filled, open_still = image.copy(), untrusted.copy()
    known = (~untrusted).astype(np.float32)
    filled[untrusted] = np.mean(image, where=~untrusted) if known.any() else 0.5
    for reach in _REACHES:
        mass = gaussian_filter(known, (reach, reach, 0.0))
        mean = gaussian_filter(image * known, (reach, reach, 0.0)) / np.maximum(mass, _LEAST_MASS)
        now = open_still & (mass >= _LEAST_MASS)
        filled[now] = mean[now]
        open_still &= ~now
        if not open_still.any():
            break
    return filled


def _pixels(picture: FloatArray, hidden: NDArray[np.bool_]) -> Samples:
    """Return the pixels of (H, W, C) of which some sample is hidden, (n, C)."""
    pixels = picture[hidden.any(axis=-1)]
    return np.where(hidden[hidden.any(axis=-1)], pixels, 0.0).astype(np.float64)
