"""`dip-studio restore`: one picture, restored."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dip_core.catalogue import NETWORKS, STOPPING, TASKS
from dip_core.cli.animation import (
    ANIMATION_SUFFIXES,
    Animation,
    refuse_missing_encoder,
    style_for,
)
from dip_core.cli.command import (
    Command,
    Parser,
    add_output,
    add_picture,
    add_settings,
    file_name,
    task_and_other_settings,
)
from dip_core.cli.console import figures, log, one_line, say, say_json, silence
from dip_core.cli.driving import INTERRUPTED, Ending, drive
from dip_core.cli.foretelling import foretold, remember_speed
from dip_core.cli.inputs import (
    MASK_HELP,
    check_reference,
    load_inputs,
    result_shape,
    suited,
    unused_inputs,
)
from dip_core.cli.outputs import Outputs, check_size, save_estimates, saving_for
from dip_core.cli.places import add_places, region_of, tiling_of
from dip_core.cli.progress import JsonTicks, Listener, ProgressBar, ProgressLines, duration
from dip_core.cli.report import Scores, describe_run, score, write_report
from dip_core.errors import OptionError
from dip_core.files.saving import Saving
from dip_core.images import save_picture
from dip_core.outcome import Runtime, processing_note
from dip_core.photo import Inputs, Restoration, Restored
from dip_core.project import set_option
from dip_core.spec import QUALITIES, RestorationSpec


def add_arguments(parser: Parser) -> None:
    """Declare what `restore` takes."""
    parser.add_argument("image", type=file_name, metavar="IMAGE", help="the degraded picture")
    add_output(parser, "the restored picture; its suffix chooses the format")
    parser.add_argument(
        "--task", required=True, metavar="KIND", help=f"what happened to it: {', '.join(TASKS)}"
    )
    parser.add_argument(
        "--quality", choices=QUALITIES, default="balanced", help="default: %(default)s"
    )
    add_picture(parser, "--mask", "M", MASK_HELP)
    add_picture(parser, "--second", "IMG", "a second picture of the same scene, for some tasks")
    add_picture(parser, "--kernel", "K", "a picture of the blur, for some tasks")
    add_picture(parser, "--reference", "CLEAN", "the known clean picture, for PSNR and SSIM only")
    add_places(parser)
    parser.add_argument("--network", metavar="KIND", help=f"one of: {', '.join(NETWORKS)}")
    parser.add_argument("--stopping", metavar="KIND", help=f"one of: {', '.join(STOPPING)}")
    add_settings(
        parser, "--set task.factor=4 --set network.scales=3 --set saving.format.quality=85"
    )
    parser.add_argument("--iterations", type=int, metavar="N", help="the most that are done")
    parser.add_argument("--seed", type=int, metavar="N", help="another seed, another network")
    parser.add_argument(
        "--device", default="auto", help="auto, cpu, cuda:0 or mps; default: %(default)s"
    )
    parser.add_argument(
        "--precision",
        choices=("auto", "float32", "bfloat16"),
        default="auto",
        help="default: %(default)s",
    )
    parser.add_argument(
        "--report", type=file_name, metavar="R.json", help="write figures and curves"
    )
    parser.add_argument(
        "--estimates",
        type=file_name,
        metavar="FOLDER",
        help="write all that was found (a blur kernel, layers) as 16-bit PNG files",
    )
    parser.add_argument(
        "--animation",
        type=file_name,
        metavar="A.gif",
        help=f"write how the picture formed; suffixes: {', '.join(ANIMATION_SUFFIXES)}; "
        "--set animation.… shapes it, as in --set animation.curve=true",
    )
    parser.add_argument(
        "--json", action="store_true", help="one line of JSON a tick on standard output"
    )


def run(arguments: argparse.Namespace) -> int:
    """Restore, save, report."""
    outputs = _checked_outputs(arguments)
    saving, arguments.assignments = saving_for(arguments.output, arguments.assignments)
    style, arguments.assignments = style_for(arguments.animation, arguments.assignments)
    inputs = load_inputs(arguments)
    spec = _spec(arguments, inputs.mask)
    _check_result(arguments, spec, inputs)
    runtime = _runtime(arguments)
    restoration = Restoration(
        spec,
        inputs,
        runtime,
        tiling=tiling_of(arguments),
        region=region_of(arguments),
    )
    outputs.estimates(arguments.estimates, restoration.roles)
    told = (*restoration.notes, *unused_inputs(arguments, spec), foretold(restoration, runtime))
    for note in filter(None, told):
        log(note)
    animation = Animation(restoration, style) if arguments.animation else None
    ending = drive(restoration, _listeners(arguments, animation))
    restored = _result(restoration, ending)
    remember_speed(restoration, restored, runtime)
    _save(arguments, restored, saving, spec)
    estimates = _save_estimates(arguments, restored)
    scores = score(restored, inputs)
    _write_report(arguments, describe_run(spec, restored, scores), estimates)
    if animation is not None:
        animation.save(arguments.animation, restored, overwrite=arguments.overwrite)
    if ending.failure is not None:
        iteration = restored.run.kept_iteration
        saved = f"The result so far (iteration {iteration}) is in {arguments.output}."
        log(f"{one_line(ending.failure)} {saved}")
        return ending.failure.exit_code
    try:
        _conclude(arguments, restored, scores, estimates)
    except OSError:
        silence(sys.stdout)  # everything is saved; only nobody wants to hear of it
    return INTERRUPTED if ending.interrupted else 0


COMMAND = Command("restore", "restore a picture", add_arguments, run)


# -------------------------------------------------------------------- before the run


def _checked_outputs(arguments: argparse.Namespace) -> Outputs:
    outputs = Outputs(overwrite=arguments.overwrite)
    outputs.picture(arguments.output)
    outputs.file(arguments.report)
    refuse_missing_encoder(arguments.animation)
    outputs.file(arguments.animation, ANIMATION_SUFFIXES)
    outputs.folder(arguments.estimates)
    return outputs


def _spec(arguments: argparse.Namespace, mask: NDArray[np.uint8] | None = None) -> RestorationSpec:
    """Make the spec: the task with its options recommends, then what was asked for replaces."""
    of_task, others = task_and_other_settings(arguments.assignments)
    task = suited(TASKS[arguments.task](), mask, {path for path, _ in of_task})
    if arguments.kernel and "kernel" in task.looks_at:
        task = set_option(task, "kernel", "loaded", within="task.")  # unless another is asked for
    for path, value in of_task:
        task = set_option(task, path, value, within="task.")
    spec = task.recommended(arguments.quality)
    for name in ("network", "stopping", "iterations", "seed"):
        value = getattr(arguments, name)
        if value is not None:
            spec = set_option(spec, name, str(value))
    for path, value in others:
        spec = set_option(spec, path, value)
    if arguments.iterations and spec.stopping.at_most(spec.iterations) != spec.iterations:
        raise OptionError(
            f"--iterations {arguments.iterations} cannot hold: the stopping rule "
            f"{spec.stopping.kind} goes on until it is stopped; leave it out or choose fixed."
        )
    return spec


def _check_result(arguments: argparse.Namespace, spec: RestorationSpec, inputs: Inputs) -> None:
    """Refuse before the run what would lose its result after it."""
    height, width, channels = result_shape(inputs.picture, spec.task)
    check_size(arguments.output, height, width)
    if inputs.reference is not None:
        check_reference(inputs.reference, (height, width, channels), larger=True)


def _runtime(arguments: argparse.Namespace) -> Runtime:
    # An animation takes its pictures itself, at the iterations it shows.
    return Runtime(device=arguments.device, precision=arguments.precision, preview_budget=0.0)


# -------------------------------------------------------------------- during and after it


def _listeners(arguments: argparse.Namespace, animation: Animation | None) -> list[Listener]:
    listeners: list[Listener] = []
    if arguments.json:
        listeners.append(JsonTicks())
    if sys.stderr.isatty() and not arguments.json:
        listeners.append(ProgressBar(sys.stderr))
    else:
        listeners.append(ProgressLines(sys.stderr))
    if animation is not None:
        listeners.append(animation)
    return listeners


def _result(restoration: Restoration, ending: Ending) -> Restored:
    """Return what there is to save; without anything, raise what went wrong."""
    if ending.failure is None:
        return restoration.result
    try:
        restored = restoration.result
    except RuntimeError:
        raise ending.failure from None
    run = replace(restored.run, stop_reason=one_line(ending.failure))
    return replace(restored, run=run)


def _save(
    arguments: argparse.Namespace, restored: Restored, saving: Saving, spec: RestorationSpec
) -> None:
    lost = save_picture(
        restored.picture,
        arguments.output,
        saving,
        overwrite=arguments.overwrite,
        note=processing_note(spec, restored.run.kept_iteration),
    )
    for sentence in lost:
        log(sentence)


def _save_estimates(arguments: argparse.Namespace, restored: Restored) -> dict[str, str]:
    """Write what was found, if wanted, and return the files by name."""
    if arguments.estimates is None:
        return {}
    paths = save_estimates(restored.run, arguments.estimates, overwrite=arguments.overwrite)
    return {name: str(path) for name, path in paths.items()}


def _write_report(
    arguments: argparse.Namespace, report: dict[str, Any], estimates: dict[str, str]
) -> None:
    if arguments.report:
        report |= {"input": str(arguments.image), "output": str(arguments.output)}
        if estimates:
            report["estimates"] = estimates
        write_report(report, arguments.report, overwrite=arguments.overwrite)


def _conclude(
    arguments: argparse.Namespace, restored: Restored, scores: Scores, estimates: dict[str, str]
) -> None:
    result = restored.run
    if arguments.json:
        say_json(
            {
                "done": True,
                "output": str(arguments.output),
                "kept_iteration": result.kept_iteration,
                "iterations": result.iterations,
                "stop_reason": result.stop_reason,
                "seconds": round(result.seconds, 3),
                "psnr": scores.psnr,
                "ssim": scores.ssim,
                **({"estimates": estimates} if estimates else {}),
            }
        )
        return
    say(
        f"{arguments.output}: iteration {result.kept_iteration} of {result.iterations}, "
        f"{duration(result.seconds)}. {result.stop_reason}"
    )
    if estimates:
        say(f"Found: {', '.join(estimates.values())}.")
    if scores.psnr is not None and scores.ssim is not None:
        say(figures(scores.psnr, scores.ssim))
