"""The vocabulary of a restoration: what is fitted, to what, under which prior, until when.

    θ* = argmin_θ  D(A(f_θ(z)), y; w)  +  Σ λ_i R_i(f_θ(z))

`RestorationSpec` holds everything that determines the result and nothing that does not. Each symbol
above is a family: an abstract spec here, its members one per file in the package of the same name.
The engine works on these types alone and knows no member.

Arrays are `(H, W, C)` floats in [0, 1] outside the engine; tensors `(1, C, H, W)` inside.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from dip_core.averages import Averaging
from dip_core.options import Spec, choice, option
from dip_core.quantisation import Intervals
from dip_core.watching import Watcher

FloatArray = NDArray[np.float32]
Quality = Literal["fast", "balanced", "best"]
QUALITIES: tuple[Quality, ...] = ("fast", "balanced", "best")
Extra = Literal["mask", "second", "kernel"]
Role = Literal["picture", "kernel"]


@dataclass(frozen=True, eq=False)
class Observation:
    """The pictures the user supplies.

    image      (H, W, C) floats in [0, 1], C = 1 or 3: the degraded picture
    mask       (H, W) floats in [0, 1]: 1 = restore here, 0 = keep, between = partly trusted
    valid      (H, W) floats in [0, 1]: 0 where the picture means nothing (it is transparent there)
    second     (H, W, C): a second picture of the same scene
    kernel     (h, w): a known blur kernel
    reference  the known clean picture, used for PSNR and never for the restoration
    exact      (H, W, C) booleans: samples of the picture that are right as they are; a task that
               can tell finds them when it prepares
    intervals  what the JPEG file that the picture is from says of it before it was compressed
    """

    image: FloatArray
    mask: FloatArray | None = None
    valid: FloatArray | None = None
    second: FloatArray | None = None
    kernel: FloatArray | None = None
    reference: FloatArray | None = None
    exact: NDArray[np.bool_] | None = None
    intervals: Intervals | None = None

    @property
    def trust(self) -> FloatArray:
        """(H, W, 1) in [0, 1]: `valid`, or 1 everywhere, as a weight map."""
        if self.valid is not None:
            return self.valid[..., None]
        return np.ones((*self.image.shape[:2], 1), dtype=np.float32)


@dataclass(frozen=True)
class Unknown:
    """One picture (or kernel) to be found.

    network, net_input, learning_rate  override the spec's for this unknown
    role                               what it is: a kernel is shown by its maximum, not by white
    """

    name: str
    channels: int
    height: int
    width: int
    network: Network | None = None
    net_input: NetInput | None = None
    learning_rate: float | None = None
    role: Role = "picture"


@dataclass(frozen=True, eq=False)
class Problem:
    """What a task asks of the engine.

    operator     A: a module from the estimates, in the order of `unknowns`, to a prediction of y
    measurement  y, (H, W, C) floats in [0, 1]
    weight       w, (H, W, 1) or (H, W, C): how much each sample of y counts
    unknowns     what the networks produce
    region       (H, W) of the result: where the person looks (a hole); None means everywhere
    noise        σ of the measurement's noise, [0, 1], where it is even or the weight makes it so: a
                 perfect estimate has a weighted mean squared error of σ²; None if nothing is known
    correlated   side in pixels of the blocks of y within which errors go together; 1 = each alone
    coupling     a further term of the objective, a scalar ≥ 0 of all estimates in their order: what
                 ties several unknowns to one another (exclusion, a smooth mask)
    """

    operator: nn.Module
    measurement: FloatArray
    weight: FloatArray
    unknowns: tuple[Unknown, ...]
    region: FloatArray | None = None
    noise: float | None = None
    correlated: int = 1
    coupling: Callable[[Sequence[Tensor]], Tensor] | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Network(Spec):
    """f: an architecture. Its structure is the prior; its weights θ start random."""

    @abstractmethod
    def build(self, in_channels: int, out_channels: int, height: int, width: int) -> nn.Module:
        """Return a freshly initialised module from z to (1, out, *canvas) in [0, 1].

        z is (1, in, *input_size); `height` × `width` is the picture's size, of which most
        architectures need to know nothing.
        """
        raise NotImplementedError

    def accelerated(self, module: nn.Module) -> nn.Module:
        """Return a module that computes what a built one does, in train mode, sooner.

        It shares the built module's weights; those it can prove to have no effect it freezes.
        """
        return module

    def canvas(self, height: int, width: int) -> tuple[int, int]:
        """Return the size the module works at to give a picture of `height` × `width`.

        The engine crops the estimate, so that any size of 16 px and more works and no border of the
        picture is lost.
        """
        return height, width

    def input_size(self, height: int, width: int) -> tuple[int, int]:
        """Return the size of z for a picture of `height` × `width`: the canvas, unless f enlarges.

        However small it is, z lies under the whole canvas.
        """
        return self.canvas(height, width)


@dataclass(frozen=True)
class Grid:
    """The places z has values at; it lies under the network's whole canvas.

    height, width  the size of z
    rows, columns  the part of it, from the top left corner, that the picture covers
    """

    height: int
    width: int
    rows: int
    columns: int


@dataclass(frozen=True)
class NetInput(Spec):
    """z: the code the network turns into a picture; fixed, or fitted along with θ."""

    trained: bool = option(
        False,
        "Trained",
        "Whether the input itself is adjusted each iteration, along with the network's weights.",
        advanced=True,
    )

    @property
    @abstractmethod
    def depth(self) -> int:
        """The number of channels of z."""
        raise NotImplementedError

    @abstractmethod
    def sample(self, grid: Grid, observation: Observation, random: torch.Generator) -> Tensor:
        """Draw z, (1, depth, grid.height, grid.width), on the device of `random`.

        Raises an `OptionError` when the observation lacks what z is made of.
        """
        raise NotImplementedError

    def perturb(self, z: Tensor, random: torch.Generator) -> Tensor:
        """Return z as this iteration sees it; most inputs add a little fresh noise."""
        return z


@dataclass(frozen=True)
class DataTerm(Spec):
    """D: how far a prediction is from the measurement."""

    @abstractmethod
    def __call__(self, prediction: Tensor, measurement: Tensor, weight: Tensor) -> Tensor:
        """Return a scalar normalised by Σw, so that the size of a hole changes nothing."""
        raise NotImplementedError


@dataclass(frozen=True)
class Regulariser(Spec):
    """λR: an explicit penalty beside the network's implicit prior."""

    weight: float = option(
        0.0,
        "Weight",
        "How strongly this penalty counts against fidelity.",
        minimum=0.0,
        maximum=10.0,
        step=0.01,
    )

    @abstractmethod
    def penalty(self, image: Tensor) -> Tensor:
        """Return R(image), a mean per pixel, with a finite gradient on flat areas."""
        raise NotImplementedError


@dataclass(frozen=True)
class Stopping(Spec):
    """When to stop, and which iteration to keep."""

    @abstractmethod
    def watch(self, problem: Problem) -> Watcher:
        """Return a watcher for one run on a problem.

        Raises an `OptionError` when the rule makes no sense for the problem.
        """
        raise NotImplementedError

    def at_most(self, iterations: int) -> int:
        """Return how long a run may go on that was given so many iterations."""
        return iterations

    def withhold(self, problem: Problem, random: np.random.Generator) -> FloatArray | None:
        """Choose the part of the problem's weight that is kept from the fit, to judge it by.

        It is of the weight's shape and nowhere more than it; None withholds nothing.
        """
        return None

    def final_fit(self, best: int, share: float) -> range:
        """Return which iterations are done again at the end, to fit the withheld share too."""
        return range(0)


@dataclass(frozen=True)
class BlurKernel(Spec):
    """k: what a point of light became in a blurred picture."""

    @abstractmethod
    def matrix(self, observation: Observation) -> FloatArray:
        """Return k, (h, w) floats of sum 1; `OptionError` when the observation lacks it."""
        raise NotImplementedError


@dataclass(frozen=True)
class Features(Spec):
    """Φ: what is measured of a picture: blurred edges, or what a layer of a network answers."""

    @abstractmethod
    def build(self, channels: int, height: int, width: int) -> nn.Module:
        """Return a module with nothing to fit from (1, channels, height, width) to (1, C', h', w').

        The picture is in [0, 1]. Raises an `OptionError` where it cannot be taken as it is.
        """
        raise NotImplementedError


EMPTY_MASK = "Paint what should be removed first: the mask is empty."


@dataclass(frozen=True)
class Task(Spec):
    """A degradation to be undone: turns what the user supplies into a problem."""

    @property
    def local(self) -> bool:
        """Whether the result differs from the picture inside the mask alone.

        A mask is needed then, and the rest of a large photograph need not be worked on.
        """
        return False

    @property
    def divisible(self) -> bool:
        """Whether a large picture may be restored in tiles, each by itself."""
        return False

    @property
    def looks_at(self) -> tuple[Extra, ...]:
        """What it makes use of beside the picture; whether it can do without, `pose` says."""
        return ()

    @property
    def afterwards(self) -> tuple[str, ...]:
        """Its options that `finish` alone looks at: changing them needs no other run."""
        return ()

    @property
    def networks(self) -> int:
        """How many networks of the spec's kind are fitted at once: one for each picture sought."""
        return 1

    def suited(self, mask: FloatArray | None) -> Self:
        """Return this task with what the shape of the mask tells chosen; most tasks stay as is."""
        return self

    def settled(self, observation: Observation) -> Self:
        """Return this task with what it would judge from a picture chosen, for all its tiles."""
        return self

    def prepared(self, observation: Observation) -> Observation:
        """Return the observation as it is used throughout a run: a pair aligned, for example."""
        return observation

    def check(self, shape: tuple[int, int, int], kernel: FloatArray | None) -> None:
        """Raise an `OptionError` for what a picture of (H, W, C) and a kernel rule out at once."""

    @abstractmethod
    def pose(self, observation: Observation) -> Problem:
        """Return the problem, or raise an `OptionError` that says what is missing."""
        raise NotImplementedError

    @abstractmethod
    def recommended(self, quality: Quality) -> RestorationSpec:
        """Return settings that suit this task."""
        raise NotImplementedError

    def finish(self, observation: Observation, estimates: Mapping[str, FloatArray]) -> FloatArray:
        """Make the picture handed over from the estimates: the first one, clipped."""
        return np.clip(next(iter(estimates.values())), 0.0, 1.0)

    def failure(self, observation: Observation, estimates: Mapping[str, FloatArray]) -> str:
        """Say in a sentence that a young run has got stuck, or return nothing.

        The engine asks a few times early on and, if told so, starts again with another seed.
        """
        return ""

    def enlargement(self) -> float:
        """How many times larger than the observation the result is, per side."""
        return 1.0

    def result_shape(self, observation: Observation) -> tuple[int, int, int]:
        """Return (H, W, C) of what `finish` makes; an unknown may be larger."""
        height, width, channels = observation.image.shape
        return round(height * self.enlargement()), round(width * self.enlargement()), channels


@dataclass(frozen=True)
class Baseline(Spec):
    """A classical method to compare with."""

    @abstractmethod
    def restore(self, observation: Observation, task: Task) -> FloatArray:
        """Return the method's restoration, (H, W, C) floats in [0, 1].

        Raises an `OptionError` where the method makes no sense for the task.
        """
        raise NotImplementedError


@dataclass(frozen=True)
class RestorationSpec(Spec):
    """A restoration as a value: everything that determines the result."""

    task: Task = choice("Task", "What happened to the picture.")
    network: Network = choice("Architecture", "The network whose structure acts as the prior.")
    net_input: NetInput = choice("Network input", "The code that the network turns into a picture.")
    data_term: DataTerm = choice(
        "Data term", "How the distance to the degraded picture is measured."
    )
    stopping: Stopping = choice(
        "Stopping", "When the optimisation ends, and which iteration is kept."
    )
    regularisers: tuple[Regulariser, ...] = option(
        (), "Penalties", "Explicit penalties beside the network's own prior.", advanced=True
    )
    fusion: tuple[Baseline, ...] = option(
        (),
        "Mixed with",
        "Classical results mixed into the network's, each as much as withheld pixels say; none "
        "where nothing is withheld or it does not help.",
        advanced=True,
    )
    start: tuple[Baseline, ...] = option(
        (),
        "Starts from",
        "A classical result that the network is fitted to for 200 iterations before the "
        "photograph; of several the first that suits the task.",
        advanced=True,
    )
    averaging: Averaging = option(
        Averaging(),
        "Averaging",
        "The running average of the outputs that is handed over.",
        advanced=True,
    )
    iterations: int = option(
        3000, "Iterations", "The run ends here at the latest.", minimum=1, maximum=100_000, step=100
    )
    learning_rate: float = option(
        0.01,
        "Learning rate",
        "How far each step goes; too large becomes unstable, too small is slow.",
        minimum=1e-6,
        maximum=1.0,
        step=0.001,
        advanced=True,
    )
    weight_noise: float = option(
        0.0,
        "Weight noise",
        "How much fresh noise the network's weights get for each iteration alone; 0.001 is "
        "published for filling in with the random projector.",
        minimum=0.0,
        maximum=1.0,
        step=0.001,
        advanced=True,
    )
    seed: int = option(
        0,
        "Seed",
        "Another seed starts another network; the same seed gives the same result on the same "
        "device, except on CUDA, where some gradients are not deterministic.",
        minimum=0,
        maximum=2**31 - 1,
        advanced=True,
    )

    @property
    def at_most(self) -> int:
        """How many iterations there will be at the most, of all starts together."""
        return self.averaging.seeds * self.stopping.at_most(self.iterations)
