"""What is to be written is checked before the first iteration, not after the last."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import numpy as np

from dip_core.cli.command import saving_and_other_settings
from dip_core.errors import OptionError, PictureError
from dip_core.files.formats import format_for
from dip_core.files.saving import Saving
from dip_core.images import WRITABLE_SUFFIXES, Picture, save_picture
from dip_core.outcome import Result
from dip_core.project import set_option
from dip_core.spec import FloatArray, Role


class Outputs:
    """The files a command is going to write; each is refused at once where it cannot be."""

    def __init__(self, *, overwrite: bool) -> None:
        self._overwrite = overwrite
        self._paths: set[Path] = set()

    def picture(self, path: Path | None) -> None:
        """Check a picture that will be written, if any."""
        self.file(path, WRITABLE_SUFFIXES)

    def file(self, path: Path | None, suffixes: Collection[str] | None = None) -> None:
        """Check a file with one of these suffixes (any, where none are named)."""
        if path is None:
            return
        if suffixes is not None and path.suffix.lower() not in suffixes:
            raise OptionError(f"{path} must end in one of: {', '.join(sorted(suffixes))}.")
        try:
            self._check_place(path)
        except OSError as error:
            raise OptionError(f"{path} cannot be written: {error.strerror or error}.") from error
        if path.resolve() in self._paths:
            raise OptionError(f"{path} is asked for twice; name another file.")
        self._paths.add(path.resolve())

    def folder(self, path: Path | None) -> None:
        """Check a folder that files will be written into; it is made where it is missing."""
        if path is None:
            return
        parent = path if path.exists() else path.parent
        try:
            if not parent.is_dir():
                reason = "it is a file" if path.exists() else f"there is no folder {parent}"
                raise OptionError(f"{path} cannot be a folder to write into: {reason}.")
            if not os.access(parent, os.W_OK):
                raise OptionError(f"The folder {parent} is read-only for you; name another.")
        except OSError as error:
            raise OptionError(f"{path} cannot be a folder: {error.strerror or error}.") from error

    def estimates(self, folder: Path | None, names: Iterable[str]) -> None:
        """Check the files that the estimates will be written to, if anywhere."""
        if folder is None or not folder.exists():
            return
        for path in estimate_paths(folder, names).values():
            self.picture(path)

    def _check_place(self, path: Path) -> None:
        """Check what is there already and the folder; an `OSError` is a name that cannot be."""
        folder = path.parent
        if not folder.is_dir():
            raise OptionError(f"{path} cannot be written: there is no folder {folder}.")
        if path.is_dir():
            raise OptionError(f"{path} is a folder; name a file.")
        if path.exists() and not path.is_file():
            raise OptionError(f"{path} is a device or a pipe; name a file.")
        if path.exists() and not self._overwrite:
            raise OptionError(f"{path} exists already; add --overwrite to replace it.")
        if not os.access(folder, os.W_OK):
            raise OptionError(
                f"{path} cannot be written: the folder {folder} is read-only for you."
            )


def saving_for(
    path: Path, assignments: Sequence[tuple[str, str]]
) -> tuple[Saving, list[tuple[str, str]]]:
    """Return how a picture is saved, by its suffix and `--set saving.…`, and the other settings."""
    of_saving, others = saving_and_other_settings(assignments)
    saving = Saving(format=format_for(path))
    for name, value in of_saving:
        saving = set_option(saving, name, value, within="saving.")
    return saving, others


def check_size(path: Path, height: int, width: int) -> None:
    """Refuse a format that cannot hold a picture of that size."""
    form = format_for(path)
    if form.max_side and max(height, width) > form.max_side:
        raise OptionError(
            f"{path} cannot hold the result of {width}×{height} px: a {form.label} file has at "
            f"most {form.max_side} per side; name a PNG or TIFF file."
        )


def estimate_paths(folder: Path, names: Iterable[str]) -> dict[str, Path]:
    """Return the file of each estimate by its name."""
    return {name: folder / f"{name}.png" for name in names}


def save_estimates(result: Result, folder: Path, *, overwrite: bool) -> dict[str, Path]:
    """Write every unknown of a run as a 16-bit PNG file and return the files by name.

    Raises a `PictureError` where the folder cannot be made or a file cannot be written; each file
    is complete or not there.
    """
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise PictureError(f"{folder} cannot be made: {error.strerror or error}.") from error
    paths = estimate_paths(folder, result.estimates)
    for name, values in result.estimates.items():
        shown = _shown(values, result.roles.get(name, "picture"))
        save_picture(Picture.from_array(shown, depth=16), paths[name], overwrite=overwrite)
    return paths


def _shown(values: FloatArray, role: Role) -> FloatArray:
    """Return what can be seen of an estimate: a kernel's values are shares of a sum of 1."""
    brightest = float(values.max())
    if role == "kernel" and brightest > 0.0:
        return values / np.float32(brightest)
    return np.clip(values, 0.0, 1.0)
