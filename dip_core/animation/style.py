"""How an animation looks and how long it takes: a value with options, like a restoration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dip_core.options import Spec, option

Spacing = Literal["logarithmic", "even"]


@dataclass(frozen=True)
class AnimationStyle(Spec):
    """What is seen of a run, and at which pace."""

    spacing: Spacing = option(
        "logarithmic",
        "Pace",
        "Whether early iterations, in which most changes, are given more time, or all the same.",
    )
    seconds: float = option(
        6.0,
        "Length",
        "How long the run takes; before it the input is shown, and after it the result.",
        minimum=0.5,
        maximum=60.0,
        step=1.0,
        unit="s",
    )
    rate: int = option(
        12, "Frames per second", "How smoothly it moves.", minimum=1, maximum=30, step=1
    )
    side: int = option(
        640,
        "Longest side",
        "Larger pictures are made smaller to this many pixels.",
        minimum=120,
        maximum=1920,
        step=40,
        unit="px",
    )
    number: bool = option(
        True, "Iteration number", "Write the number of the iteration into the picture."
    )
    curve: bool = option(
        False,
        "Curve",
        "Draw the curve of the run below: the PSNR where a reference is known, else the loss.",
    )
    split: bool = option(
        False, "Split view", "Show the input in the left half, beside what is made of it."
    )
    loop: bool = option(
        True, "Loop", "Begin again at the end; for films the player decides that.", advanced=True
    )
