"""What a run is given beside its spec, and what it says and hands over: plain data, no tensors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dip_core.images import Box
from dip_core.spec import FloatArray, RestorationSpec, Role
from dip_core.version import VERSION
from dip_core.watching import Pick, Span


@dataclass(frozen=True, eq=False)
class Runtime:
    """Where and how a restoration runs; it never changes the problem.

    device          "auto", "cpu", "cuda:0", "mps"
    precision       "auto", "float32" or "bfloat16"
    threads         CPU threads; 0 chooses by the machine
    preview_budget  share of the run time that watching may take: previews, and scores that are only
    looked at; 0 makes none
    """

    device: str = "auto"
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    threads: int = 0
    preview_budget: float = 0.05


@dataclass(frozen=True, eq=False)
class IterationReport:
    """What one iteration did: plain data, no tensors.

    metrics  "psnr" (raw output) and "psnr_average", and the same with "_region", where a reference
    is known; now and then, while somebody watches, "ssim" likewise, and both with "_input",
    against the input
    preview  (H, W, C) uint8, the average as it would be handed over now, or on CUDA, which is not
             kept waiting for it, one iteration before; only when one is due
    region   where the preview belongs in the whole result; None means everywhere
    event    a sentence when something out of the ordinary happened: going back
    kept     the iteration that would be handed over now
    rule     the stopping rule's own curve; None while it has nothing to say
    rules    the same by kind, of every rule that takes part in deciding
    picks    which iteration each rule with a value now would hand over
    last     whether this was the last iteration
    part     which part of the photograph was worked on, from 0, of so many `parts`
    part_over  whether that part is done; of several its preview is then what it hands over
    """

    iteration: int
    iterations: int
    loss: float
    elapsed: float
    metrics: Mapping[str, float] = field(default_factory=dict)
    rule: float | None = None
    rules: Mapping[str, float] = field(default_factory=dict)
    picks: Mapping[str, Pick] = field(default_factory=dict)
    kept: int = 0
    preview: NDArray[np.uint8] | None = None
    region: Box | None = None
    event: str = ""
    last: bool = False
    part: int = 0
    parts: int = 1
    part_over: bool = False


@dataclass(frozen=True, eq=False)
class Curves:
    """The history of a run: parallel arrays, one value per iteration, NaN where none is known."""

    iteration: NDArray[np.int64]
    seconds: NDArray[np.float64]
    loss: NDArray[np.float64]
    rule: NDArray[np.float64]
    rules: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    metrics: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Result:
    """The estimate kept.

    image      (H, W, C) floats in [0, 1]: what is exported (the average, finished by the task)
    raw        the last raw output, finished by the task
    estimates  every unknown by name, as handed over
    roles      what each of them is: a picture or a blur kernel
    fitted_iterations  how long the networks had been fitted that made what is handed over
    span       of which outputs the average handed over is
    mixed      how much of which classical method is in it, by kind
    chosen     whether a person chose the iteration
    """

    image: FloatArray
    raw: FloatArray
    estimates: Mapping[str, FloatArray]
    kept_iteration: int
    iterations: int
    stop_reason: str
    seconds: float
    parameters: int
    curves: Curves
    backtracks: int = 0
    restarts: int = 0
    notes: tuple[str, ...] = ()
    device: str = "cpu"
    precision: str = "float32"
    roles: Mapping[str, Role] = field(default_factory=dict)
    fitted_iterations: int = 0
    span: Span = "recent"
    mixed: Mapping[str, float] = field(default_factory=dict)
    chosen: bool = False


def processing_note(spec: RestorationSpec, kept_iteration: int, method: str = "") -> str:
    """Return what a file says about how its picture was made.

    `method` names the classical method that made it, if one did.
    """
    if method:
        return f"DIP Studio {VERSION}: {spec.task.label}, {method}"
    return (
        f"DIP Studio {VERSION}: {spec.task.label}, {spec.network.label}, "
        f"iteration {kept_iteration}, seed {spec.seed}"
    )
