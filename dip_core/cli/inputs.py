"""Reading what a restoration is made from, and saying what of it is not used."""

from __future__ import annotations

import argparse
import re
from collections.abc import Collection, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dip_core.cli.console import log
from dip_core.errors import OptionError, PictureError
from dip_core.images import Picture, load_mask, load_picture
from dip_core.kernels.loaded import Loaded
from dip_core.masks.of_picture import mask_from_colour, mask_from_transparency
from dip_core.net_inputs.picture import Picture as PictureInput
from dip_core.options import settings
from dip_core.photo import Inputs
from dip_core.spec import FloatArray, RestorationSpec, Task

MASK_HELP = (
    "a picture, white = restore here, black = keep; or transparency; or a colour of the picture, "
    "as in colour:#ff00ff,20 (with a tolerance in levels)"
)
_COLOUR = re.compile(r"#?([0-9a-fA-F]{6})(?:,([0-9]{1,3}))?")
_MOST_LEVELS = 255


def load(path: Path) -> Picture:
    """Read a picture and say what of it could not be kept."""
    picture = load_quietly(path)
    for note in picture.notes:
        log(f"{path}: {note}")
    return picture


def load_quietly(path: Path) -> Picture:
    """Read a picture whose notes are said by somebody else."""
    _refuse_pipe(path)
    return load_picture(path)


def load_mask_of(path: Path, picture: Picture) -> NDArray[np.uint8]:
    """Read a mask of the picture's size, or read it off the picture: (H, W), 255 = restore.

    A file called "transparency" or "colour:…" has precedence over what the word means.
    """
    word, _, rest = str(path).partition(":")
    if word in _MASK_WORDS and not path.exists():
        return _MASK_WORDS[word](picture, rest)
    _refuse_pipe(path)
    return load_mask(path, (picture.height, picture.width))


def load_inputs(arguments: argparse.Namespace) -> Inputs:
    """Read every file that `restore` is given; a `Restoration` says the picture's notes itself."""
    picture = load_quietly(arguments.image)
    return Inputs(
        picture=picture,
        mask=load_mask_of(arguments.mask, picture) if arguments.mask else None,
        second=load(arguments.second) if arguments.second else None,
        kernel=load_kernel(arguments.kernel) if arguments.kernel else None,
        reference=load(arguments.reference) if arguments.reference else None,
    )


def suited(task: Task, mask: NDArray[np.uint8] | None, asked_for: Collection[str]) -> Task:
    """Return the task as the mask suggests, and say what was chosen that nobody asked for."""
    if mask is None:
        return task
    chosen = task.suited(mask.astype(np.float32) / np.float32(255.0))
    for setting in settings(type(task)):
        value = getattr(chosen, setting.name)
        if value != getattr(task, setting.name) and setting.name not in asked_for:
            log(
                f"By the shape of the mask, task.{setting.name} is {value}; "
                f"--set task.{setting.name}=… chooses another."
            )
    return chosen


def unused_inputs(arguments: argparse.Namespace, spec: RestorationSpec) -> Iterator[str]:
    """Yield a sentence for each file that this restoration does not look at."""
    task = spec.task
    if arguments.kernel and "kernel" not in task.looks_at:
        yield f"--kernel is not used: {task.kind} takes no blur."
    elif arguments.kernel and not isinstance(getattr(task, "kernel", None), Loaded):
        yield "--kernel is not used: task.kernel is set to another blur."
    if arguments.second and not _takes_second(spec):
        yield f"--second is not used: {task.kind} with these settings takes one picture only."


def check_reference(
    reference: Picture, shape: tuple[int, int, int], *, larger: bool = False
) -> None:
    """Refuse a reference that the result, of this (H, W, C), cannot be compared with.

    larger  the reference may reach beyond the result, which is compared with its upper left part
    """
    height, width, channels = reference.pixels.shape
    reaches = height >= shape[0] and width >= shape[1] and channels == shape[2]
    if not (reaches if larger else reference.pixels.shape == shape):
        raise OptionError(
            f"The reference is {_size(reference.pixels.shape)}, but the result will be "
            f"{_size(shape)}; they must agree."
        )


def result_shape(picture: Picture, task: Task) -> tuple[int, int, int]:
    """Return (H, W, C) of the picture that will be saved."""
    factor = task.enlargement()
    return round(picture.height * factor), round(picture.width * factor), picture.channels


def _transparent(picture: Picture, words: str) -> NDArray[np.uint8]:
    if words:
        raise OptionError(f"--mask transparency takes nothing more, not {words!r}.")
    return mask_from_transparency(picture)


def _coloured(picture: Picture, words: str) -> NDArray[np.uint8]:
    """Read #rrggbb[,TOLERANCE]."""
    found = _COLOUR.fullmatch(words)
    if found is None or int(found[2] or 0) > _MOST_LEVELS:
        raise OptionError(
            f"--mask colour:{words} is no colour; write it as in colour:#ff00ff, or as in "
            "colour:#ff00ff,20 where up to 20 levels (of 255) less or more in each channel count."
        )
    return mask_from_colour(picture, bytes.fromhex(found[1]), int(found[2] or 0))


_MASK_WORDS = {"transparency": _transparent, "colour": _coloured}


def _takes_second(spec: RestorationSpec) -> bool:
    code = spec.net_input
    from_second = isinstance(code, PictureInput) and code.source == "second"
    return from_second or "second" in spec.task.looks_at


def _refuse_pipe(path: Path) -> None:
    """Refuse what would be waited for, or would never end; a missing file is refused later."""
    try:
        special = path.exists() and not path.is_file() and not path.is_dir()
    except OSError:  # a name that cannot be, which reading it says better
        return
    if special:
        raise PictureError(f"{path} is a device or a pipe; save the picture as a file first.")


def load_kernel(path: Path) -> FloatArray:
    """Read a blur kernel from a picture of it: (h, w) floats that sum to 1."""
    kernel = load(path).to_float().mean(axis=-1)
    total = float(kernel.sum())
    if total <= 0.0:
        raise PictureError(f"{path} is black; a picture of a blur has some light in it.")
    return np.asarray(kernel / total, dtype=np.float32)


def _size(shape: tuple[int, ...]) -> str:
    kind = "grey" if shape[-1] == 1 else "colour"
    return f"{shape[1]}×{shape[0]} ({kind})"
