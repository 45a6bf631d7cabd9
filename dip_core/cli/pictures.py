"""`dip-studio baseline`, `degrade` and `compare`: what needs no run."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from dip_core.catalogue import BASELINES, TASKS
from dip_core.cli.command import (
    Command,
    Parser,
    add_output,
    add_picture,
    add_settings,
    file_name,
    task_and_other_settings,
)
from dip_core.cli.console import figures, log, say
from dip_core.cli.inputs import (
    MASK_HELP,
    check_reference,
    load,
    load_kernel,
    load_mask_of,
    result_shape,
)
from dip_core.cli.outputs import Outputs, check_size, saving_for
from dip_core.degradations import DEGRADATIONS, Degraded, degrade
from dip_core.errors import OptionError
from dip_core.files.atomic import whole_file
from dip_core.files.formats import Jpeg, format_for
from dip_core.files.saving import Saving
from dip_core.images import Picture, save_picture
from dip_core.metrics import psnr, ssim
from dip_core.project import set_option
from dip_core.spec import Baseline, FloatArray, Observation, Task
from dip_core.version import VERSION

_ENLARGING = ("nearest", "bicubic", "lanczos")
_WINDOW = 11  # pixels that the structural similarity looks at together


def add_baseline_arguments(parser: Parser) -> None:
    """Declare what `baseline` takes."""
    parser.add_argument("image", type=file_name, metavar="IMAGE", help="the degraded picture")
    add_output(parser, "the restored picture")
    parser.add_argument(
        "--method", required=True, metavar="KIND", help=f"one of: {', '.join(BASELINES)}"
    )
    parser.add_argument(
        "--task",
        metavar="KIND",
        help="what happened to the picture; by default inpainting with a mask, super-resolution "
        "for methods that only enlarge, and otherwise denoising",
    )
    add_picture(parser, "--mask", "M", MASK_HELP)
    add_picture(parser, "--second", "IMG", "a second picture of the same scene, for some tasks")
    add_picture(parser, "--kernel", "K", "a picture of the blur, for some tasks")
    add_picture(parser, "--reference", "CLEAN", "the known clean picture, for PSNR and SSIM")
    add_settings(parser, "--set weight=0.1 or --set saving.depth=8")


def baseline(arguments: argparse.Namespace) -> int:
    """Restore with a classical method."""
    Outputs(overwrite=arguments.overwrite).picture(arguments.output)
    saving, arguments.assignments = saving_for(arguments.output, arguments.assignments)
    method, task = _method_and_task(arguments)
    picture = load(arguments.image)
    shape = result_shape(picture, task)
    check_size(arguments.output, *shape[:2])
    reference = load(arguments.reference) if arguments.reference else None
    if reference is not None:
        check_reference(reference, shape)
        corner = reference.to_float()[:_WINDOW, :_WINDOW]
        ssim(corner, corner)  # refuses pictures that are too small to be scored
    restored = picture.with_pixels(method.restore(_observation(picture, arguments), task))
    note = f"DIP Studio {VERSION}: {method.label}"
    _save(restored, arguments.output, overwrite=arguments.overwrite, saving=saving, note=note)
    if reference is not None:
        say(_scores(restored.to_float(), reference.to_float()))
    return 0


def add_degrade_arguments(parser: Parser) -> None:
    """Declare what `degrade` takes."""
    parser.add_argument("image", type=file_name, metavar="CLEAN", help="the clean picture")
    add_output(parser, "the degraded picture")
    parser.add_argument(
        "--with",
        dest="degradation",
        required=True,
        metavar="KIND[:VALUE]",
        help=f"what to do to it, as in gaussian:25; kinds: {', '.join(DEGRADATIONS)}",
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="default: %(default)s")
    add_picture(parser, "--mask-out", "M", "write where the picture was destroyed, white there")


def degrade_picture(arguments: argparse.Namespace) -> int:
    """Make a degraded picture from a clean one."""
    outputs = Outputs(overwrite=arguments.overwrite)
    outputs.picture(arguments.output)
    outputs.picture(arguments.mask_out)
    if arguments.seed < 0:
        raise OptionError(f"The seed is {arguments.seed}; it must be at least 0.")
    picture = load(arguments.image)
    degraded = degrade(picture.to_float(), arguments.degradation, arguments.seed)
    if arguments.mask_out and degraded.mask is None:
        raise OptionError(
            f"{arguments.degradation} leaves no mask; --mask-out goes with missing and text."
        )
    _save_degraded(picture, degraded, arguments)
    if degraded.mask is not None and arguments.mask_out:
        mask = Picture.from_array(degraded.mask[..., None])
        _save(mask, arguments.mask_out, overwrite=arguments.overwrite)
    log(degraded.text)
    return 0


def add_compare_arguments(parser: Parser) -> None:
    """Declare what `compare` takes."""
    parser.add_argument("first", type=file_name, metavar="A", help="a picture")
    parser.add_argument("second", type=file_name, metavar="B", help="another of the same size")
    add_picture(parser, "--mask", "M", "compare only where this is white")


def compare(arguments: argparse.Namespace) -> int:
    """Print how close two pictures are."""
    first = load(arguments.first)
    second = load(arguments.second)
    mask = _mask(arguments.mask, first)
    for path, picture in ((arguments.first, first), (arguments.second, second)):
        if picture.alpha is not None:
            log(f"{path}: The transparency is not compared.")
    say(_scores(first.to_float(), second.to_float(), mask))
    return 0


BASELINE = Command("baseline", "restore with a classical method", add_baseline_arguments, baseline)
DEGRADE = Command("degrade", "degrade a clean picture", add_degrade_arguments, degrade_picture)
COMPARE = Command("compare", "PSNR and SSIM of two pictures", add_compare_arguments, compare)


def _method_and_task(arguments: argparse.Namespace) -> tuple[Baseline, Task]:
    method: Baseline = BASELINES[arguments.method]()
    task: Task = TASKS[arguments.task or _usual_task(arguments)]()
    if arguments.kernel and "kernel" in task.looks_at:
        task = set_option(task, "kernel", "loaded", within="task.")  # unless another is asked for
    of_task, of_method = task_and_other_settings(arguments.assignments)
    for path, value in of_task:
        task = set_option(task, path, value, within="task.")
    for path, value in of_method:
        method = set_option(method, path, value)
    return method, task


def _usual_task(arguments: argparse.Namespace) -> str:
    if arguments.mask:
        return "inpainting"
    return "super-resolution" if arguments.method in _ENLARGING else "denoising"


def _observation(picture: Picture, arguments: argparse.Namespace) -> Observation:
    return Observation(
        image=picture.to_float(),
        mask=_mask(arguments.mask, picture),
        valid=picture.alpha_float(),
        second=load(arguments.second).to_float() if arguments.second else None,
        kernel=load_kernel(arguments.kernel) if arguments.kernel else None,
    )


def _mask(path: Path | None, picture: Picture) -> FloatArray | None:
    if path is None:
        return None
    mask = load_mask_of(path, picture)
    return mask.astype(np.float32) / np.float32(255.0)


def _scores(first: FloatArray, second: FloatArray, mask: FloatArray | None = None) -> str:
    return figures(psnr(first, second, mask), ssim(first, second, mask))


def _save_degraded(picture: Picture, degraded: Degraded, arguments: argparse.Namespace) -> None:
    path, overwrite = arguments.output, arguments.overwrite
    if degraded.file is None or not isinstance(format_for(path), Jpeg):
        _save(picture.with_pixels(degraded.image), path, overwrite=overwrite)
        return
    # To compress again what was compressed would be another degradation.
    with whole_file(path, overwrite=overwrite) as file:
        file.write(degraded.file)


def _save(
    picture: Picture, path: Path, *, overwrite: bool, saving: Saving | None = None, note: str = ""
) -> None:
    for sentence in save_picture(picture, path, saving, overwrite=overwrite, note=note):
        log(sentence)
