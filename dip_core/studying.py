"""What a study is: an experiment that shows what an untrained network does as a prior.

A study is a spec like any other: frozen, with its options declared once. Its verb, `run`, is an
iterator in small steps: whoever drives it shows the newest figures, and stops by asking no more.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from dip_core.figures.figure import Figure
from dip_core.options import Spec, option
from dip_core.outcome import Runtime
from dip_core.spec import FloatArray


@dataclass(frozen=True, eq=False)
class StudyReport:
    """How far a study is: plain data, no tensors.

    step, steps  what is done of all there is to do; step 0 is before anything was computed
    doing        a few words: what is computed now
    figures      what is known so far, always the same figures in the same order
    """

    step: int
    steps: int
    doing: str
    figures: tuple[Figure, ...]


def side_option(default: int) -> Any:  # noqa: ANN401
    """Declare how large the picture is that a study works on."""
    return option(
        default,
        "Picture size",
        "The photo is made smaller until its longer side has so many pixels; more takes longer.",
        minimum=32,
        maximum=512,
        step=16,
        unit="px",
    )


def iterations_option(default: int) -> Any:  # noqa: ANN401
    """Declare how long each run of a study is."""
    return option(
        default,
        "Iterations",
        "How many iterations each run of the study has.",
        minimum=2,
        maximum=20_000,
        step=100,
    )


def noise_option() -> Any:  # noqa: ANN401
    """Declare how much noise a study puts on the picture."""
    return option(
        25.0,
        "Added noise",
        "How strong the noise is that the study adds to the photo, of 255.",
        minimum=1.0,
        maximum=150.0,
        step=5.0,
    )


@dataclass(frozen=True)
class Study(Spec):
    """An experiment on a picture.

    question  what it asks, a sentence
    look_for  what to look for in its figures, some sentences for a photographer
    source    the paper and the part of it that the study follows
    """

    question: ClassVar[str] = ""
    look_for: ClassVar[str] = ""
    source: ClassVar[str] = ""

    side: int = side_option(96)
    seed: int = option(
        0,
        "Seed",
        "Where chance starts; the same seed gives the same figures on the same device.",
        minimum=0,
        maximum=2**31 - 1,
        advanced=True,
    )

    @abstractmethod
    def run(self, image: FloatArray, runtime: Runtime | None = None) -> Iterator[StudyReport]:
        """Do the experiment on a clean picture, (H, W, C) floats in [0, 1] of any size.

        The first report is of step 0, the last one has the final figures. The same options and the
        same picture give the same figures on the same device.
        """
        raise NotImplementedError
