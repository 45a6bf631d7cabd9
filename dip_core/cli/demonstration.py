"""`dip-studio demo` where there is no display: one bundled sample, restored in the terminal."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from dip_core.cli.command import Command, Parser, file_name
from dip_core.cli.console import figures, say
from dip_core.cli.driving import INTERRUPTED, drive
from dip_core.cli.progress import ProgressBar, ProgressLines, duration
from dip_core.demo import SAMPLES
from dip_core.errors import PictureError
from dip_core.images import Picture, save_picture
from dip_core.metrics import psnr, ssim
from dip_core.outcome import Runtime
from dip_core.photo import Inputs, Restoration


def add_arguments(parser: Parser) -> None:
    """Declare what `demo` takes."""
    parser.add_argument(
        "-o",
        "--output",
        type=file_name,
        default=Path("demo"),
        metavar="FOLDER",
        help="where the pictures go; default: %(default)s",
    )


def run(arguments: argparse.Namespace) -> int:
    """Restore the first sample and write before, after and reference as PNG."""
    folder = _made(arguments.output)
    sample = SAMPLES[0]
    inputs, spec = sample.make()
    say(f"{sample.title}: {sample.sentence}")
    terminal = sys.stderr.isatty()
    progress = ProgressBar(sys.stderr) if terminal else ProgressLines(sys.stderr)
    restoration = Restoration(spec, inputs, Runtime(preview_budget=0.0))
    ending = drive(restoration, [progress])
    if ending.failure is not None:
        raise ending.failure
    restored = restoration.result
    pictures = {"before": inputs.picture, "after": restored.picture, "reference": inputs.reference}
    for name, picture in pictures.items():
        if picture is not None:
            save_picture(picture, folder / f"{name}.png", overwrite=True)
    result = restored.run
    say(
        f"Iteration {result.kept_iteration} of {result.iterations}, {duration(result.seconds)}. "
        f"{result.stop_reason}"
    )
    say(f"before  {_scores(inputs.picture, inputs)}")
    say(f"after   {_scores(restored.picture, inputs)}")
    say(f"The pictures are in {folder}: {', '.join(f'{name}.png' for name in pictures)}.")
    return INTERRUPTED if ending.interrupted else 0


DEMO = Command("demo", "restore a bundled sample", add_arguments, run)


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PictureError(
            f"The folder {folder} cannot be made: {error.strerror}. Name another with -o."
        ) from error
    return folder


def _scores(picture: Picture, inputs: Inputs) -> str:
    """Compare with the reference where something was to be restored."""
    if inputs.reference is None:
        return ""
    mask = None if inputs.mask is None else inputs.mask.astype(np.float32) / 255.0
    first, second = picture.to_float(), inputs.reference.to_float()
    where = "" if mask is None else " under the caption"
    return figures(psnr(first, second, mask), ssim(first, second, mask)) + where
