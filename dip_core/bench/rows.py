"""The rows of the quality table: which picture, how it is degraded, what restores it.

Every row has two sources: a picture of the literature, which has to be supplied, and one that
scikit-image brings along, so that anybody can make the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dip_core.images import Box

# How far a result is from the truth: over all of it, under the mask, or wherever it fits best.
Scoring = Literal["everywhere", "in the hole", "up to a shift"]

# What is done to the picture beside the words that `degradations.degrade` knows.
MASKED = "masked"  # what the source's mask marks is painted white
HOLE = "hole"  # a rectangle in the middle is
PAIR = "pair"  # nothing: the file is the dark picture, and `second` the one with flash
MADE_PAIR = "made-pair"  # the picture is darkened and gets noise; evenly lit it is the second


@dataclass(frozen=True)
class Source:
    """A picture and what happens to it.

    picture      the file in the folder, or the name of scikit-image's picture
    degradation  words for `degrade`, or one of the constants above
    box          the part that is used; None uses all of it
    scale        how much smaller it is made before anything else
    mask         a file of the folder: black where the picture is missing
    second       a file of the folder: the same scene with flash
    truth        whether the picture shows what was there: without it there is nothing to score
    """

    picture: str
    degradation: str
    box: Box | None = None
    scale: float = 1.0
    mask: str = ""
    second: str = ""
    truth: bool = True


@dataclass(frozen=True)
class Row:
    """One line of the table.

    settings   options of the task, as `--set task.` takes them
    baselines  the classical methods it is compared with, with what is set of them ("nlm noise=12");
               the first is shown where nothing is scored
    published  where the published figures are in their file, and a word on how they were scored
    """

    name: str
    title: str
    task: str
    supplied: Source
    sample: Source
    baselines: tuple[str, ...]
    settings: tuple[tuple[str, str], ...] = ()
    scoring: Scoring = "everywhere"
    published: tuple[str, ...] = ()
    remark: str = ""


_DENOISERS = ("nlm", "tv", "wavelet", "bilateral", "tv-prior")
# What a JPEG has lost is no noise that could be estimated. The best of four strengths on the
# 192 px of both sources.
_DEBLOCKERS = (
    "nlm noise=12",
    "tv weight=0.03",
    "wavelet noise=12",
    "bilateral noise=6",
    "tv-prior weight=0.06",
)
_FILLERS = ("patch", "biharmonic", "telea", "tv-prior")
_ENLARGERS = ("lanczos", "bicubic", "tv", "tv-prior", "nearest")
_SHARPENERS = ("richardson-lucy", "wiener", "tv-prior", "no-prior")
_MOTION = "motion:9,30"

ROWS: tuple[Row, ...] = (
    Row(
        "denoising",
        "Denoising, σ = 25",
        "denoising",
        Source("F16_GT.png", "gaussian:25", Box(120, 30, 192, 192)),
        Source("astronaut", "gaussian:25", Box(20, 150, 192, 192)),
        _DENOISERS,
        published=("denoise", "25", "F16"),
        remark="the whole picture of 512×512",
    ),
    Row(
        "missing-pixels",
        "50 % of the pixels missing",
        "inpainting",
        Source("barbara.png", "missing:0.5", Box(20, 310, 192, 192)),
        Source("camera", "missing:0.5", Box(60, 150, 192, 192)),
        ("biharmonic", "telea", "tv-prior"),
        scoring="in the hole",
        published=("inpaint50", "barbara"),
        remark="the whole picture of 512×512, known pixels counted as well",
    ),
    Row(
        "text",
        "Text removed",
        "inpainting",
        Source("kate.png", MASKED, Box(150, 170, 192, 192), mask="kate_mask.png"),
        Source("chelsea", "text:Deep Image Prior", Box(60, 100, 192, 192)),
        _FILLERS,
        scoring="in the hole",
    ),
    Row(
        "hole",
        "Large holes filled",
        "inpainting",
        Source("library.png", MASKED, None, 0.4, mask="library_mask.png", truth=False),
        Source("coffee", HOLE, None, 0.4),
        _FILLERS,
        scoring="in the hole",
    ),
    Row(
        "enlarging",
        "Enlarged ×4",
        "super-resolution",
        Source("zebra_GT.png", "shrink:4", Box(60, 200, 192, 192)),
        Source("chelsea", "shrink:4", Box(40, 90, 192, 192)),
        _ENLARGERS,
        settings=(("factor", "4"),),
        published=("sr", "Set14_x4", "zebra"),
        remark="the whole picture of 584×388, 4 px of border left out",
    ),
    Row(
        "deblurring",
        "Motion blur, known",
        "deblurring",
        Source("F16_GT.png", _MOTION, Box(180, 210, 160, 160)),
        Source("astronaut", _MOTION, Box(20, 150, 160, 160)),
        _SHARPENERS,
        settings=(("kernel", "motion"), ("kernel.length", "9"), ("kernel.angle", "30")),
    ),
    Row(
        "blind-deblurring",
        "Motion blur, unknown",
        "blind-deblurring",
        Source("F16_GT.png", _MOTION, Box(180, 210, 128, 128)),
        Source("camera", _MOTION, Box(60, 180, 128, 128)),
        ("tv-prior", "no-prior", "richardson-lucy", "wiener"),
        scoring="up to a shift",
    ),
    Row(
        "flash",
        "Dark picture and flash",
        "flash",
        Source(
            "cave01_01_noflash.jpg", PAIR, None, 1 / 3, second="cave01_00_flash.jpg", truth=False
        ),
        Source("coffee", MADE_PAIR, None, 0.4),
        _DENOISERS,
    ),
    Row(
        "jpeg",
        "JPEG of quality 10",
        "jpeg",
        Source("kate.png", "jpeg:10", Box(70, 170, 192, 192)),
        Source("astronaut", "jpeg:10", Box(20, 150, 192, 192)),
        _DEBLOCKERS,
    ),
    Row(
        "impulse",
        "Black and white specks, 30 %",
        "denoising",
        Source("zebra_GT.png", "impulse:0.3", Box(60, 200, 160, 160)),
        Source("chelsea", "impulse:0.3", Box(60, 100, 160, 160)),
        _DENOISERS,
    ),
    Row(
        "poisson",
        "Photon noise, 30 on white",
        "denoising",
        Source("kate.png", "poisson:30", Box(70, 170, 160, 160)),
        Source("rocket", "poisson:30", Box(60, 230, 160, 160)),
        _DENOISERS,
    ),
)
