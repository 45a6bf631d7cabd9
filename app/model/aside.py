"""Unsaved work put aside in a folder of the program's own, piece by piece.

    photo.dip    the pictures, without the mask
    results.dip  what runs have made of them, and what the present one has made so far
    mask.png     the mask; not there while it is empty
    now.dip      the spec and the frame
    look.png     the photo, small
    about.json   what a person is told; written last, so that without it there is nothing to offer

A piece is written only when what it holds has changed: of a large photo that is usually the mask
alone. Each appears whole or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from dip_core import (
    Box,
    Inputs,
    Picture,
    Project,
    RestorationSpec,
    SavedResult,
    load_mask,
    read_project,
    save_picture,
    write_project,
)

LOOK_SIDE = 160
_PHOTO, _RESULTS, _NOW = "photo.dip", "results.dip", "now.dip"
_MASK, _LOOK, _ABOUT = "mask.png", "look.png", "about.json"


@dataclass(frozen=True)
class About:
    """What is said of work that was put aside.

    exported  whether its results are also in files of their own
    project   the project file it belongs to; empty where there is none
    """

    name: str
    when: str
    coverage: float = 0.0
    results: int = 0
    exported: bool = True
    project: str = ""

    @property
    def time(self) -> datetime:
        """When it was put aside."""
        return datetime.fromisoformat(self.when)


@dataclass(frozen=True, eq=False)
class Work:
    """A document at one moment, made quickly.

    inputs         the pictures, without the mask
    mask           None where it is empty
    mask_revision  tells one mask from another
    display        the photo as the screen shows it
    """

    about: About
    spec: RestorationSpec
    inputs: Inputs
    mask: NDArray[np.uint8] | None = None
    mask_revision: object = None
    results: tuple[SavedResult, ...] = ()
    region: Box | None = None
    display: QImage | None = field(default=None, repr=False)


def put_aside(work: Work, folder: Path, before: Work | None = None) -> None:
    """Write what differs from what was written `before`, which is in the folder already."""
    if before is None or not _same_pictures(work, before):
        clear(folder)
        before = None
    if before is None:
        _write(Project(work.spec, work.inputs), folder / _PHOTO)
        _write_look(work, folder / _LOOK)
    if before is None or not _same(work.results, before.results):
        _write(Project(work.spec, results=work.results), folder / _RESULTS)
    if before is None or work.mask_revision != before.mask_revision:
        _write_mask(work.mask, folder / _MASK)
    _write(Project(work.spec, region=work.region), folder / _NOW)
    part = folder / f"{_ABOUT}.part"
    part.write_text(json.dumps(asdict(work.about)), encoding="utf-8")
    part.replace(folder / _ABOUT)


def about(folder: Path) -> About | None:
    """Return what is said of the work in a folder; None where none is whole."""
    try:
        stored = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
        found = About(**stored)
        found.time  # noqa: B018 - a time that cannot be read is no time
    except (OSError, ValueError, TypeError):
        return None
    else:
        return found


def look(folder: Path) -> QImage:
    """Return the small picture of the work in a folder."""
    return QImage(str(folder / _LOOK))


def read_aside(folder: Path) -> Project:
    """Return the work in a folder.

    Raises a `PictureError` or an `OptionError` where it is damaged or cannot be read.
    """
    photo, now = read_project(folder / _PHOTO), read_project(folder / _NOW)
    results = read_project(folder / _RESULTS).results
    inputs = photo.inputs
    if inputs is not None and (folder / _MASK).exists():
        size = (inputs.picture.height, inputs.picture.width)
        inputs = replace(inputs, mask=load_mask(folder / _MASK, size))
    return Project(now.spec, inputs, results, now.region)


def clear(folder: Path) -> None:
    """Remove the work in a folder; what is not of the program stays."""
    for name in (_ABOUT, _PHOTO, _RESULTS, _MASK, _NOW, _LOOK):
        (folder / name).unlink(missing_ok=True)


def _same_pictures(one: Work, other: Work) -> bool:
    names = ("picture", "second", "kernel", "reference")
    return all(getattr(one.inputs, name) is getattr(other.inputs, name) for name in names)


def _same(some: Sequence[object], others: Sequence[object]) -> bool:
    return len(some) == len(others) and all(a is b for a, b in zip(some, others, strict=True))


def _write(project: Project, path: Path) -> None:
    write_project(project, path, overwrite=True)


def _write_mask(mask: NDArray[np.uint8] | None, path: Path) -> None:
    if mask is None:
        path.unlink(missing_ok=True)
    else:
        save_picture(Picture.from_array(mask[..., None]), path, overwrite=True)


def _write_look(work: Work, path: Path) -> None:
    if work.display is not None:
        ratio, way = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        work.display.scaled(LOOK_SIDE, LOOK_SIDE, ratio, way).save(str(path))
